"""The figures of the reports once more, from rows of the log alone: plain lists, nothing of `server`.

Where the hall folds a stream, this takes each ticket's and each window's events by themselves.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from math import ceil, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

AFTER = {
    "ticket.taken.v1": "waiting",
    "ticket.paper_taken.v1": "waiting",
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
    "ticket.paper_finished.v1": "finished",
    "ticket.cancelled.v1": "left",
    "ticket.voided.v1": "left",
    "ticket.expired.v1": "left",
}
NOT_TIMED = ("ticket.expired.v1", "ticket.paper_finished.v1")
"""What nobody saw end, and what paper tells: of no stretch does anybody know how long it was."""
MORE = ("ticket.call_undone.v1", "ticket.moved.v1", "window.handed_over.v1")
FREES = {*AFTER, *OVER, "ticket.call_undone.v1"} - {"ticket.called.v1", "ticket.serving.v1"}
"""After it, the window that had the ticket in hand has nobody."""
EXTENDING = {f"ticket.{what}.v1" for what in ("passed", "returned", "call_undone", "held", "finished")}
EXTENDING |= {"ticket.transferred.v1"}
AT_CALL = ("waiting", "walking", "no_show", "left")
NEVER = 1 << 60
Piece = dict[str, Any]
Row = dict[str, Any]


_ROWS = "SELECT seq, day, at, type, actor, body FROM events WHERE hall LIKE :hall ORDER BY seq"


def read_log(url: str, hall: str = "%") -> list[Row]:
    """Every event with its body's fields beside seq, day, at, type and actor."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text(_ROWS), {"hall": hall})
        plain = ("seq", "day", "at", "type", "actor")
        events = [{**json.loads(r.body), **{name: getattr(r, name) for name in plain}} for r in rows]
    engine.dispose()
    return events


def pieces_of(events: list[Row], timezone: str) -> list[Piece]:
    """Stretches of tickets and of windows: kind, day, hour, since, ms, queue, window, staff."""
    by_ticket: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        if event.get("ticket") and event["type"] in {*AFTER, *OVER, *MORE}:
            by_ticket[event["ticket"]].append(event)
    found = [piece for mine in by_ticket.values() for piece in _of_ticket(mine)]
    for day in sorted({e["day"] for e in events}):
        today = [e for e in events if e["day"] == day]
        found += _of_windows(today)
        found += _extended(today)
    found += _idle_while_waiting(found)
    found += _quick_presses(found, events)
    found += [{**p, "kind": "long_pause"} for p in found if p["kind"] == "suspended" and p["ms"] >= 900_000]
    zone = ZoneInfo(timezone)
    for piece in found:
        piece["hour"] = f"{datetime.fromtimestamp(piece['since'] / 1000, zone).hour:02d}"
    return found


def _piece(kind: str, since: int, until: int, window: str, staff: str, day: str, **more: Any) -> Piece:
    plain = {"kind": kind, "since": since, "ms": until - since, "window": window, "staff": staff, "day": day}
    return {"queue": "", **plain, **more}


def _without_undone(mine: list[Row]) -> list[Row]:
    kept: list[Row] = []
    for event in mine:
        if event["type"] == "ticket.call_undone.v1":
            while kept.pop()["type"] != "ticket.called.v1":
                pass
        else:
            kept.append(event)
    return kept


def _of_ticket(mine: list[Row]) -> Iterable[Piece]:  # noqa: C901
    kept = _without_undone(mine)
    first = kept[0]
    state, queue, window, staff, called = "waiting", first["queue"], "", "", 0
    since, day = first.get("event_at") or first["at"], first["day"]
    yield _piece("taken", since, since, "", "", day, queue=queue)
    for event in kept[1:]:
        type_ = event["type"]
        until = max(event.get("event_at") or event["at"], since)
        if type_ == "ticket.moved.v1":
            queue = event["queue"]
            continue
        what = {"queue": queue, "ticket": event["ticket"]}
        if type_ == "window.handed_over.v1":
            if state == "serving":
                yield _piece("serving", since, until, window, staff, day, **what)
                since = event["at"]
            staff = event["to"]
            continue
        if type_ == "ticket.called.v1" and event is kept[-1]:
            break  # it may still be undone: what it ended is told with what follows
        if state == "waiting":
            by = (event["window"], event["staff"]) if type_ == "ticket.called.v1" else ("", "")
            yield _piece("waiting" if any(by) else "gave up", since, until, *by, day, **what)
        elif state == "walking" and type_ in ("ticket.serving.v1", "ticket.passed.v1"):
            kind = "walking" if type_ == "ticket.serving.v1" else "no_show"
            yield _piece(kind, since, until, window, staff, day, **what)
        elif state == "holding" or (state == "serving" and type_ not in NOT_TIMED):
            yield _piece(state, since, until, window, staff, day, **what)
        if type_ == "ticket.transferred.v1":
            yield _piece("transferred", since, until, window, staff, day, **what)
        if type_ == "ticket.paper_finished.v1":
            ended = event["event_at"]
            yield _piece("finished", ended, ended, event["window"], event["staff"], day, **what, paper=True)
        elif type_ in OVER:
            yield _piece(OVER[type_], since, until, window, staff, day, **what)
        if type_ == "ticket.finished.v1" and until - called < 30_000:
            yield _piece("short", since, since + until - called, window, staff, day, **what)
        if type_ in AFTER:
            state, since = AFTER[type_], event["at"]
        if type_ == "ticket.called.v1":
            window, staff, called = event["window"], event["staff"], event["at"]
        elif state == "waiting":
            window, staff, queue = "", "", event.get("queue") or queue


def _of_windows(events: list[Row]) -> Iterable[Piece]:  # noqa: C901
    """Idle, suspended and present: the window's own stretches, the first two cut to when the hall served."""
    served = _served(events)
    for window in {e["window"] for e in events if e["type"] == "window.signed_in.v1"}:
        since, kind, staff, sat, last = 0, "", "", 0, 0
        in_hand = None
        for event in events:
            at = event["at"]
            if event["type"] == "window.signed_out.v1" and event["actor"] == "system":
                at = max(
                    last, sat
                )  # nobody closed the day: it ended when somebody did something for the last time
            elif event["actor"] != "system":
                last = at
            state = _window_state(event, window, in_hand)
            if state is None:
                continue
            if kind:
                for a, b in served:
                    if (until := min(b, at)) >= (begin := max(a, since)):
                        yield _piece(kind, begin, until, window, staff, event["day"])
            in_hand = event["ticket"] if state == "busy" else None
            if event["type"] == "window.signed_in.v1":
                staff, sat = event["staff"], at
            elif event["type"] in ("window.signed_out.v1", "window.handed_over.v1"):
                yield _piece("present", sat, at, window, staff, event["day"])
                staff, sat = event.get("to", ""), at
            kind, since = state if state in ("idle", "suspended") else "", at
        for a, b in served:
            if kind and since <= b < NEVER:
                yield _piece(kind, max(a, since), b, window, staff, events[0]["day"])


def _window_state(event: Row, window: str, in_hand: str | None) -> str | None:
    """What the window does after it: "idle", "suspended", "busy", or "gone"; None = what it did before."""
    if in_hand and event.get("ticket") == in_hand and event["type"] in FREES:
        return "idle"
    if event.get("window") != window:
        return None
    match event["type"]:
        case "window.signed_in.v1" | "window.resumed.v1":
            return "idle"
        case "window.signed_out.v1":
            return "gone"
        case "ticket.called.v1":
            return "busy"
        case "window.handed_over.v1":
            return "busy" if event["ticket"] else "idle"
        case "window.suspended.v1":
            return "suspended"
    return None


def _served(events: list[Row]) -> list[tuple[int, int]]:
    """From when to when the hall served, of one day."""
    found, since, again = [], None, False
    for event in events:
        type_, at = event["type"], event["at"]
        if type_ in ("hall.opened.v1", "hall.extended.v1") or (type_ == "hall.recovered.v1" and again):
            since, again = at if since is None else since, False
        elif type_ == "hall.outage.v1" or (type_ == "hall.gap.v1" and event["recovery"]):
            if since is not None:
                found.append((since, at if type_ == "hall.outage.v1" else event["since"]))
            since, again = None, again or since is not None
        elif type_ in ("hall.lunch.v1", "hall.closed.v1"):
            if since is not None:
                found.append((since, at))
            since, again = None, False
    if since is not None:
        found.append((since, NEVER))
    return found


def _extended(events: list[Row]) -> Iterable[Piece]:
    """R10: whole minutes by person from each closing until the end of what was in hand, on a day that was
    closed; a closing is the hour of the bell, or when somebody extended."""
    ends = [n for n, e in enumerate(events) if e["type"] == "hall.closed.v1"]
    bell, state, before, since = ("", 0), "", "", 0
    until: dict[tuple[int, str], int] = {}
    for event in events[: ends[-1] if ends else 0]:
        type_, at = event["type"], event["at"]
        if type_ == "hall.bell.v1":
            bell = (event["bell"], event["due"])
            since = bell[1] if bell[0] == "close" and state == "extended" else since
        elif type_ == "hall.extended.v1":
            since = bell[1] if bell[0] == "close" and state != "closed" else at
            state = "extended"
        elif type_ in ("hall.opened.v1", "hall.lunch.v1", "hall.closed.v1"):
            state = type_.split(".")[1]
        elif type_ == "hall.outage.v1" or (type_ == "hall.gap.v1" and event["recovery"]):
            before, state = (state, "by hand") if state != "by hand" else (before, state)
        elif type_ == "hall.recovered.v1":
            state = before
        elif type_ in EXTENDING and state == "extended":
            until[since, event["staff"]] = at
    minutes: dict[str, int] = defaultdict(int)
    for (begin, staff), end in until.items():
        minutes[staff] += (end - begin) // 60_000
    for staff, so_many in minutes.items():
        yield _piece(
            "extended", events[-1]["at"], events[-1]["at"] + so_many * 60_000, "", staff, events[0]["day"]
        )


def _idle_while_waiting(pieces: list[Piece]) -> Iterable[Piece]:
    """3 min idle, and one and the same person waited as long, for a queue this window called that day."""
    for idle in pieces:
        if idle["kind"] != "idle" or idle["ms"] < 180_000:
            continue
        day, end = idle["day"], idle["since"] + idle["ms"]
        today = [p for p in pieces if p["day"] == day]
        mine = [p for p in today if p["window"] == idle["window"] and p["kind"] in AT_CALL]
        queues = {p["queue"] for p in mine}
        waits = [p for p in today if p["kind"] in ("waiting", "gave up") and p["queue"] in queues]
        both = [min(end, p["since"] + p["ms"]) - max(idle["since"], p["since"]) for p in waits]
        if both and max(both) >= 180_000:
            yield {**idle, "kind": "idle_waiting", "ms": max(both)}


def _quick_presses(pieces: list[Piece], events: list[Row]) -> Iterable[Piece]:
    """A level on the box within 3 s of the end; of a visit that a window finished."""
    pressed = {e["ticket"]: e for e in events if e["type"] == "rating.given.v1"}
    ended = {e["ticket"]: e["at"] for e in events if e["type"] == "ticket.finished.v1"}
    for piece in pieces:
        given = pressed.get(piece.get("ticket", ""))
        if piece["kind"] != "finished" or piece.get("paper") or given is None:
            continue
        ms = given["at"] - ended[piece["ticket"]]
        if given["channel"] not in ("phone", "paper") and ms < 3_000:
            yield {**piece, "kind": "quick_press", "ms": ms}


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
    found["extended"] = sum(ms["extended"]) // 60_000
    return found


def grouped(pieces: list[Piece], key: Callable[[Piece], str]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if key(piece):
            found[key(piece)].append(piece)
    return found


def rated(events: list[Row]) -> list[Row]:
    """Of each visit its one press: level, window, staff, and the day and the queue of the visit."""
    queue = {e["ticket"]: e["queue"] for e in events if e.get("ticket") and e.get("queue")}
    day = {e["ticket"]: e["day"] for e in reversed(events) if e.get("ticket")}
    given = [e for e in events if e["type"] == "rating.given.v1"]
    assert len({e["ticket"] for e in given}) == len(given)
    return [
        {
            "level": e["level"],
            "window": e["window"],
            "staff": e["staff"],
            "queue": queue[e["ticket"]],
            "day": day[e["ticket"]],
        }
        for e in given
    ]


def lower_bound(good: int, n: int) -> float:
    """Wilson's, written out: the smaller root of (p - x)² = z² x (1 - x) / n."""
    z2, p = 1.96 * 1.96, good / n
    a, b, c = 1 + z2 / n, -(2 * p + z2 / n), p * p
    return max(0.0, (-b - sqrt(b * b - 4 * a * c)) / (2 * a))
