"""The service guide as the public sees it: kiosk, phone, paper. Nothing of a person, nothing of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.domain import messages as m
from server.domain.facts.guide import Guide, Material, Sentence, limit_words, papers_words, statutory_words
from server.domain.facts.plan import HallPlan, Matter
from server.domain.hall import Hall
from server.domain.views.hall import place_in


def guide_index(plan: HallPlan, day: str) -> dict[str, Any]:
    """Every matter in the order of the plan, with the version that holds on `day` (YYYY-MM-DD), "" = none."""
    return {
        "day": day,
        "hall": {"name": plan.name, "name_en": plan.name_en},
        "matters": [_listed(plan, matter, plan.guide_of(matter.id, day)) for matter in plan.matters],
    }


def _listed(plan: HallPlan, matter: Matter, guide: Guide | None) -> dict[str, Any]:
    queue = plan.queue[matter.queue]
    return {
        "id": matter.id,
        "name": matter.name,
        "name_en": matter.name_en,
        "queue": queue.id,
        "queue_name": queue.name,
        "queue_name_en": queue.name_en,
        "unit": queue.unit,
        "version": guide.valid_from if guide else "",
    }


def matter_guide(plan: HallPlan, id_: str, day: str) -> dict[str, Any] | None:
    """The six facts of one matter on a day, and where it is done; None = no such matter, or no guide yet."""
    guide, matter = plan.guide_of(id_, day), plan.matter.get(id_)
    if guide is None or matter is None:
        return None
    windows = plan.windows_of[matter.queue]
    return {
        **_listed(plan, matter, guide),
        "hall": {"name": plan.name, "name_en": plan.name_en},
        "content": _said(guide.content),
        "procedure": [_said(step) for step in guide.procedure],
        "materials": [_material(one) for one in guide.materials],
        "basis": [_said(one) for one in guide.basis],
        "limit": _pair(limit_words(guide.limit)),
        "statutory": _pair(words) if (words := statutory_words(guide.limit)) else None,
        "fees": _said(guide.fees),
        "windows": [place_in(plan, window) for window in windows],
        "phones": list(dict.fromkeys(window.phone for window in windows if window.phone)),
    }


def _said(sentence: Sentence) -> dict[str, str]:
    return {"text": sentence.text, "text_en": sentence.text_en}


def _pair(words: tuple[str, str]) -> dict[str, str]:
    return {"text": words[0], "text_en": words[1]}


def _material(one: Material) -> dict[str, Any]:
    return {
        "name": one.name,
        "name_en": one.name_en,
        "papers": _pair(papers_words(one)),
        "note": one.note,
        "note_en": one.note_en,
    }


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """What a test slip says."""

    hall: str
    kiosk: str
    printer: str
    staff: str
    """工号 of who asked for it."""
    at: int
    timezone: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice on paper says. `guide`: as `matter_guide`; `missing`: what of its materials must still be
    brought, empty = it is the whole list; `number`: of the ticket it concerns, or ""."""

    notice: str
    at: int
    timezone: str
    guide: dict[str, Any]
    missing: Sequence[str] = ()
    window: str = ""
    """The label of the window where it is given, or ""."""
    staff: str = ""
    """工号 of who gives it, or "": a kiosk does."""
    number: str = ""
    also: Sequence[str] = ()
    """What else must be brought, in the giver's own words."""


def notice_facts(hall: Hall, given: m.NoticeGiven) -> NoticeFacts | None:
    """None where the plan has lost the matter or its guide since."""
    guide = matter_guide(hall.plan, given.matter, given.version)
    if guide is None:
        return None
    window, ticket = hall.plan.window.get(given.window), hall.tickets.get(given.ticket)
    return NoticeFacts(
        notice=given.notice,
        at=given.at,
        timezone=hall.plan.timezone,
        guide=guide,
        missing=tuple(given.missing),
        window=window.label if window else "",
        staff=given.actor.removeprefix("staff:") if given.actor.startswith("staff:") else "",
        number=ticket.number if ticket else "",
        also=tuple(given.also),
    )
