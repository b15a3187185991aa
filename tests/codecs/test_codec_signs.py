"""The signs' frames four ways, and what holds for any bytes."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sign_vectors import (
    CALL,
    CLOCK_IN_THE_MANUAL,
    EIGHTHS,
    LIHE,
    ONBON_MORE,
    RUIZE,
    SHUANGSE,
)
from wire_vectors import BOX, HEAD, HOST, wire

from devices.codecs import lihe, onbon, ruize, shuangse
from devices.codecs.onbon_area import Area, Span

CODECS = {onbon: ONBON_MORE, lihe: LIHE, shuangse: SHUANGSE, ruize: RUIZE}
HELD = {
    onbon: onbon.MAX_FRAME,
    lihe: 11 + lihe.MAX_TEXT,
    shuangse: 7 + shuangse.MAX_DATA,
    ruize: 3 + ruize.MAX_PARAMETERS,
}
NOISE = bytes.fromhex("00 5A 16 68 FF 31 0A 7F")
FRAMES = [(codec, *row) for codec, rows in CODECS.items() for row in rows]
IDS = [f"{codec.__name__.rpartition('.')[2]} {name}" for codec, name, _, _ in FRAMES]
frames = pytest.mark.parametrize(("codec", "name", "message", "data"), FRAMES, ids=IDS)
codecs = pytest.mark.parametrize("codec", CODECS)
few = settings(max_examples=60, deadline=None)


def decoded(codec, *chunks: bytes) -> list[object]:
    decoder = codec.Decoder()
    return [message for chunk in chunks for message in decoder.feed(chunk)]


def held(decoder) -> int:
    return sum(len(value) for value in vars(decoder).values() if isinstance(value, bytearray))


@frames
def test_encode(codec, name, message, data):
    assert codec.encode(message) == data


@frames
def test_decode_whole(codec, name, message, data):
    assert decoded(codec, data) == [message]


@frames
def test_decode_byte_by_byte(codec, name, message, data):
    assert decoded(codec, *(bytes([byte]) for byte in data)) == [message]


@frames
def test_decode_with_noise_around(codec, name, message, data):
    assert decoded(codec, NOISE + data + NOISE + data + NOISE) == [message, message]


@frames
def test_one_changed_byte_is_not_believed(codec, name, message, data):
    for at in range(len(data) - len(data.lstrip(b"\xa5")), len(data)):
        spoilt = data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        assert message not in decoded(codec, spoilt), f"byte {at}"


def test_a_board_below_64_is_also_reached_without_the_high_byte():
    assert decoded(ruize, wire("85 48")) == [ruize.Query(5)]


def test_the_clock_of_the_manual_has_other_reserved_bytes():
    assert decoded(onbon, CLOCK_IN_THE_MANUAL) == [
        onbon.Frame(1, HOST, onbon.Clock(2013, 1, 25, 11, 17, 26, 5))
    ]


def test_x_and_width_are_read_in_pixels_and_in_units_of_eight():
    pixels = Area((Span("A012"),))
    eighths = Area((Span("A012"),), eighths=True)
    plain = onbon.encode(onbon.Frame(3, HOST, pixels))
    units = onbon.encode(onbon.Frame(3, HOST, eighths))
    assert bytes.fromhex(BOX) in plain
    assert bytes.fromhex(EIGHTHS) in units
    assert decoded(onbon, plain) == [onbon.Frame(3, HOST, pixels)]
    assert decoded(onbon, units) == [onbon.Frame(3, HOST, eighths)]


@pytest.mark.parametrize("flags", ["00 00", ""], ids=["5K2, 5MK, 6K", "5K1"])
def test_a_status_with_and_without_the_special_area(flags):
    facts = f"01 09 20 26 11 21 06 08 30 05 00 50 30 30 30 {flags} 02 00 01"
    data = wire(f"A1 02 00 00 00 {facts} 42×16 00×12")
    (frame,) = decoded(onbon, onbon.encode(onbon.Frame(HOST, 3, onbon.Other(data))))
    clock = onbon.Clock(2026, 11, 21, 8, 30, 5, 6)
    assert frame == onbon.Frame(HOST, 3, onbon.Status(True, 9, clock, 0, (0, 1)))


def test_a_status_of_another_length_is_not_guessed_at():
    data = wire(f"A1 02 00 00 00 {HEAD} 00×30")
    (frame,) = decoded(onbon, onbon.encode(onbon.Frame(HOST, 3, onbon.Other(data))))
    assert frame.body == onbon.Other(data)


@pytest.mark.parametrize("error", onbon.ERRORS)
def test_each_refusal_has_a_name(error):
    (frame,) = decoded(onbon, onbon.encode(onbon.Frame(HOST, 3, onbon.Nack(error))))
    assert frame.body.name == onbon.ERRORS[error]


def test_the_checksum_of_the_sentences_is_the_low_byte_modulo_100():
    """Sums above FF decide between the two readings of the manual; V16 has 196h."""
    assert lihe.encode(lihe.Version(3, 0xA3, 3))[-2] == (0x196 & 0xFF) % 100 != 0x196 % 100


@codecs
@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)))
@few
def test_any_chunking_gives_the_same_messages(codec, data, cuts):
    data += CODECS[codec][0][2] + data
    at = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    whole, cut = codec.Decoder(), codec.Decoder()
    assert whole.feed(data) == [m for a, b in pairwise(at) for m in cut.feed(data[a:b])]
    assert whole.bad_frames == cut.bad_frames


@codecs
@given(garbage=st.binary(max_size=200), row=st.integers(0, 9))
@few
def test_the_next_good_frame_is_found_once_the_line_was_quiet(codec, garbage, row):
    _, message, data = CODECS[codec][row % len(CODECS[codec])]
    decoder = codec.Decoder()
    decoder.feed(garbage)
    decoder.flush()
    assert decoder.feed(data) == [message]


@pytest.mark.parametrize(
    ("codec", "head"),
    [(lihe, b"\xaa\x03\xbb\x51\x54"), (shuangse, b"\xa0\x90\x01\xa5\x02\x00"), (ruize, b"\x85\xc0D")],
)
def test_endless_frames_stay_bounded_and_are_counted(codec, head):
    decoder = codec.Decoder()
    for _ in range(20):
        decoder.feed(head + b"\x41" * 1000)
        assert held(decoder) <= HELD[codec]
    assert decoder.bad_frames >= 19


TEXTS = st.text(max_size=60)


@given(text=TEXTS, address=st.integers(0, 254))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_sent_to_each_brand(text, address):
    visible = "".join(c for c in text if c >= " ")
    shown = visible.encode("gbk", "replace").decode("gbk")
    (back,) = decoded(lihe, lihe.encode(lihe.Text(address, text)))
    assert back.text == shown
    (back,) = decoded(shuangse, shuangse.encode(shuangse.Show(address, (shuangse.Run(text),))))
    assert "".join(run.text for run in back.runs) == shown
    (back,) = decoded(ruize, ruize.encode(ruize.Show(address, text)))
    assert back == ruize.Show(address, shown.replace("\x7f", ""))
    (back,) = decoded(ruize, ruize.encode(ruize.Write(address, text)))
    assert len(back.text) == len(back.text.encode("gb2312")) // 2 == len(shown.replace("\x7f", ""))


@pytest.mark.parametrize(("text", "shown"), [("𠮷", "〓"), ("镕", "〓"), ("€", "〓"), ("A 1", "Ａ　１")])
def test_a_one_colour_board_marks_what_it_lacks(text, shown):
    """镕 is in GBK and not in GB 2312; what GBK lacks is a question mark on the other boards."""
    (back,) = decoded(ruize, ruize.encode(ruize.Write(5, text)))
    assert back.text in (shown, "？")


def test_long_texts_are_cut_between_characters():
    text = "请" * 1000
    (a,) = decoded(lihe, lihe.encode(lihe.Text(3, "a" + text)))
    (b,) = decoded(ruize, ruize.encode(ruize.Show(3, "a" + text)))
    (c,) = decoded(shuangse, shuangse.encode(shuangse.Show(3, (shuangse.Run(text),))))
    assert a.text == b.text == "a" + "请" * 127
    assert c.runs[0].text == "请" * (shuangse.MAX_DATA // 3)


def test_a_colour_for_each_byte():
    assert ruize.colours(1, (ruize.Run(CALL),)).codes == (1,) * len(CALL.encode("gbk"))
