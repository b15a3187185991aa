"""The far ends read and write the same published frames, with parsers of their own."""

import pytest
from wire_vectors import BARCODE, FF68, ONBON, QR, QR_DATA, RASTER, TICKET

from devices.emulators.ff68 import Ff68
from devices.emulators.onbon import Onbon, wrap
from devices.emulators.printer import Printer

WIRE = {name: data for name, _, data in [*ONBON, *FF68]}
NOISE = bytes.fromhex("00 5A 16 68 31 0A 7F")
WAYS = pytest.mark.parametrize("way", ["whole", "byte by byte", "noise around"])


def give(device, data: bytes, way: str = "whole") -> bytes:
    chunks = {
        "whole": [data],
        "byte by byte": [bytes([b]) for b in data],
        "noise around": [NOISE + data + NOISE],
    }
    for chunk in chunks[way]:
        device.receive(chunk, 0.0)
    return device.transmit(0.0)


def sign(line: Onbon, address: int) -> dict:
    return line.request({"op": "state"}, 0.0)["signs"][str(address)]


@WAYS
def test_a_card_shows_the_text_and_acknowledges(way):
    line = Onbon([1, 3, 0xA5])
    assert give(line, WIRE["V5"], way) == WIRE["V6"]
    assert sign(line, 3)["runs"] == [{"text": "A012请到3号窗口", "colour": "red", "font": ""}]
    assert sign(line, 3)["mode"] == "static"
    assert sign(line, 3)["areas"][0]["box"] == [0, 0, 128, 32]
    give(line, WIRE["V10"], way)
    assert sign(line, 0xA5)["text"] == "A012"
    give(line, WIRE["V11 in the text"], way)
    assert sign(line, 1)["text"] == "Z012"
    give(line, WIRE["V11 in the checksum"], way)
    assert sign(line, 1)["text"] == "A030"
    assert give(line, WIRE["V8"], way) == WIRE["V6"]
    assert sign(line, 3)["text"] == ""


@WAYS
def test_broadcast_is_answered_as_broadcast(way):
    line = Onbon([7])
    assert give(line, WIRE["V2"], way) == WIRE["V3"].removeprefix(b"\xa5")
    assert sign(line, 7)["text"] == "欢迎光临"


def test_ping_power_and_refusals():
    line = Onbon([1, 3])
    line.request({"op": "fault", "kind": "nack", "value": 3, "address": 3}, 0.0)
    assert give(line, WIRE["V9"]) == WIRE["V7"]
    line.request({"op": "fault", "kind": "nack", "on": False, "address": 3}, 0.0)
    assert give(line, WIRE["V9"]) == WIRE["V6"]
    assert give(line, WIRE["V1"]) == wrap(0x8000, 1, bytes.fromhex("A0 00 00 00 00"))


def test_a_card_ignores_its_neighbours_and_spoilt_frames():
    line = Onbon([4])
    assert give(line, WIRE["V5"]) == b""
    assert give(line, WIRE["V1"][:-2] + b"\x00\x5a") == b""
    assert line.request({"op": "state"}, 0.0)["bad_frames"] == 1


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("call", "V34 call"),
        ("recall", "V35 recall"),
        ("rate", "V36 rate"),
        ("pause", "V37 pause"),
        (["6", "ok"], "V38 6 OK"),
        ("transfer", "V39 transfer"),
    ],
)
def test_a_caller_speaks_and_hears_its_echo(key, name):
    line = Ff68([3])
    line.request({"op": "press", "address": 3, "key": key}, 0.0)
    assert line.transmit(0.0) == WIRE[name]
    assert line.request({"op": "state"}, 0.0)["desks"]["3"]["unanswered"]
    give(line, WIRE[name])
    desk = line.request({"op": "state"}, 0.0)["desks"]["3"]
    assert not desk["unanswered"]
    assert desk["acks"] == 1
    assert desk["rater"]["asking"] == (key == "rate")


@WAYS
def test_a_caller_shows_and_beeps(way):
    line = Ff68([3])
    give(line, WIRE["V40 ticket 012"], way)
    assert line.request({"op": "state"}, 0.0)["desks"]["3"]["display"] == "   012"
    give(line, WIRE["V41 7 waiting"], way)
    give(line, WIRE["V42 beep"], way)
    give(line, WIRE["V43 stars"], way)
    desk = line.request({"op": "state"}, 0.0)["desks"]["3"]
    assert (desk["waiting"], desk["beeps"], desk["rater"]["stars"]) == ("007", 1, 5)


def test_a_rating_is_repeated_until_thanked():
    line = Ff68([3])
    line.request({"op": "rate", "address": 3, "button": 1}, 0.0)
    assert line.transmit(0.0) == WIRE["V44 button 1"]
    assert line.transmit(0.6) == WIRE["V44 button 1"]
    give(line, WIRE["V44 thanks"])
    assert line.transmit(9.0) == b""
    assert line.request({"op": "state"}, 0.0)["desks"]["3"]["rater"]["thanked"] == 1


def rendered(data: bytes, way: str = "whole") -> list[dict]:
    printer = Printer()
    give(printer, data, way)
    return printer.request({"op": "state"}, 0.0)["tickets"][-1]["lines"]


@pytest.mark.parametrize("way", ["whole", "byte by byte"])
def test_the_printer_renders_a_ticket(way):
    plain = {"width": 1, "height": 1, "align": "center", "bold": False}
    assert rendered(TICKET, way) == [
        {"text": "A012", **plain, "width": 4, "height": 4},
        {"text": "请到3号窗口", **plain},
        {"text": "前面等待 5 人", **plain},
        {"feed": 4},
    ]


@pytest.mark.parametrize("way", ["whole", "byte by byte"])
def test_the_printer_renders_codes_and_pictures(way):
    assert rendered(QR + BARCODE + RASTER + b"\x1dV\x00", way) == [
        {"qr": QR_DATA, "module": 6, "align": "left"},
        {"barcode": "{BA001"},
        {"raster": [16, 2], "bits": "80000001"},
    ]


def test_status_is_answered_within_text_but_not_within_a_counted_block():
    printer = Printer()
    ask = b"\x10\x04\x01"
    assert give(printer, "请到".encode("gbk") + ask + b"3") == b"\x12"
    assert give(printer, QR[:-30] + ask) == b""
    assert give(printer, QR[-27:] + ask) == b"\x12"


@pytest.mark.parametrize(
    ("fault", "replies", "back"),
    [
        (None, "12 12 12 12", "10 00 00 00"),
        ("paper_near_end", "12 12 12 1E", "10 00 03 00"),
        ("paper_out", "1A 32 12 7E", "18 00 0F 00"),
        ("cover_open", "1A 16 12 12", "38 00 00 00"),
        ("cutter", "1A 52 1A 12", "18 08 00 00"),
        ("offline", "1A 12 12 12", "18 00 00 00"),
    ],
)
def test_the_printer_says_how_it_is(fault, replies, back):
    printer = Printer()
    give(printer, b"\x1da\xff")
    if fault:
        printer.request({"op": "fault", "kind": fault}, 0.0)
        assert printer.transmit(0.0) == bytes.fromhex(back)
    assert give(printer, b"".join(bytes([0x10, 4, n]) for n in (1, 2, 3, 4))) == bytes.fromhex(replies)


def test_a_printer_without_paper_keeps_the_rest():
    printer = Printer()
    printer.request({"op": "fault", "kind": "paper_out", "value": 2}, 0.0)
    give(printer, TICKET)
    state = printer.request({"op": "state"}, 0.0)
    assert (state["paper"], state["total"], len(state["current"]["lines"])) == ("out", 0, 2)
    printer.request({"op": "fault", "kind": "paper_out", "on": False}, 0.0)
    state = printer.request({"op": "state"}, 0.0)
    assert (state["total"], len(state["tickets"][0]["lines"])) == (1, 4)
