"""The rules of the state machine for tickets and windows: what citizens and clerks do, in any order."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from server.domain import messages as m
from tests.domain.machine_driver import CLERKS, DAY_MS, Driver
from tests.domain.paper_halls import BO, DAI, LEA
from tests.domain.paper_lines import MINUTE
from tests.halls import ANN, BEN, DUTY, EVE, SERVICE_WINDOWS, S

windows, clerks = st.sampled_from(SERVICE_WINDOWS), st.sampled_from([*CLERKS, BO, LEA])
queues = st.sampled_from(["social", "social", "tax", "tax", "rare"])
picks = st.integers(0, 60)
holds = st.sampled_from(["away_no_papers", "away_papers_kept", "internal_wait", "lunch"])
targets = st.sampled_from(
    [("queue", "social"), ("queue", "tax"), ("queue", "tax"), ("queue", "rare")]
    + [("window", w) for w in (*SERVICE_WINDOWS, "bank")]
    + [("staff", clerk) for clerk in (ANN, BEN, EVE)]
)
Citizen = tuple[str, tuple[str | None, str]]
"""(queue, (kiosk, lane))"""
DEEDS = ("call", "call", "call", "hold", "transfer", "transfer", "pass", "return", "start", "finish")
DEEDS += ("undo", "undo", "wake", "wake", "requeue", "requeue", "chosen", "come", "press")
strangers = st.sampled_from([None, None, None, *CLERKS, DUTY, LEA])
"""Who acts: mostly the person who sits there, now and then anybody."""
words = st.sampled_from(["人在窗口", "人在窗口", "人在窗口", " "])
people = st.sampled_from(
    [(None, "normal"), ("k1", "normal"), ("k2", "normal"), (None, "priority"), (None, "green")]
)
places = targets.filter(lambda target: target[0] != "staff")
leads = st.sampled_from([f"staff:{DUTY}", f"staff:{DUTY}", f"staff:{LEA}", f"staff:{ANN}", "kiosk:k1"])
crowds = st.lists(st.tuples(queues, people), max_size=12)
crowds |= st.lists(st.tuples(queues, people), min_size=4, max_size=12)


class Citizens(Driver):
    """What happens to tickets."""

    @rule(
        queue=queues,
        lane=st.sampled_from(["normal", "normal", "priority", "green", "vip"]),
        actor=st.sampled_from([f"staff:{DUTY}", f"staff:{LEA}", f"staff:{ANN}", "kiosk:k1"]),
        reason=words,
        matter=st.sampled_from(["", "", "tuesdays", "pension"]),
        who=st.sampled_from(["", "id-1", "id-2"]),
    )
    def somebody_asks(self, queue: str, lane: str, actor: str, reason: str, matter: str, who: str) -> None:
        self.take(queue, actor, lane=lane, reason=reason, matter=matter, identity=who)

    def take(self, queue: str, actor: str, **more: Any) -> None:
        self.tokens += 1
        kiosk = actor.removeprefix("kiosk:") if actor.startswith("kiosk:") else None
        self.do(m.TakeNumber, actor, queue=queue, token=f"t{self.tokens}", kiosk=kiosk, **more)

    @rule(crowd=crowds)
    def citizens_come(self, crowd: list[Citizen]) -> None:
        for queue, (kiosk, lane) in crowd:
            if lane == "normal" and kiosk:
                self.take(queue, f"kiosk:{kiosk}")
            else:
                self.take(queue, f"staff:{DUTY}", lane=lane, reason="出示证件")
            self.now += len(crowd) % 3

    @rule(
        code=st.sampled_from(["Y1", "Y2", "Y3", " "]),
        queue=st.sampled_from(["social", "tax", "tax", "none"]),
        days=st.sampled_from([0, 0, 0, 1, -1]),
        from_min=st.sampled_from([-40, -10, 0, 10, 40]),
        length=st.sampled_from([20, 20, 20, 0]),
        comes=st.booleans(),
    )
    def somebody_books(
        self, code: str, queue: str, days: int, from_min: int, length: int, comes: bool
    ) -> None:
        start = self.now + days * DAY_MS + from_min * MINUTE
        booking = m.Booking(
            code=code, day=self.date(days), queue=queue, start=start, end=start + length * MINUTE
        )
        if not self.do(m.BookAppointments, bookings=(booking,)):
            self.later_bookings.append(booking)
        if comes:
            self.begin_work()
            self.somebody_keeps_an_appointment(code, "kiosk:k1")

    @rule(
        code=st.sampled_from(["Y1", "Y2", "Y3"]),
        by=st.sampled_from(["kiosk:k1", "kiosk:k2", f"staff:{DUTY}"]),
    )
    def somebody_keeps_an_appointment(self, code: str, by: str) -> None:
        self.tokens += 1
        kiosk = by.removeprefix("kiosk:") if by.startswith("kiosk:") else None
        self.do(m.CheckIn, by, code=code, token=f"t{self.tokens}", kiosk=kiosk)

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_passed_citizen_is_back(self, pick: int) -> None:
        """Behind the n-th of its lane; who was put there before stays before; nobody else moves."""
        self.now += 1
        theirs = self.one_that(pick, "passed")
        id_, line = self.id_of(theirs), self.hall.lines[theirs["queue"]]
        before, rows = list(line), len(self.rows)
        if not self.do(m.RequeueTicket, ticket=id_) and len(self.rows) == rows + 1:
            after, tickets, places = list(line), self.hall.tickets, self.hall.plan.settings.requeue_places
            assert [other for other in after if other != id_] == before
            side = [t for t in after if (tickets[t].lane == "normal") == (theirs["lane"] == "normal")]
            place = side.index(id_)
            assert place >= min(places, len(side) - 1)
            assert all(tickets[other].requeues for other in side[places:place])

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_held_citizen_is_back(self, pick: int) -> None:
        self.do(m.WakeTicket, ticket=self.id_of(self.one_that(pick, "held")))

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks)
    def a_citizen_gives_up(self, pick: int) -> None:
        self.do(m.CancelTicket, ticket=self.id_of(self.one_that(pick, "waiting", "passed", "held")))

    @precondition(lambda self: self.model.tickets)
    @rule(
        pick=picks,
        what=st.sampled_from(["failed", "failed", "printed", "keep", "void", "again"]),
        actor=st.sampled_from(["system", "system", "kiosk:k1", "kiosk:k2"]),
        reason=words,
    )
    def paper(self, pick: int, what: str, actor: str, reason: str) -> None:
        owed = [t for t in self.model.tickets if t["slip"] in ("pending", "failed", "unconfirmed")]
        theirs = (owed or self.model.tickets)[pick % len(owed or self.model.tickets)]
        id_ = self.id_of(theirs)
        if what == "keep":
            self.do(m.KeepTicket, actor, ticket=id_)
        elif what == "void":
            self.do(m.VoidTicket, actor, ticket=id_, reason=reason)
        elif what == "again":
            self.do(m.Reprint, actor, ticket=id_, kiosk=("", "k1", "k9")[pick % 3])
        else:
            self.do(m.ReportSlip, ticket=id_, printed=what == "printed")
            if pick % 3 == 0:
                self.do(m.KeepTicket, f"kiosk:{theirs['kiosk']}", ticket=id_)


class Leads(Citizens):
    """What is decided for others."""

    @rule(
        window=st.sampled_from([*SERVICE_WINDOWS, *SERVICE_WINDOWS, "bank"]),
        first=st.lists(queues, max_size=3),
        then=st.lists(queues, max_size=2),
        lanes=st.sampled_from([None, None, (1, 1), (1, 3), (3, 1)]),
        by=leads,
        reason=words,
        confirmed=st.booleans(),
    )
    def a_window_serves_others(
        self,
        window: str,
        first: list[str],
        then: list[str],
        lanes: tuple[int, int] | None,
        by: str,
        reason: str,
        confirmed: bool,
    ) -> None:
        what = {"queues": tuple(first), "backup": tuple(then), "lanes": lanes, "confirmed": confirmed}
        self.do(m.AssignQueues, by, window=window, reason=reason, **what)

    @rule(source=places, goal=places, by=leads, reason=words)
    def all_wait_elsewhere(
        self, source: tuple[str, str], goal: tuple[str, str], by: str, reason: str
    ) -> None:
        there = {"of": source[0], "source": source[1], "to": goal[0], "id": goal[1]}
        self.do(m.MoveWaiting, by, reason=reason, **there)

    @precondition(lambda self: self.model.tickets)
    @rule(source=places, goal=places, by=leads, some=st.lists(picks, min_size=1, max_size=3))
    def some_wait_elsewhere(
        self, source: tuple[str, str], goal: tuple[str, str], by: str, some: list[int]
    ) -> None:
        theirs = tuple(self.id_of(self.one_that(pick, "waiting")) for pick in some)
        there = {"of": source[0], "source": source[1], "to": goal[0], "id": goal[1]}
        self.do(m.MoveWaiting, by, reason="人多", tickets=theirs, **there)

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, goal=places, by=leads, reason=words)
    def one_waits_elsewhere(self, pick: int, goal: tuple[str, str], by: str, reason: str) -> None:
        theirs = self.id_of(self.one_that(pick, "waiting"))
        self.do(m.MoveWaiting, by, reason=reason, of="ticket", source=theirs, to=goal[0], id=goal[1])

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, by=leads, reason=words)
    def the_green_channel_opens(self, pick: int, by: str, reason: str) -> None:
        theirs = self.one_that(pick, "waiting")
        self.do(m.OpenGreenChannel, by, ticket=self.id_of(theirs), reason=reason)


class Windows(Leads):
    """Who sits there, whom they call, and what a citizen presses."""

    # ------------------------------------------------------------ who sits there

    @rule(
        window=st.sampled_from([*SERVICE_WINDOWS, "bank"]),
        clerk=clerks,
        post=st.sampled_from(["", "", ANN, EVE]),
    )
    def somebody_signs_in(self, window: str, clerk: str, post: str) -> None:
        self.do(m.SignIn, f"staff:{clerk}", window=window, staff=clerk, acting_for=post)

    @rule(window=windows, stranger=strangers, reason=words, then=st.none() | st.tuples(windows, clerks))
    def people_change(
        self, window: str, stranger: str | None, reason: str, then: tuple[str, str] | None
    ) -> None:
        clerk = self.clerk_of(window)
        self.at_window(m.SignOut, window, stranger, reason=reason)
        there, another = then or (window, BEN if clerk != BEN else ANN)
        self.do(m.SignIn, window=there, staff=another)

    @rule(window=windows, b=st.sampled_from([BO, LEA, BEN]), back=st.booleans())
    def a_stand_in(self, window: str, b: str, back: bool) -> None:
        """A suspends, B sits down in that place; and A comes back to it, or not."""
        a = self.clerk_of(window)
        for who in (b, a)[: 1 + back]:
            self.at_window(m.Suspend, window, reason="交接")
            self.do(m.SignIn, f"staff:{who}", window=window, staff=who, acting_for=a if who == b else "")
            self.the_hall_is_the_model()

    @rule(window=windows, who=strangers, to=clerks)
    def one_hands_over(self, window: str, who: str | None, to: str) -> None:
        if not who:
            window = self.where(window, lambda w: w["staff"] and w["staff"] != to)
        self.at_window(m.HandOver, window, who, to=to)

    @rule(
        window=windows,
        who=strangers,
        reason=words,
        what=st.sampled_from([m.Suspend, m.Resume, m.TogglePause]),
    )
    def somebody_pauses(self, window: str, who: str | None, reason: str, what: type[m.Command]) -> None:
        if what is m.TogglePause:
            self.do(what, "device:keypad", window=window)
        else:
            self.at_window(what, window, who, **({"reason": reason} if what is m.Suspend else {}))

    @rule(window=windows, who=strangers, answered=st.booleans(), note=words, by=leads)
    def help_is_asked(self, window: str, who: str | None, answered: bool, note: str, by: str) -> None:
        self.at_window(m.AskHelp, window, who, note=note)
        self.do(m.AnswerHelp, by, window=window, text=note)
        if answered:
            alarm = next(iter(self.model.alarms), "nothing")
            self.do(m.AnswerAlarm, by, alarm=alarm if note.strip() else f"help:{window}", note=note)

    @precondition(lambda self: self.model.alarms)
    @rule(pick=picks, note=words)
    def an_alarm_is_answered(self, pick: int, note: str) -> None:
        alarms = sorted(self.model.alarms)
        self.do(m.AnswerAlarm, alarm=alarms[pick % len(alarms)], note=note)

    @rule(
        what=st.sampled_from(
            [
                ("sign", "w1"),
                ("sign", "w1"),
                ("rater", "w3"),
                ("printer", "k1"),
                ("board", "f1"),
                ("kiosk", "k1"),
                ("disk", ""),
                ("clock_jump", ""),
                ("weather", ""),
            ]
        ),
        cause=st.sampled_from(["no_answer", "no_answer", "unplugged"]),
        present=st.booleans(),
        ms=st.sampled_from([0, 0, 130 * S]),
    )
    def something_is_wrong(self, what: tuple[str, str], cause: str, present: bool, ms: int) -> None:
        kind, place = what
        where = {"window": place} if place.startswith("w") else {"kiosk": place}
        facts = {"cause": cause} | (where if place else {})
        subject = f"{kind}-{place}" if place else ""
        self.do(m.NoteCondition, kind=kind, subject=subject, facts=facts, present=present)
        self.now += ms
        self.look_round()

    @rule(
        pick=picks,
        by=st.sampled_from(
            [f"staff:{DUTY}", f"staff:{DUTY}", f"staff:{DAI}", f"staff:{DAI}", f"staff:{ANN}"]
        ),
        of=st.sampled_from(["", "", "", DUTY]),
        text=words,
    )
    def an_alarm_is_looked_after(self, pick: int, by: str, of: str, text: str) -> None:
        alarms = sorted(self.model.alarms) or ["nothing"]
        some = tuple(alarms[pick % len(alarms) :][:3])
        self.do(m.TakeAlarms, by, alarms=some, of=of)
        self.do(m.NoteAlarm, by, alarm=some[0], text=text)

    # ------------------------------------------------------------ at the windows

    def call(self, window: str, who: str | None = None, *, store: bool = False) -> None:
        expected = self.model.choice(window, self.now)
        before = len(self.rows)
        if not self.at_window(m.CallNext, window, who, store=store) and expected:
            rows = {r["type"]: json.loads(r["body"]) for r in reversed(self.rows[before:])}
            back = rows.get("ticket.transferred.v1", {}).get("to_id") == window
            called = rows.get("ticket.called.v1")
            assert back if called is None else (called["reason"], called["turn"]) == expected[1:]

    @rule(presses=st.lists(windows, min_size=1, max_size=4), who=strangers, store=st.booleans())
    def windows_race(self, presses: list[str], who: str | None, store: bool) -> None:
        """All presses are there in the same moment; the writer takes one after the other."""
        self.call(presses[0], who, store=store)
        for window in presses[1:]:
            self.call(window, store=store)
        held = [self.hall.desks[w].ticket for w in SERVICE_WINDOWS if self.hall.desks[w].ticket]
        assert len(set(held)) == len(held)

    @rule(window=windows, between=st.sampled_from(["", "pause", "hand over"]), crowd=crowds)
    def a_clerk_waits_for_the_next(self, window: str, between: str, crowd: list[Citizen]) -> None:
        """Nobody waits, and whoever comes is called by itself: once, and only if the clerk has stayed."""
        self.begin_work()
        for theirs in [t for t in self.model.tickets if t["state"] == "waiting"]:
            self.do(m.CancelTicket, ticket=self.id_of(theirs))
        self.at_window(m.Finish, window)
        self.call(window, store=True)
        if between == "pause":
            self.do(m.TogglePause, "device:keypad", window=window)
            self.do(m.TogglePause, "device:keypad", window=window)
        elif between:
            self.people_change(window, None, "交接", None)
        self.citizens_come(crowd)
        self.at_window(m.Finish, window)

    @rule(window=windows, recalls=st.integers(0, 2))
    def a_passed_citizen_stands_at_the_window(self, window: str, recalls: int) -> None:
        """Called, passed, called once more by number: what was announced counts."""
        self.begin_work()
        self.take("social", "kiosk:k2")
        self.call(window)
        in_hand = self.model.window[window]["ticket"]
        for _ in range(recalls):
            self.at_window(m.Recall, window)
        self.now += 1000
        self.at_window(m.Pass, window)
        if in_hand:
            self.at_window(m.CallChosen, window, ticket=self.id_of(in_hand), reason="人在窗口")
        self.at_window(m.Pass, window)

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, window=windows, who=strangers, reason=words)
    def a_chosen_number(self, pick: int, window: str, who: str | None, reason: str) -> None:
        window = self.where(window, lambda w: w["staff"] and not w["paused"] and not w["ticket"])
        theirs = self.one_that(pick, ("passed", "held", "waiting")[pick % 3])
        self.at_window(m.CallChosen, window, who, ticket=self.id_of(theirs), reason=reason)

    @rule(window=windows, queue=queues, who=strangers, reason=words, others_gone=st.booleans())
    def somebody_walks_in(
        self, window: str, queue: str, who: str | None, reason: str, others_gone: bool
    ) -> None:
        self.tokens += 1
        for theirs in [t for t in self.model.tickets if others_gone and t["state"] == "waiting"]:
            self.do(m.CancelTicket, ticket=self.id_of(theirs))
        window = self.where(window, lambda w: w["staff"] and not w["ticket"])
        self.at_window(m.WalkIn, window, who, queue=queue, token=f"t{self.tokens}", reason=reason)

    @rule(
        window=windows,
        what=st.sampled_from([m.Recall, m.Recall, m.StartService, m.Pass, m.Pass, m.ReturnToFront]),
        who=strangers,
        late_ms=st.sampled_from([0, 999, 1000, 1000]),
        reason=words,
    )
    def in_hand(self, window: str, what: type[m.Command], who: str | None, late_ms: int, reason: str) -> None:
        if not who:
            window = self.where(window, lambda w: w["ticket"] and w["ticket"]["state"] == "called")
        self.now += late_ms
        self.at_window(what, window, who, **({"reason": reason} if what is m.ReturnToFront else {}))

    @rule(window=windows, who=strangers, late_ms=st.sampled_from([0, 0, 0, 9_999, 10_000]))
    def a_call_is_undone(self, window: str, who: str | None, late_ms: int) -> None:
        if not who:
            window = self.where(window, lambda w: w["ticket"] and w["ticket"]["state"] == "called")
        self.now += late_ms
        self.at_window(m.UndoCall, window, who)

    @rule(window=windows, who=strangers, kind=holds)
    def one_is_held(self, window: str, who: str | None, kind: str) -> None:
        window = window if who else self.where(window, lambda w: w["ticket"])
        self.at_window(m.Hold, window, who, kind=kind)

    @rule(
        window=windows,
        who=strangers,
        to=targets,
        come_back=st.booleans(),
        paper=st.sampled_from([{}, {}, {}, {"slip": False}, {"kiosk": "k1"}, {"kiosk": "k2"}]),
    )
    def one_is_transferred(
        self,
        window: str,
        who: str | None,
        to: tuple[str, str],
        come_back: bool,
        paper: dict[str, Any] | None = None,
    ) -> None:
        window = window if who else self.where(window, lambda w: w["ticket"])
        self.at_window(m.Transfer, window, who, to=to[0], id=to[1], come_back=come_back, **(paper or {}))

    @precondition(lambda self: any(t["ways"] for t in self.model.tickets))
    @rule(pick=picks, printed=st.booleans())
    def a_way_is_on_paper(self, pick: int, printed: bool) -> None:
        """Of some leg that ended, whether or not a slip of it was asked for."""
        sent = [t for t in self.model.tickets if t["ways"]]
        one = sent[pick % len(sent)]
        what = {"leg": 1 + pick % len(one["ways"]), "printed": printed, "printer": "printer-k1"}
        self.do(m.ReportWaySlip, "device:printer-k1", ticket=self.id_of(one), **what)

    @rule(window=windows, who=strangers)
    def one_ends(self, window: str, who: str | None = None) -> None:
        self.at_window(m.Finish, window if who else self.where(window, lambda w: w["ticket"]), who)

    @rule(window=windows, visits=st.integers(1, 4))
    def a_window_works(self, window: str, visits: int) -> None:
        window = self.where(window, lambda w: w["staff"] and not w["paused"])
        for _ in range(visits):
            self.call(window)
            self.at_window(m.Finish, window)

    @rule(
        deeds=st.lists(
            st.tuples(windows, st.sampled_from(DEEDS), targets, holds, picks), min_size=5, max_size=12
        ),
        ms=st.sampled_from([0, 1, 1000, 120 * S]),
    )
    def a_busy_hour(self, deeds: list[tuple[str, str, tuple[str, str], str, int]], ms: int) -> None:
        """Call after call, and every side way that a ticket may go in between."""
        self.begin_work()
        self.citizens_come([("social", ("k1", "normal")), ("tax", (None, "priority"))])
        for drawn, deed, to, kind, pick in deeds:
            self.now += ms
            idle = deed in ("call", "chosen")
            window = self.where(
                drawn, lambda w, idle=idle: w["staff"] and not w["paused"] and bool(w["ticket"]) != idle
            )
            if self.model.tickets:
                self.deed(deed, window, to, kind, pick)
            self.the_hall_is_the_model()

    def deed(self, deed: str, window: str, to: tuple[str, str], kind: str, pick: int) -> None:
        acts: dict[str, Callable[[], object]] = {
            "call": partial(self.call, window, store=pick % 2 == 0),
            "come": partial(self.take, to[1] if to[0] == "queue" else "social", "kiosk:k2"),
            "chosen": partial(self.a_chosen_number, pick, window, None, "人在窗口"),
            "hold": partial(self.one_is_held, window, None, kind),
            "transfer": partial(self.one_is_transferred, window, None, to, pick % 2 == 0),
            "return": partial(self.in_hand, window, m.ReturnToFront, None, 0, "叫错了"),
            "undo": partial(self.a_call_is_undone, window, None, 0),
            "pass": partial(self.in_hand, window, m.Pass, None, 1000, ""),
            "start": partial(self.in_hand, window, m.StartService, None, 0, ""),
            "finish": partial(self.at_window, m.Finish, window),
            "press": partial(self.citizens_press, window, [pick % 7], False),
            "wake": partial(self.a_held_citizen_is_back, pick),
            "requeue": partial(self.a_passed_citizen_is_back, pick),
        }
        acts[deed]()

    # ------------------------------------------------------------ ratings

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
            self.do(m.PressRating, "device:rater", window=window, level=level, channel="rater")

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, level=st.integers(0, 5), channel=st.sampled_from(["phone", "phone", "tablet", "fax"]))
    def a_slip_rates(self, pick: int, level: int, channel: str) -> None:
        token = self.one_that(pick, "finished")["token"] if pick % 9 else "nobody's"
        self.do(m.RateVisit, "device:phone", token=token, level=level, channel=channel)

    @precondition(lambda self: self.model.tickets)
    @rule(pick=picks, reasons=st.sampled_from([("slow",), ("slow", "other"), ()]))
    def somebody_says_why(self, pick: int, reasons: tuple[str, ...]) -> None:
        token = self.one_that(pick, "finished")["token"] if pick % 9 else "nobody's"
        self.do(m.GiveReasons, "rater:w1", token=token, reasons=reasons, version="2026-1")

    @precondition(lambda self: self.model.tickets)
    @rule(
        pick=picks,
        level=st.integers(0, 5),
        by=st.sampled_from([f"staff:{DUTY}", f"staff:{DUTY}", "device:x"]),
    )
    def a_card_is_entered(self, pick: int, level: int, by: str) -> None:
        finished = [t for t in self.model.tickets if t["rating"] == "unrated"]
        theirs = (finished or self.model.tickets)[pick % len(finished or self.model.tickets)]
        self.do(m.EnterCard, by, ticket=self.id_of(theirs), level=level)

    @precondition(lambda self: self.model.tickets)
    @rule(
        pick=picks,
        another=st.sampled_from([False, False, True]),
        outcome=st.sampled_from(["instant", "instant", "promised", "lost"]),
        case_no=st.sampled_from(["", " ", "XS-1", "XS-2"]),
    )
    def an_outcome_is_noted(self, pick: int, another: bool, outcome: str, case_no: str) -> None:
        theirs = self.one_that(pick, "finished")
        by = f"staff:{DUTY if another else theirs['staff']}"
        self.do(m.NoteOutcome, by, ticket=self.id_of(theirs), outcome=outcome, case_no=case_no)
