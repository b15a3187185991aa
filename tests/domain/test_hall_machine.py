"""The hall against a naive model of lists and dicts, in any order of events that Hypothesis can think of.

After each step: the refusal or the change is the model's, the hall is the model's, the log keeps every
invariant. Restarts replay the log as rows of text, and what comes out is the hall that was.
"""

import copy
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.domain import messages as m
from server.domain.decide import decide, next_due
from server.domain.hall import Hall, evolve
from tests.domain.paper_model import PaperModel
from tests.halls import (
    ANN,
    BEN,
    EVE,
    PLAN,
    SERVICE_WINDOWS,
    T0,
    S,
    at_window,
    picture,
    press,
    start_day,
    take,
    want,
)
from tests.invariants import check_log

CLERKS = [ANN, BEN, EVE]
windows, clerks = st.sampled_from(SERVICE_WINDOWS), st.sampled_from(CLERKS)
queues = st.sampled_from(["social", "tax"])
strangers = st.sampled_from([None, None, None, *CLERKS])
"""Who acts: mostly the person who sits there, now and then anybody."""
crowds = st.lists(st.tuples(queues, st.sampled_from([None, "k1", "k2"])), max_size=12)
troubles = st.sampled_from([0, 1, 60, 60.001, 2400, "clock back", "next morning"])
FIRST_DAY = date(2026, 11, 1)


class HallMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.hall, self.model = Hall(PLAN), PaperModel()
        self.rows: list[dict[str, Any]] = []
        self.day = 0
        self.now = T0
        self.tokens = 0

    def do(self, command: m.Command, code: str) -> None:
        """The hall must answer as the model did, and must not have changed while it thought."""
        before = copy.deepcopy(picture(self.hall))
        decision = decide(self.hall, command)
        assert picture(self.hall) == before
        assert (decision.code if isinstance(decision, m.Refusal) else "") == code
        for event in decision.events if isinstance(decision, m.Refusal) else decision:
            evolve(self.hall, event)
            body = json.dumps(m.to_record(event), ensure_ascii=False)
            row = {"seq": self.hall.seq, "day": self.hall.day, "at": event.at, "type": event.type}
            self.rows.append(row | {"actor": event.actor, "body": body})

    # ------------------------------------------------------------ the day

    @initialize(crowd=crowds, visits=st.integers(0, 3), trouble=st.none() | troubles)
    def morning(
        self, crowd: list[tuple[str, str | None]], visits: int, trouble: float | str | None = None
    ) -> None:
        """An empty crowd means a day that nobody opened; else work has begun when the trouble comes."""
        day = (FIRST_DAY + timedelta(days=self.day)).isoformat()
        self.do(start_day(day, self.now), self.model.boot(0, new_day=True, clock_back=False))
        if crowd:
            self.open()
            for window, clerk in zip(SERVICE_WINDOWS, CLERKS, strict=True):
                self.sign_in(window, clerk)
            self.citizens_come(crowd)
            for window in SERVICE_WINDOWS[:visits]:
                self.call(window)
                self.finish(window)
                self.call(window)
        if trouble is not None:
            self.power_cut(trouble)

    def open(self) -> None:
        self.do(want(m.OpenHall, self.now), self.model.open())

    @rule(what=st.sampled_from(["", "", "open", "recover", "close"]))
    def the_duty_officer(self, what: str) -> None:
        what = what or ("recover" if self.model.state == "recovery" else "open")
        cls = {"open": m.OpenHall, "recover": m.RecoverHall, "close": m.CloseHall}[what]
        self.do(want(cls, self.now), getattr(self.model, what)())

    @rule(ms=st.sampled_from([1, 10 * S, 30 * S, 30 * S + 1, 3600 * S]), tick=st.booleans())
    def time_passes(self, ms: int, tick: bool) -> None:
        self.now += ms
        if tick:
            self.do(want(m.Tick, self.now), self.model.tick(self.now))
            assert (next_due(self.hall) or self.now + 1) > self.now

    # ------------------------------------------------------------ tickets

    def take(self, queue: str, kiosk: str | None) -> None:
        self.tokens += 1
        self.do(take(queue, self.now, f"t{self.tokens}", kiosk), self.model.take(queue, kiosk, self.now))

    @rule(crowd=crowds)
    def citizens_come(self, crowd: list[tuple[str, str | None]]) -> None:
        for queue, kiosk in crowd:
            self.take(queue, kiosk)
            self.now += len(crowd) % 3

    @precondition(lambda self: self.model.tickets)
    @rule(data=st.data(), what=st.sampled_from(["failed", "failed", "printed", "keep", "void"]))
    def paper(self, data: st.DataObject, what: str) -> None:
        pending = [t for t in self.model.tickets if t["slip"] in ("pending", "failed")]
        theirs = data.draw(st.sampled_from(pending or self.model.tickets))
        id_ = next(t.id for t in self.hall.tickets.values() if t.number == theirs["number"])
        if what == "keep":
            self.do(want(m.KeepTicket, self.now, ticket=id_), self.model.keep(theirs))
        elif what == "void":
            self.do(want(m.VoidTicket, self.now, ticket=id_, reason="重复取号"), self.model.void(theirs))
        else:
            command = want(m.ReportSlip, self.now, ticket=id_, printed=what == "printed", cause="")
            self.do(command, self.model.slip(theirs, printed=what == "printed", at=self.now))

    # ------------------------------------------------------------ windows

    @rule(window=windows, clerk=clerks)
    def sign_in(self, window: str, clerk: str) -> None:
        self.do(at_window(m.SignIn, window, clerk, self.now), self.model.sign_in(window, clerk))

    @rule(window=windows, stranger=strangers, then=st.none() | st.tuples(windows, clerks))
    def people_change(self, window: str, stranger: str | None, then: tuple[str, str] | None) -> None:
        clerk = self.clerk_of(window, stranger)
        self.do(at_window(m.SignOut, window, clerk, self.now), self.model.sign_out(window, clerk))
        self.sign_in(*(then or (window, BEN if clerk != BEN else ANN)))

    def where(self, drawn: str, possible: Callable[[dict[str, Any]], object]) -> str:
        """The window drawn, or one where the act is possible if there it is not."""
        fit = [name for name, w in self.model.window.items() if possible(w)]
        return drawn if drawn in fit or not fit else fit[0]

    def clerk_of(self, window: str, stranger: str | None) -> str:
        """Mostly the person who sits there, now and then another."""
        return stranger or self.model.window[window]["staff"] or ANN

    def call(self, window: str, who: str | None = None) -> None:
        clerk = self.clerk_of(window, who)
        self.do(at_window(m.CallNext, window, clerk, self.now), self.model.call(window, clerk))

    @rule(presses=st.lists(windows, min_size=1, max_size=4), who=strangers)
    def windows_race(self, presses: list[str], who: str | None) -> None:
        """All presses are there in the same moment; the writer takes one after the other."""
        self.call(presses[0], who)
        for window in presses[1:]:
            self.call(window)
        held = [self.hall.desks[w].ticket for w in SERVICE_WINDOWS if self.hall.desks[w].ticket]
        assert len(set(held)) == len(held)

    @rule(window=windows, what=st.sampled_from(["recall", "start", "skip", "skip"]), who=strangers)
    def in_hand(self, window: str, what: str, who: str | None) -> None:
        if not who:
            window = self.where(window, lambda w: w["ticket"] and w["ticket"]["state"] == "called")
        clerk = self.clerk_of(window, who)
        cls = {"recall": m.Recall, "start": m.StartService, "skip": m.Pass}[what]
        self.do(at_window(cls, window, clerk, self.now), getattr(self.model, what)(window, clerk))

    def finish(self, window: str, who: str | None = None) -> None:
        clerk = self.clerk_of(window, who)
        self.do(at_window(m.Finish, window, clerk, self.now), self.model.finish(window, clerk, self.now))

    @rule(window=windows, who=strangers)
    def one_ends(self, window: str, who: str | None) -> None:
        self.finish(window if who else self.where(window, lambda w: w["ticket"]), who)

    @precondition(lambda self: self.model.in_line(["social", "tax"]))
    @rule(window=windows, visits=st.integers(1, 4))
    def a_window_works(self, window: str, visits: int) -> None:
        window = self.where(window, lambda w: w["staff"] and not w["paused"])
        for _ in range(visits):
            self.call(window)
            self.finish(window)

    @rule(window=windows)
    def pause_key(self, window: str) -> None:
        command = want(m.TogglePause, self.now, "device:keypad", window=window)
        self.do(command, self.model.pause_key(window))

    @rule(
        window=windows,
        levels=st.lists(st.sampled_from([5, 4, 3, 2, 1, 0, 6]), min_size=1, max_size=2),
        at_the_end=st.booleans(),
    )
    def citizens_press(self, window: str, levels: list[int], at_the_end: bool) -> None:
        window = self.where(window, lambda w: w["visit"] and w["visit"]["rating"] == "open")
        visit = self.model.window[window]["visit"]
        if at_the_end and visit and visit["until"]:
            self.now = max(self.now, visit["until"])
        for level in levels:
            self.do(press(level, window, self.now), self.model.press(window, level, self.now))

    # ------------------------------------------------------------ power cuts

    def replayed(self) -> Hall:
        """What `log.load` would make of the rows: the newest day's stream."""
        hall = Hall(PLAN)
        for row in self.rows:
            if row["day"] == self.rows[-1]["day"]:
                hall.seq = hall.seq or row["seq"] - 1
                evolve(hall, m.from_record(row["type"], row["at"], row["actor"], json.loads(row["body"])))
        return hall

    def replace_by_replay(self) -> None:
        was, self.hall = picture(self.hall), self.replayed()
        assert picture(self.hall) == was

    @rule(how=troubles)
    def power_cut(self, how: float | str) -> None:
        self.replace_by_replay()
        if how == "next morning":
            self.next_morning()
        elif how == "clock back":
            code = self.model.boot(0, new_day=False, clock_back=True)
            self.do(start_day(self.hall.day, self.hall.last_at - 1), code)
        else:
            gap_s = float(how)
            self.now += int(gap_s * S)
            code = self.model.boot(gap_s, new_day=False, clock_back=False)
            self.do(want(m.StartDay, self.now, day=self.hall.day, gap_ms=int(gap_s * S)), code)

    def next_morning(self) -> None:
        self.day += 1
        self.now += 12 * 3600 * S
        self.morning([("social", "k1"), ("tax", None)] * 3, self.day % 4)

    # ------------------------------------------------------------ after each step

    @invariant()
    def the_hall_is_the_model(self) -> None:
        hall, model = self.hall, self.model
        assert hall.state == model.state
        ours = {
            t.number: {"state": t.state.value, "slip": t.slip.value, "window": t.window, "staff": t.staff}
            | {
                "rating": t.rating.value,
                "until": hall.open_ratings.get(t.id),
                "answer_by": hall.failed_slips.get(t.id),
            }
            for t in hall.tickets.values()
        }
        assert ours == {t["number"]: {k: t[k] for k in next(iter(ours.values()))} for t in model.tickets}
        for name, w in model.window.items():
            desk = hall.desks[name]
            number = hall.tickets[desk.ticket].number if desk.ticket else None
            assert (desk.staff, number) == (w["staff"], w["ticket"] and w["ticket"]["number"])
            assert (desk.state == "suspended") == w["paused"]
        assert {q: [hall.tickets[i].number for _, _, i in line] for q, line in hall.waiting.items()} == {
            q: [t["number"] for t in sorted(model.in_line([q]), key=lambda t: t["at"])]
            for q in ("social", "tax")
        }

    @invariant()
    def the_log_keeps_its_promises(self) -> None:
        reading = check_log(self.rows, PLAN)
        today = {id_: t["state"] for id_, t in reading.tickets.items() if t["day"] == self.hall.day}
        assert today == {t.id: t.state.value for t in self.hall.tickets.values()}

    def teardown(self) -> None:
        self.replace_by_replay()


@pytest.mark.timeout(3600)  # the nightly profile takes five minutes
def test_the_hall_is_what_the_naive_model_says():
    nightly = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    run_state_machine_as_test(
        HallMachine, settings=settings() if nightly else settings(max_examples=60, stateful_step_count=30)
    )
