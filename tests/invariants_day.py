"""The hall's day, read naively from its log: states, hours, incidents, alarms, cases, appointments, the sum.

The part of `invariants.py` that is about the hall and not about one ticket.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
Tickets = Mapping[str, Mapping[str, Any]]

HALL_MOVES = {
    "hall.prepared.v1": (("closed",), "prep"),
    "hall.opened.v1": (("prep", "lunch", "extended", "closed"), "open"),
    "hall.lunch.v1": (("prep", "open", "extended"), "lunch"),
    "hall.extended.v1": (("open", "lunch", "closed"), "extended"),
    "hall.outage.v1": (("prep", "open", "lunch", "extended", "outage"), "outage"),
    "hall.closed.v1": (("prep", "open", "lunch", "extended", "outage", "recovery"), "closed"),
}
ONLY_WHILE_SERVING = {
    "ticket.taken.v1",
    "ticket.called.v1",
    "ticket.recalled.v1",
    "ticket.passed.v1",
    "ticket.returned.v1",
    "ticket.call_undone.v1",
    "ticket.requeued.v1",
    "ticket.woken.v1",
    "ticket.serving.v1",
    "ticket.transferred.v1",
}
"""In a hall that is open or extended, but for the end of a visit in hand: what it implies, and its chain."""
NEVER_BY_HAND = {
    "hall.bell.v1",
    "alarm.raised.v1",
    "alarm.escalated.v1",
    "hall.darkened.v1",
    "window.next_stored.v1",
}
"""Nothing of the clock follows from a jump of time (decision 15); but a bad level is told at once."""
WATCHED = ("waiting", "wait", "unmanned", "suspended", "min_staff", "printer", "sign", "keypad", "rater")
WATCHED += (
    "idreader",
    "board",
    "kiosk",
    "voice",
    "clock",
    "disk",
    "outbox",
    "report",
    "report_late",
    "complaint_overdue",
    "bad_rating_overdue",
)
PAPER = range(801, 900)
NO_CHANGE = {
    "hall.notice.v1",
    "hall.notice_ended.v1",
    "hall.notice_said.v1",
    "calendar.day_set.v1",
    "calendar.month_ended.v1",
    "complaint.registered.v1",
    "case.step.v1",
    "export.noted.v1",
    "ticket.reprint.v1",
    "ticket.way_slip.v1",
    "rating.reasons.v1",
    "notice.given.v1",
    "notice.paper.v1",
    "kiosk.tended.v1",
    "kiosk.switched.v1",
    "queue.moved.v1",
    *(f"ledger.{what}.v1" for what in ("opened", "extended", "paused", "resumed", "finished", "told")),
    *(f"ledger.{what}.v1" for what in ("collected", "numbered", "paper")),
    "outbox.replayed.v1",
    "help.answered.v1",
    "alarm.condition.v1",
    "alarm.taken.v1",
    "alarm.noted.v1",
    "alarm.escalated.v1",
    "duty.noted.v1",
    "window.graded.v1",
    "report.kept.v1",
    "duty.checked.v1",
    "duty.signed.v1",
    "duty.offered.v1",
    "duty.taken.v1",
}


class Broken(AssertionError):
    """An invariant does not hold."""


def demand(condition: object, what: str) -> None:
    if not condition:
        raise Broken(what)


@dataclass(slots=True)
class DayReading:
    day: str = ""
    state: str = "off"
    before: str = "off"
    """The state that is resumed after a time by hand."""
    bell: int = 0
    incidents: dict[str, str] = field(default_factory=dict)
    """Id -> "open" (not resumed), "resumed" or "closed"."""
    alarms: dict[str, str] = field(default_factory=dict)
    """Id -> kind."""
    owners: dict[str, str] = field(default_factory=dict)
    """Alarm -> staff number."""
    louder: set[str] = field(default_factory=set)
    """Alarms that were told once more."""
    bad: dict[str, int] = field(default_factory=dict)
    """Tickets whose bad level has no case yet."""
    numbers: set[str] = field(default_factory=set)
    """Of cases and complaints."""
    booked: dict[str, tuple[int, int]] = field(default_factory=dict)
    checked_in: set[str] = field(default_factory=set)
    notices: dict[str, str] = field(default_factory=dict)
    """Id -> urgency, of those that stand; the day's own comes without a word in the log."""

    def read(self, row: Row, body: Row, tickets: Tickets) -> None:
        """One row, before the tickets have read it. Its kind may be none of ours."""
        type_ = row["type"]
        if self.bad and type_ != "rating.follow_up.v1":
            raise Broken(f"no case for the bad level of {next(iter(self.bad))}")
        self._demand_its_time(row, body)
        if type_ == "day.started.v1":
            self._begin(body)
        elif type_ in HALL_MOVES:
            self._move(row, body, tickets)
        elif type_ == "help.answered.v1":
            demand(f"help:{body['window']}" in self.alarms, f"{row['seq']}: an answer that nobody asked for")
        elif type_ in ("alarm.taken.v1", "alarm.noted.v1", "alarm.escalated.v1"):
            self._looked_after(row, body)
        elif type_.startswith(("alarm.", "rating.", "complaint.")):
            self._told(row, body)
        elif type_.startswith(("hall.", "appointment.")):
            self._of_the_hall(row, body)
        elif type_ in ("ticket.taken.v1", "ticket.paper_taken.v1"):
            self._taken(row, body)
        if "incident" in body and type_.startswith("ticket.") and body["incident"]:
            open_ = self.incidents.get(body["incident"], "closed") != "closed"
            demand(open_, f"{row['seq']}: {type_} of an incident that is not open")
            demand(body["event_at"] <= row["at"], f"{row['seq']}: paper of a time to come")

    def _demand_its_time(self, row: Row, body: Row) -> None:
        type_ = row["type"]
        if type_ in ONLY_WHILE_SERVING and not (body.get("implied") or body.get("chain")):
            demand(
                self.state in ("open", "extended"), f"{row['seq']}: {type_} while the hall is {self.state}"
            )
        by_hand = self.state in ("outage", "recovery") and body.get("kind") not in ("help", "bad_rating")
        closing = body.get("kind") == "unbalanced"
        demand(closing or not (by_hand and type_ in NEVER_BY_HAND), f"{row['seq']}: {type_} in {self.state}")
        begins = type_ in ONLY_WHILE_SERVING | NEVER_BY_HAND and not (
            body.get("implied") or body.get("chain")
        )
        begins = begins and body.get("kind") not in ("help", "bad_rating", "unbalanced")
        left = "evacuate" in self.notices.values()
        demand(not (left and begins), f"{row['seq']}: {type_} while the hall is being left")

    def _begin(self, body: Row) -> None:
        demand(body["day"] > self.day, f"{body['day']} does not follow {self.day}")
        demand(self.state in ("off", "closed", "prep"), f"{self.day} was not closed: {self.state}")
        bookings = {b["code"]: (b["start"], b["end"]) for b in body.get("bookings", ())}
        notices = {b["id"]: b["urgency"] for b in body.get("notices", ())}
        fresh_day = DayReading(day=body["day"], state="prep", booked=bookings, notices=notices)
        for name, fresh in fresh_day._fields():
            setattr(self, name, fresh)

    def _fields(self) -> Iterable[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in self.__dataclass_fields__)

    def _move(self, row: Row, body: Row, tickets: Tickets) -> None:
        before, after = HALL_MOVES[row["type"]]
        demand(self.state in before, f"{row['seq']}: the hall went from {self.state} to {after}")
        if self.state == after == "outage":
            known = list(self.incidents)[-1]
            demand((body["incident"], body["short"]) == (known, False), f"{row['seq']}: a short one goes on")
        elif after == "outage":
            self.before = self.state
            self._new_incident(body["incident"])
        if after == "closed":
            today = [t["state"] for t in tickets.values() if t["day"] == row["day"]]
            demand(not set(today) & {"waiting", "called", "serving", "held", "passed"}, "closed over tickets")
            demand(not set(self.alarms.values()) & set(WATCHED), f"closed over alarms: {self.alarms}")
            self._check_sums(body.get("sums") or {}, today)
        self.state = after

    def _check_sums(self, sums: Row, today: list[str]) -> None:
        """The sum in the log is that of the tickets; logs from before there were sums have none."""
        if not sums:
            return
        demand(sums["balanced"], f"the sum of {self.day} does not add up")
        demand(sums["issued"] == len(today), f"{sums['issued']} issued, {len(today)} in the log")
        for state in ("finished", "cancelled", "void", "expired"):
            demand(sums[state] == today.count(state), f"{sums[state]} {state}, the log: {today.count(state)}")

    def _of_the_hall(self, row: Row, body: Row) -> None:
        type_ = row["type"]
        if type_ == "hall.gap.v1":
            self._gap(body)
        elif type_ == "hall.recovered.v1":
            demand(self.state in ("outage", "recovery"), f"{row['seq']}: resumed from {self.state}")
            self.state = self.before
            self.incidents = {i: "resumed" if s == "open" else s for i, s in self.incidents.items()}
        elif type_ == "hall.incident_closed.v1":
            stood = self.incidents.get(body["incident"])
            demand(stood == "resumed", f"incident {body['incident']} was closed when {stood}")
            self.incidents[body["incident"]] = "closed"
        elif type_ == "hall.bell.v1":
            demand(self.bell < body["due"] <= row["at"], f"{row['seq']}: a bell out of its order")
            self.bell = body["due"]
        elif type_.startswith("hall.notice"):
            self._noticed(row, body)
        elif type_ == "hall.darkened.v1":
            demand(self.state == "closed", f"{row['seq']}: dark while {self.state}")
        elif type_ == "appointment.booked.v1" and body["day"] == row["day"]:
            demand(body["code"] not in self.checked_in, f"{body['code']} was changed after its check-in")
            self.booked[body["code"]] = (body["start"], body["end"])

    def _noticed(self, row: Row, body: Row) -> None:
        id_ = body.get("notice", "day")
        if row["type"] == "hall.notice.v1":
            self.notices[id_] = body.get("urgency", "plain")
            return
        demand(id_ == "day" or id_ in self.notices, f"{row['seq']}: {id_} does not stand")
        if row["type"] == "hall.notice_ended.v1":
            demand(body["urgency"] == self.notices.pop(id_, "plain"), f"{row['seq']}: {id_} was another")

    def _gap(self, body: Row) -> None:
        if not body["recovery"]:
            return
        if self.state not in ("outage", "recovery"):
            self.before = self.state
            self._new_incident(body.get("incident", ""))
        self.state = "recovery"

    def _new_incident(self, id_: str) -> None:
        demand(id_ not in self.incidents, f"incident {id_} began twice")
        self.incidents[id_] = "open"

    def _told(self, row: Row, body: Row) -> None:
        """Alarms, and what a bad level begins."""
        type_ = row["type"]
        if type_ == "alarm.raised.v1":
            demand(body["alarm"] not in self.alarms, f"{body['alarm']} was raised twice")
            self.alarms[body["alarm"]] = body["kind"]
        elif type_ == "alarm.cleared.v1":
            kind = self.alarms.pop(body["alarm"], None)
            self.owners.pop(body["alarm"], None)
            self.louder.discard(body["alarm"])
            demand(kind, f"{body['alarm']} was cleared and not raised")
            demand(kind in WATCHED or body["note"], f"{body['alarm']} went without a word")
        elif type_ == "rating.given.v1" and body["level"] in (1, 2):
            self.bad[body["ticket"]] = body["level"]
        elif type_ == "rating.follow_up.v1":
            level = self.bad.pop(body["ticket"], None)
            demand(level == body["level"], f"{body['case']} without a bad level of {body['ticket']}")
            demand(self.day <= body["contact_due"] <= body["close_due"], f"{body['case']} is due in the past")
            self._numbered(body["case"])
        elif type_ == "complaint.registered.v1":
            self._numbered(body["complaint"])

    def _looked_after(self, row: Row, body: Row) -> None:
        """Only what is raised is taken, in its turn; nothing that somebody has is told again."""
        for alarm in body.get("alarms", [body.get("alarm")]):
            demand(alarm in self.alarms, f"{row['seq']}: {alarm} is not raised")
            owner = self.owners.get(alarm, "")
            if row["type"] == "alarm.taken.v1":
                demand(
                    owner == body["of"] != body["staff"], f"{row['seq']}: {alarm} is {owner or 'nobody'}'s"
                )
                self.owners[alarm] = body["staff"]
            if row["type"] == "alarm.escalated.v1":
                demand(not owner, f"{row['seq']}: {alarm} is told again, and {owner} has it")
                demand(alarm not in self.louder, f"{row['seq']}: {alarm} is told for a third time")
                self.louder.add(alarm)

    def _numbered(self, case: str) -> None:
        demand(case not in self.numbers, f"{case} was given twice")
        self.numbers.add(case)

    def _taken(self, row: Row, body: Row) -> None:
        on_paper = row["type"] == "ticket.paper_taken.v1"
        demand((body["serial"] in PAPER) == on_paper, f"{body['ticket']} is of the wrong range")
        code = body.get("appointment")
        if not code:
            return
        demand(code in self.booked, f"{body['ticket']} came for {code}, which nobody booked")
        demand(code not in self.checked_in, f"{code} was checked in twice")
        self.checked_in.add(code)
        demand(body["due_from"] in (None, self.booked[code][0]), f"{body['ticket']} is due at another time")
