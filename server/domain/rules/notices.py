"""Notices of the whole hall: published, said again, ended (R5, R32; ADR 0019)."""

from collections.abc import Iterator
from typing import NamedTuple

from server.domain import messages as m
from server.domain.bulletins import Bulletin, Urgency
from server.domain.facts.plan import DeviceKind
from server.domain.hall import Hall, HallState
from server.domain.hours import MINUTE, clock_words
from server.domain.rules.guards import MAX_REASON, Decision
from server.domain.texts.signs import cells, unknown_to_signs

MAX_TEXT, MAX_TEXT_EN, MAX_SIGN = 100, 200, 60
"""Characters: what a board shows in its foot, and a sign runs."""
DAY_MS = 24 * 60 * MINUTE


class _Words(NamedTuple):
    """What is told, whoever wrote it."""

    text: str
    text_en: str
    signs: tuple[str, ...]
    urgency: Urgency
    clip: str = ""
    repeat_s: int = 0


def set_notice(hall: Hall, c: m.SetNotice) -> Decision:
    words = _words(hall, c)
    if isinstance(words, m.Refusal):
        return words
    until = _misplaced(hall, c, words.urgency) or _until(hall, c)
    if isinstance(until, m.Refusal):
        return until
    same = _standing(hall, c, words)
    if same and same.until == until:
        return []
    return [
        m.NoticeSet(
            at=c.at,
            actor=c.actor,
            notice=same.id if same else f"TZ-{hall.seq + 1}",
            text=words.text,
            text_en=words.text_en,
            signs=list(words.signs),
            urgency=words.urgency.value,
            until=until,
            floors=list(c.floors),
            clip=words.clip,
            repeat_s=words.repeat_s,
            template=c.template,
            reason=c.reason.strip()[:MAX_REASON],
        )
    ]


def end_notice(hall: Hall, c: m.EndNotice) -> Decision:
    bulletin = hall.bulletins.get(c.notice)
    return (
        m.Refusal("notice_gone") if bulletin is None else [_over(bulletin, c, c.reason.strip()[:MAX_REASON])]
    )


def _over(bulletin: Bulletin, c: m.Command, reason: str = "") -> m.Event:
    return m.NoticeEnded(
        at=c.at, actor=c.actor, notice=bulletin.id, urgency=bulletin.urgency.value, reason=reason
    )


def _words(hall: Hall, c: m.SetNotice) -> _Words | m.Refusal:
    if c.template:
        known = hall.plan.notice.get(c.template)
        if known is None:
            allowed = ", ".join(t.id for t in hall.plan.notices)
            return m.Refusal("unknown_notice", {"notice": c.template[:MAX_REASON], "allowed": allowed})
        return _Words(known.text, known.text_en, known.signs, known.urgency, known.clip, known.repeat_s)
    text, text_en, sign = c.text.strip(), c.text_en.strip(), " ".join(c.sign.split())
    if not text:
        return m.Refusal("notice_empty")
    for words, limit in ((text, MAX_TEXT), (text_en, MAX_TEXT_EN), (sign, MAX_SIGN)):
        if len(words) > limit:
            return m.Refusal("notice_too_long", {"limit": str(limit), "cut": words[limit:]})
    return _Words(text, text_en, (sign,) if sign else (), Urgency.PLAIN)


def _misplaced(hall: Hall, c: m.SetNotice, urgency: Urgency) -> m.Refusal | None:
    """A floor that is none, an evacuation of a floor, or a text that a sign there cannot show."""
    unknown = [floor for floor in c.floors if floor not in hall.plan.floor]
    if unknown:
        allowed = ", ".join(hall.plan.floor)
        return m.Refusal("unknown_floor", {"floor": unknown[0][:MAX_REASON], "allowed": allowed})
    if urgency is Urgency.EVACUATE and c.floors:
        return m.Refusal("evacuation_everywhere")
    return _unshowable(hall, c)


def _unshowable(hall: Hall, c: m.SetNotice) -> m.Refusal | None:
    """One's own short text stands whole on every sign there that cannot run, or it is not published."""
    sign = " ".join(c.sign.split())
    if strange := unknown_to_signs(sign):
        return m.Refusal("sign_characters", {"characters": strange})
    for device in hall.plan.devices:
        columns, window = device.options.get("columns"), hall.plan.window.get(device.window or "")
        if device.kind is not DeviceKind.SIGN or not isinstance(columns, int) or window is None:
            continue
        if (not c.floors or window.floor in c.floors) and cells(sign) > columns:
            room, cut = str(columns // 2), _cut(sign, columns)
            return m.Refusal("sign_too_long", {"window": window.label, "room": room, "cut": cut})
    return None


def _cut(text: str, columns: int) -> str:
    """What of it would be missing on a sign of so many half-width characters."""
    shown = next(n for n in range(len(text), -1, -1) if cells(text[:n]) <= columns)
    return text[shown:]


def _until(hall: Hall, c: m.SetNotice) -> int | m.Refusal:
    today = c.at - (c.at - hall.midnight) % DAY_MS  # an open hall may go on past midnight
    if c.until is not None:
        end = today + c.until * MINUTE
        if end <= c.at:
            now = clock_words((c.at - today) // MINUTE)
            return m.Refusal("notice_over", {"time": clock_words(c.until), "now": now})
        return end
    usual = hall.plan.notice[c.template].minutes if c.template else None
    minutes = usual if c.minutes is None else c.minutes
    if minutes is None:
        return today + DAY_MS
    return c.at + minutes * MINUTE if minutes else 0


def _standing(hall: Hall, c: m.SetNotice, words: _Words) -> Bulletin | None:
    """The same one, if it stands already."""
    told = (c.template, words.text, words.text_en, words.signs, c.floors)
    same = (b for b in hall.bulletins.values() if (b.template, b.text, b.text_en, b.signs, b.floors) == told)
    return next(same, None)


# ---------------------------------------------------------------- the clock


def ended(hall: Hall, c: m.Command) -> Iterator[m.Event]:
    """Those whose time has come, whether or not anybody was alive then."""
    for bulletin in hall.bulletins.values():
        if not bulletin.stands_at(c.at):
            yield _over(bulletin, c)


def said_again(hall: Hall, c: m.Command) -> list[m.Event]:
    return [m.NoticeSaid(at=c.at, actor=c.actor, notice=b.id) for b, due in _to_be_said(hall) if due <= c.at]


def notices_due(hall: Hall) -> list[int]:
    """When one of them ends or is said again, epoch ms."""
    ends = [b.until for b in hall.bulletins.values() if b.until]
    return ends + [due for _, due in _to_be_said(hall)]


def _to_be_said(hall: Hall) -> Iterator[tuple[Bulletin, int]]:
    """Nobody is left in a closed hall to hear anything but an alarm."""
    for bulletin in hall.bulletins.values():
        heard = hall.state is not HallState.CLOSED or bulletin.urgency is Urgency.EVACUATE
        if heard and bulletin.due_again is not None:
            yield bulletin, bulletin.due_again
