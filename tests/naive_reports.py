"""The figures of the reports once more, from rows of the log alone: plain lists, nothing of `server`.

Where the hall folds a stream, this takes each ticket's and each window's events by themselves.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from math import ceil, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

AFTER = {
    "ticket.taken.v1": "waiting",
    "ticket.called.v1": "walking",
    "ticket.serving.v1": "serving",
    "ticket.passed.v1": "passed",
    "ticket.returned.v1": "waiting",
    "ticket.held.v1": "holding",
    "ticket.woken.v1": "waiting",
    "ticket.transferred.v1": "waiting",
    "ticket.requeued.v1": "waiting",
}
OVER = {
    "ticket.finished.v1": "finished",
    "ticket.cancelled.v1": "left",
    "ticket.voided.v1": "left",
    "ticket.expired.v1": "left",
}
Piece = dict[str, Any]


def read_log(url: str) -> list[dict[str, Any]]:
    """Every event with its body's fields beside seq, day, at and type."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT seq, day, at, type, actor, body FROM events ORDER BY seq"))
        events = [{**json.loads(r.body), "day": r.day, "at": r.at, "type": r.type} for r in rows]
    engine.dispose()
    return events


def pieces_of(events: list[dict[str, Any]], timezone: str) -> list[Piece]:
    """Stretches of tickets and of windows: kind, day, hour, ms, queue, window, staff."""
    by_ticket: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        if event.get("ticket") and (
            event["type"] in AFTER or event["type"] in OVER or event["type"] in _MORE
        ):
            by_ticket[event["ticket"]].append(event)
    found = [piece for mine in by_ticket.values() for piece in _of_ticket(mine)]
    for day in sorted({e["day"] for e in events}):
        found += _of_windows([e for e in events if e["day"] == day])
    zone = ZoneInfo(timezone)
    for piece in found:
        piece["hour"] = f"{datetime.fromtimestamp(piece['since'] / 1000, zone).hour:02d}"
    return found


_MORE = ("ticket.call_undone.v1", "window.handed_over.v1")


def _of_ticket(mine: list[dict[str, Any]]) -> Iterable[Piece]:  # noqa: C901
    kept: list[dict[str, Any]] = []
    for event in mine:
        if event["type"] == "ticket.call_undone.v1":
            while kept.pop()["type"] != "ticket.called.v1":
                pass
        else:
            kept.append(event)
    queue, window, staff, state, called = kept[0]["queue"], "", "", "waiting", 0
    yield {
        "kind": "taken",
        "since": kept[0]["at"],
        "ms": 0,
        "queue": queue,
        "window": "",
        "staff": "",
        **_day(kept[0]),
    }
    for before, after in pairwise(kept):
        type_ = after["type"]
        if before["type"] in AFTER:
            state = AFTER[before["type"]]
        if before["type"] == "ticket.called.v1":
            window, staff, called = before["window"], before["staff"], before["at"]
        elif before["type"] == "window.handed_over.v1":
            staff = before["to"]
        elif state == "waiting":
            window, staff, queue = "", "", before.get("queue", queue)
        at = {"since": before["at"], "ms": after["at"] - before["at"], "queue": queue, **_day(before)}
        where = {"window": window, "staff": staff}
        if state == "waiting" and type_ == "ticket.called.v1":
            yield {"kind": "waiting", **at, "window": after["window"], "staff": after["staff"]}
        elif state == "walking" and type_ == "ticket.serving.v1":
            yield {"kind": "walking", **at, **where}
        elif state == "walking" and type_ == "ticket.passed.v1":
            yield {"kind": "no_show", **at, **where}
        elif state in ("serving", "holding"):
            yield {"kind": state, **at, **where}
        if type_ == "ticket.transferred.v1":
            yield {"kind": "transferred", **at, **where}
        if type_ in OVER:
            yield {"kind": OVER[type_], **at, **where}
        if type_ == "ticket.finished.v1" and after["at"] - called < 30_000:
            yield {"kind": "short", **at, **where}


def _day(event: dict[str, Any]) -> dict[str, str]:
    return {"day": event["day"]}


def _of_windows(events: list[dict[str, Any]]) -> Iterable[Piece]:
    """Idle and suspended: the window's own stretches, cut to when the hall served."""
    served = _served(events)
    for window in {e["window"] for e in events if e["type"] == "window.signed_in.v1"}:
        since, kind, staff, sat = 0, "", "", 0
        for event in events:
            for_it = event.get("window") == window
            state = _window_state(event) if for_it else None
            if state is None:
                continue
            if kind:
                for a, b in served:
                    if (ms := min(b, event["at"]) - max(a, since)) > 0:
                        yield _piece(kind, max(a, since), ms, window, staff, event["day"])
            if event["type"] == "window.signed_in.v1":
                staff, sat = event["staff"], event["at"]
            elif event["type"] in ("window.signed_out.v1", "window.handed_over.v1"):
                yield _piece("present", sat, event["at"] - sat, window, staff, event["day"])
                staff, sat = event.get("to", ""), event["at"]
            kind, since = state, event["at"]


def _piece(kind: str, since: int, ms: int, window: str, staff: str, day: str) -> Piece:
    return {"kind": kind, "since": since, "ms": ms, "queue": "", "window": window, "staff": staff, "day": day}


def _window_state(event: dict[str, Any]) -> str | None:
    """What the window does after it; "" = has somebody in hand, or nobody sits there."""
    match event["type"]:
        case "window.signed_in.v1" | "window.resumed.v1":
            return "idle"
        case "ticket.passed.v1" | "ticket.returned.v1" | "ticket.call_undone.v1" | "ticket.held.v1":
            return "idle"
        case "ticket.transferred.v1" | "ticket.finished.v1":
            return "idle"
        case "ticket.called.v1" | "window.signed_out.v1":
            return ""
        case "window.handed_over.v1":
            return "" if event["ticket"] else "idle"
        case "window.suspended.v1":
            return "suspended"
    return None


def _served(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    found, since, again = [], None, False
    for event in events:
        opens = event["type"] in ("hall.opened.v1", "hall.extended.v1")
        cut = event["type"] == "hall.gap.v1" and event["recovery"]
        if opens or (event["type"] == "hall.recovered.v1" and again):
            since = event["at"] if since is None else since
        elif since is not None and (
            cut or event["type"] in ("hall.lunch.v1", "hall.closed.v1", "hall.outage.v1")
        ):
            found.append((since, event["since"] if cut else event["at"]))
            since, again = None, cut or event["type"] == "hall.outage.v1"
    if since is not None:
        found.append((since, 1 << 60))
    return found


# ---------------------------------------------------------------- figures


def binned(ms: int) -> int:
    seconds = ms // 1000
    for limit, step in ((60, 1), (600, 5), (3600, 30)):
        if seconds < limit:
            return seconds - seconds % step
    return seconds - seconds % 300


def one_decimal(value: float) -> float:
    return int(value * 10 + 0.5) / 10


def rank(values: list[int], percent: int) -> float:
    return one_decimal(sorted(map(binned, values))[ceil(len(values) * percent / 100) - 1] / 60)


def cells(pieces: list[Piece]) -> dict[str, Any]:
    """Column -> value, as the tables of times have them."""
    ms: dict[str, list[int]] = defaultdict(list)
    for piece in pieces:
        ms[piece["kind"]].append(piece["ms"])
    found: dict[str, Any] = {
        kind: len(ms[kind]) for kind in ("taken", "finished", "holding", "no_show", "transferred", "left")
    }
    for kind in ("waiting", "walking", "serving", "holding"):
        some = ms[kind]
        found[f"{kind}_mean"] = one_decimal(sum(some) / len(some) / 60_000) if some else None
        found[f"{kind}_median"] = rank(some, 50) if some else None
        found[f"{kind}_p90"] = rank(some, 90) if some else None
        found[f"{kind}_max"] = one_decimal(max(some) / 60_000) if some else None
    for kind in ("idle", "suspended", "present"):
        found[kind] = one_decimal(sum(ms[kind]) / 3_600_000)
    called = len(ms["no_show"]) + len(ms["walking"])
    found["no_show_rate"] = one_decimal(100 * len(ms["no_show"]) / called) if called else None
    return found


def grouped(pieces: list[Piece], key: Callable[[Piece], str]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if key(piece):
            found[key(piece)].append(piece)
    return found


def rated(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Ticket -> level, window, staff of its one press, and the day and the queue of its visit."""
    last: dict[str, dict[str, Any]] = {}
    found = {}
    for event in events:
        if event["type"] in ("ticket.taken.v1", "ticket.transferred.v1", "ticket.moved.v1"):
            last.setdefault(event["ticket"], {"day": event["day"]})["queue"] = event["queue"]
        if event["type"] == "rating.given.v1":
            given = {k: event[k] for k in ("level", "window", "staff")}
            found[event["ticket"]] = given | last[event["ticket"]]
    return found


def lower_bound(good: int, n: int) -> float:
    """Wilson's, written out: the smaller root of (p - x)² = z² x (1 - x) / n."""
    z2, p = 1.96 * 1.96, good / n
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    return max(0.0, (-b - sqrt(b * b - 4 * a * c)) / (2 * a))
