"""日报 and 停机报告: what they say is the sum of the day's events, counted by naive code (R118, R119)."""

from collections import Counter
from statistics import median_high

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import messages as m
from server.domain.hall import HallState
from server.domain.sums import day_sums
from server.domain.views.day_report import OF_THE_DAY, day_report
from server.domain.views.incident import OF_INCIDENTS, incident_report, incidents
from tests.halls import T0, S, gap, happened, ms
from tests.life import TODAY, TimedLife

WINDOWS = {"w1": "A", "w2": "AB", "w3": "B"}
DEEDS = ("take", "take", "take", "call", "call", "finish", "finish", "rate", "pass", "cancel", "send", "wait")
ENDS = {
    m.TicketFinished: "finished",
    m.PaperFinished: "finished",
    m.TicketCancelled: "cancelled",
    m.TicketVoided: "void",
    m.TicketExpired: "expired",
}


class Day(TimedLife):
    """A day of random deeds; what cannot be done is not done."""

    def deed(self, what: str, queue: str, window: str, level: int) -> None:
        desk = self.hall.desks[window]
        here = desk.ticket
        if what == "take":
            self.take(queue)
        elif what == "call" and not here and any(self.hall.waiting[q] for q in WINDOWS[window]):
            self.call(window)
        elif what == "finish" and here:
            self.finish(window)
        elif what == "rate" and desk.visit in self.hall.open_ratings:
            self.do(m.PressRating, window, level=level, channel="rater")
        elif what == "pass" and here and desk.state == "calling":
            self.do(m.Pass, window)
        elif what == "send" and here:
            self.do(m.Transfer, window, to="queue", id=queue)
        elif what == "cancel":
            waiting = [t.id for t in self.hall.tickets.values() if t.state == "waiting"]
            if waiting:
                self.do(m.CancelTicket, actor="staff:D01", ticket=waiting[0])
        elif what == "wait":
            self.at += 40_000
            self.log += self.look()


def naive(events: list[m.Event]) -> dict:
    """Every ticket on a slip of paper of its own."""
    slips: dict[str, dict] = {}
    for e in events:
        if isinstance(e, m.NumberTaken | m.PaperTaken):
            paper = isinstance(e, m.PaperTaken)
            taken = e.event_at if paper else e.at
            slips[e.ticket] = {"queue": e.queue, "end": "?", "taken": taken, "paper": paper, "by_hand": paper}
        elif type(e) in ENDS:
            slips[e.ticket] |= {
                "end": ENDS[type(e)],
                "by_hand": slips[e.ticket]["by_hand"] or isinstance(e, m.PaperFinished),
            }
        elif isinstance(e, m.TicketCalled):
            slips[e.ticket]["called"] = e.at
        elif isinstance(e, m.RatingGiven):
            slips[e.ticket]["level"] = e.level
        elif isinstance(e, m.RatingLapsed):
            slips[e.ticket]["level"] = None
    return slips


def figures(slips: list[dict]) -> dict:
    ends = Counter(s["end"] for s in slips)
    levels = Counter(s["level"] for s in slips if s.get("level"))
    told = {"issued": len(slips), "paper": sum(s["paper"] for s in slips)}
    told |= {end: ends[end] for end in set(ENDS.values())}
    told |= {"rated": sum(levels.values()), "good": sum(n for level, n in levels.items() if level >= 3)}
    told |= {"levels": {str(level): levels[level] for level in (5, 4, 3, 2, 1)}}
    waits = sorted((s["called"] - s["taken"]) // 1000 for s in slips if "called" in s and not s["by_hand"])
    longest = {"count": len(waits), "median_s": median_high(waits), "max_s": waits[-1]} if waits else {}
    return told | {"waits": longest}


def report_of(life: Day) -> dict:
    events = [e for e in life.log if type(e) in OF_THE_DAY]
    now = None if life.hall.state is HallState.CLOSED else day_sums(life.hall)
    return day_report(life.hall.plan, TODAY, events, now)


deeds = st.lists(
    st.tuples(
        st.sampled_from(DEEDS), st.sampled_from("AB"), st.sampled_from(list(WINDOWS)), st.integers(1, 5)
    ),
    max_size=60,
)


@given(deeds)
def test_the_report_of_a_day_is_the_sum_of_its_events(given_deeds):
    life = Day(queues="AB", windows=WINDOWS, no_show_s=0, no_show_calls=1, rating_open_s=30)
    life.clock("9:00")
    for window in WINDOWS:
        life.sign_in(window)
    for deed in given_deeds:
        life.deed(*deed)
    running = report_of(life)
    assert (running["closed"], running["sums"]["issued"]) == (False, len(naive(life.log)))
    for window in WINDOWS:
        if life.hall.desks[window].ticket:
            life.finish(window)
    while life.hall.state is not HallState.CLOSED:
        life.do(m.CloseHall)
    told, slips = report_of(life), naive(life.log)
    whole = figures(list(slips.values()))
    assert told["closed"] and told["sums"]["balanced"]
    assert {key: told["sums"][key] for key in whole} == whole
    for row in told["queues"]:
        of_it = figures([s for s in slips.values() if row["name"] == f"{s['queue']} 业务{s['queue']}"])
        assert {key: row[key] for key in of_it} == of_it
    assert told["bad_ratings"] == sum(s.get("level") in (1, 2) for s in slips.values())
    assert [h["what"] for h in told["hours"]][-1] == "closed"


def test_a_day_with_an_outage_and_overtime_says_so():
    life = Day(queues="AB", windows=WINDOWS)
    life.clock("16:00")
    life.sign_in("w1")
    life.take("A", 2)
    life.call("w1")
    life.do(m.DeclareOutage, reason="停电", short=True)
    life.do(m.DeclareOutage, reason="变压器跳闸", actor="staff:D01")
    at = ms("16:00")
    life.do(m.BackEnter, number="A001", outcome="finished", window="w1", staff="1w1", ended_at=life.at)
    life.do(m.BackEnter, number="A802", outcome="waiting", taken_at=at + 1000)
    life.do(m.BackEnter, number="A801", outcome="void", taken_at=at + 1000, reason="群众已离开")
    life.do(m.RecoverHall, actor="staff:D01")
    life.do(m.CloseIncident, incident="IN-20261124-1", report="供电已恢复", actor="staff:D01")
    (told,) = report_of(life)["incidents"]
    assert (told["kind"], told["reason"], told["until"] - told["since"] > 0) == ("long", "变压器跳闸", True)
    life.call("w1")
    life.clock("17:20")
    life.finish("w1")
    assert report_of(life)["people"] == [{"no": "1w1", "name": "工作人员w1", "minutes": 20}]
    events = [e for e in life.log if type(e) in OF_INCIDENTS]
    report = incident_report(life.hall.plan, "IN-20261124-1", events)
    assert [(e["number"], e["outcome"]) for e in report["entries"]] == [
        ("A001", "finished"),
        ("A801", "void"),
        ("A802", "waiting"),
    ]
    assert report["counts"] == {"finished": 1, "waiting": 1, "void": 1}
    assert (report["report"], report["closed_by"], report["resumed_by"]) == ("供电已恢复", "D01", "D01")
    assert report["entries"][0] | {"window": "w1", "staff": "1w1"} == report["entries"][0]
    assert incident_report(life.hall.plan, "IN-20261124-9", events) is None
    first = report["until"]
    life.do(m.DeclareOutage, reason="网络故障")
    life.do(m.RecoverHall)
    both = incidents([e for e in life.log if type(e) in OF_INCIDENTS])
    assert [one["until"] == first for one in both.values()] == [True, False]


def test_a_power_cut_names_the_slips_that_nobody_saw_come_out():
    """A second stop before anybody has resumed is the same outage; a short gap is none."""
    cut = gap(600, recovery=True)
    unseen = happened(m.SlipUnconfirmed, ticket="20261123-A041")
    again = gap(60, recovery=True, incident="", at=T0 + 90 * S)
    (told,) = incidents([unseen, gap(9, recovery=False), cut, unseen, again]).values()
    assert (told["kind"], told["since"], told["until"]) == ("cut", T0 - 600 * S, None)
    assert told["unconfirmed"] == ["A041"]


@pytest.mark.parametrize("sums", [{}, {"issued": 3}])
def test_a_day_from_before_there_were_sums_has_none(sums):
    events = [m.HallClosed(at=0, actor="system", sums=sums)]
    told = day_report(TimedLife().hall.plan, TODAY, events, None)
    assert (told["sums"], told["queues"], told["people"]) == (sums, [], [])
