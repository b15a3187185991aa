"""The ledger in words: for those who work with it, for the public, on paper, in an export."""

from dataclasses import replace

import pytest

from server.domain import messages as m
from server.domain.answers import answer
from server.domain.changes.ledger import after
from server.domain.decide import decide
from server.domain.ledger import Line
from server.domain.views.ledger import (
    COLUMNS,
    line_view,
    paper_facts,
    public_line,
    row_of,
    step_words,
)
from tests.domain.test_ledger import BACK, DONE, LACKING, LISTED, OPEN, PAUSED, do, done, note, opened, paper
from tests.halls import ANN, DAY, FINISHED, NEXT_DAY, T0, apply, hall_after, happened

LOST = replace(OPEN, matter="x", queue="y", window="z", outcome="o")


@pytest.mark.parametrize(
    ("line", "day", "due"),
    [
        (OPEN, DAY, "later"),
        (OPEN, "2026-11-30", "today"),
        (OPEN, "2026-12-01", "overdue"),
        (PAUSED, "2026-12-01", ""),
        (DONE, "2026-12-01", ""),
    ],
)
def test_what_is_due(line: Line, day: str, due: str):
    assert line_view(LISTED, line, day)["due"] == due


@pytest.mark.parametrize(
    ("line", "papers"),
    [
        (OPEN, ["receipt"]),
        (replace(OPEN, extended=2, reason="会审"), ["receipt", "extension"]),
        (replace(OPEN, extended=2), ["receipt"]),
        (replace(LACKING, reason="缺户口簿", extended=2), ["receipt", "supplement"]),
        (LACKING, ["receipt"]),
        (BACK, ["return"]),
        (replace(BACK, reason=""), []),
    ],
)
def test_which_papers_can_be_given(line: Line, papers: list[str]):
    assert line_view(LISTED, line, DAY)["papers"] == papers


def test_the_words_of_a_case():
    view = line_view(LISTED, replace(PAUSED, collector="r"), NEXT_DAY, "王芳")
    assert (view["matter"], view["window"], view["outcome"]) == ("养老", "1号窗口", "承诺件")
    assert (view["state_text"], view["paused_for"], view["collector"]) == ("暂停计时", "专家评审", "王芳")
    lost = line_view(LISTED, LOST, DAY)
    assert (lost["matter"], lost["window"], lost["outcome"]) == ("y", "z", "o")
    assert line_view(LISTED, replace(OPEN, matter=""), DAY)["matter"] == "社会保险"


def test_the_public_learns_progress_and_no_name():
    shown = public_line(LISTED, replace(DONE, external_case_no="330604202611230017"))
    assert (shown["accept_no"], shown["to_collect"]) == ("3306**********0017", True)
    assert not {ANN, "1007", "330604202611230017"} & {str(value) for value in shown.values()}
    assert not public_line(LISTED, replace(DONE, collect="collected"))["to_collect"]
    assert not public_line(LISTED, OPEN)["to_collect"]


def test_a_row_of_an_export_has_every_column():
    def clock(at: int | None) -> str:
        return "" if at is None else str(at)

    row = dict(zip(COLUMNS, row_of(LISTED, DONE, clock, "王芳"), strict=True))
    assert (row["受理编号"], row["取件人"], row["办结时间"], row["取件"]) == ("XS-1", "王芳", str(T0), "待取")
    row = dict(zip(COLUMNS, row_of(LISTED, replace(PAUSED, workdays=False), clock), strict=True))
    assert (row["按工作日"], row["暂停事由"], row["办结时间"], row["延期天数"]) == ("否", "专家评审", "", "")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (opened("instant", "done"), "登记为即办件"),
        (opened("x", "done"), "登记为x"),
        (
            opened("promised", "open", promised="2026-11-30", reason="急"),
            "登记为承诺件(急),承诺 2026-11-30 前办结",
        ),
        (done(m.LineExtended, promised="2026-12-02", days=2, reason="会审"), "延期 2 天至 2026-12-02:会审"),
        (done(m.LinePaused, why="expert", reason="评审", left=3), "暂停计时(专家评审):评审,还余 3 天"),
        (done(m.LineResumed, promised="2026-12-02"), "恢复计时,承诺日期改为 2026-12-02"),
        (done(m.LineFinished, collect=True), "办结,待取件"),
        (done(m.LineFinished, collect=False), "办结"),
        (done(m.LineTold), "已通知申请人取件"),
        (done(m.LineCollected, collector="r"), "已取件"),
        (done(m.LineNumbered, case_no="7"), "登记受理编号 7"),
        (done(m.LinePaper, notice="TZ-1", paper="receipt"), "打印受理回单 TZ-1"),
        (happened(m.HallOpened), "hall.opened.v1"),
    ],
)
def test_every_step_in_a_sentence(event: m.Event, words: str):
    assert step_words(LISTED, event) == words


def test_another_pause_does_not_take_the_reason_of_a_delay():
    """Its notice may be printed again weeks later: it says why it was put off, not why it paused."""
    line = replace(OPEN, extended=2, reason="会审")
    paused = after(line, done(m.LinePaused, why="expert", reason="评审", left=1), DAY)
    assert paused is not None
    assert paused.reason == "会审"
    lacking = after(line, done(m.LinePaused, why="supplement", reason="缺户口簿", left=1), DAY)
    assert lacking is not None
    assert (lacking.reason, line_view(LISTED, lacking, DAY)["papers"]) == (
        "缺户口簿",
        ["receipt", "supplement"],
    )
    again = after(lacking, done(m.LineResumed, promised="2026-12-02"), DAY)
    assert again is not None
    assert (again.reason, line_view(LISTED, again, DAY)["papers"]) == ("", ["receipt"])


def test_what_a_paper_says_comes_from_its_event_alone():
    (given,) = decide(hall_after([FINISHED[0]], LISTED), paper("receipt"))
    facts = paper_facts(LISTED, given)
    assert (facts.hall, facts.notice, facts.staff) == ("测试大厅", "TZ-20261123-001", ANN)
    assert facts.facts["promised"] == "2026-11-30"


def test_the_clerk_is_told_what_was_opened():
    hall, command = hall_after(FINISHED, LISTED), note("promised", case_no="XS-1")
    events = decide(hall, command)
    assert not isinstance(events, m.Refusal)
    apply(hall, command)
    told = answer(hall, command, events)["noted"]
    assert (told["accept_no"], told["promised"], told["kind"]) == ("XS-1", "2026-11-30", "open")
    assert "noted" not in answer(hall, command, [])


def test_the_answer_to_a_step_names_what_followed():
    hall, command = hall_after([FINISHED[0]], LISTED), do("collect", DONE, collector="ref")
    events = decide(hall, command)
    assert not isinstance(events, m.Refusal)
    told = answer(hall, command, events)
    assert (told["done"], told["collector"], told["notice"]) == (["ledger.collected.v1"], "ref", "")
    printed = decide(hall, paper("receipt"))
    assert not isinstance(printed, m.Refusal)
    assert answer(hall, paper("receipt"), printed)["notice"] == "TZ-20261123-001"
