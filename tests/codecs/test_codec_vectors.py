"""Every published frame four ways: encoded, decoded whole, byte by byte, and with noise around."""

from collections.abc import Iterable

import pytest
from wire_vectors import ESCPOS, FF68, ONBON

from devices.codecs import escpos, ff68, lihe, onbon

FRAMES = [(onbon, *row) for row in ONBON] + [(ff68, *row) for row in FF68]
IDS = [row[1] for row in FRAMES]
NOISE = bytes.fromhex("00 5A 16 68 FF 31 0A 7F")
SLIPS = pytest.mark.parametrize(("name", "layout", "data"), ESCPOS, ids=[row[0] for row in ESCPOS])
frames = pytest.mark.parametrize(("codec", "name", "message", "data"), FRAMES, ids=IDS)


def decoded(codec, chunks: Iterable[bytes]) -> list[object]:
    decoder = codec.Decoder()
    return [message for chunk in chunks for message in decoder.feed(chunk)]


@frames
def test_encode(codec, name, message, data):
    assert codec.encode(message).lstrip(b"\xa5") == data.lstrip(b"\xa5")


@frames
def test_decode_whole(codec, name, message, data):
    assert decoded(codec, [data]) == [message]


@frames
def test_decode_byte_by_byte(codec, name, message, data):
    assert decoded(codec, [data[at : at + 1] for at in range(len(data))]) == [message]


@frames
def test_decode_with_noise_around(codec, name, message, data):
    assert decoded(codec, [NOISE + data + NOISE + data + NOISE]) == [message, message]


@frames
def test_one_changed_byte_is_not_believed(codec, name, message, data):
    start = len(data) - len(data.lstrip(b"\xa5"))
    for at in range(start, len(data)):
        spoilt = data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        assert message not in decoded(codec, [spoilt]), f"byte {at}"


@SLIPS
def test_a_slip_as_printed_in_the_manuals(name, layout, data):
    assert escpos.encode(layout, escpos.Profile(32)) == data


def test_one_start_byte_is_enough():
    _, message, data = ONBON[0]
    assert decoded(onbon, [b"\xa5" + data.lstrip(b"\xa5")]) == [message]


def test_the_longest_text_of_a_lihe_card_comes_back_whole():
    longest = lihe.Text(3, "好" * (lihe.MAX_TEXT // 2))
    assert lihe.Decoder().feed(lihe.encode(longest)) == [longest]
