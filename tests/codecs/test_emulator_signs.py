"""The emulated signs read and write the published frames with parsers of their own."""

import random

import pytest
from sign_vectors import CALL, LIHE, ONBON_MORE, RUIZE, SHUANGSE
from wire_vectors import wire

from devices.codecs import onbon
from devices.emulators.far_end import BadOrder
from devices.emulators.lihe import Lihe
from devices.emulators.onbon import Onbon, wrap
from devices.emulators.ruize import Ruize
from devices.emulators.shuangse import Shuangse

WIRE = {name: data for name, _, data in [*LIHE, *SHUANGSE, *RUIZE, *ONBON_MORE]}
NOISE = bytes.fromhex("00 5A 16 68 31 0A 7F")
WAYS = pytest.mark.parametrize("way", ["whole", "byte by byte", "noise around"])
ACK_3 = wire("A0 03 14 03 50 06 FF")
BRANDS = [
    (Onbon, WIRE["two areas, all others away"], 3),
    (Lihe, WIRE["V17"], 3),
    (Shuangse, WIRE["V19"], 3),
    (Ruize, WIRE["V20"], 170),
]
brands = pytest.mark.parametrize(("brand", "data", "address"), BRANDS)


def give(device, data: bytes, way: str = "whole") -> bytes:
    chunks = {
        "whole": [data],
        "byte by byte": [bytes([b]) for b in data],
        "noise around": [NOISE + data + NOISE],
    }
    for chunk in chunks[way]:
        device.receive(chunk, 0.0)
    return device.transmit(0.01)


def sign(line, address: int) -> dict:
    return line.request({"op": "state"}, 0.0)["signs"][str(address)]


@WAYS
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("V12", "请B1234号到03号窗口"),
        ("V13", "请1234号到03号窗口"),
        ("V14 welcome", "欢迎光临"),
        ("V14 pause", "暂停服务"),
        ("V14 0012", "请0012号到03号窗口"),
        ("serving", "正在办理0012号"),
        ("V17", "请A001号到3号窗口"),
    ],
)
def test_lihe_shows_and_acknowledges(way, name, text):
    line = Lihe([3])
    assert give(line, WIRE[name], way) == WIRE["V15"]
    assert sign(line, 3)["text"] == text
    assert sign(line, 3)["runs"][0]["colour"] == "red"


def test_lihe_says_its_version_and_an_old_one_says_nothing():
    for old in (False, True):
        line = Lihe([3], old=old)
        answer = give(line, WIRE["V16"])
        assert answer == (b"" if old else WIRE["V16 answer"])
        assert give(line, WIRE["V12"]) == (b"" if old else WIRE["V15"])
        assert sign(line, 3)["text"]


@WAYS
def test_shuangse_shows_and_acknowledges(way):
    line = Shuangse([1, 3])
    assert give(line, WIRE["V18"], way) == WIRE["V18 done"]
    assert sign(line, 1)["runs"] == [{"text": "请", "colour": "red"}, {"text": "8", "colour": "green"}]
    assert give(line, WIRE["V19"], way) == wire("A0 90 03 A5 AA")
    assert sign(line, 3)["text"] == "A012请到3号窗口"


def test_shuangse_refuses():
    line = Shuangse([1])
    line.request({"op": "fault", "kind": "nack"}, 0.0)
    assert give(line, WIRE["V18"]) == WIRE["not done"]
    assert sign(line, 1)["text"] == ""


@WAYS
def test_ruize_shows_in_colours_and_answers_nothing(way):
    line = Ruize([170])
    assert give(line, WIRE["V20 colours"], way) == b""
    assert give(line, WIRE["V20"], way) == b""
    assert [(run["text"], run["colour"]) for run in sign(line, 170)["runs"]] == [
        ("请", "yellow"),
        ("0005", "red"),
        ("号顾客到", "green"),
        ("01", "red"),
        ("号柜台办理", "yellow"),
    ]
    assert sign(line, 170)["text"] == CALL


@WAYS
def test_ruize_says_that_it_is_there(way):
    line = Ruize([5, 170])
    for question in (WIRE["V21 @170"], WIRE["V21 @5 with DH"], wire("85 48")):
        assert give(line, question, way) == WIRE["V21 answer"]
    assert give(line, wire("86 48"), way) == b""


def test_ruize_of_one_colour_and_dark():
    line = Ruize([5])
    give(line, WIRE["one colour"])
    assert sign(line, 5)["text"] == "请Ａ０"
    give(line, WIRE["dark"])
    assert sign(line, 5)["text"] == ""


@WAYS
def test_onbon_takes_several_areas(way):
    line = Onbon([3])
    give(line, WIRE["two areas, all others away"], way)
    card = sign(line, 3)
    assert card["text"] == "A012\n请"
    assert [area["box"] for area in card["areas"]] == [[0, 0, 128, 16], [0, 16, 128, 16]]
    assert [area["mode"] for area in card["areas"]] == ["static", "left"]


def test_onbon_is_set_and_asked():
    line = Onbon([3])
    ack = wrap(0x8000, 3, bytes.fromhex("A0 00 00 00 00"))
    for name in ("clock", "brightness", "off", "two areas, all others away"):
        assert give(line, WIRE[name]) == ack
    card = sign(line, 3)
    assert (card["clock"], card["brightness"], card["on"]) == ("2026-11-21 08:30:05", 9, False)
    (answer,) = onbon.Decoder().feed(give(line, WIRE["status?"]))
    assert answer.body == onbon.Status(False, 9, onbon.Clock(2026, 11, 21, 8, 30, 5, 6), 0, (0, 1))


def test_onbon_takes_an_address_by_broadcast_only():
    line = Onbon([3])
    (answer,) = onbon.Decoder().feed(give(line, WIRE["address?"]))
    assert answer == onbon.Frame(0x8000, 0xFFFE, onbon.Address(3))
    give(line, WIRE["be 7"])
    (answer,) = onbon.Decoder().feed(give(line, WIRE["address?"]))
    assert answer.body == onbon.Address(7)


@pytest.mark.parametrize("error", onbon.ERRORS)
def test_onbon_refuses_with_each_number(error):
    line = Onbon([3])
    line.request({"op": "fault", "kind": "nack", "value": error}, 0.0)
    (answer,) = onbon.Decoder().feed(give(line, WIRE["clock"]))
    assert answer.body == (onbon.Nack(error) if error else onbon.Ack())


@brands
def test_a_spoilt_frame_is_not_obeyed(brand, data, address):
    line = brand([address])
    assert give(line, data[:-3] + bytes([data[-3] ^ 0x81]) + data[-2:]) == b""
    assert sign(line, address)["text"] == ""
    give(line, data)
    give(line, data)
    assert sign(line, address)["text"]
    assert line.request({"op": "state"}, 0.0)["bad_frames"] >= 1


@brands
def test_neighbours_and_power(brand, data, address):
    line = brand([address, address + 1])
    give(line, data)
    assert sign(line, address)["text"]
    assert sign(line, address + 1)["text"] == ""
    line.request({"op": "power_cycle", "address": address}, 0.0)
    assert sign(line, address)["text"] == ""
    with pytest.raises(BadOrder):
        line.request({"op": "power_cycle", "address": 99}, 0.0)


@brands
def test_a_million_bytes_of_noise(brand, data, address):
    rng = random.Random(7)
    line = brand([address])
    for _ in range(1000):
        line.receive(rng.randbytes(990) + data[:8], 0.0)
        line.transmit(9.0)
    give(line, b"\x00" * 600)
    give(line, data)
    give(line, data)
    assert sign(line, address)["text"]


@brands
def test_bytes_take_their_time_when_asked(brand, data, address):
    line = brand([address], baud=9600)
    question = wire("AA C2 48") if brand is Ruize else data
    line.receive(question, 0.0)
    assert line.transmit(len(question) * 10 / 9600 - 0.001) == b""
    assert line.transmit(len(question) * 10 / 9600 + 0.05) != b""
