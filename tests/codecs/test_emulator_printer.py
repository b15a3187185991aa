"""The emulated printer's own manners: jams, buffers, reports, timing."""

import pytest

from devices.emulators.printer import Printer

SLIP = b"\x1b@\x1c&A012\n\xc7\xeb\n\x1b\x64\x04\x1dV\x00"
ASK = b"\x10\x04\x01"
ON, OFF = b"\x1da\xff", b"\x1da\x00"
OK = bytes.fromhex("10 00 00 00")


class Far:
    def __init__(self, baud: int | None = None) -> None:
        self.printer = Printer(baud=baud)

    def give(self, data: bytes, now: float = 0.0) -> bytes:
        self.printer.receive(data, now)
        return self.printer.transmit(now)

    def fault(self, kind: str, on: bool = True, **options) -> None:
        self.printer.request({"op": "fault", "kind": kind, "on": on, **options}, 0.0)

    def state(self) -> dict:
        return self.printer.request({"op": "state"}, 0.0)


def test_a_jam_that_was_cleared_stays_an_error_until_it_is_told_to_go_on():
    far = Far()
    far.fault("cutter")
    far.give(SLIP)
    far.give(b"\x10\x05\x01")
    assert far.state()["cutter"], "the paper is still there"
    far.fault("cutter", on=False)
    assert far.give(ASK) == b"\x1a"
    assert far.state()["total"] == 0
    far.give(b"\x10\x05\x01")
    assert far.give(ASK) == b"\x12"
    assert far.state()["total"] == 1


def test_forget_empties_the_buffer_of_a_jammed_printer_and_of_no_other():
    far = Far()
    far.fault("cutter")
    far.give(SLIP + b"\x10\x05\x02")
    far.fault("cutter", on=False)
    far.give(b"\x10\x05\x02")
    assert (far.state()["total"], far.state()["buffered"]) == (0, 0)
    far.fault("cover_open")
    far.give(SLIP + b"\x10\x05\x02")
    far.fault("cover_open", on=False)
    assert far.state()["total"] == 1
    far.fault("clears")
    far.fault("cover_open")
    far.give(SLIP + b"\x10\x05\x02")
    far.fault("cover_open", on=False)
    assert far.state()["total"] == 1


def test_a_report_comes_in_its_turn_and_at_every_switching_on():
    far = Far()
    assert far.give(OFF + SLIP + ON) == OK
    assert far.give(ON) == OK
    far.fault("cover_open")
    assert far.printer.transmit(0.0) == bytes.fromhex("38 00 00 00")
    assert far.give(OFF + SLIP + ON) == b""
    far.fault("cover_open", on=False)
    assert far.printer.transmit(0.0)[-4:] == OK
    assert far.give(b"\x1b@") == b""
    far.fault("cover_open")
    assert far.printer.transmit(0.0) == b"", "ESC @ ended the reports"


def test_flow_control_and_a_printer_without_reports():
    far = Far()
    far.fault("xonxoff")
    far.fault("no_status_back")
    assert far.give(ON) == b""
    far.fault("offline")
    far.fault("offline", on=False)
    assert far.printer.transmit(0.0) == b"\x13\x11"


def test_a_power_cut_loses_buffer_and_reports():
    far = Far()
    far.give(ON)
    far.fault("paper_out", value=1)
    far.give(SLIP)
    far.fault("power_off")
    assert far.give(ASK) == b""
    far.fault("power_off", on=False)
    far.fault("paper_out", on=False)
    assert far.printer.transmit(0.0)[-4:] != OK
    assert far.give(ASK) == b"\x12"
    assert (far.state()["total"], far.state()["buffered"], far.state()["current"]["lines"]) == (0, 0, [])


def test_bytes_take_their_time():
    far = Far(baud=9600)
    far.printer.receive(SLIP + ASK, 100.0)
    here = 100.0 + len(SLIP + ASK) * 10 / 9600
    seen = []
    while (due := far.printer.next_due()) is not None:
        if data := far.printer.transmit(due):
            seen.append((due, data))
    assert [data for _, data in seen] == [b"\x12"]
    assert seen[0][0] == pytest.approx(here + 10 / 9600)
    assert far.state()["total"] == 1


def test_graphics_and_columns_as_other_generators_send_them():
    far = Far()
    far.give(
        b"A\x1b$\x3c\x00B\x1b\\\x18\x00C\n"
        + b"\x1d8L\x0c\x00\x00\x00\x30\x70\x30\x01\x01\x31\x10\x00\x01\x00\x80\x01\x1d(L\x02\x00\x30\x32"
        + b"\x1dk\x04A1\x00\x1dV\x42\x03"
    )
    lines = far.state()["tickets"][0]["lines"]
    assert lines[0]["text"] == "A    B  C"
    assert lines[1:] == [{"raster": [16, 1], "bits": "8001"}, {"barcode": "A1"}, {"feed_dots": 3}]
    assert far.state()["unknown"] == []
