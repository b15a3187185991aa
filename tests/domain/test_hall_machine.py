"""The hall against a naive model of lists and dicts, in any order of events that Hypothesis can think of.

Every command has a rule. Commands go in as the writer takes them: what is due first, then the command, then
a look round until nothing follows. After each step the answer and the hall are the model's. Restarts replay
the log as rows of text, and what comes out is the hall that was: so `decide` has changed nothing by itself.
"""

import os
from datetime import date

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from server.domain import messages as m
from server.domain.decide import next_due
from server.domain.hall import Hall
from tests.domain.machine_driver import DAY_MS, FIRST_DAY, SEEN
from tests.domain.machine_rules import Citizen, Windows, crowds, picks, windows, words
from tests.domain.paper_cases import COMPLAINTS, RATINGS
from tests.domain.paper_halls import BO, DAI, HALLS, LEA
from tests.domain.paper_lines import IN_THE_HALL, MINUTE
from tests.domain.paper_model import ANSWERS, PaperModel
from tests.halls import ANN, BEN, DUTY, EVE, SERVICE_WINDOWS, T0, S

hours = st.sampled_from([0, 16, 20, 20, 25, 25, 25, 55, 75, 95, 140])
"""Minutes after midnight when the machine is switched on."""
troubles = st.sampled_from([0, 1, 60, 60.001, 600, 2400, "clock back", "next morning", "next morning"])


class HallMachine(Windows):
    # ------------------------------------------------------------ the day

    @initialize(
        hall=st.sampled_from(["hours", "hours", "hours", "one key", "one key", "by hand", "sample"]),
        first=st.integers(0, 6),
        minute=hours,
        crowd=crowds,
        trouble=st.none() | troubles,
    )
    def begins(
        self, hall: str, first: int, minute: int, crowd: list[Citizen], trouble: float | str | None
    ) -> None:
        """An empty crowd means a day on which nobody came; else work has begun when the trouble comes."""
        self.hall, self.model, self.day = Hall(HALLS[hall]), PaperModel(HALLS[hall]), first
        self.morning(minute)
        if crowd:
            self.begin_work()
            self.citizens_come(crowd)
            for window in SERVICE_WINDOWS:
                self.at_window(m.CallNext, window)
        if trouble is not None:
            self.power_cut(trouble)

    @rule(
        what=st.sampled_from([m.OpenHall, m.OpenHall, m.RecoverHall, m.ExtendHall, m.CloseHall, m.CloseHall])
    )
    def the_duty_officer(self, what: type[m.Command]) -> None:
        self.do(what, f"staff:{DUTY}")

    @rule(
        what=st.sampled_from(["今日系统维护", "今日系统维护", " ", "请带好证件 ", "长" * 101]),
        template=st.sampled_from(["", "", "", "outage", "early-close", "fire", "flood"]),
        end=st.sampled_from([(None, None), (None, None), (0, None), (10, None), (None, 30), (None, 200)]),
        floors=st.sampled_from([(), (), (), ("1",), ("9",)]),
    )
    def a_notice(
        self, what: str, template: str, end: tuple[int | None, int | None], floors: tuple[str, ...]
    ) -> None:
        told = {"template": template} if template else {"text": what}
        self.do(m.SetNotice, **told, minutes=end[0], until=end[1], floors=floors)

    @rule(place=st.integers(0, 3))
    def a_notice_is_taken_back(self, place: int) -> None:
        self.takes_back(place)

    @rule(minutes=st.sampled_from([0, 0, 10]), ms=st.sampled_from([1, 31 * S, 10 * MINUTE]), outage=words)
    def the_hall_is_left_for_a_while(self, minutes: int, ms: int, outage: str) -> None:
        """A fire, perhaps a power cut in it, and the all clear."""
        self.begin_work()
        self.do(m.SetNotice, template="fire", minutes=minutes)
        self.do(m.DeclareOutage, reason=outage)
        self.now += ms
        self.look_round()
        self.begin_work()

    @rule(
        days=st.sampled_from([0, 0, 1, 2, -1]),
        kind=st.sampled_from(["open", "open", "closed", "duty", "half"]),
        only=st.sampled_from([("w1",), ("w1",), ("w2", "w3"), ()]),
    )
    def the_calendar_is_edited(self, days: int, kind: str, only: tuple[str, ...]) -> None:
        self.do(m.SetDay, date=self.date(days), kind=kind, windows=only, notice=f"今日{kind} ")

    @rule(
        channel=st.sampled_from(["desk", "phone", "rumour"]), place=words, late_ms=st.sampled_from([0, 0, -1])
    )
    def somebody_complains(self, channel: str, place: str, late_ms: int) -> None:
        what = {"channel": channel, "target": "3号窗口", "matter": "态度", "place": place}
        self.do(m.RegisterComplaint, happened_at=self.now - late_ms, **what)

    @rule(
        item=st.sampled_from(["badge", "safety", "safety", "weather"]),
        found=st.sampled_from(["", " ", "杂物 "]),
    )
    def the_officer_looks_round(self, item: str, found: str) -> None:
        self.do(m.CheckDuty, item=item, found=found)

    @rule(text=st.sampled_from(["灯坏", "灯坏", " "]), guard=st.booleans())
    def the_officer_writes(self, text: str, guard: bool) -> None:
        self.do(m.NoteDuty, text=text, guard=guard)

    @rule(
        by=st.sampled_from([DUTY, DUTY, ANN]),
        to=st.sampled_from([DAI, DAI, DUTY, ANN, "nobody"]),
        takes=st.sampled_from([None, DAI, DUTY]),
    )
    def the_duty_is_handed_over(self, by: str, to: str, takes: str | None) -> None:
        self.do(m.OfferDuty, f"staff:{by}", to=to, note="二楼灯坏")
        if takes:
            self.do(m.TakeDuty, f"staff:{takes}")

    @rule(by=st.sampled_from([f"staff:{DUTY}", f"staff:{LEA}"]))
    def the_officer_signs(self, by: str) -> None:
        self.do(m.SignDuty, by)

    @rule(
        pick=picks,
        step=st.sampled_from([*(COMPLAINTS + " " + RATINGS).split(), "forget"]),
        by=st.sampled_from([DUTY, DUTY, DUTY, DAI, ANN]),
        word=words,
        staff=st.sampled_from(["", "", ANN, BEN, DAI]),
        choice=st.sampled_from(["fixed", "upheld", "leader", "lost"]),
        form=st.sampled_from(["oral", "written", "reached"]),
        figures=st.tuples(st.booleans(), st.integers(0, 6), st.sampled_from([None, None, None, 0, 1])),
        days=st.sampled_from([-1, 0, 0, 1]),
    )
    def a_case_goes_on(
        self,
        pick: int,
        step: str,
        by: str,
        word: str,
        staff: str,
        choice: str,
        form: str,
        figures: tuple[bool, int, int | None],
        days: int,
    ) -> None:
        """Of any day; one of an earlier day that was over is handed in as the writer does."""
        ids = [*self.model.sheets, "TS-0"]
        case = ids[pick % len(ids)]
        before = {} if case in self.hall.casebook else self.known_cases.get(case, {})
        unit, changes = ("社保", {"matter": "服务"}) if figures[0] else ("", {})
        more = {"result": choice, "form": form, "unit": unit, "changes": changes, "date": self.date(days)}
        more |= {"complex": figures[0], "second": figures[1], "seen": figures[2], "staff": staff}
        self.do(m.WorkCase, f"staff:{by}", case=case, step=step, text=word, before=before, **more)

    @rule(reason=words)
    def a_list_is_taken_out(self, reason: str) -> None:
        self.do(m.NoteExport, f"staff:{DUTY}", what="complaint", reason=reason)

    @rule(
        window=st.sampled_from(["w1", "w9"]),
        grade=st.sampled_from(["好", "", "优"]),
        by=st.sampled_from([DUTY, DUTY, ANN]),
    )
    def a_window_is_graded(self, window: str, grade: str, by: str) -> None:
        self.do(m.GradeWindow, f"staff:{by}", window=window, period="2026-11", grade=grade)

    @rule(kept=st.booleans())
    def a_report_is_kept(self, kept: bool) -> None:
        body = {"lines": [["开放3天。", "Open on 3 days."]]}
        self.do(m.KeepReport, "system", report="month", period="2026-10", body=body, kept=kept)

    @rule(window=windows)
    def a_box_complains(self, window: str) -> None:
        window = self.where(window, lambda w: w["visit"])
        self.do(m.PressComplaint, "device:rater", window=window)

    @rule(
        matter=st.sampled_from(["pension", "pension", "deed", "none"]),
        kiosk=st.sampled_from(["k1", "k1", "k2"]),
        by=st.sampled_from(["kiosk:k1", f"staff:{DUTY}"]),
        missing=st.sampled_from([(), ("户口簿",), ("照片",)]),
        also=st.sampled_from([(), (), ("介绍信",)]),
        paper=st.sampled_from([None, True, False]),
    )
    def a_notice_is_given(
        self,
        matter: str,
        kiosk: str,
        by: str,
        missing: tuple[str, ...],
        also: tuple[str, ...],
        paper: bool | None,
    ) -> None:
        self.do(m.GiveNotice, by, matter=matter, kiosk=kiosk, missing=missing, also=also)
        if paper is not None:
            notice = f"GZ-{self.model.day.replace('-', '')}-{len(self.model.notices) or 1:03d}"
            self.do(m.ReportNotice, "device:printer-k1", notice=notice, printed=paper)

    @rule(
        pick=picks,
        step=st.sampled_from(["extend", "pause", "resume", "finish", "tell", "collect", "number", "dance"]),
        by=st.sampled_from([DUTY, DUTY, LEA, ANN, EVE]),
        days=st.sampled_from([0, 1, 1, 5, 11]),
        why=st.sampled_from(["expert", "expert", "lunch"]),
        reason=words,
        collect=st.sampled_from([True, True, False]),
    )
    def a_line_goes_on(
        self, pick: int, step: str, by: str, days: int, why: str, reason: str, collect: bool
    ) -> None:
        line = self.a_line(pick)
        what = {"days": days, "why": why, "reason": reason, "collect": collect, "case_no": reason}
        self.do(m.HandleLine, f"staff:{by}", line=line, step=step, **what)
        for id_, case in self.model.ledger.items():
            kept = self.lines[id_]
            assert kept is not None
            assert (kept.state, kept.promised, kept.collect) == (
                case["state"],
                case["promised"],
                case["collect"],
            )

    def a_line(self, pick: int) -> str:
        cases = sorted(self.model.ledger) or ["none"]
        return cases[pick % len(cases)]

    @rule(
        pick=picks,
        paper=st.sampled_from(["receipt", "receipt", "extension"]),
        kiosk=st.sampled_from(["k1", "k1", "k2"]),
    )
    def a_line_is_printed(self, pick: int, paper: str, kiosk: str) -> None:
        self.do(m.PrintLine, f"staff:{DUTY}", line=self.a_line(pick), paper=paper, kiosk=kiosk)

    @rule(state=st.sampled_from(["", "sent", "parked"]))
    def a_record_is_sent_again(self, state: str) -> None:
        self.do(m.ReplayRecord, f"staff:{DUTY}", record="1-0", state=state)

    @rule(
        kiosk=st.sampled_from(["k1", "k2"]),
        by=st.sampled_from([f"staff:{DUTY}", f"staff:{DUTY}", "kiosk:k1"]),
        what=st.sampled_from(["opened", "test"]),
    )
    def a_kiosk_is_looked_after(self, kiosk: str, by: str, what: str) -> None:
        self.do(m.TendKiosk, by, kiosk=kiosk, what=what)

    @rule(
        kiosk=st.sampled_from(["k1", "k2"]),
        by=st.sampled_from([f"staff:{DUTY}", f"staff:{DUTY}", f"staff:{ANN}"]),
        on=st.sampled_from([True, True, False]),
        reason=st.sampled_from(["缺纸", " "]),
    )
    def a_kiosk_goes_out_of_service_or_back(self, kiosk: str, by: str, on: bool, reason: str) -> None:
        self.do(m.SwitchKiosk, by, kiosk=kiosk, on=on, reason=reason)

    @rule(ms=st.sampled_from([1, 10 * S, 30 * S, 30 * S + 1, 10 * MINUTE, 60 * MINUTE]), tick=st.booleans())
    def time_passes(self, ms: int, tick: bool) -> None:
        self.now += ms
        if tick:
            self.look_round()

    @rule(early_ms=st.sampled_from([0, 0, 0, 1, -1]))
    def until_something_is_due(self, early_ms: int) -> None:
        """To the very moment of the next deadline, and one side of it."""
        due = next_due(self.hall)
        if due is not None:
            self.now = max(self.now, due - early_ms)
            self.look_round()

    @rule(minute=st.sampled_from([0, 20, 20]))
    def midnight_passes(self, minute: int) -> None:
        """Nobody has switched the machine off; an open hall goes on in the day that people must close."""
        self.look_round()
        self.day += self.now >= T0 + (self.day + 1) * DAY_MS or self.model.state in ("prep", "closed")
        self.morning(minute, m.NewDay)
        self.day = (date.fromisoformat(self.hall.day) - FIRST_DAY).days

    @rule(minute=st.sampled_from([504, 505, 600]))
    def the_morning_after_a_day_that_nobody_closed(self, minute: int) -> None:
        """Neither the machine nor the day was ended; at 8:25 the new one is made ready."""
        self.look_round()
        self.day += 1
        self.morning(minute, m.NewDay)
        self.day = (date.fromisoformat(self.hall.day) - FIRST_DAY).days

    # ------------------------------------------------------------ outages

    @rule(reason=words, short=st.booleans())
    def an_outage_is_declared(self, reason: str, short: bool) -> None:
        self.do(m.DeclareOutage, reason=reason, short=short)

    @rule(
        pick=picks,
        number=st.sampled_from(["", "", "A801", "A802", "B801", "A899", "A800", "Z801"]),
        outcome=st.sampled_from(["waiting", "waiting", "finished", "finished", "void", "lost"]),
        ages=st.lists(st.sampled_from([None, None, 0, 1, 30 * S, 500 * S]), min_size=4, max_size=4),
        by=st.tuples(
            st.sampled_from([*SERVICE_WINDOWS, "w9"]), st.sampled_from([ANN, BEN, BEN, EVE, "zx-nobody"])
        ),
        reason=words,
    )
    def paper_is_entered(
        self, pick: int, number: str, outcome: str, ages: list[int | None], by: tuple[str, str], reason: str
    ) -> None:
        """Mostly hours in order; a number of the pads, or one that the machine gave."""
        if not number and self.model.tickets:
            number = self.one_that(pick, *IN_THE_HALL)["number"]
        order = ages if pick % 5 == 0 else sorted(ages, key=lambda age: -(age or 0))
        times = [None if age is None else self.now - age for age in order]
        names = ("taken_at", "called_at", "started_at", "ended_at")
        what = dict(zip(names, times, strict=True)) | {"window": by[0], "staff": by[1], "reason": reason}
        self.do(m.BackEnter, number=number or "A801", outcome=outcome, **what)

    @rule(pick=picks, report=words)
    def an_incident_is_closed(self, pick: int, report: str) -> None:
        known = [i["id"] for i in self.model.incidents] or ["IN-none"]
        self.do(m.CloseIncident, incident=known[pick % len(known)], report=report)

    @rule(declared=st.booleans(), entries=st.integers(0, 3), ms=st.sampled_from([0, 1, 90 * S]))
    def by_hand_for_a_while(self, declared: bool, entries: int, ms: int) -> None:
        """An outage from its beginning to its report."""
        self.begin_work()
        if declared:
            self.do(m.DeclareOutage, reason="网络故障")
        else:
            self.power_cut(600)
        for entry in range(entries):
            self.now += ms
            number, outcome = (
                f"{'AB'[entry % 2]}{801 + len(self.rows) % 90}",
                ("waiting", "finished")[entry % 2],
            )
            what = {"taken_at": self.now - ms, "ended_at": self.now if entry % 2 else None}
            self.do(m.BackEnter, number=number, outcome=outcome, window="w1", staff=BEN, **what)
        self.now += ms
        self.do(m.RecoverHall)
        for window in SERVICE_WINDOWS:
            self.at_window(m.Finish, window)
        if self.model.incidents:
            self.do(m.CloseIncident, incident=self.model.incidents[-1]["id"], report="已恢复")

    @rule(how=troubles, minute=hours)
    def power_cut(self, how: float | str, minute: int = 20) -> None:
        self.replace_by_replay()
        today = {"day": self.hall.day, "midnight": self.hall.midnight}
        if how == "next morning":
            self.day += 1
            self.morning(minute)
        elif how == "clock back":
            self.do(m.StartDay, at=self.hall.last_at - 1, **today)
        else:
            self.now += int(float(how) * S)
            self.do(m.StartDay, gap_ms=int(float(how) * S), **today)


def every_command(cls: type[m.Command] = m.Command) -> set[type[m.Command]]:
    """The classes that can be given: those without heirs."""
    heirs = [c for c in vars(m).values() if isinstance(c, type) and issubclass(c, cls) and c is not cls]
    return {c for c in heirs if not any(other is not c and issubclass(other, c) for other in heirs)}


@pytest.mark.timeout(3600)  # the nightly profile takes five minutes
def test_the_hall_is_what_the_naive_model_says():
    nightly = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    run_state_machine_as_test(
        HallMachine, settings=settings() if nightly else settings(max_examples=120, stateful_step_count=40)
    )


def test_the_model_answers_every_command():
    assert set(ANSWERS) == every_command()


def test_a_day_in_which_every_command_does_something():
    """The rules by hand, so that none is there in vain: a command without a rule fails here."""
    SEEN.clear()
    hall = HallMachine()
    hall.begins("hours", 0, 0, [("social", ("k1", "normal"))] * 6, None)
    for window in SERVICE_WINDOWS:
        hall.one_ends(window, None)
    hall.citizens_press("w1", [2], True)
    for pick in range(1, 9):
        hall.somebody_says_why(pick, ("slow",))
    hall.paper(1, "failed", "system", "")
    hall.paper(3, "failed", "system", "")
    hall.paper(4, "again", "system", "")
    hall.somebody_books("Y1", "tax", 0, 0, 20, True)
    hall.somebody_walks_in("w2", "tax", None, "人在窗口", True)
    hall.one_is_transferred("w2", None, ("queue", "social"), False)
    hall.a_way_is_on_paper(0, True)
    for deed in (
        "call",
        "start",
        "finish",
        "call",
        "hold",
        "wake",
        "call",
        "return",
        "call",
        "undo",
        "call",
        "pass",
        "requeue",
    ):
        hall.citizens_come([("social", ("k2", "normal"))])
        hall.deed(deed, "w1", ("queue", "social"), "away_no_papers", 1)
    hall.deed("call", "w1", ("queue", "social"), "", 1)
    hall.in_hand("w1", m.Recall, None, 0, "")
    hall.in_hand("w1", m.Pass, None, 1000, "")
    hall.a_chosen_number(0, "w1", None, "人在窗口")
    hall.one_ends("w1", None)
    hall.a_slip_rates(1, 5, "phone")
    hall.do(m.VoidTicket, ticket=hall.id_of(hall.one_that(0, "waiting")), reason="重复取号")
    hall.something_is_wrong(("sign", "w1"), "no_answer", True, 0)
    hall.an_alarm_is_looked_after(0, f"staff:{DUTY}", "", "已报修")
    hall.help_is_asked("w1", None, True, "请来", f"staff:{DUTY}")
    hall.the_calendar_is_edited(1, "closed", ())
    hall.a_notice("今日系统维护", "", (None, None), ())
    hall.a_notice_is_taken_back(0)
    hall.somebody_complains("desk", "大厅", 0)
    hall.a_box_complains("w1")
    for step in ("take", "correct", "answer", "close", "reopen"):
        hall.a_case_goes_on(1, step, DUTY, "已说明", "", "fixed", "oral", (True, 0, None), 0)
    hall.a_list_is_taken_out("月报")
    hall.a_window_is_graded("w1", "好", DUTY)
    hall.a_report_is_kept(False)
    hall.a_kiosk_is_looked_after("k1", f"staff:{DUTY}", "opened")
    for on in (False, True):
        hall.a_kiosk_goes_out_of_service_or_back("k2", f"staff:{DUTY}", on, "缺纸")
    hall.a_notice_is_given("pension", "k1", "kiosk:k1", (), (), True)
    for what in (m.Suspend, m.Resume, m.TogglePause):
        hall.somebody_pauses("w3", None, "交接", what)
    hall.people_change("w3", None, "交接", None)
    hall.one_hands_over("w1", None, BO)
    hall.one_hands_over("w1", None, BEN)
    hall.a_window_serves_others("w1", ["tax"], [], None, f"staff:{DUTY}", "人手不足", True)
    hall.citizens_come([("social", (None, "normal")), ("social", (None, "normal"))])
    hall.the_green_channel_opens(0, f"staff:{DUTY}", "重大项目")
    hall.all_wait_elsewhere(("queue", "social"), ("queue", "tax"), f"staff:{DUTY}", "人手不足")
    hall.the_hall_is_left_for_a_while(0, 31 * S, "停电")
    hall.by_hand_for_a_while(True, 2, 1)
    hall.a_card_is_entered(0, 5, f"staff:{DUTY}")
    hall.an_outcome_is_noted(0, False, "promised", "XS-1 ")
    hall.a_line_goes_on(0, "number", DUTY, 0, "", "XS-2", False)
    hall.a_line_is_printed(0, "receipt", "k1")
    hall.a_record_is_sent_again("parked")
    for what in (m.ExtendHall, m.CloseHall):
        hall.the_duty_officer(what)
    for item in ("badge", "safety"):
        hall.the_officer_looks_round(item, "")
    hall.the_officer_writes("灯坏", False)
    hall.the_duty_is_handed_over(DUTY, DAI, DAI)
    hall.the_officer_signs(f"staff:{DUTY}")
    hall.midnight_passes(20)
    hall.the_hall_is_the_model()
    hall.teardown()
    done = {name for name, code in SEEN if not code}
    assert done == {command.__name__ for command in every_command()}
