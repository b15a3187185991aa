"""The alarms as the duty officer reads them: a line for each, or for many of a kind, with what it is about.

A line: what is wrong, since when, what to do, who has it, and where to look (`about`), so that the cause of
anything red is two touches away.
"""

from typing import Any

from server.domain.alarm import Alarm
from server.domain.hall import Hall
from server.domain.rules.watch import WATCHED
from server.domain.texts.alarms import GROUPS
from server.domain.words.alarms import advice_words, alarm_words, facts_of, group_words, longest_waiting

URGENT = frozenset({"help", "bad_rating", "unbalanced", "disk"})
"""A person waits for an answer, or nothing more can be kept soon."""


def alarm_lines(hall: Hall) -> list[dict[str, Any]]:
    """Those nobody has taken first, the urgent of them before the others, the newest first."""
    kinds: dict[str, list[Alarm]] = {}
    for alarm in reversed(hall.alarms.values()):
        kinds.setdefault(alarm.kind, []).append(alarm)
    lines: list[dict[str, Any]] = []
    for kind, alarms in kinds.items():
        most = hall.plan.alarms.group
        if kind in GROUPS and most and len(alarms) >= most:
            lines.append(_group(hall, kind, alarms))
        else:
            lines += [_line(hall, alarm) for alarm in alarms]
    return sorted(lines, key=lambda line: (bool(line["owner"]), not line["urgent"], -line["at"]))


def _line(hall: Hall, alarm: Alarm) -> dict[str, Any]:
    zh, en = alarm_words(hall, alarm)
    advice, advice_en = advice_words(hall, alarm)
    facts = facts_of(hall, alarm)
    window = hall.plan.window.get(facts.get("window", ""))
    return {
        "id": alarm.id,
        "kind": alarm.kind,
        "at": alarm.at,
        "since": _since(hall, alarm),
        "text": zh,
        "text_en": en,
        "advice": advice,
        "advice_en": advice_en,
        "window": window.id if window else None,
        "floor": window.floor if window else None,
        "about": _about(hall, alarm),
        "urgent": alarm.kind in URGENT or bool(alarm.escalated_at and not alarm.owner),
        "owner": _officer(hall, alarm.owner),
        "taken_at": alarm.taken_at or None,
        "escalated_at": alarm.escalated_at or None,
        "notes": [{"at": at, "by": _name(hall, by), "text": text} for at, by, text in alarm.notes],
        "answerable": alarm.kind not in WATCHED,
        "answered": "answer" in alarm.facts,
        "members": [],
    }


def _group(hall: Hall, kind: str, alarms: list[Alarm]) -> dict[str, Any]:
    """One line for all of them; somebody has it who has every one."""
    zh, en = group_words(kind, len(alarms))
    members = [_line(hall, alarm) for alarm in sorted(alarms, key=lambda a: a.id)]
    owners = {alarm.owner for alarm in alarms}
    first = min(alarms, key=lambda alarm: alarm.at)
    same = {key: members[0][key] for key in ("advice", "advice_en", "answerable")}
    return {
        **_line(hall, first),
        **same,
        "id": f"group:{kind}",
        "at": max(alarm.at for alarm in alarms),
        "since": min(member["since"] for member in members),
        "text": zh,
        "text_en": en,
        "window": None,
        "floor": None,
        "about": {},
        "urgent": any(member["urgent"] for member in members),
        "owner": _officer(hall, alarms[0].owner) if len(owners) == 1 else None,
        "taken_at": max(alarm.taken_at for alarm in alarms) or None,
        "escalated_at": max(alarm.escalated_at for alarm in alarms) or None,
        "notes": [],
        "members": members,
    }


def _since(hall: Hall, alarm: Alarm) -> int:
    """Since when it is so, where that is known; else since when it is told, epoch ms."""
    facts = facts_of(hall, alarm)
    desk = hall.desks.get(facts.get("window", ""))
    if alarm.kind in ("unmanned", "suspended") and desk:
        return max(desk.since, hall.midnight)
    if alarm.kind == "wait" and (ticket := longest_waiting(hall, facts["queue"])):
        return ticket.taken_at
    return int(facts.get("since") or alarm.at)


def _about(hall: Hall, alarm: Alarm) -> dict[str, Any]:
    """Where to look: a window, with who sits there; a device; a queue; the ticket that waits longest."""
    facts = facts_of(hall, alarm)
    about = {
        key: facts[key] for key in ("device", "kiosk", "board", "queue", "cause", "case") if key in facts
    }
    if window := hall.plan.window.get(facts.get("window", "")):
        desk = hall.desks[window.id]
        about |= {"window": window.id, "place": window.label, "phone": window.phone}
        about |= {"state": desk.state.value, "state_since": desk.since}
        about |= {"staff": _officer(hall, desk.staff or ""), "number": _number(hall, desk.ticket)}
    if kiosk := hall.plan.kiosk.get(facts.get("kiosk", "")):
        about["place"] = kiosk.name
    if queue := hall.plan.queue.get(facts.get("queue", "")):
        about |= {"place": queue.name, "waiting": hall.waiting[queue.id]}
        longest = longest_waiting(hall, queue.id)
        about |= {"ticket": longest.id, "number": longest.number} if longest else {}
    return about


def _number(hall: Hall, ticket: str | None) -> str:
    return hall.tickets[ticket].number if ticket else ""


def _officer(hall: Hall, staff: str) -> dict[str, str] | None:
    return {"no": staff, "name": _name(hall, staff)} if staff else None


def _name(hall: Hall, staff: str) -> str:
    person = hall.plan.person.get(staff)
    return person.name if person else staff
