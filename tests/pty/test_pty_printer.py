"""The printer over a real pseudo-terminal."""

import pytest

from devices.codecs.escpos import Cut, Feed, Text
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.printer_line import printer_line

pytestmark = pytest.mark.pty


class Kiosk:
    def __init__(self, bench, confirm_s: float = 2.0) -> None:
        self.jobs: dict[str, PrintOutcome] = {}
        self.far = bench.emulator("printer")
        self.printer = Printer(
            "printer",
            columns=32,
            on_job=self.jobs.__setitem__,
            poll_s=0.2,
            settle_s=0.1,
            confirm_s=confirm_s,
        )
        url = str(self.far.tty)
        self.bus = bench.bus(url, [self.printer], line=printer_line(url))
        self.bench = bench

    def print(self, number: str) -> PrintOutcome:
        self.printer.print(number, [Text(number, 4, 4, "center"), Text("请到3号窗口"), Feed(4), Cut()])
        self.bench.eventually(lambda: number in self.jobs)
        return self.jobs[number]


def test_paper_out_before_and_within_a_job_silence_and_recovery(bench):
    kiosk = Kiosk(bench)
    control = kiosk.far.control
    assert kiosk.print("A001") == PrintOutcome(True, "", False)
    control.fault("paper_out")
    assert kiosk.print("A002") == PrintOutcome(False, "paper_out", False)
    control.fault("paper_out", on=False)
    bench.eventually(lambda: kiosk.printer.health().link == "in_step")
    control.fault("paper_out", value=1)
    assert kiosk.print("A003") == PrintOutcome(False, "paper_out", True)
    control.fault("paper_out", on=False)
    control.fault("silence")
    assert kiosk.print("A004") == PrintOutcome(False, "no_answer", False)
    control.fault("silence", on=False)
    assert kiosk.print("A005") == PrintOutcome(True, "", False)
    tickets = control.state()["tickets"]
    assert [ticket["lines"][0]["text"] for ticket in tickets] == ["A001", "A003", "A005"]
    assert tickets[0]["lines"][1]["text"] == "请到3号窗口"


def test_a_plug_pulled_within_a_job(bench):
    kiosk = Kiosk(bench)
    bench.eventually(lambda: kiosk.printer.health().link == "in_step")
    kiosk.bus.kill_point = lambda _: kiosk.far.kill()
    outcome = kiosk.print("A001")
    assert (outcome.printed, outcome.uncertain) == (False, True)
    kiosk.bus.kill_point = None
    kiosk.far.start()
    bench.eventually(lambda: kiosk.printer.health().link == "in_step")
    assert kiosk.print("A002") == PrintOutcome(True, "", False)


def test_plugged_in_again_in_time_the_slip_is_printed_whole_and_says_so(bench):
    kiosk = Kiosk(bench, confirm_s=20.0)
    bench.eventually(lambda: kiosk.printer.health().link == "in_step")
    kiosk.bus.kill_point = lambda _: kiosk.far.kill()
    kiosk.printer.print("A001", [Text("A001", 4, 4), Feed(4), Cut()])
    bench.eventually(lambda: kiosk.printer.health().link == "lost")
    kiosk.bus.kill_point = None
    kiosk.far.start()
    bench.eventually(lambda: "A001" in kiosk.jobs, 25)
    assert kiosk.jobs["A001"] == PrintOutcome(True, "", False)
    (ticket,) = kiosk.far.control.state()["tickets"]
    assert [line.get("text") for line in ticket["lines"][:2]] == ["【补打】", "A001"]


def test_python_escpos_understands_the_emulated_printer(bench):
    from escpos.printer import Serial

    far = bench.emulator("printer")
    printer = Serial(str(far.tty), baudrate=9600, timeout=0.2, dsrdtr=False)
    try:
        assert (printer.is_online(), printer.paper_status()) == (True, 2)
        far.control.fault("paper_near_end")
        assert (printer.is_online(), printer.paper_status()) == (True, 1)
        far.control.fault("paper_out")
        assert (printer.is_online(), printer.paper_status()) == (False, 0)
        far.control.fault("paper_out", on=False)
        printer.text("A012\n")
        printer.qr("https://x.cn/t/A012", native=True, size=4)
        printer.cut()
        bench.eventually(lambda: far.control.state()["total"] == 1)
    finally:
        printer.close()
    lines = far.control.state()["tickets"][0]["lines"]
    assert lines[0]["text"] == "A012"
    assert {"qr": "https://x.cn/t/A012", "module": 4} in [
        {key: line[key] for key in ("qr", "module")} for line in lines if "qr" in line
    ]
