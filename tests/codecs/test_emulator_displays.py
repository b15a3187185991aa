"""The far ends of Alpha signs and Modbus digits read and write the same frames, with parsers of their own."""

import random

import crcmod.predefined
import pytest
from display_vectors import ALPHA, ALPHA_COMPUTED, DIGITS, DIGITS_COMPUTED
from wire_vectors import wire

from devices.codecs import alpha
from devices.codecs.alpha import Packet
from devices.codecs.alpha_commands import File, Memory, Other, Release, RunSequence, SetAddress, String, Text
from devices.emulators.alpha import Alpha
from devices.emulators.digits import Digits
from devices.emulators.far_end import BadOrder

WIRE = {name: data for name, _, data in [*ALPHA, *ALPHA_COMPUTED, *DIGITS, *DIGITS_COMPUTED]}
NOISE = bytes.fromhex("00 5A 16 68 31 0A 7F")
WAYS = pytest.mark.parametrize("way", ["whole", "byte by byte", "noise around"])


def rtu(text: str) -> bytes:
    """A Modbus frame, closed by somebody else's checksum."""
    body = wire(text)
    return body + crcmod.predefined.mkCrcFun("modbus")(body).to_bytes(2, "little")


class Line:
    """A far end, and a clock that leaves it time between two packets."""

    def __init__(self, device) -> None:
        self.device = device
        self.now = 100.0

    def give(self, data: bytes, way: str = "whole", *, pause_s: float = 2.0) -> bytes:
        """What comes back."""
        chunks = {
            "whole": [data],
            "byte by byte": [bytes([byte]) for byte in data],
            "noise around": [NOISE + data + NOISE],
        }
        for chunk in chunks[way]:
            self.device.receive(chunk, self.now)
        self.now += pause_s
        return self.device.transmit(self.now)

    def tell(self, *commands, to: str = "01", **options) -> bytes:
        return self.give(alpha.encode(Packet(to, commands)), **options)

    def order(self, **order) -> dict:
        return self.device.request(order, self.now)

    def sign(self, address: int = 1) -> dict:
        return self.order(op="state")["signs"][str(address)]

    def display(self, unit: int = 1) -> dict:
        return self.order(op="state")["displays"][str(unit)]


# Alpha ------------------------------------------------------------------------------------------------------


@WAYS
def test_a_sign_shows_and_says_nothing(way):
    line = Line(Alpha([1, 3]))
    assert line.give(WIRE["V22 hold HELLO"], way) == b""
    assert [line.sign(n)["text"] for n in (1, 3)] == ["HELLO", "HELLO"], "00 is everyone"
    assert line.sign()["mode"] == "hold"
    assert line.give(WIRE["V24 priority"], way) == b""
    assert [line.sign(n)["text"] for n in (1, 3)] == ["HELLO", "A001 > 3"]
    assert line.give(WIRE["release"], way) == b""
    assert line.sign(3)["text"] == "HELLO"


@WAYS
def test_checksums_count_when_they_are_there(way):
    line = Line(Alpha([1]))
    assert line.give(WIRE["V23 with checksum"], way) == b""
    assert line.sign()["text"] == "HELLO"
    line.give(WIRE["V23 with checksum"].replace(b"HELLO", b"HALLO"), way)
    assert line.sign()["text"] == "HELLO"
    assert line.order(op="state")["bad_frames"] == 1


@WAYS
def test_a_sign_told_to_acknowledge_does(way):
    line = Line(Alpha([1, 3]))
    assert line.give(WIRE["V25 acknowledge"], way) == b"\x06\x40"
    assert line.give(WIRE["V24 priority with checksum"], way) == b"\x06\x40"
    spoilt = WIRE["V24 priority with checksum"].replace(b"A001", b"A002")
    assert line.give(spoilt, way) == b"\x15\x50", "a checksum error"
    assert line.give(WIRE["V22 hold HELLO"], way) == b"", "broadcasts are never answered"
    assert line.give(WIRE["V23 with checksum"], way) == b"", "the other sign was not told"


def test_memory_sequence_strings_and_address():
    line = Line(Alpha([1]))
    line.give(WIRE["V25 clear all"])
    line.give(WIRE["V26 memory"])
    assert line.sign()["files"] == {"A": "A256"}
    line.tell(Memory())
    line.tell(Memory((File("A", 32), File("B", 32), File("1", 8, "B"))))
    line.give(WIRE["V27 string"])
    line.tell(Text("A", "FIRST"))
    line.tell(Other(b"AB\x1b b\x101 HERE"))
    line.tell(RunSequence("BA"))
    assert line.sign()["text"] == "A001 HERE"
    line.tell(String("1", "123456789"))
    assert line.sign()["text"] == " HERE", "a string too long is emptied"
    line.tell(RunSequence("CA"))
    assert line.sign()["text"] == "FIRST", "a file that is not there is passed over"
    line.give(WIRE["V27 run sequence"])
    assert line.sign()["sequence"] == "BC"
    line.tell(SetAddress("03"))
    assert line.give(WIRE["V24 priority"]) == b""
    assert line.sign(3)["text"] == "A001 > 3"


def test_a_file_must_be_configured_or_be_the_first():
    line = Line(Alpha([1]))
    line.tell(Text("B", "NO"))
    assert line.sign()["text"] == ""
    line.tell(Text("A", "YES"))
    assert line.sign()["text"] == "YES"
    line.tell(Memory())
    line.tell(Memory((File("B", 8),)))
    line.tell(Text("A", "NO"))
    line.tell(Text("B", "TOO LONG"))
    assert line.sign()["text"] == ""
    line.tell(Text("B", "YES"))
    assert line.sign()["text"] == "YES"


def test_a_configuration_without_a_clear_shows_nothing():
    line = Line(Alpha([1]))
    for files, text in (((File("A", 64),), "ONE"), ((File("A", 32),), "TWO")):
        line.tell(Memory(files))
        line.tell(Text("A", text))
    assert line.sign()["text"] == ""
    line.tell(Text("0", "CALL"))
    assert line.sign()["text"] == "CALL"


def test_an_empty_priority_text_is_dark_and_a_bare_one_is_none():
    line = Line(Alpha([1]))
    line.tell(Text("A", "WELCOME"))
    line.tell(Text("0", ""))
    assert (line.sign()["text"], line.sign()["priority"]) == ("", True)
    line.tell(Release())
    assert (line.sign()["text"], line.sign()["priority"]) == ("WELCOME", False)
    line.tell(Text("0", "X" * 126))
    assert not line.sign()["priority"], "125 bytes is all it holds"


def test_packets_too_close_and_restarts_cost_what_they_cost():
    line = Line(Alpha([1]))
    line.tell(Text("0", "ONE"), pause_s=0.1)
    line.tell(Text("0", "TWO"), pause_s=0.25)
    assert (line.sign()["text"], line.sign()["lost"]) == ("ONE", 1)
    line.tell(Text("0", "THREE"))
    assert line.sign()["text"] == "THREE"
    line.tell(Memory(), pause_s=0.9)
    line.tell(Memory((File("A", 64),)))
    assert (line.sign()["files"], line.sign()["lost"]) == ({}, 2)
    line.tell(Text("0", "THREE"))
    line.give(WIRE["V25 soft reset"], pause_s=4.0)
    line.tell(Text("0", "FOUR"))
    assert line.sign()["text"] == "THREE", "the memory is kept, the packet is not"
    line.tell(Text("0", "FOUR"))
    assert line.sign()["text"] == "FOUR"


def test_a_gap_inside_a_packet_ends_it():
    line = Line(Alpha([1]))
    data = WIRE["V22 hold HELLO"]
    line.give(data[:12], pause_s=0.9)
    line.give(data[12:])
    assert line.sign()["text"] == "HELLO"
    line.give(data.replace(b"HELLO", b"WORLD")[:12], pause_s=1.1)
    line.give(data.replace(b"HELLO", b"WORLD")[12:])
    assert line.sign()["text"] == "HELLO"


def test_an_outsider_reads_the_file_back():
    text = pytest.importorskip("alphasign.commands.text")
    if not hasattr(text, "parse_read_text_response"):
        pytest.skip("another package owns the name alphasign")
    line = Line(Alpha([3]))
    line.tell(Text("A", "HELLO"), to="03")
    label, position, mode, message = text.parse_read_text_response(line.give(WIRE["read"]))
    assert (label, position.name, mode.name, message) == ("A", "MIDDLE_LINE", "HOLD", b"HELLO")


def test_power_orders_and_what_is_refused():
    line = Line(Alpha([1, 2]))
    line.give(WIRE["V22 hold HELLO"])
    line.order(op="power_cycle", address=1, memory="kept")
    line.order(op="power_cycle", address=2)
    assert [line.sign(n)["text"] for n in (1, 2)] == ["HELLO", ""]
    with pytest.raises(BadOrder):
        line.order(op="power_cycle", address=9)
    with pytest.raises(BadOrder):
        line.order(op="dance")


# Digits -----------------------------------------------------------------------------------------------------


@WAYS
def test_a_display_shows_and_answers(way):
    line = Line(Digits([1]))
    assert line.give(WIRE["V28 show 12"], way) == WIRE["V28 show 12"]
    assert line.display()["text"] == "    12"
    assert line.give(WIRE["V29 A012"], way) == WIRE["V29 reply"]
    assert line.display()["text"] == "  A012"


@WAYS
def test_all_units_obey_and_none_answers(way):
    line = Line(Digits([1, 2]))
    assert line.give(WIRE["minus one, all units"], way) == b""
    assert [line.display(n)["text"] for n in (1, 2)] == ["    -1", "    -1"]


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        ("09 03 00 00 00 01", "09 03 02 00 00"),
        ("09 03 00 70 00 01", "09 83 02"),
        ("09 04 00 00 00 01", "09 84 01"),
        ("09 06 00 50 00 01", "09 86 02"),
        ("09 10 00 90 00 01 02 00 00", "09 90 02"),
        ("09 10 00 70 00 01 02 00 00", "09 90 03"),
        ("09 10 00 70 00 04 08 41 41 41 41 41 41 41 41", "09 90 03"),
    ],
)
def test_reads_and_refusals(request_, answer):
    assert Line(Digits([9])).give(rtu(request_)) == rtu(answer)


def test_a_display_ignores_its_neighbours_and_spoilt_frames():
    line = Line(Digits([4]))
    assert line.give(WIRE["V28 show 12"]) == b""
    line = Line(Digits([1]))
    assert line.give(WIRE["V28 show 12"][:-1] + b"\x00") == b""
    assert line.display()["text"] == ""
    line.give(WIRE["V28 show 12"][:4], pause_s=0.1)
    assert line.give(WIRE["V28 show 12"]) == WIRE["V28 show 12"]
    assert line.order(op="state")["bad_frames"] >= 1


def test_faults_of_a_display():
    line = Line(Digits([1, 2]))
    line.order(op="fault", kind="nack", value=6, address=1)
    assert line.give(WIRE["V28 show 12"]) == rtu("01 86 06")
    line.order(op="fault", kind="nack", on=False, address=1)
    line.order(op="fault", kind="wrong_address")
    assert line.give(WIRE["V28 show 12"])[0] == 2
    line.order(op="power_cycle", address=1)
    assert line.display()["text"] == ""
    with pytest.raises(BadOrder):
        line.order(op="power_cycle", address=9)


# Both -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "good"), [(lambda: Alpha([1, 2]), "V22 hold HELLO"), (lambda: Digits([1, 2]), "V28 show 12")]
)
def test_a_far_end_lives_through_garbage(make, good):
    rng = random.Random(5)
    line = Line(make())
    for _ in range(300):
        line.give(
            rng.randbytes(200) + rng.choice([b"", b"\x01Z01\x02A", b"\x01\x10\x00\x70\x00"]), pause_s=0.01
        )
    line.order(op="power_cycle")
    line.now += 10
    line.give(WIRE[good])
    state = line.order(op="state")
    shown = (state.get("signs") or state.get("displays"))["1"]["text"]
    assert shown.strip() in ("HELLO", "12")
