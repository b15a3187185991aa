"""What holds for any bytes: chunking does not matter, garbage does no harm, the next good frame is found."""

from itertools import pairwise

import crcmod.predefined
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_vectors import FF68, ONBON

from devices.codecs import crc, escpos, escpos_status, ff68, onbon
from devices.codecs.onbon import Frame
from devices.codecs.onbon_area import Area, Colour, Span

CODECS = pytest.mark.parametrize("codec", [onbon, ff68, escpos])
few = settings(max_examples=60, deadline=None)
GOOD = {onbon: ONBON, ff68: FF68}
HELD = {onbon: onbon.MAX_FRAME, ff68: ff68.MAX_LENGTH + 7, escpos: escpos_status.MAX_KEPT}


def held(decoder) -> int:
    """Bytes a decoder keeps; each has one buffer."""
    return sum(len(value) for value in vars(decoder).values() if isinstance(value, bytearray))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(at)]


@CODECS
@given(data=st.binary(max_size=400), cuts=st.lists(st.integers(0, 400)))
@few
def test_any_chunking_gives_the_same_messages(codec, data, cuts):
    if codec in GOOD:
        data += GOOD[codec][0][2] + data
    whole, cut = codec.Decoder(), codec.Decoder()
    assert whole.feed(data) == [m for piece in pieces(data, cuts) for m in cut.feed(piece)]
    assert whole.bad_frames == cut.bad_frames


@CODECS
@given(
    chunks=st.lists(st.one_of(st.binary(max_size=50), st.sampled_from([b"\xff\x68\x08\x08\x68", b"\xa5"])))
)
@few
def test_garbage_never_raises_and_the_buffer_stays_small(codec, chunks):
    decoder = codec.Decoder()
    for chunk in chunks:
        decoder.feed(chunk)
        assert held(decoder) <= HELD[codec]
    decoder.flush()
    assert held(decoder) == 0


def test_endless_frames_stay_bounded():
    for codec, start in ((onbon, b"\xa5"), (ff68, b"\xff\x68"), (escpos, b"\x10")):
        decoder = codec.Decoder()
        for _ in range(20):
            decoder.feed(start + b"\x41" * 1000)
            assert held(decoder) <= HELD[codec]


@pytest.mark.parametrize("codec", [onbon, ff68])
@given(garbage=st.binary(max_size=200), row=st.integers(0, 11))
@few
def test_the_next_good_frame_is_found_once_the_line_was_quiet(codec, garbage, row):
    _, message, data = GOOD[codec][row]
    decoder = codec.Decoder()
    decoder.feed(garbage)
    decoder.flush()
    assert decoder.feed(data) == [message]


@given(garbage=st.binary(max_size=100))
@few
def test_a_sign_needs_no_quiet_line(garbage):
    _, message, data = ONBON[5]
    assert onbon.Decoder().feed(garbage + data)[-1] == message


def test_a_frame_behind_a_broken_head_comes_out_when_the_line_falls_quiet():
    decoder = ff68.Decoder()
    _, message, data = FF68[0]
    assert decoder.feed(bytes.fromhex("FF 68 08 08 68 03") + data[:8]) == []
    assert decoder.feed(data[8:]) == [message] or decoder.flush() == [message]
    assert decoder.bad_frames >= 1


def test_two_callers_at_once_leave_a_trace_and_no_message():
    decoder = ff68.Decoder()
    mixed = bytes(byte for pair in zip(FF68[0][2], FF68[1][2], strict=True) for byte in pair)
    assert decoder.feed(mixed) == []
    assert decoder.feed(FF68[2][2]) == [FF68[2][1]]


@given(data=st.binary(max_size=300))
@few
def test_the_checksum_is_crc_16_arc(data):
    assert crc.arc(data) == crcmod.predefined.mkCrcFun("crc-16")(data)


def test_the_check_value():
    assert crc.arc(b"123456789") == 0xBB3D


@given(text=st.text(max_size=60), colour=st.none() | st.sampled_from(Colour), dst=st.integers(1, 0x7FFF))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_sent_to_a_sign(text, colour, dst):
    frame = Frame(dst, 0x8000, Area((Span(text, colour),)))
    (back,) = onbon.Decoder().feed(onbon.encode(frame))
    shown = "".join(span.text for span in back.body.text)
    lacking = {c for c in text if c.encode("gbk", "replace") == b"?"}
    plain = (c for c in text if c >= " " or c == "\n")
    assert shown == "".join("?" if c in lacking else "＼" if c == "\\" else c for c in plain)


@pytest.mark.parametrize("text", [r"\C1", "\\", "誠\\n", "𠮷€镕㛃", "\x1b@\x10\x04\x01", "a\nb"])
def test_hostile_text_stays_text(text):
    spans = (Span(text, Colour.GREEN),)
    (back,) = onbon.Decoder().feed(onbon.encode(Frame(1, 0x8000, Area(spans))))
    assert len(back.body.text) == 1
    assert back.body.text[0].colour is Colour.GREEN


@given(text=st.text(max_size=40))
@few
def test_no_text_can_smuggle_a_command_to_the_printer(text):
    data = escpos.encode([escpos.Text(text)], escpos.Profile(32)).removeprefix(b"\x1b@\x1c&")
    body = data.decode("gb18030", "replace")
    assert not any(c < " " and c != "\n" for c in body)
