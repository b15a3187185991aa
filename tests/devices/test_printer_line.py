"""Printers that hang on no tty: nodes, files, USB. The USB device is a plain fake of pyusb's."""

import errno
import os
import termios
import tty
from dataclasses import dataclass, field

import pytest

from devices.drivers.printer_line import NodeLine, UsbLine, printer_line
from devices.line import Line, LineLost
from server.delivery.trial import CAUSES


def test_which_line_serves_which_url(tmp_path):
    spool = tmp_path / "spool"
    spool.touch()
    assert isinstance(printer_line(str(spool)), NodeLine)
    assert isinstance(printer_line("/dev/usb/lp0"), NodeLine)
    for url in ("/dev/serial/by-id/x", str(tmp_path / "far.tty"), "socket://127.0.0.1:9100"):
        assert isinstance(printer_line(url, baudrate=19200, xonxoff=True), Line)
    assert isinstance(printer_line("usb://04b8:0e15"), UsbLine)


def test_a_file_takes_what_is_written_behind_what_it_has(tmp_path):
    spool = tmp_path / "spool"
    spool.write_bytes(b"old ")
    line = NodeLine(str(spool))
    line.open()
    line.write(b"slip")
    assert line.read(100, 0.0) == b""
    line.close()
    line.close()
    assert spool.read_bytes() == b"old slip"
    for use in (lambda: line.write(b"x"), lambda: line.read(1, 0.0)):
        with pytest.raises(LineLost, match="unplugged"):
            use()


def test_a_node_speaks_both_ways_and_tells_when_it_is_gone():
    far, near = os.openpty()
    tty.setraw(near)
    line = NodeLine(os.ttyname(near))
    line.open()
    os.close(near)
    line.write(b"\x10\x04\x01")
    assert os.read(far, 10) == b"\x10\x04\x01"
    os.write(far, b"\x12")
    assert line.read(100, 1.0) == b"\x12"
    assert line.read(100, 0.0) == b""
    os.close(far)
    with pytest.raises(LineLost) as lost:
        line.read(100, 1.0)
    assert lost.value.cause == "unplugged"


@pytest.mark.skipif(os.geteuid() == 0, reason="root is never denied")
def test_a_file_of_another_user_is_denied(tmp_path):
    spool = tmp_path / "spool"
    spool.touch(mode=0o400)
    with pytest.raises(LineLost, match="denied"):
        NodeLine(str(spool)).open()


def test_a_node_that_is_not_there_is_unplugged(tmp_path):
    with pytest.raises(LineLost, match="unplugged"):
        NodeLine(str(tmp_path / "lp0")).open()


@dataclass
class End:
    bEndpointAddress: int
    wMaxPacketSize: int = 64
    data: list[bytes] = field(default_factory=list)
    error: int = 0

    def read(self, size: int, timeout_ms: int) -> bytes:
        if self.error or not self.data:
            raise OSError(self.error or errno.ETIMEDOUT, "usb")
        return self.data.pop(0)

    def write(self, data: bytes, timeout_ms: int) -> int:
        if self.error:
            raise OSError(self.error, "usb")
        self.data.append(data[:64])
        return min(64, len(data))


class Interface(list):
    bInterfaceNumber = 1

    def __init__(self, ends: list[End], kind: int = 7) -> None:
        super().__init__(ends)
        self.bInterfaceClass = kind


class Device(list):
    detached: int | None = None

    def is_kernel_driver_active(self, number: int) -> bool:
        return True

    def detach_kernel_driver(self, number: int) -> None:
        self.detached = number


def usb(device: Device | None, tty_path: str = "/nowhere/tty") -> UsbLine:
    asked: list[dict] = []
    line = UsbLine("usb://04b8:0E15", Line(tty_path), lambda **ids: asked.append(ids) or device)
    try:
        line.open()
    finally:
        assert asked == [{"idVendor": 0x04B8, "idProduct": 0x0E15}]
    return line


def test_a_usb_printer_is_found_by_its_class_and_written_in_packets():
    out, back = End(0x02), End(0x81)
    device = Device([[Interface([End(0x83)], kind=3), Interface([out, back])]])
    line = usb(device)
    assert device.detached == 1
    line.write(bytes(150))
    assert [len(packet) for packet in out.data] == [64, 64, 22]
    back.data.append(b"\x12")
    assert line.read(100, 0.0) == b"\x12"
    assert line.read(100, 0.0) == b""
    back.error = errno.ENODEV
    with pytest.raises(LineLost, match="unplugged"):
        line.read(100, 0.0)


@pytest.mark.parametrize(("error", "cause"), [(errno.ETIMEDOUT, "stuck"), (errno.EBUSY, "busy")])
def test_a_usb_printer_that_takes_nothing_is_lost_with_its_cause(error, cause):
    line = usb(Device([[Interface([End(0x02, error=error), End(0x81)])]]))
    with pytest.raises(LineLost, match=cause):
        line.write(b"x")


@pytest.mark.parametrize("device", [None, Device([[Interface([], kind=255)]])])
def test_ids_of_no_printer_are_those_of_an_adapters_tty(device):
    far, near = os.openpty()
    tty.setraw(near)
    line = usb(device, os.ttyname(near))
    line.write(b"A012")
    assert os.read(far, 10) == b"A012"
    line.close()
    os.close(far)
    os.close(near)


def test_a_printer_that_cannot_answer_by_usb_is_unreachable():
    with pytest.raises(LineLost, match="unreachable"):
        usb(Device([[Interface([End(0x02)])]]))


@pytest.mark.parametrize("present", [True, False])
def test_without_pyusb_an_adapter_still_serves_and_a_printer_is_told_what_is_missing(present):
    def missing(**_ids: int) -> None:
        raise ModuleNotFoundError("usb")

    far, near = os.openpty()
    tty.setraw(near)
    line = UsbLine("usb://04b8:0e15", Line(os.ttyname(near) if present else "/nowhere/tty"), missing)
    if present:
        line.open()
        line.write(b"A012")
        assert os.read(far, 10) == b"A012"
        line.close()
    else:
        with pytest.raises(LineLost, match="no_pyusb"):
            line.open()
    os.close(far)
    os.close(near)


def test_the_words_for_a_missing_package_name_it():
    assert "pyusb" in CAUSES["no_pyusb"]


def test_a_usb_printer_that_nobody_plugged_in_is_unplugged():
    with pytest.raises(LineLost, match="unplugged"):
        usb(None)


@pytest.mark.parametrize("baudrate", [1200, 9600, 19200, 115200])
def test_a_serial_printer_is_spoken_to_at_its_own_speed(baudrate):
    far, near = os.openpty()
    line = printer_line(os.ttyname(near), baudrate=baudrate)
    line.open()
    speed = getattr(termios, f"B{baudrate}")
    assert termios.tcgetattr(near)[4:6] == [speed, speed]
    line.close()
    os.close(far)
    os.close(near)
