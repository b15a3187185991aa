"""What a step can look at: a word, and after it which one: "sign w1", "board f1", "order A".

Everything comes out as plain data: times as scenarios write them, tickets by number, enumerations as text.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from kiosk.slip import ticket_slip
from server.domain.sums import day_sums
from server.domain.views.duty import duty_view
from server.domain.views.hall import hall_view
from server.domain.views.phone import phone_view
from server.domain.views.public import board_view, kiosk_view
from server.domain.views.staff import console_view
from server.domain.words.signs import rater_view, sign_text
from server.domain.words.slip import SlipText, slip_facts
from tests.scenarios.script import BadScenario
from tests.scenarios.stage import Stage
from tests.scenarios.tally import tally

EPOCH_MS = 10**12
"""No other number of the hall is so large: it is a time."""


def look(stage: Stage, thing: str, since: int, heard: int) -> Any:
    """`since`, `heard`: how many rows and sentences there were at the end of the last step."""
    word, *which = thing.split()
    if word in _OF_THE_STEP:
        return plain(stage, _OF_THE_STEP[word](stage, since, heard, *which))
    if word not in _WORDS:
        raise BadScenario(f"nothing is called {word}; there is {', '.join(sorted((*_WORDS, *_OF_THE_STEP)))}")
    return plain(stage, _WORDS[word](stage, *which))


def plain(stage: Stage, value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return plain(stage, asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(stage, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(stage, inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > EPOCH_MS:
        return stage.clock(value)
    return str(value) if isinstance(value, str) else value


# ---------------------------------------------------------------- the hall itself


def _ticket(stage: Stage, number: str) -> Any:
    ticket = stage.ticket(number)
    return {} if ticket is None else ticket


def _tickets(stage: Stage) -> dict[str, str]:
    return {t.number: t.state for t in stage.hall.tickets.values()}


def _ratings(stage: Stage) -> dict[str, Any]:
    """Number -> its level, or "none", "open", "unrated"."""
    given = {row["ticket"]: row["level"] for row in _log(stage, "rating.given.v1")}
    return {t.number: given.get(t.number, t.rating) for t in stage.hall.tickets.values()}


def _waiting(stage: Stage, queue: str = "") -> int:
    return stage.hall.waiting[stage.queue(queue)] if queue else stage.hall.waiting_total()


def _order(stage: Stage, queue: str) -> list[str]:
    """Sent back to the queue first, then priority, then normal, each in its order."""
    return [ticket.number for ticket in stage.hall.waiting_tickets(stage.queue(queue))]


def _window(stage: Stage, window: str) -> dict[str, Any]:
    desk = stage.hall.desks[window]
    number = stage.hall.tickets[desk.ticket].number if desk.ticket else ""
    return asdict(desk) | {"ticket": number}


def _sums(stage: Stage, queue: str = "") -> Mapping[str, Any]:
    """As the hall reckons, after it was held against the count of the log."""
    sums = day_sums(stage.hall)
    counted = tally(stage.rows, stage.hall.day)
    for key, value in counted.items():
        found = {int(k): v for k, v in sums[key].items() if v} if key == "levels" else sums[key]
        if found != value:
            raise AssertionError(f"the hall says {key} {found}, its log {value}")
    return sums["queues"][stage.queue(queue)] if queue else sums


def _good(stage: Stage) -> str:
    """好评率 of those who rated: "297/301 = 98.7%"."""
    levels = {int(level): n for level, n in day_sums(stage.hall)["levels"].items()}
    good, active = sum(n for level, n in levels.items() if level >= 3), sum(levels.values())
    return f"{good}/{active} = {100 * good / active:.1f}%" if active else "0/0"


# ---------------------------------------------------------------- what people see and hear


def _rows(stage: Stage, screen: str) -> list[str]:
    return [f"{call['number']} {call['label']}" for call in board_view(stage.hall, screen)["calls"]]


def _passed(stage: Stage, screen: str) -> list[str]:
    return board_view(stage.hall, screen)["passed"]


def _alarms(stage: Stage) -> list[str]:
    return [alarm["text"] for alarm in duty_view(stage.hall, stage.healths)["alarms"]]


def _phone(stage: Stage, number: str) -> Any:
    ticket = stage.ticket(number)
    return phone_view(stage.hall, ticket.token) if ticket else None


def _paper(stage: Stage, number: str, *, copy: bool = False) -> str:
    """What stands on the slip that this ticket has now, a line of paper a line of text."""
    ticket = stage.ticket(number)
    if ticket is None:
        raise BadScenario(f"there is no ticket {number}")
    slip = ticket_slip(slip_facts(stage.hall, ticket, copy=copy))
    return "\n".join(
        element.text if isinstance(element, SlipText) else getattr(element, "path", "") for element in slip
    )


def _public(stage: Stage) -> str:
    """Everything that everybody may see: boards, kiosks, and the phone page of every ticket."""
    hall, plan = stage.hall, stage.plan
    pages: list[Any] = [board_view(hall, screen.id) for screen in plan.screens]
    pages += [kiosk_view(hall, kiosk.id, stage.healths) for kiosk in plan.kiosks]
    pages += [phone_view(hall, ticket.token) for ticket in hall.tickets.values()]
    return json.dumps(pages, ensure_ascii=False)


def _blinks(stage: Stage, window: str) -> bool:
    return sign_text(stage.hall, window).call


# ---------------------------------------------------------------- what happened


def _log(stage: Stage, type_: str = "", since: int = 0) -> list[dict[str, Any]]:
    """Rows of the present hall-day with their own fields, tickets by number."""
    rows = [row for row in stage.rows[since:] if row["day"] == stage.hall.day]
    return [_told(stage, row) for row in rows if type_ in ("", row["type"])]


def _told(stage: Stage, row: Mapping[str, Any]) -> dict[str, Any]:
    body = json.loads(row["body"])
    known = stage.hall.tickets.get(body.get("ticket", ""))
    return {
        "type": row["type"],
        "at": row["at"],
        "actor": row["actor"],
        **body,
        **({"ticket": known.number} if known else {}),
    }


def _stored(stage: Stage, since: int, _heard: int, type_: str = "") -> list[dict[str, Any]]:
    return [_told(stage, row) for row in stage.rows[since:] if type_ in ("", row["type"])]


def _stored_types(stage: Stage, since: int, _heard: int) -> list[str]:
    return [row["type"] for row in stage.rows[since:]]


def _voice(stage: Stage, _since: int, heard: int, floor: str = "") -> list[str]:
    return [said.text for said in stage.said[heard:] if not floor or said.floor in ("", floor)]


_OF_THE_STEP: dict[str, Callable[..., Any]] = {
    "stored": _stored,
    "stored_types": _stored_types,
    "voice": _voice,
}
_WORDS: dict[str, Callable[..., Any]] = {
    "hall": lambda stage: hall_view(stage.hall),
    "ticket": _ticket,
    "tickets": _tickets,
    "ratings": _ratings,
    "waiting": _waiting,
    "order": _order,
    "window": _window,
    "sums": _sums,
    "good": _good,
    "sign": lambda stage, window: sign_text(stage.hall, window, at=stage.now).text,
    "blinks": _blinks,
    "rater": lambda stage, window: rater_view(stage.hall, window),
    "board": lambda stage, screen: board_view(stage.hall, screen),
    "rows": _rows,
    "passed": _passed,
    "kiosk": lambda stage, kiosk: kiosk_view(stage.hall, kiosk, stage.healths),
    "console": lambda stage, window: console_view(stage.hall, window, stage.healths),
    "duty": lambda stage: duty_view(stage.hall, stage.healths),
    "alarms": _alarms,
    "phone": _phone,
    "paper": _paper,
    "copy": lambda stage, number: _paper(stage, number, copy=True),
    "public": _public,
    "log": _log,
}
