"""The hall against a naive model of lists and dicts, in any order of events that Hypothesis can think of.

After each step: the refusal or the change is the model's, the hall is the model's, the log keeps every
invariant. Restarts replay the log as rows of text, and what comes out is the hall that was.
"""

import copy
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
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
from server.domain.dispatch import choose
from server.domain.evolve import evolve
from server.domain.hall import Hall
from tests.domain.paper_model import PLACES, PaperModel
from tests.halls import (
    ANN,
    BEN,
    DUTY,
    EVE,
    PLAN,
    SERVICE_WINDOWS,
    T0,
    S,
    at_window,
    picture,
    plan_with,
    press,
    start_day,
    take,
    want,
)
from tests.invariants import check_log

CLERKS = [ANN, BEN, EVE]
windows, clerks = st.sampled_from(SERVICE_WINDOWS), st.sampled_from(CLERKS)
queues = st.sampled_from(["social", "tax"])
picks = st.integers(0, 60)
holds = st.sampled_from(["away_no_papers", "away_papers_kept", "internal_wait", "lunch"])
targets = st.sampled_from(
    [("queue", "social"), ("queue", "tax"), ("queue", "tax")]
    + [("window", w) for w in (*SERVICE_WINDOWS, "bank")]
    + [("staff", clerk) for clerk in (ANN, BEN, EVE)]
)
Citizen = tuple[str, tuple[str | None, str]]
"""(queue, (kiosk, lane))"""
DEEDS = ("call", "call", "call", "hold", "transfer", "transfer", "pass", "return", "start", "finish")
DEEDS += ("wake", "wake", "requeue", "requeue", "chosen")
strangers = st.sampled_from([None, None, None, *CLERKS])
"""Who acts: mostly the person who sits there, now and then anybody."""
people = st.sampled_from(
    [(None, "normal"), ("k1", "normal"), ("k2", "normal"), (None, "priority"), (None, "green")]
)
crowds = st.lists(st.tuples(queues, people), max_size=12)
MACHINE_PLAN = replace(
    plan_with(no_show_s=1, recall_limit=2, requeue_places=2, promise_s=1800),
    windows=tuple(replace(w, backup_queues=("social",)) if w.id == "w3" else w for w in PLAN.windows),
)
"""The small hall with a second tier at w3, and settings that a short run can reach."""
troubles = st.sampled_from([0, 1, 60, 60.001, 2400, "clock back", "next morning"])
FIRST_DAY = date(2026, 11, 1)


class HallMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.hall, self.model = Hall(MACHINE_PLAN), PaperModel()
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
    def morning(self, crowd: list[Citizen], visits: int, trouble: float | str | None = None) -> None:
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

    def take(
        self, queue: str, kiosk: str | None, lane: str = "normal", who: str = "", reason: str = ""
    ) -> None:
        self.tokens += 1
        actor = f"staff:{who}" if who else ""
        command = take(queue, self.now, f"t{self.tokens}", kiosk, actor=actor, lane=lane, reason=reason)
        self.do(command, self.model.take(queue, kiosk, lane, who, reason, self.now))

    @rule(
        queue=queues,
        lane=st.sampled_from(["normal", "priority", "green"]),
        who=st.sampled_from([DUTY, DUTY, ANN, ""]),
        reason=st.sampled_from(["出示证件", "出示证件", ""]),
    )
    def somebody_asks_for_a_lane(self, queue: str, lane: str, who: str, reason: str) -> None:
        self.take(queue, None, lane, who, reason)

    @rule(crowd=crowds)
    def citizens_come(self, crowd: list[Citizen]) -> None:
        for queue, (kiosk, lane) in crowd:
            if lane == "normal":
                self.take(queue, kiosk)
            else:
                self.take(queue, None, lane, DUTY, "出示证件")
            self.now += len(crowd) % 3

    def id_of(self, theirs: dict[str, Any]) -> str:
        return next(t.id for t in self.hall.tickets.values() if t.number == theirs["number"])

    def one_that(self, pick: int, *states: str) -> dict[str, Any]:
        """Mostly a ticket for which the act is possible."""
        fit = [t for t in self.model.tickets if t["state"] in states]
        return (fit or self.model.tickets)[pick % len(fit or self.model.tickets)]

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_passed_citizen_is_back(self, pick: int) -> None:
        """Behind the n-th of its lane; who was put there before stays before; nobody else moves."""
        self.now += 1
        theirs = self.one_that(pick, "passed")
        id_, line = self.id_of(theirs), self.hall.lines[theirs["queue"]]
        before = list(line)
        code = self.model.requeue(theirs, self.now)
        self.do(want(m.RequeueTicket, self.now, ticket=id_), code)
        if not code:
            after, tickets = list(line), self.hall.tickets
            assert [other for other in after if other != id_] == before
            side = [t for t in after if (tickets[t].lane == "normal") == (theirs["lane"] == "normal")]
            place = side.index(id_)
            assert place >= min(PLACES, len(side) - 1)
            assert all(tickets[other].requeues for other in side[PLACES:place])

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_held_citizen_is_back(self, pick: int) -> None:
        theirs = self.one_that(pick, "held")
        command = want(m.WakeTicket, self.now, ticket=self.id_of(theirs))
        self.do(command, self.model.wake(theirs, self.now))

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_citizen_gives_up(self, pick: int) -> None:
        theirs = self.one_that(pick, "waiting", "passed", "held")
        self.do(want(m.CancelTicket, self.now, ticket=self.id_of(theirs)), self.model.cancel(theirs))

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, window=windows, who=strangers, reason=st.sampled_from(["人在窗口", "人在窗口", ""]))
    def a_chosen_number(self, pick: int, window: str, who: str | None, reason: str) -> None:
        window = self.where(window, lambda w: w["staff"] and not w["paused"] and not w["ticket"])
        theirs = self.one_that(pick, ("passed", "held", "waiting")[pick % 3])
        clerk = self.clerk_of(window, who)
        command = at_window(m.CallChosen, window, clerk, self.now, ticket=self.id_of(theirs), reason=reason)
        self.do(command, self.model.call_chosen(window, clerk, theirs, reason, self.now))

    @rule(window=windows, queue=queues, who=strangers)
    def somebody_walks_in(self, window: str, queue: str, who: str | None) -> None:
        clerk = self.clerk_of(window, who)
        self.tokens += 1
        command = at_window(m.WalkIn, window, clerk, self.now, queue=queue, token=f"t{self.tokens}")
        self.do(command, self.model.walk_in(window, clerk, queue, self.now))

    @precondition(lambda self: self.model.tickets)
    @rule(data=st.data(), what=st.sampled_from(["failed", "failed", "printed", "keep", "void"]))
    def paper(self, data: st.DataObject, what: str) -> None:
        pending = [t for t in self.model.tickets if t["slip"] in ("pending", "failed")]
        theirs = data.draw(st.sampled_from(pending or self.model.tickets))
        id_ = self.id_of(theirs)
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
        expected = self.model.choice(window, self.now)
        code = self.model.call(window, clerk, self.now)
        self.do(at_window(m.CallNext, window, clerk, self.now), code)
        if not code:
            body = json.loads(self.rows[-1]["body"])
            assert expected and (body["reason"], body["turn"]) == expected[1:]

    @rule(presses=st.lists(windows, min_size=1, max_size=4), who=strangers)
    def windows_race(self, presses: list[str], who: str | None) -> None:
        """All presses are there in the same moment; the writer takes one after the other."""
        self.call(presses[0], who)
        for window in presses[1:]:
            self.call(window)
        held = [self.hall.desks[w].ticket for w in SERVICE_WINDOWS if self.hall.desks[w].ticket]
        assert len(set(held)) == len(held)

    @rule(
        window=windows,
        what=st.sampled_from(["recall", "start", "skip", "skip"]),
        who=strangers,
        late_ms=st.sampled_from([0, 999, 1000, 1000]),
    )
    def in_hand(self, window: str, what: str, who: str | None, late_ms: int) -> None:
        if not who:
            window = self.where(window, lambda w: w["ticket"] and w["ticket"]["state"] == "called")
        clerk = self.clerk_of(window, who)
        cls = {"recall": m.Recall, "start": m.StartService, "skip": m.Pass}[what]
        self.now += late_ms
        self.do(at_window(cls, window, clerk, self.now), getattr(self.model, what)(window, clerk, self.now))

    @rule(window=windows, who=strangers, reason=st.sampled_from(["叫错了", "叫错了", ""]))
    def called_by_mistake(self, window: str, who: str | None, reason: str) -> None:
        if not who:
            window = self.where(window, lambda w: w["ticket"] and w["ticket"]["state"] == "called")
        clerk = self.clerk_of(window, who)
        command = at_window(m.ReturnToFront, window, clerk, self.now, reason=reason)
        self.do(command, self.model.give_back(window, clerk, reason, self.now))

    @rule(window=windows, who=strangers, kind=holds)
    def one_is_held(self, window: str, who: str | None, kind: str) -> None:
        window = window if who else self.where(window, lambda w: w["ticket"])
        clerk = self.clerk_of(window, who)
        command = at_window(m.Hold, window, clerk, self.now, kind=kind)
        self.do(command, self.model.hold(window, clerk, kind))

    @rule(window=windows, who=strangers, to=targets, come_back=st.booleans())
    def one_is_transferred(self, window: str, who: str | None, to: tuple[str, str], come_back: bool) -> None:
        window = window if who else self.where(window, lambda w: w["ticket"])
        clerk = self.clerk_of(window, who)
        command = at_window(m.Transfer, window, clerk, self.now, to=to[0], id=to[1], come_back=come_back)
        code = self.model.transfer(window, clerk, *to, come_back=come_back, at=self.now)
        self.do(command, code)

    def finish(self, window: str, who: str | None = None) -> None:
        clerk = self.clerk_of(window, who)
        self.do(at_window(m.Finish, window, clerk, self.now), self.model.finish(window, clerk, self.now))

    @rule(window=windows, who=strangers)
    def one_ends(self, window: str, who: str | None) -> None:
        self.finish(window if who else self.where(window, lambda w: w["ticket"]), who)

    @precondition(lambda self: any(t["state"] == "waiting" for t in self.model.tickets))
    @rule(window=windows, visits=st.integers(1, 4))
    def a_window_works(self, window: str, visits: int) -> None:
        window = self.where(window, lambda w: w["staff"] and not w["paused"])
        for _ in range(visits):
            self.call(window)
            self.finish(window)

    @precondition(lambda self: self.model.state in ("open", "extended") and self.model.tickets)
    @rule(
        deeds=st.lists(
            st.tuples(windows, st.sampled_from(DEEDS), targets, holds, picks), min_size=5, max_size=12
        ),
        ms=st.sampled_from([0, 1, 1000, 120 * S]),
    )
    def a_busy_hour(self, deeds: list[tuple[str, str, tuple[str, str], str, int]], ms: int) -> None:
        """Call after call, and every side way that a ticket may go in between."""
        for window, clerk in zip(SERVICE_WINDOWS, CLERKS, strict=True):
            self.sign_in(window, clerk)
        for drawn, deed, to, kind, pick in deeds:
            self.now += ms
            idle = deed in ("call", "chosen")
            window = self.where(
                drawn, lambda w, idle=idle: w["staff"] and not w["paused"] and bool(w["ticket"]) != idle
            )
            acts: dict[str, Callable[[], None]] = {
                "call": partial(self.call, window),
                "chosen": partial(self.a_chosen_number, pick, window, None, "人在窗口"),
                "hold": partial(self.one_is_held, window, None, kind),
                "transfer": partial(self.one_is_transferred, window, None, to, pick % 2 == 0),
                "return": partial(self.called_by_mistake, window, None, "叫错了"),
                "pass": partial(self.in_hand, window, "skip", None, 1000),
                "start": partial(self.in_hand, window, "start", None, 0),
                "finish": partial(self.finish, window),
                "wake": partial(self.a_held_citizen_is_back, pick),
                "requeue": partial(self.a_passed_citizen_is_back, pick),
            }
            acts[deed]()
            self.the_hall_is_the_model()

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
        hall = Hall(MACHINE_PLAN)
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
        self.morning([("social", ("k1", "normal")), ("tax", (None, "priority"))] * 3, self.day % 4)

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
                "sent": t.directed and (t.directed.kind, t.directed.id, t.directed.at),
            }
            | {"queue": t.queue, "lane": t.lane.value, "calls": t.calls, "back_to": t.back_to}
            for t in hall.tickets.values()
        }
        assert ours == {t["number"]: {k: t[k] for k in next(iter(ours.values()))} for t in model.tickets}
        for name, w in model.window.items():
            desk = hall.desks[name]
            number = hall.tickets[desk.ticket].number if desk.ticket else None
            assert (desk.staff, number) == (w["staff"], w["ticket"] and w["ticket"]["number"])
            assert (desk.state == "suspended", desk.turn) == (w["paused"], w["turn"])
        self.everybody_stands_where_the_model_says()

    def everybody_stands_where_the_model_says(self) -> None:
        hall, model = self.hall, self.model
        waiting = [t for t in model.tickets if t["state"] == "waiting"]
        for queue in ("social", "tax"):
            line = model.in_line([queue])
            normal = [t["number"] for t in line if t["lane"] == "normal"]
            special = [t["number"] for t in line if t["lane"] != "normal"]
            assert [hall.tickets[id_].number for id_ in hall.lines[queue]] == special + normal
            assert hall.waiting[queue] == sum(1 for t in waiting if t["queue"] == queue)
        assert hall.waiting_total() == len(waiting)
        assert len(hall.held) == sum(1 for t in model.tickets if t["state"] == "held")
        assert len(hall.passed) == sum(1 for t in model.tickets if t["state"] == "passed")
        for window in SERVICE_WINDOWS:
            found, expected = choose(hall, window, self.now), model.choice(window, self.now)
            assert (found and (found[0].number, found[1].code)) == (
                expected and (expected[0]["number"], expected[1])
            )

    @invariant()
    def the_log_keeps_its_promises(self) -> None:
        reading = check_log(self.rows, MACHINE_PLAN)
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
