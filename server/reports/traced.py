"""A visit, or a stretch of a window's time, back to the events of the log: what, when, who."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from server.domain import messages as m
from server.domain.facts.plan import HallPlan
from server.domain.views.rating import LEVELS
from server.domain.views.story import TOLD, story
from server.reports.gather import Scope
from server.reports.visits import seen
from server.store import schema
from server.store.recorded import Recorded

MOST = 400
"""Events of one stretch. A day of presence at a busy window has about so many."""
AT_WINDOW: Mapping[type[m.Event], tuple[str, str]] = {
    m.SignedIn: ("签到", "Signed in"),
    m.SignedOut: ("签退", "Signed out"),
    m.WindowSuspended: ("暂停{reason}", "Suspended{reason}"),
    m.WindowResumed: ("恢复", "Resumed"),
}
OF_HALL: Mapping[type[m.Event], tuple[str, str]] = {
    m.HallOpened: ("大厅开始服务", "The hall opened"),
    m.HallAtLunch: ("大厅午休", "The hall at lunch"),
    m.HallExtended: ("下班,已取号的继续办理", "Closing time, those who wait are still served"),
    m.HallClosed: ("大厅结束服务", "The hall closed"),
    m.OutageDeclared: ("停机,转为手工办理", "An outage: by hand"),
    m.HallRecovered: ("恢复叫号", "Calling again"),
}
_LEVELS = {level: (zh, en) for level, zh, en in LEVELS}


def may_see(connection: sa.Connection, hall: str, scope: Scope, day: str, place: Mapping[str, str]) -> bool:
    """Whether there is such a thing that day, within what may be seen. `place`: ticket, or window."""
    s = schema.spans.c
    kind = "idle" if place["window"] else "serving"
    named = (s.ticket == place["ticket"]) if place["ticket"] else (s.window == place["window"])
    query = sa.select(s.seq).where(s.hall == hall, s.day == day, named, *seen(scope, kind)).limit(1)
    return connection.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of a window's time on a day, epoch ms, both ends included."""

    day: str
    window: str
    since: int
    until: int


def of_window(connection: sa.Connection, hall: str, stretch: Stretch) -> Iterator[Recorded]:
    """What happened there meanwhile, and to the whole hall."""
    e = schema.events.c
    kinds: tuple[type[m.Event], ...] = (*AT_WINDOW, *OF_HALL, *TOLD)
    query = sa.select(schema.events).where(
        e.hall == hall,
        e.day == stretch.day,
        e.at.between(stretch.since, stretch.until),
        e.type.in_([kind.type for kind in kinds]),
    )
    own = f'"window":{json.dumps(stretch.window)}'
    found = 0
    for row in connection.execute(query.order_by(e.seq)):
        recorded = Recorded.of(row)
        if type(recorded.event) in OF_HALL or own in row.body:
            found += 1
            yield recorded
        if found == MOST:
            return


def told(plan: HallPlan, recorded: Iterable[Recorded], *, levels: bool) -> list[dict[str, Any]]:
    """[{at (epoch ms), text, text_en, who}]. `levels`: whether the reader may see who gave which (R90)."""
    return [_told(plan, r.event) | {"who": _who(plan, r.event.actor)} for r in recorded if _tells(r, levels)]


def _tells(recorded: Recorded, levels: bool) -> bool:
    kind = type(recorded.event)
    return kind in TOLD or kind in AT_WINDOW or kind in OF_HALL or (levels and kind is m.RatingGiven)


def _told(plan: HallPlan, event: m.Event) -> dict[str, Any]:
    if isinstance(event, m.RatingGiven):
        zh, en = _LEVELS[event.level]
        return {"at": event.at, "text": f"评价:{zh}", "text_en": f"Rated: {en}"}
    if words := AT_WINDOW.get(type(event)) or OF_HALL.get(type(event)):
        said = getattr(event, "reason", "")
        reason = f":{said}" if said else ""
        return {
            "at": event.at,
            "text": words[0].format(reason=reason),
            "text_en": words[1].format(reason=reason),
        }
    return story(plan, [event])[0]


def _who(plan: HallPlan, actor: str) -> str:
    """A person with the number, a kiosk or device by its name; the rest as the log has it."""
    kind, _, id_ = actor.partition(":")
    if kind == "staff":
        person = plan.person.get(id_)
        return f"{person.name} {id_}" if person else id_
    if kind == "kiosk" and id_ in plan.kiosk:
        return plan.kiosk[id_].name
    return _KINDS.get(kind, actor)


_KINDS = {"system": "系统", "visitor": "本人", "citizen": "本人", "device": "设备"}
