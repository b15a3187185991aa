"""What drives the hall and its naive model together, and holds the one against the other after each step."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from server.domain import messages as m
from server.domain.changes.ledger import LINE_EVENTS, after
from server.domain.decide import decide, next_due
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.domain.ledger import Line
from server.domain.turns.dispatch import choose
from tests.domain.paper_cases import ENDS
from tests.domain.paper_lines import MINUTE
from tests.halls import ANN, BEN, EVE, SERVICE_WINDOWS, T0, S, picture
from tests.invariants import check_log

CLERKS, LOOKS = [ANN, BEN, EVE], 100
FIRST_DAY, DAY_MS = date(2026, 11, 26), 24 * 3600 * S
SEEN: Counter[tuple[str, str]] = Counter()
"""(command, answer) -> how often; a yes only where something happened."""


class Driver(RuleBasedStateMachine):
    """The hall, its log and its model, driven together."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.day = self.tokens = 0
        self.now = T0
        self.later_bookings: list[m.Booking] = []
        self.known_cases: dict[str, dict[str, Any]] = {}
        """As their table would have them."""
        self.lines: dict[str, Line | None] = {}
        """The ledger as the store would keep it."""

    # ------------------------------------------------------------ as the writer does it

    def do(self, cls: type[m.Command], actor: str = "system", **what: Any) -> str:
        """The hall must answer as the model does, and what follows by itself must follow there, too."""
        if issubclass(cls, m.OfALine | m.NoteOutcome):
            what["found"] = self.lines.get(what.get("line") or what.get("ticket", ""))
        command = cls(**({"at": self.now, "actor": actor} | what))
        code = self.model.answer(command)
        decision = decide(self.hall, command)
        told = decision.code if isinstance(decision, m.Refusal) else ""
        assert told == code, command
        if self.apply(decision.events if isinstance(decision, m.Refusal) else decision) or told:
            SEEN[cls.__name__, told] += 1
        if self.events:
            self.look_round()
        return told

    def apply(self, events: list[m.Event] | tuple[m.Event, ...]) -> bool:
        self.events = list(events)
        for event in events:
            evolve(self.hall, event)
            if isinstance(event, LINE_EVENTS):
                self.lines[event.line] = after(self.lines.get(event.line), event, self.hall.day)
            body = json.dumps(m.to_record(event), ensure_ascii=False)
            row = {"seq": self.hall.seq, "day": self.hall.day, "at": event.at, "type": event.type}
            self.rows.append(row | {"actor": event.actor, "body": body})
        self.model.last_at = self.hall.last_at
        self.known_cases |= {id_: asdict(case) for id_, case in self.hall.casebook.items()}
        return bool(events)

    def look_round(self) -> None:
        """Until nothing follows; then nothing may be due before the hall says so."""
        for _ in range(LOOKS):
            due = next_due(self.hall)
            did = self.apply(decide(self.hall, self.tick(self.now)))  # type: ignore[arg-type]
            assert did or due is None or due > self.now, due
            if not did:
                break
            SEEN["Tick", ""] += 1
        assert not did
        self.model.clock(self.now)
        due = next_due(self.hall)
        assert due is None or due > self.now
        until = due - 1 if due else self.now + DAY_MS
        assert decide(self.hall, self.tick(until)) == []

    @staticmethod
    def tick(at: int) -> m.Tick:
        return m.Tick(at=at, actor="system")

    def at_window(self, cls: type[m.Command], window: str, who: str | None = None, **what: Any) -> str:
        return self.do(cls, f"staff:{who or self.clerk_of(window)}", window=window, **what)

    def clerk_of(self, window: str) -> str:
        return self.model.window[window]["staff"] or ANN

    def date(self, days: int = 0) -> str:
        return (FIRST_DAY + timedelta(days=self.day + days)).isoformat()

    # ------------------------------------------------------------ what rules begin with

    def morning(self, minute: int = 20, cls: type[m.Command] = m.StartDay) -> None:
        midnight = T0 + self.day * DAY_MS
        self.now = max(self.now, midnight + minute * MINUTE)
        edits = tuple(dict(edit) for edit in self.model_edits() if edit["date"] >= self.date())
        self.do(cls, day=self.date(), midnight=midnight, bookings=tuple(self.later_bookings), edits=edits)

    def model_edits(self) -> list[dict[str, Any]]:
        return [{"date": day} | edit for day, edit in self.model.edits.items()]

    def begin_work(self) -> None:
        """Whatever stands in the way of a busy hour is put out of it."""
        for place, bulletin in enumerate(self.model.bulletins[::-1]):
            if bulletin["urgency"] == "evacuate":
                self.takes_back(len(self.model.bulletins) - 1 - place)
        if self.model.state in ("recovery", "outage"):
            self.now += 1
            self.do(m.RecoverHall)
        self.do(m.OpenHall)
        for window, clerk in zip(SERVICE_WINDOWS, CLERKS, strict=True):
            self.do(m.SignIn, window=window, staff=clerk)

    def takes_back(self, place: int) -> str:
        """The n-th notice that hangs."""
        ids = list(self.hall.bulletins)
        for known, sheet in zip(ids, self.model.bulletins, strict=True):
            sheet["id"] = known
        return self.do(m.EndNotice, notice=ids[place] if place < len(ids) else "TZ-0")

    def id_of(self, theirs: dict[str, Any]) -> str:
        return f"{self.model.day.replace('-', '')}-{theirs['number']}"

    def one_that(self, pick: int, *states: str) -> dict[str, Any]:
        """Mostly a ticket for which the act is possible."""
        fit = [t for t in self.model.tickets if t["state"] in states]
        return (fit or self.model.tickets)[pick % len(fit or self.model.tickets)]

    def where(self, drawn: str, possible: Callable[[dict[str, Any]], object]) -> str:
        """The window drawn, or one where the act is possible if there it is not."""
        fit = [name for name, w in self.model.window.items() if possible(w)]
        return drawn if drawn in fit or not fit else fit[0]

    # ------------------------------------------------------------ restarts

    def replayed(self) -> Hall:
        """What `log.load` would make of the rows: the newest day's stream."""
        hall = Hall(self.hall.fixed_plan)
        for row in self.rows:
            if row["day"] == self.rows[-1]["day"]:
                hall.seq = hall.seq or row["seq"] - 1
                evolve(hall, m.from_record(row["type"], row["at"], row["actor"], json.loads(row["body"])))
        return hall

    def replace_by_replay(self) -> None:
        was, self.hall = picture(self.hall), self.replayed()
        assert picture(self.hall) == was

    # ------------------------------------------------------------ after each step

    @invariant()
    def the_hall_is_the_model(self) -> None:
        if not hasattr(self, "hall"):
            return
        hall, model = self.hall, self.model
        assert hall.state == model.state
        ours = {
            t.number: {"state": t.state.value, "slip": t.slip.value, "window": t.window, "staff": t.staff}
            | {
                "rating": t.rating.value,
                "level": t.level,
                "why": t.why,
                "until": hall.open_ratings.get(t.id),
                "answer_by": hall.failed_slips.get(t.id),
                "sent": t.directed and (t.directed.kind, t.directed.id, t.directed.at),
            }
            | {"queue": t.queue, "lane": t.lane.value, "calls": t.calls, "back_to": t.back_to}
            | {"noted": (t.outcome, t.case_no), "ways": [leg.slip for leg in t.legs]}
            | {"called_at": t.called_at, "taken": t.taken_at, "due": t.due_from}
            for t in hall.tickets.values()
        }
        assert ours == {t["number"]: {k: t[k] for k in next(iter(ours.values()))} for t in model.tickets}
        self.the_windows_are_the_models()
        self.the_day_is_the_models()
        self.everybody_stands_where_the_model_says()

    def the_windows_are_the_models(self) -> None:
        for name, w in self.model.window.items():
            desk = self.hall.desks[name]
            number = self.hall.tickets[desk.ticket].number if desk.ticket else None
            assert (desk.staff, number) == (w["staff"], w["ticket"] and w["ticket"]["number"])
            assert (desk.state == "suspended", desk.turn) == (w["paused"], w["turn"])
            assert (desk.acting_for, desk.stored) == (w["acting"], w["stored"] is not None)
        people = {w["staff"] for w in self.model.window.values() if w["staff"]}
        came = {staff: sorted(self.model.posts_of(staff), key=self.came) for staff in people}
        assert self.hall.posts == {staff: tuple(windows) for staff, windows in came.items()}

    def came(self, window: str) -> int:
        return int(self.model.window[window]["came"])

    def the_alarms_are_the_models(self) -> None:
        hall, model = self.hall, self.model
        assert {a.id: a.kind for a in hall.alarms.values()} == model.alarms
        ours = {
            a.id: {"owner": a.owner, "unheard": a.unheard_from, "louder": bool(a.escalated_at)}
            | {"notes": [text for _, _, text in a.notes]}
            for a in hall.alarms.values()
        }
        assert ours == model.files
        noted = {id_: (noted.kind, noted.facts) for id_, noted in hall.conditions.items()}
        assert noted == model.noted

    def the_day_is_the_models(self) -> None:
        hall, model = self.hall, self.model
        self.the_alarms_are_the_models()
        assert (hall.checked, sorted(hall.signed)) == (model.looked_at, model.hands)
        offer = hall.duty_offer
        assert (offer and (offer.by, offer.to), hall.relieved) == (model.offer, model.floors)
        answers = {
            a.facts["window"]: (a.facts["by"], a.facts["answer"])
            for a in hall.alarms.values()
            if "answer" in a.facts
        }
        asked = {id_.partition(":")[2] for id_, kind in model.alarms.items() if kind == "help"}
        assert answers == {window: told for window, told in model.told.items() if window in asked}
        assert [(b.at, b.name) for b in hall.bells] == [bell[:2] for bell in model.bells]
        assert (hall.bell.at, hall.bell.name) == model.rung if hall.bell else not model.rung[0]
        assert (hall.opened_at, hall.dark) == (model.opened_at, model.dark)
        hang = [(b.template or b.text, b.urgency.value, b.until, b.floors) for b in hall.bulletins.values()]
        assert hang == [(b["text"], b["urgency"], b["until"], b["floors"]) for b in model.bulletins]
        said = [b.said_at for b in hall.bulletins.values()]
        assert said == [b["said"] for b in model.bulletins]
        assert {f"kiosk:{kiosk}" for kiosk in hall.kiosks_off} == model.cloths
        assert hall.evacuating == model.left()
        assert hall.worked_until == model.worked
        assert [n.state for n in hall.notices.values()] == model.notices
        assert [
            {k: v for k, v in asdict(i).items() if k != "reason"} for i in hall.incidents
        ] == model.incidents
        assert hall.cases == {kind: count for kind, count in model.cases.items() if count}
        assert {a.code: (a.start, a.end, a.ticket) for a in hall.appointments.values()} == {
            code: (a["start"], a["end"], self.id_of(a["ticket"]) if a["ticket"] else "")
            for code, a in model.appointments.items()
        }

        self.the_cases_are_the_models()

    def the_cases_are_the_models(self) -> None:
        """Those of today, and every one that is not over."""
        sheets, book = self.model.sheets, self.hall.casebook
        assert {id_ for id_, sheet in sheets.items() if sheet["state"] not in ENDS} <= set(book)
        for id_, case in book.items():
            sheet = sheets[id_]
            found = (case.state.value, case.officer, case.steps, case.staff, case.second, case.next_due)
            told = tuple(sheet[name] for name in ("state", "officer", "steps", "staff", "second"))
            assert found == (*told, self.model.must_by(sheet)), id_

    def everybody_stands_where_the_model_says(self) -> None:
        hall, model = self.hall, self.model
        for queue in hall.plan.queue:
            line = model.in_line([queue])
            normal = [t["number"] for t in line if t["lane"] == "normal"]
            special = [t["number"] for t in line if t["lane"] != "normal"]
            assert [hall.tickets[id_].number for id_ in hall.lines[queue]] == special + normal
            assert hall.waiting[queue] == model.waiting(queue)
            for theirs in line:
                assert hall.tickets[self.id_of(theirs)].promise_from == theirs["since"]
        assert hall.waiting_total() == model.waiting()
        assert len(hall.held) == sum(1 for t in model.tickets if t["state"] == "held")
        assert len(hall.passed) == sum(1 for t in model.tickets if t["state"] == "passed")
        for window in SERVICE_WINDOWS:
            found, expected = choose(hall, window, self.now), model.choice(window, self.now)
            assert (found and (found[0].number, found[1].code)) == (
                expected and (expected[0]["number"], expected[1])
            )

    def the_log_keeps_its_promises(self) -> None:
        reading = check_log(self.rows, self.hall.fixed_plan)
        today = {id_: t["state"] for id_, t in reading.tickets.items() if t["day"] == self.hall.day}
        assert today == {t.id: t.state.value for t in self.hall.tickets.values()}

    def the_days_add_up(self) -> None:
        """What each day's close has summed up, and the month's end on the first day after it."""
        ended = [json.loads(r["body"])["month"] for r in self.rows if r["type"] == "calendar.month_ended.v1"]
        assert ended == self.model.months
        closed = [json.loads(r["body"])["sums"] for r in self.rows if r["type"] == "hall.closed.v1"]
        assert all(sums["balanced"] and not sums["rating_open"] for sums in closed)
        if closed:
            assert {name: closed[-1][name] for name in self.model.sums} == self.model.sums

    def teardown(self) -> None:
        if self.rows:
            self.replace_by_replay()
            self.the_log_keeps_its_promises()
            self.the_days_add_up()
