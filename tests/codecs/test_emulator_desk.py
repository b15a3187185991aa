"""The far ends of ID readers, rating boxes and USB keypads, held to the same frames by own parsers."""

import hashlib
import random

import pytest
from desk_vectors import CARD, CARD_SHA256, KEYS, PRE, QE1, SAMV
from wire_vectors import wire

from devices.codecs import keys, qe1, samv
from devices.emulators.far_end import BadOrder
from devices.emulators.keys import UsbKeys
from devices.emulators.qe1 import Qe1
from devices.emulators.samv import Samv

WIRE = {name: data for name, _, data in [*SAMV, *QE1, *KEYS]}
NOISE = bytes.fromhex("00 5A 16 68 31 0A 7F")
WAYS = pytest.mark.parametrize("way", ["whole", "byte by byte", "noise around"])


def give(device, data: bytes, way: str = "whole", now: float = 0.0) -> bytes:
    chunks = {
        "whole": [data],
        "byte by byte": [bytes([b]) for b in data],
        "noise around": [NOISE + data + NOISE],
    }
    for chunk in chunks[way]:
        device.receive(chunk, now)
    return device.transmit(now)


def order(device, op: str, now: float = 0.0, **options) -> dict:
    return device.request({"op": op, **options}, now)


@WAYS
def test_a_reader_finds_selects_and_reads(way):
    reader = Samv()
    assert give(reader, WIRE["V49 find"], way) == WIRE["V49 none"]
    order(reader, "card")
    assert give(reader, WIRE["V49 find"], way) == WIRE["V49 found"]
    assert give(reader, WIRE["V50 select"], way) == WIRE["V50 selected"]
    assert hashlib.sha256(give(reader, WIRE["V51 read"], way)).hexdigest() == CARD_SHA256
    assert order(reader, "state")["read"]


def test_nothing_is_read_without_find_and_select_before_it():
    reader = Samv()
    order(reader, "card")
    assert give(reader, WIRE["V51 read"]) == WIRE["V51 fails"]
    assert give(reader, WIRE["V50 select"]) == WIRE["V50 fails"]
    give(reader, WIRE["V49 find"])
    assert give(reader, WIRE["V51 read"]) == WIRE["V51 fails"]
    for name in ("V49 find", "V50 select", "V51 read"):
        give(reader, WIRE[name])
    assert give(reader, WIRE["V51 read"]) == WIRE["V51 fails"], "each read wants both again"
    assert give(reader, WIRE["V49 find"]) == WIRE["V49 none"], "a card is found once"
    order(reader, "remove")
    order(reader, "card")
    assert give(reader, WIRE["V49 find"]) == WIRE["V49 found"]


@WAYS
@pytest.mark.parametrize("name", ["V52 status", "V52 reset", "V52 RF size"])
def test_a_reader_is_well(way, name):
    assert give(Samv(), WIRE[name], way) == WIRE["V52 well"]


def test_a_reader_says_what_is_wrong():
    reader = Samv()
    assert give(reader, WIRE["V49 find"][:-1] + b"\x23") == wire(f"{PRE} 00 04 00 00 10 14")
    assert give(reader, wire(f"{PRE} 00 03 77 01 75")) == wire(f"{PRE} 00 04 00 00 21 25")
    order(reader, "card")
    order(reader, "fault", kind="select_failed")
    give(reader, WIRE["V49 find"])
    assert give(reader, WIRE["V50 select"]) == WIRE["V50 fails"]
    order(reader, "fault", kind="self_test")
    assert give(reader, WIRE["V52 status"]) == wire(f"{PRE} 00 04 00 00 60 64")
    order(reader, "fault", kind="nack", value=0x66)
    assert give(reader, WIRE["V52 status"]) == wire(f"{PRE} 00 04 00 00 66 62")
    for bad in ({"op": "card", "fingers": 3}, {"op": "card", "number": "1" * 19}, {"op": "dance"}):
        with pytest.raises(BadOrder):
            reader.request(bad, 0.0)


@pytest.mark.parametrize(("fingers", "total"), [(0, 1297), (1, 1809), (2, 2321)])
def test_a_card_with_fingerprints_can_be_read(fingers, total):
    reader = Samv()
    order(reader, "card", fingers=fingers)
    give(reader, WIRE["V49 find"])
    give(reader, WIRE["V50 select"])
    data = give(reader, samv.encode(samv.Command(0x30, 0x10)))
    assert len(data) == total
    assert samv.Decoder().feed(data) == [CARD]


def test_a_card_takes_its_time_on_the_line():
    reader = Samv(baud=9600)
    order(reader, "card")
    for at, name in enumerate(("V49 find", "V50 select", "V51 read")):
        reader.receive(WIRE[name], float(at))
        due = reader.next_due() - at
        reader.transmit(99.0)
    assert due == pytest.approx((10 + 1295) * 10 / 9600)


@WAYS
def test_a_box_asks_and_tells(way):
    line = Qe1([3])
    assert give(line, WIRE["V45 rate"], way) == WIRE["V46 ack"]
    box = order(line, "state")["boxes"]["3"]
    assert (box["showing"], box["ticket"]) == ("asking", "A012")
    order(line, "rate", 3.25, address=3, button=1)
    assert line.transmit(3.25) == WIRE["V47 result"]
    assert line.transmit(3.8) == WIRE["V47 result"], "repeated until answered"
    assert give(line, WIRE["V46 ack"], way, 4.0) == b""
    assert line.transmit(60.0) == b""
    box = order(line, "state")["boxes"]["3"]
    assert (box["showing"], box["thanks"], box["asks"]) == ("thanks", 1, 1)


@WAYS
def test_a_box_is_polled_told_who_sits_there_and_called_off(way):
    line = Qe1([3])
    assert give(line, WIRE["V48 poll"], way) == qe1.encode(qe1.Ack(3, 2))
    give(line, qe1.encode(qe1.Staff(3, 4, "1024|欧阳镕|5")), way)
    give(line, WIRE["V45 rate"], way)
    give(line, qe1.encode(qe1.Cancel(3, 5)), way)
    box = order(line, "state")["boxes"]["3"]
    assert (box["polls"], box["staff"], box["showing"]) == (1, "1024|欧阳镕|5", "welcome")
    assert line.next_due() is None


def test_a_box_says_that_time_is_up_and_what_it_does_not_know():
    line = Qe1([3])
    give(line, WIRE["V45 rate"])
    assert line.next_due() == 15.0
    assert line.transmit(15.0) == qe1.encode(qe1.Result(3, 1, 0, 150))
    line.transmit(19.0)
    assert give(line, qe1.encode(qe1.Other(3, 6, 0x44, b"")), now=20) == qe1.encode(qe1.Ack(3, 6, 1))
    assert give(line, qe1.encode(qe1.Other(3, 7, 0x03, b"")), now=20) == qe1.encode(qe1.Ack(3, 7, 3))
    order(line, "rate", 21.0, address=3, button=2)
    assert order(line, "state")["boxes"]["3"]["ignored"] == 1
    for bad in ({"address": 4, "button": 1}, {"address": 3, "button": 6}, {}):
        with pytest.raises(BadOrder):
            order(line, "rate", **bad)


def test_a_box_ignores_its_neighbours_and_spoilt_frames():
    line = Qe1([4])
    assert give(line, WIRE["V45 rate"]) == b""
    assert give(line, WIRE["V48 poll"][:-1] + b"\x00") == b""
    assert order(line, "state")["bad_frames"] == 1


@pytest.mark.parametrize(("far_end", "frame", "answer"), [
    (Samv(), "V49 find", "V49 none"), (Qe1([3]), "V45 rate", "V46 ack"),
])  # fmt: skip
def test_far_ends_live_through_noise(far_end, frame, answer):
    noise = random.Random(7)
    for _ in range(1000):
        far_end.receive(noise.randbytes(100) + noise.choice([b"\xaa\x55\x06", samv.PREAMBLE]), 0.0)
    far_end.receive(bytes(200), 0.0)
    far_end.transmit(0.0)
    assert give(far_end, WIRE[frame]) == WIRE[answer]


def test_a_keypad_gives_the_records_of_a_key():
    pad = UsbKeys()
    now = 0x6920F900 + 0.123456
    order(pad, "press", now, key="plus")
    records = pad.transmit(now)
    assert len(records) % 24 == 0
    assert WIRE["plus down"][16:] in records
    events = keys.Decoder().feed(records)
    assert [event.pressed for event in events if event.pressed] == ["plus"]
    assert [(event.type, event.value) for event in events if event.code == 78] == [(1, 1), (1, 0)]
    order(pad, "fault", kind="numlock")
    order(pad, "press", now, key=["1", "enter"])
    events = keys.Decoder().feed(pad.transmit(now))
    around = ["numlock", "1", "numlock", "numlock", "enter", "numlock"]
    assert [event.pressed for event in events if event.pressed] == around
    with pytest.raises(BadOrder):
        order(pad, "press", now, key="any")
