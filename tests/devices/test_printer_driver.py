"""Every job is printed or reported, once, in order."""

import pytest
from memory_line import Clock, Rig

from devices.codecs.escpos import Cut, Feed, Picture, Profile, Qr, Rule, Text
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.printer_art import PaperFont
from devices.emulators.printer import Printer as FarPrinter

PRINTED = PrintOutcome(True, "", False)
KINDS = pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])
STOPS = ["paper_out", "cover_open", "cutter", "offline"]
MARKED = "【补打】"


def slip(number: str) -> list:
    return [Text(number, 4, 4, "center"), Rule(), Text("请到3号窗口"), Qr(f"/t/{number}"), Feed(4), Cut()]


class Kiosk(Rig):
    def __init__(self, kind: str = "perfect", *, manners: tuple[str, ...] = (), **options) -> None:
        clock = Clock()
        self.jobs: list[tuple[str, PrintOutcome]] = []
        self.printer = Printer(
            "printer",
            on_job=lambda *job: self.jobs.append(job),
            wall_ms=clock.wall_ms,
            **{"columns": 32, **options},
        )
        super().__init__(FarPrinter(), [self.printer], clock, kind)
        for manner in manners:
            self.fault(manner)

    def paper(self) -> list[str]:
        """The numbers that came out, with what stands over them."""
        return [
            "".join(line["text"] for line in ticket["lines"][:2] if line.get("text") != "-" * 32)
            for ticket in self.order(op="state")["tickets"]
        ]

    def give(self, number: str) -> None:
        self.printer.print(f"job-{number}", slip(number))

    def outcome(self, limit_s: float = 20.0) -> PrintOutcome:
        """The next job's."""
        self.until(lambda: self.jobs, limit_s)
        return self.jobs.pop(0)[1]

    def health(self) -> tuple[str, str, str]:
        health = self.printer.health()
        return health.link, health.cause, health.paper

    def sent(self) -> list[bytes]:
        """What went out besides the queries."""
        return [data for data in self.line.written if not data.startswith(b"\x10\x04")]


@KINDS
@pytest.mark.parametrize("manners", [(), ("no_status_back",), ("xonxoff",), ("duplicate",)])
def test_jobs_come_out_in_order_and_are_reported_once(kind, manners):
    kiosk = Kiosk(kind, manners=manners)
    for n in range(5):
        kiosk.give(f"A{n:03d}")
    kiosk.until(lambda: len(kiosk.jobs) == 5, 60)
    kiosk.run(30)
    assert kiosk.jobs == [(f"job-A{n:03d}", PRINTED) for n in range(5)]
    assert kiosk.paper() == [f"A{n:03d}" for n in range(5)]
    assert kiosk.health() == ("in_step", "", "ok")


def test_over_a_lossy_line_every_job_is_reported_and_the_printer_is_found_again():
    """A byte lost within a QR makes a printer swallow what follows, queries too."""
    kiosk = Kiosk("lossy")
    numbers = [f"A{n:03d}" for n in range(40)]
    for number in numbers:
        kiosk.give(number)
    kiosk.until(lambda: len(kiosk.jobs) == len(numbers), 1000)
    assert [job for job, _ in kiosk.jobs] == [f"job-{number}" for number in numbers]
    assert sum(outcome.printed for _, outcome in kiosk.jobs) > 10
    whole = [paper for paper in kiosk.paper() if not paper.startswith(MARKED)]
    assert len(whole) == len(set(whole))
    kiosk.jobs.clear()
    kiosk.line.kind = "perfect"
    kiosk.until(lambda: kiosk.health()[0] == "in_step", 120)
    kiosk.give("B001")
    assert kiosk.outcome() == PRINTED


def test_the_slip_says_what_was_laid_out():
    kiosk = Kiosk()
    logo = Picture(16, bytes.fromhex("80 00 00 01"))
    kiosk.printer.print("job", [logo, Text("领取：￥5，㛃", bold=True), *slip("A012")])
    assert kiosk.outcome() == PRINTED
    lines = kiosk.order(op="state")["tickets"][0]["lines"]
    plain = {"width": 1, "height": 1, "align": "left", "bold": False}
    assert lines == [
        {"raster": [16, 2], "bits": "80000001"},
        {"text": "领取：￥5，〓", **plain, "bold": True},
        {"text": "A012", "width": 4, "height": 4, "align": "center", "bold": False},
        {"text": "-" * 32, **plain},
        {"text": "请到3号窗口", **plain},
        {"qr": "/t/A012", "module": 6, "align": "center"},
        {"feed": 4},
    ]


def test_a_name_the_printer_cannot_set_is_drawn():
    font = PaperFont()
    if not font.path:
        pytest.skip("no Chinese font on this machine")
    kiosk = Kiosk(profile=Profile(cut="partial"), columns=None, draw=font.draw)
    kiosk.printer.print("job", [Text("李㛃", 2, 2), Cut()])
    assert kiosk.outcome() == PRINTED
    drawn = kiosk.order(op="state")["tickets"][0]["lines"][0]
    assert drawn["raster"] == [96, 48]


@pytest.mark.parametrize("cause", STOPS)
def test_a_printer_that_cannot_gets_nothing_of_the_job(cause):
    kiosk = Kiosk()
    kiosk.fault(cause)
    kiosk.give("A001")
    assert kiosk.outcome(3) == PrintOutcome(False, cause, False)
    state = kiosk.order(op="state")
    assert (state["buffered"], state["total"], state["current"]["text"]) == (0, 0, "")
    assert kiosk.health()[:2] == ("answered", cause)
    kiosk.fault(cause, False)
    kiosk.until(lambda: kiosk.health() == ("in_step", "", "ok"), 6)
    kiosk.give("A002")
    assert kiosk.outcome() == PRINTED
    assert kiosk.paper() == ["A002"]


@pytest.mark.parametrize("cause", STOPS)
def test_trouble_between_jobs_is_known_at_once_where_the_printer_reports_it(cause):
    kiosk = Kiosk()
    kiosk.give("A001")
    assert kiosk.outcome() == PRINTED
    kiosk.fault(cause)
    kiosk.until(lambda: kiosk.health()[:2] == ("answered", cause), 0.1)


def test_a_silent_printer_gets_nothing_of_the_job():
    kiosk = Kiosk()
    kiosk.fault("silence")
    kiosk.give("A001")
    assert kiosk.outcome(5) == PrintOutcome(False, "no_answer", False)
    kiosk.run(10)
    assert kiosk.order(op="state")["total"] == 0
    assert kiosk.health()[:2] == ("opened", "no_answer")


class TestStoppedHalfway:
    """The job is not lost, and not printed twice without saying so."""

    def stopped(self, cause: str = "paper_out", **options) -> Kiosk:
        """A job of which one line came out."""
        kiosk = Kiosk(**options)
        kiosk.until(lambda: kiosk.health()[0] == "in_step")
        kiosk.run(3)
        kiosk.fault("paper_out", value=1)
        kiosk.give("A001")
        kiosk.until(lambda: kiosk.health()[1] == "paper_out")
        if cause != "paper_out":
            kiosk.fault(cause)
            kiosk.fault("paper_out", False)
        return kiosk

    def test_the_rest_comes_out_when_there_is_paper_again(self):
        kiosk = self.stopped()
        kiosk.run(2)
        kiosk.fault("paper_out", False)
        assert kiosk.outcome() == PRINTED
        kiosk.give("A002")
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == ["A001", "A002"]

    @pytest.mark.parametrize("cause", STOPS)
    def test_what_the_printer_forgot_is_printed_whole_and_marked(self, cause):
        kiosk = self.stopped(cause, manners=("clears",))
        kiosk.run(2)
        kiosk.fault(cause, False)
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == [MARKED + "A001"]
        assert not kiosk.jobs

    def test_a_jam_is_forgotten_and_the_slip_printed_whole(self):
        kiosk = self.stopped("cutter")
        kiosk.run(3)
        kiosk.fault("cutter", False)
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == [MARKED + "A001"]

    def test_without_reports_nobody_knows_so_the_second_paper_is_marked(self):
        kiosk = self.stopped(manners=("no_status_back",))
        kiosk.fault("paper_out", False)
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == ["A001", MARKED + "A001"]

    def test_no_second_paper_where_none_is_wanted(self):
        kiosk = self.stopped(manners=("clears",), reprint_mark=None)
        kiosk.run(1)
        kiosk.fault("paper_out", False)
        assert kiosk.outcome() == PrintOutcome(False, "paper_out", True)
        assert kiosk.paper() == []

    def test_whoever_waits_is_told_in_time(self):
        kiosk = self.stopped()
        assert kiosk.outcome(9) == PrintOutcome(False, "paper_out", True)
        kiosk.give("A002")
        assert kiosk.outcome() == PrintOutcome(False, "paper_out", False)

    def test_a_power_cut_is_not_taken_for_a_printed_slip(self):
        kiosk = self.stopped()
        kiosk.fault("power_off")
        kiosk.fault("paper_out", False)
        kiosk.run(3)
        kiosk.fault("power_off", False)
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == [MARKED + "A001"]

    def test_a_short_power_cut_is_found_by_the_missing_mark(self):
        kiosk = self.stopped("offline")
        kiosk.order(op="power_cycle")
        kiosk.fault("offline", False)
        assert kiosk.outcome() == PRINTED
        assert kiosk.paper() == [MARKED + "A001"]

    def test_trouble_again_within_the_second_paper_ends_it(self):
        kiosk = self.stopped(manners=("clears",))
        kiosk.run(1)
        kiosk.fault("paper_out", False)
        kiosk.until(lambda: any(MARKED.encode("gbk") in data for data in kiosk.sent()))
        kiosk.order(op="power_cycle")
        kiosk.fault("cover_open")
        outcome = kiosk.outcome()
        assert not outcome.printed or kiosk.paper() == [MARKED + "A001"]
        assert len([d for d in kiosk.sent() if b"A001" in d]) == 2


def test_paper_that_ends_behind_the_slip_does_not_unprint_it():
    kiosk = Kiosk()
    kiosk.run(2)
    kiosk.give("A001")
    kiosk.until(lambda: kiosk.order(op="state")["total"] == 1)
    kiosk.fault("paper_out")
    assert kiosk.outcome() == PRINTED
    assert kiosk.health() == ("answered", "paper_out", "out")


def test_a_lost_mark_is_asked_for_again():
    kiosk = Kiosk()
    kiosk.until(kiosk.sent)
    kiosk.run(2)
    kiosk.fault("no_status_back")
    kiosk.give("A001")
    kiosk.until(lambda: kiosk.order(op="state")["total"] == 1)
    kiosk.fault("no_status_back", False)
    assert kiosk.outcome() == PRINTED
    assert kiosk.paper() == ["A001"]


def test_silence_after_the_job_leaves_it_uncertain():
    kiosk = Kiosk()
    kiosk.give("A001")
    kiosk.until(lambda: kiosk.order(op="state")["total"] == 1)
    kiosk.fault("silence")
    assert kiosk.outcome() == PrintOutcome(False, "no_answer", True)


class TestUnplugged:
    def pulled(self, back: bool) -> Kiosk:
        kiosk = Kiosk()
        kiosk.run(2)
        points = []

        def pull(point: str) -> None:
            points.append(point)
            kiosk.line.plugged = False

        kiosk.bus.kill_point = pull
        kiosk.give("A001")
        kiosk.until(lambda: points == ["mid_frame"])
        kiosk.bus.kill_point = None
        kiosk.run(2)
        kiosk.line.plugged = back
        return kiosk

    def test_the_job_is_uncertain_and_not_printed_behind_the_citizens_back(self):
        kiosk = self.pulled(back=False)
        assert kiosk.outcome(9) == PrintOutcome(False, "unplugged", True)
        kiosk.line.plugged = True
        kiosk.run(20)
        assert kiosk.order(op="state")["total"] == 0

    def test_plugged_in_again_the_broken_block_is_ended_and_the_slip_printed_whole(self):
        kiosk = self.pulled(back=True)
        assert kiosk.outcome() == PRINTED
        (ticket,) = kiosk.order(op="state")["tickets"]
        texts = [line.get("text") for line in ticket["lines"]]
        assert texts[-6:-4] == [MARKED, "A001"]
        assert kiosk.order(op="state")["unknown"] == []


def test_a_job_waits_a_little_for_its_line_and_no_longer():
    kiosk = Kiosk()
    kiosk.line.plugged = False
    kiosk.run(0.3)
    kiosk.give("A001")
    kiosk.run(0.3)
    kiosk.line.plugged = True
    assert kiosk.outcome() == PRINTED
    kiosk.jobs.clear()
    kiosk.line.plugged = False
    kiosk.run(3)
    kiosk.give("A002")
    assert kiosk.outcome(6) == PrintOutcome(False, "unplugged", False)
    kiosk.line.plugged = True
    kiosk.run(20)
    assert kiosk.paper() == ["A001"]
    assert not kiosk.jobs


def test_no_query_comes_between_a_jobs_bytes():
    kiosk = Kiosk()
    kiosk.run(2)
    for n in range(3):
        kiosk.give(f"A{n:03d}")
        kiosk.run(7)
    jobs = kiosk.sent()[1:]
    assert len(jobs) == 3
    assert all(data.startswith(b"\x1da\x00\x1b@") and data.endswith(b"\x1dV\x00\x1da\xff") for data in jobs)


def test_a_model_that_prints_the_order_to_report_as_text_is_never_sent_it():
    kiosk = Kiosk(marks=False)
    kiosk.give("A001")
    assert kiosk.outcome() == PRINTED
    assert not any(b"\x1da" in data for data in kiosk.line.written)


def test_a_printer_that_can_only_listen_is_written_to_and_nothing_is_claimed():
    kiosk = Kiosk(answers=False)
    kiosk.fault("silence")
    kiosk.until(lambda: kiosk.health()[0] == "sent")
    kiosk.give("A001")
    kiosk.give("A002")
    assert kiosk.outcome(2) == PrintOutcome(True, "", True)
    assert kiosk.outcome(2) == PrintOutcome(True, "", True)
    assert kiosk.paper() == ["A001", "A002"]
    assert len(kiosk.line.written) == 2
    assert kiosk.health()[:2] == ("sent", "")


def test_paper_near_its_end_shows_and_does_not_stop():
    kiosk = Kiosk()
    kiosk.fault("paper_near_end")
    kiosk.until(lambda: kiosk.health() == ("in_step", "paper_near_end", "near_end"))
    kiosk.give("A001")
    assert kiosk.outcome() == PRINTED
    kiosk.fault("paper_near_end", False)
    kiosk.until(lambda: kiosk.health() == ("in_step", "", "ok"), 6)


def test_a_layout_nobody_can_print_does_not_stop_the_next():
    kiosk = Kiosk()
    kiosk.printer.print("bad", [Qr("x" * 10_000), Cut(), Text("", width=99)])
    kiosk.give("A001")
    assert kiosk.outcome() == PrintOutcome(False, "layout", False)
    assert kiosk.outcome() == PRINTED


def test_a_late_answer_is_not_taken_for_the_next_query():
    kiosk = Kiosk()
    kiosk.until(lambda: kiosk.health()[0] == "in_step")
    kiosk.fault("late", value=1.4)
    kiosk.fault("paper_out")
    kiosk.give("A001")
    assert kiosk.outcome(6) == PrintOutcome(False, "no_answer", False)
    kiosk.run(20)
    assert not any(b"A001" in data for data in kiosk.line.written)


@pytest.mark.parametrize("spare", [True, False])
def test_with_another_printer_at_hand_what_stops_a_job_is_not_waited_out(spare):
    kiosk = Kiosk(spare=lambda: spare)
    kiosk.run(2)
    kiosk.fault("paper_out", value=2)
    kiosk.give("A001")
    begun = kiosk.clock.now
    assert kiosk.outcome() == PrintOutcome(False, "paper_out", True)
    assert (kiosk.clock.now - begun < 4) is spare
    kiosk.line.plugged = False
    kiosk.give("A002")
    begun = kiosk.clock.now
    assert kiosk.outcome() == PrintOutcome(False, "unplugged", False)
    assert (kiosk.clock.now - begun < 3) is spare
