"""Every job is printed or reported, once, in order."""

import pytest
from memory_line import Clock, Rig

from devices.codecs.escpos import Cut, Feed, Qr, Rule, Text
from devices.drivers.printer import Printer, PrintOutcome
from devices.emulators.printer import Printer as FarPrinter

PRINTED = PrintOutcome(True, "", False)
KINDS = pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])


def slip(number: str) -> list:
    return [Text(number, 4, 4, "center"), Rule(), Text("请到3号窗口"), Qr(f"/t/{number}"), Feed(4), Cut()]


class Kiosk(Rig):
    def __init__(self, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.jobs: list[tuple[str, PrintOutcome]] = []
        self.printer = Printer(
            "printer", columns=32, on_job=lambda *job: self.jobs.append(job), wall_ms=clock.wall_ms
        )
        super().__init__(FarPrinter(), [self.printer], clock, kind, **options)

    def paper(self) -> list[str]:
        """The numbers that came out."""
        return [ticket["lines"][0]["text"] for ticket in self.order(op="state")["tickets"]]

    def outcome(self, limit_s: float = 20.0) -> PrintOutcome:
        """The next job's."""
        self.until(lambda: self.jobs, limit_s)
        return self.jobs.pop(0)[1]

    def health(self) -> tuple[str, str, str]:
        health = self.printer.health()
        return health.link, health.cause, health.paper


@KINDS
def test_jobs_come_out_in_order_and_are_reported_once(kind):
    kiosk = Kiosk(kind)
    for n in range(5):
        kiosk.printer.print(f"job-{n}", slip(f"A{n:03d}"))
    kiosk.until(lambda: len(kiosk.jobs) == 5, 60)
    kiosk.run(30)
    assert kiosk.jobs == [(f"job-{n}", PRINTED) for n in range(5)]
    assert kiosk.paper() == [f"A{n:03d}" for n in range(5)]
    assert kiosk.health() == ("in_step", "", "ok")


def test_the_slip_says_what_was_laid_out():
    kiosk = Kiosk()
    kiosk.printer.print("job", [Text("领取：￥5，㛃", bold=True), *slip("A012")])
    assert kiosk.outcome() == PRINTED
    lines = kiosk.order(op="state")["tickets"][0]["lines"]
    plain = {"width": 1, "height": 1, "align": "left", "bold": False}
    assert lines == [
        {"text": "领取：￥5，㛃", **plain, "bold": True},
        {"text": "A012", "width": 4, "height": 4, "align": "center", "bold": False},
        {"text": "-" * 32, **plain},
        {"text": "请到3号窗口", **plain},
        {"qr": "/t/A012", "module": 6, "align": "center"},
        {"feed": 4},
    ]


@pytest.mark.parametrize("cause", ["paper_out", "cover_open", "cutter", "offline"])
def test_a_printer_that_cannot_gets_nothing_of_the_job(cause):
    kiosk = Kiosk()
    kiosk.fault(cause)
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome(3) == PrintOutcome(False, cause, False)
    state = kiosk.order(op="state")
    assert (state["buffered"], state["total"], state["current"]["text"]) == (0, 0, "")
    assert kiosk.health()[:2] == ("answered", cause)
    kiosk.fault(cause, False)
    kiosk.until(lambda: kiosk.health() == ("in_step", "", "ok"), 6)
    kiosk.printer.print("job", slip("A002"))
    assert kiosk.outcome() == PRINTED
    assert kiosk.paper() == ["A002"]


def test_a_silent_printer_gets_nothing_of_the_job():
    kiosk = Kiosk()
    kiosk.fault("silence")
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome(5) == PrintOutcome(False, "no_answer", False)
    kiosk.run(10)
    assert kiosk.order(op="state")["total"] == 0
    assert kiosk.health()[:2] == ("opened", "no_answer")


def test_paper_that_ends_within_the_job_leaves_it_uncertain():
    kiosk = Kiosk()
    kiosk.fault("paper_out", value=2)
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome() == PrintOutcome(False, "paper_out", True)
    kiosk.printer.print("next", slip("A002"))
    assert kiosk.outcome() == PrintOutcome(False, "paper_out", False)


def test_paper_put_in_at_once_saves_the_job():
    kiosk = Kiosk()
    kiosk.fault("paper_out", value=2)
    kiosk.printer.print("job", slip("A001"))
    kiosk.until(lambda: kiosk.health()[1] == "paper_out")
    kiosk.run(2)
    kiosk.fault("paper_out", False)
    assert kiosk.outcome() == PRINTED
    assert kiosk.paper() == ["A001"]


def test_silence_after_the_job_leaves_it_uncertain():
    kiosk = Kiosk()
    kiosk.printer.print("job", slip("A001"))
    kiosk.until(lambda: kiosk.order(op="state")["total"] == 1)
    kiosk.fault("silence")
    assert kiosk.outcome() == PrintOutcome(False, "no_answer", True)


def test_a_plug_pulled_within_the_job_leaves_it_uncertain():
    kiosk = Kiosk()
    pulled = []

    def pull(point: str) -> None:
        pulled.append(point)
        kiosk.line.plugged = False

    kiosk.bus.kill_point = pull
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome(3) == PrintOutcome(False, "unplugged", True)
    assert pulled == ["mid_frame"]
    kiosk.run(5)
    assert kiosk.order(op="state")["total"] == 0


def test_a_job_waits_a_little_for_its_line_and_no_longer():
    kiosk = Kiosk()
    kiosk.line.plugged = False
    kiosk.run(0.3)
    kiosk.printer.print("early", slip("A001"))
    kiosk.run(0.3)
    kiosk.line.plugged = True
    assert kiosk.outcome() == PRINTED
    kiosk.jobs.clear()
    kiosk.line.plugged = False
    kiosk.run(3)
    kiosk.printer.print("late", slip("A002"))
    assert kiosk.outcome(6) == PrintOutcome(False, "unplugged", False)
    kiosk.line.plugged = True
    kiosk.run(20)
    assert kiosk.paper() == ["A001"]
    assert not kiosk.jobs


def test_no_query_comes_between_a_jobs_bytes():
    kiosk = Kiosk()
    for n in range(3):
        kiosk.printer.print(f"job-{n}", slip(f"A{n:03d}"))
        kiosk.run(7)
    jobs = [data for data in kiosk.line.written if not data.startswith(b"\x10\x04")]
    assert len(jobs) == 3
    assert all(data.startswith(b"\x1b@") and data.endswith(b"\x1dV\x00") for data in jobs)


def test_paper_near_its_end_shows_and_does_not_stop():
    kiosk = Kiosk()
    kiosk.fault("paper_near_end")
    kiosk.until(lambda: kiosk.health() == ("in_step", "paper_near_end", "near_end"))
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome() == PRINTED


def test_a_layout_nobody_can_print_does_not_stop_the_next():
    kiosk = Kiosk()
    kiosk.printer.print("bad", [Qr("x" * 10_000), Cut(), Text("", width=99)])
    kiosk.printer.print("good", slip("A001"))
    assert kiosk.outcome() == PrintOutcome(False, "layout", False)
    assert kiosk.outcome() == PRINTED


def test_a_late_answer_is_not_taken_for_the_next_query():
    kiosk = Kiosk()
    kiosk.until(lambda: kiosk.health()[0] == "in_step")
    kiosk.fault("late", value=1.4)
    kiosk.fault("paper_out")
    kiosk.printer.print("job", slip("A001"))
    assert kiosk.outcome(6) == PrintOutcome(False, "no_answer", False)
    kiosk.run(20)
    assert kiosk.order(op="state")["buffered"] == 0
