"""What must be true of a hall's data at any moment, read from the database alone.

This is a second, deliberately plain reading of the log: rows and dicts, its own transition table, nothing of
`server.domain` but what is named at the bottom. Tests of every layer call it, above all after a crash.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.invariants_day import HALL_MOVES, NO_CHANGE, Broken, DayReading, demand
from tests.invariants_ledger import check_ledger

__all__ = ["Broken", "Reading", "check_invariants", "check_log"]

Row = Mapping[str, Any]
Rows = list[Row]
Tiers = Mapping[str, tuple[tuple[str, ...], ...]]
"""Window -> the queues it serves first, and those it serves while nobody waits there."""

TICKET_MOVES = {
    "ticket.called.v1": (("waiting", "passed", "held"), "called"),
    "ticket.recalled.v1": (("called",), "called"),
    "ticket.serving.v1": (("called",), "serving"),
    "ticket.passed.v1": (("called",), "passed"),
    "ticket.returned.v1": (("called",), "waiting"),
    "ticket.call_undone.v1": (("called",), "waiting"),
    "ticket.held.v1": (("called", "serving"), "held"),
    "ticket.woken.v1": (("held",), "waiting"),
    "ticket.transferred.v1": (("called", "serving"), "waiting"),
    "ticket.requeued.v1": (("passed",), "waiting"),
    "ticket.moved.v1": (("waiting",), "waiting"),
    "ticket.green.v1": (("waiting",), "waiting"),
    "ticket.finished.v1": (("serving",), "finished"),
    "ticket.cancelled.v1": (("waiting", "passed", "held"), "cancelled"),
    "ticket.voided.v1": (("waiting", "passed", "held"), "void"),
    "ticket.expired.v1": (("waiting", "called", "serving", "held", "passed"), "expired"),
    "ticket.paper_finished.v1": (("waiting", "called", "serving", "held", "passed"), "finished"),
}
REASONS = {"directed", "promise", "appointment", "lane", "arrival", "chosen", "walk_in"}
SLIPS = {
    "ticket.slip_printed.v1": "printed",
    "ticket.slip_failed.v1": "failed",
    "ticket.slip_unconfirmed.v1": "unconfirmed",
    "ticket.slip_moved.v1": "pending",
    "ticket.kept.v1": "kept",
}
OTHER_TYPES = {
    *HALL_MOVES,
    *NO_CHANGE,
    "day.started.v1",
    "hall.gap.v1",
    "hall.recovered.v1",
    "hall.bell.v1",
    "hall.darkened.v1",
    "hall.incident_closed.v1",
    "appointment.booked.v1",
    "alarm.raised.v1",
    "alarm.cleared.v1",
    "window.suspended.v1",
    "window.resumed.v1",
    "window.next_stored.v1",
    "window.queues_assigned.v1",
    "rating.refused.v1",
    "rating.follow_up.v1",
}


@dataclass(slots=True)
class Reading:
    """What the log says, read naively."""

    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    at_window: dict[str, str] = field(default_factory=dict)
    """Window -> the ticket called or served there."""
    staff_at: dict[str, str] = field(default_factory=dict)
    places: int = 1
    """At so many windows a person may sit."""
    ratings: dict[str, Row] = field(default_factory=dict)
    serials: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def check_invariants(database_url: str, hall_code: str, plan: Any) -> Reading:
    """Raises Broken where the stored data of the hall contradict themselves. Takes no lock."""
    engine = sa.create_engine(database_url)
    try:
        stored = {
            name: _rows(engine, name, hall_code)
            for name in ("events", "tickets", "ratings", "answers", "cases", "case_steps")
        }
        reading = check_log(stored["events"], plan)
        _check_ticket_rows(reading, stored["tickets"])
        _check_rating_rows(reading, stored["ratings"])
        _check_case_rows(stored["events"], stored["cases"], stored["case_steps"])
        _check_answers(reading, stored["answers"], len(stored["events"]))
        kept = ("ledger", "ledger_steps", "outbox")
        check_ledger(stored["events"], *(_rows(engine, name, hall_code) for name in kept))
        _check_loaded(engine, hall_code, plan, stored["tickets"])
    finally:
        engine.dispose()
    return reading


def check_log(events: Iterable[Row], plan: Any) -> Reading:
    """The rules that the log alone can break. `events`: rows of the table, `body` as JSON text, by seq."""
    reading = Reading(places=plan.settings.windows_per_person)
    of_the_day, at, day = DayReading(), 0, ""
    usual: dict[str, tuple[tuple[str, ...], ...]] = {w.id: (w.queues, w.backup_queues) for w in plan.windows}
    tiers_of = usual
    for seq, row in enumerate(events, 1):
        demand(row["seq"] == seq, f"seq has a gap or a double: {row['seq']} at place {seq}")
        demand(row["at"] >= at, f"time runs backwards at seq {seq}")
        demand(row["day"] >= day, f"days run backwards at seq {seq}")
        at, day = row["at"], row["day"]
        body = json.loads(row["body"])
        if row["type"] == "day.started.v1":
            tiers_of = dict(usual)
        elif row["type"] == "window.queues_assigned.v1":
            tiers_of[body["window"]] = (tuple(body["queues"]), tuple(body["backup"]))
        of_the_day.read(row, body, reading.tickets)
        _read(reading, row, body, tiers_of)
    demand(not of_the_day.bad, f"no case for a bad level: {of_the_day.bad}")
    _check_numbers(reading)
    return reading


# ---------------------------------------------------------------- reading the log


def _read(reading: Reading, row: Row, body: Row, tiers_of: Tiers) -> None:
    type_ = row["type"]
    if type_ in ("ticket.taken.v1", "ticket.paper_taken.v1"):
        _read_taken(reading, row, body)
    elif type_ in TICKET_MOVES:
        if type_ == "ticket.called.v1":
            _check_turn(reading, row, body, tiers_of[body["window"]])
        _move(reading, row, body)
    elif type_ in SLIPS:
        reading.tickets[body["ticket"]]["slip"] = SLIPS[type_]
    elif type_ in ("rating.given.v1", "rating.lapsed.v1"):
        _read_rating(reading, row, body)
    elif type_ == "ticket.outcome.v1":
        _read_outcome(reading, row, body)
    elif type_ == "window.signed_in.v1":
        demand(body["window"] not in reading.staff_at, f"two people at {body['window']}")
        _demand_one_place(reading, body["staff"])
        reading.staff_at[body["window"]] = body["staff"]
    elif type_ == "window.handed_over.v1":
        _read_handed_over(reading, row, body)
    elif type_ == "window.signed_out.v1":
        demand(body["window"] not in reading.at_window, f"signed out with a ticket in hand: {row['seq']}")
        demand(reading.staff_at.pop(body["window"], None) == body["staff"], f"who signed out? {row['seq']}")
    else:
        demand(type_ in OTHER_TYPES, f"the invariants do not know {type_}: teach them")


def _demand_one_place(reading: Reading, staff: str) -> None:
    theirs = [window for window, other in reading.staff_at.items() if other == staff]
    demand(len(theirs) < reading.places, f"{staff} is at {theirs} already")


def _read_handed_over(reading: Reading, row: Row, body: Row) -> None:
    """One person goes, another comes, and the ticket in hand is the new one's."""
    window, held = body["window"], reading.at_window.get(body["window"], "")
    demand(reading.staff_at.get(window) == body["staff"], f"who handed {window} over? {row['seq']}")
    _demand_one_place(reading, body["to"])
    demand(body["ticket"] == held, f"{window} was handed over with {body['ticket']!r}, in hand is {held!r}")
    reading.staff_at[window] = body["to"]
    if held:
        reading.tickets[held]["staff_no"] = body["to"]


def _read_taken(reading: Reading, row: Row, body: Row) -> None:
    id_, key = body["ticket"], (row["day"], body["queue"])
    demand(id_ not in reading.tickets, f"ticket {id_} was issued twice")
    on_paper = row["type"] == "ticket.paper_taken.v1"
    if not on_paper:
        reading.serials[key].append(body["serial"])
    came = body["event_at"] if on_paper else row["at"]
    reading.tickets[id_] = {
        "id": id_,
        "day": row["day"],
        "queue": body["queue"],
        "number": body["number"],
        "serial": body["serial"],
        "turn": (max(came, body.get("due_from") or 0), body["serial"]),
        "lane": body.get("lane", "normal"),
        "plain": True,
        "due": body.get("due_from"),
        "sent": None,
        "kiosk": body.get("kiosk"),
        "state": "waiting",
        "window": None,
        "staff_no": None,
        "calls": 0,
        "rating": "none",
        "slip": None,
    }


def _move(reading: Reading, row: Row, body: Row) -> None:
    ticket = reading.tickets.get(body["ticket"])
    demand(ticket, f"{row['type']} of a ticket that was never taken: {body['ticket']}")
    assert ticket is not None
    before, after = TICKET_MOVES[row["type"]]
    demand(ticket["state"] in before, f"{ticket['id']} went from {ticket['state']} to {after}")
    if row["type"] == "ticket.called.v1":
        ticket["was"] = {name: ticket[name] for name in ("state", "window", "staff_no", "calls", "sent")}
    ticket["state"] = after
    window = body.get("window")
    if row["type"] == "ticket.called.v1":
        demand(window not in reading.at_window, f"{window} called {ticket['id']} with another in hand")
        demand(reading.staff_at.get(str(window)) == body["staff"], f"nobody called {ticket['id']}")
        reading.at_window[str(window)] = ticket["id"]
        ticket |= {"window": window, "staff_no": body["staff"], "sent": None}
        ticket["calls"] = 1 + (ticket["was"]["calls"] if ticket["was"]["state"] == "passed" else 0)
    elif row["type"] == "ticket.paper_finished.v1":
        ticket |= {"window": window, "staff_no": body["staff"]}
    elif window is not None:
        demand(reading.at_window.get(window) == ticket["id"], f"{ticket['id']} is not at {window}")
        ticket["calls"] += row["type"] == "ticket.recalled.v1"
    if after not in ("called", "serving"):
        for place in [w for w, held in reading.at_window.items() if held == ticket["id"]]:
            del reading.at_window[place]
    _stand(ticket, row, body)
    if after == "finished":
        demand(ticket["rating"] == "none", f"{ticket['id']} was finished twice")
        ticket["rating"] = "unrated" if row["type"] == "ticket.paper_finished.v1" else "open"


def _stand(ticket: dict[str, Any], row: Row, body: Row) -> None:
    """Where a ticket stands that waits once more. `plain`: it has waited in its own place ever since."""
    type_ = row["type"]
    if type_ == "ticket.call_undone.v1":
        demand(body["back"] == ticket["was"]["state"], f"{ticket['id']} was {ticket['was']['state']} before")
        demand(ticket["calls"] <= ticket["was"]["calls"] + 1, f"{ticket['id']} was called again meanwhile")
        ticket |= ticket["was"]
    elif type_ == "ticket.returned.v1":
        ticket["sent"] = ("queue", ticket["queue"])
    elif type_ == "ticket.woken.v1":
        ticket["sent"] = (body["to"], body["to_id"])
    elif type_ == "ticket.transferred.v1":
        ticket |= {
            "plain": False,
            "due": None,
            "queue": body["queue"],
            "window": None,
            "staff_no": None,
            "calls": 0,
        }
        ticket["sent"] = None if body["to"] == "queue" else (body["to"], body["to_id"])
    elif type_ == "ticket.requeued.v1":
        ticket |= {"plain": False, "due": None}
    elif type_ == "ticket.moved.v1":
        ticket |= {"plain": False, "queue": body["queue"]}
        ticket["sent"] = (body["to"], body["to_id"]) if body["to"] else None
    elif type_ == "ticket.green.v1":
        ticket["lane"] = "green"


def _check_turn(reading: Reading, row: Row, body: Row, tiers: tuple[tuple[str, ...], ...]) -> None:
    """Who is sent somewhere is called there and first; by arrival, nobody is overtaken who kept his place."""
    chosen, queues = reading.tickets.get(body["ticket"]), [q for tier in tiers for q in tier]
    demand(chosen, f"{body['ticket']} was called and never taken")
    assert chosen is not None
    demand(chosen["queue"] in queues or chosen["sent"], f"{body['window']} does not serve {chosen['queue']}")
    reason = body["reason"]
    demand(reason in REASONS, f"{chosen['id']} was called for {reason!r}")
    demand(bool(body.get("chosen")) == (reason == "chosen"), f"who chose {chosen['id']}?")
    waiting = [t for t in reading.tickets.values() if t["state"] == "waiting" and t["day"] == row["day"]]
    here = [("window", body["window"]), ("staff", body["staff"]), *(("queue", queue) for queue in queues)]
    if reason in ("chosen", "walk_in"):
        return
    if reason == "directed":
        demand(chosen["sent"] in here, f"{chosen['id']} was sent to {chosen['sent']}, not here")
        return
    demand(chosen["sent"] is None, f"{chosen['id']} is sent to {chosen['sent']}")
    demand(not [t for t in waiting if t["sent"] in here], f"{chosen['id']} was called before one sent here")
    due = [t for t in waiting if t["queue"] in queues and t["due"] and t["due"] <= row["at"]]
    if reason == "appointment":
        demand(chosen in due, f"{chosen['id']} has no slot that has begun")
        demand(
            chosen["due"] == min(t["due"] for t in due), f"{chosen['id']} was called before an earlier slot"
        )
    elif reason != "promise":
        demand(not due, f"{chosen['id']} was called before an appointment that was due")
    if reason == "arrival":
        _check_arrival(chosen, [t for t in waiting if t["sent"] is None], tiers)


def _check_arrival(chosen: Row, waiting: list[dict[str, Any]], tiers: tuple[tuple[str, ...], ...]) -> None:
    """Nobody of an earlier tier or of the other lane waits; first come, first called."""
    for tier in tiers:
        in_tier = [t for t in waiting if t["queue"] in tier]
        if chosen["queue"] in tier:
            break
        demand(not in_tier, f"{chosen['id']} was called while others waited in {tier}")
    for other in in_tier:
        same_lane = (other["lane"] == "normal") == (chosen["lane"] == "normal")
        demand(same_lane, f"{chosen['id']} was called without a count of lanes")
        if chosen["plain"] and other["plain"]:
            same = other["queue"] == chosen["queue"]
            later = other["turn"] >= chosen["turn"] if same else other["turn"][0] >= chosen["turn"][0]
            demand(later, f"{chosen['id']} was called before {other['id']}")


def _read_rating(reading: Reading, row: Row, body: Row) -> None:
    ticket = reading.tickets.get(body["ticket"])
    demand(ticket and ticket["state"] == "finished", f"a rating without a visit: {body['ticket']}")
    assert ticket is not None
    card = body.get("channel") == "paper"
    stood = {"paper": ("unrated",), "phone": ("open", "unrated")}.get(body.get("channel"), ("open",))
    demand(ticket["rating"] in stood, f"{ticket['id']} was rated when its rating was {ticket['rating']}")
    demand(not card or row["actor"].startswith("staff:"), f"who entered the card of {ticket['id']}?")
    demand(body["window"] == ticket["window"], f"the rating of {ticket['id']} names another window")
    demand(body["staff"] and body["staff"] == ticket["staff_no"], f"who is rated by {ticket['id']}?")
    if row["type"] == "rating.lapsed.v1":
        ticket["rating"] = "unrated"
        return
    demand(body["level"] in (1, 2, 3, 4, 5), f"level {body['level']} of {ticket['id']}")
    ticket["rating"] = "rated"
    reading.ratings[ticket["id"]] = {**body, "at": row["at"]}


def _read_outcome(reading: Reading, row: Row, body: Row) -> None:
    """Noted after the end of the visit, by who served it, and never the same again."""
    ticket = reading.tickets.get(body["ticket"])
    demand(ticket and ticket["state"] == "finished", f"an outcome without a visit: {body['ticket']}")
    assert ticket is not None
    demand(ticket["day"] == row["day"], f"the outcome of {ticket['id']} came on another day")
    demand(body["by"] == ticket["staff_no"], f"who noted the outcome of {ticket['id']}?")
    demand(row["actor"] == f"staff:{body['by']}", f"somebody else noted the outcome of {ticket['id']}")
    noted = (body["outcome"], body["case_no"])
    demand(body["outcome"] and ticket.get("noted") != noted, f"nothing new in the outcome of {ticket['id']}")
    ticket["noted"] = noted


def _check_numbers(reading: Reading) -> None:
    """Unique, and no gap in the machine's own sequence: 1–800, 900 and on."""
    for (day, queue), serials in reading.serials.items():
        wanted = [n for n in range(1, len(serials) + 100) if not 801 <= n <= 899][: len(serials)]
        demand(serials == wanted, f"numbers of {queue} on {day} have a gap or a double: {serials}")
    shown = [(t["day"], t["number"]) for t in reading.tickets.values()]
    demand(len(set(shown)) == len(shown), "two tickets of a day show the same number")


# ---------------------------------------------------------------- the tables beside the log


def _rows(engine: sa.Engine, table: str, hall: str) -> Rows:
    order = {
        "case_steps": "seq",
        "events": "seq",
        "tickets": "id",
        "ratings": "ticket",
        "answers": "key",
        "cases": "id",
        "ledger": "line",
        "ledger_steps": "seq",
        "outbox": "seq",
    }[table]
    query = sa.text(f"SELECT * FROM {table} WHERE hall = :hall ORDER BY {order}")
    with engine.connect() as connection:
        return list(connection.execute(query, {"hall": hall}).mappings())


def _check_ticket_rows(reading: Reading, rows: Rows) -> None:
    demand(
        {r["id"] for r in rows} == set(reading.tickets), "the tickets table holds other tickets than the log"
    )
    for row in rows:
        ticket = reading.tickets[row["id"]]
        for name in ("day", "queue", "number", "kiosk", "state", "window", "staff_no", "calls", "rating"):
            demand(row[name] == ticket[name], f"{row['id']}.{name}: {row[name]!r}, the log: {ticket[name]!r}")
        slips = (ticket["slip"],) if ticket["slip"] else ("none", "pending")
        demand(row["slip"] in slips, f"{row['id']}.slip: {row['slip']!r}, the log: {ticket['slip']!r}")


def _check_rating_rows(reading: Reading, rows: Rows) -> None:
    names = {"at": "at", "level": "level", "channel": "channel", "window": "window", "staff_no": "staff"}
    stored = {r["ticket"]: {theirs: r[ours] for ours, theirs in names.items()} for r in rows}
    logged = {t: {k: body[k] for k in names.values()} for t, body in reading.ratings.items()}
    demand(stored == logged, f"the ratings table says {stored}, the log {logged}")


def _check_case_rows(events: Rows, cases: Rows, steps: Rows) -> None:
    """Every complaint and every bad rating has its row in the state of its last step."""
    names = {"complaint.registered.v1": "complaint", "rating.follow_up.v1": "case", "case.step.v1": "case"}
    told = [(row, json.loads(row["body"])) for row in events if row["type"] in names]
    states = {body[names[row["type"]]]: body.get("state", "received") for row, body in told}
    stored = {row["id"]: row["state"] for row in cases}
    demand(stored == states, f"the cases table says {stored}, the log {states}")
    logged = [(row["seq"], body["case"]) for row, body in told if row["type"] == "case.step.v1"]
    demand([(row["seq"], row["case"]) for row in steps] == logged, "the steps of cases are not the log's")


def _check_answers(reading: Reading, rows: Rows, newest: int) -> None:
    """Nobody was told of something that the log does not hold."""
    for row in rows:
        outcome = json.loads(row["outcome"])
        demand(outcome["seq"] <= newest, f"the answer to {row['key']} is ahead of the log")
        body = outcome["body"]
        for id_ in (body.get("id"), (body.get("ticket") or {}).get("id")):
            demand(id_ is None or id_ in reading.tickets, f"{row['key']} was promised {id_}")


# ---------------------------------------------------------------- and what the server itself makes of it


@dataclass(slots=True)
class _WithoutLock:
    """As much of a `Database` as reading needs."""

    hall: str
    sqlite: bool
    writer: sa.Engine
    readers: sa.Engine


def _check_loaded(engine: sa.Engine, hall_code: str, plan: Any, rows: Rows) -> None:
    """The hall that a restart would have, against the tickets table of its day."""
    from server.store.log import Log

    source: Any = _WithoutLock(hall_code, engine.dialect.name == "sqlite", engine, engine)
    hall = Log(source).load(plan)
    today = {row["id"]: row for row in rows if row["day"] == hall.day}
    demand(set(hall.tickets) == set(today), "after a restart the hall would hold other tickets")
    for id_, ticket in hall.tickets.items():
        same = ("number", "queue", "lane", "kiosk", "window", "calls")
        times = ("taken_at", "called_at", "started_at", "ended_at")
        loaded = [getattr(ticket, name) for name in same + times]
        demand(loaded == [today[id_][name] for name in same + times], f"{id_} would restart as {ticket}")
        loaded = [ticket.state.value, ticket.slip.value, ticket.rating.value, ticket.staff]
        stored = [today[id_][name] for name in ("state", "slip", "rating", "staff_no")]
        demand(loaded == stored, f"{id_} would restart as {loaded}, the table says {stored}")
