"""ID readers, our own rating boxes, USB keypads: every frame four ways, a whole card, any bytes at all."""

import hashlib
import string
from dataclasses import replace

import crcmod.predefined
import pytest
from desk_vectors import (
    CARD,
    CARD_CHK,
    CARD_HEAD,
    CARD_SHA256,
    KEYS,
    PERSON,
    QE1,
    QE1_MORE,
    SAMV,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codec_properties import held, pieces
from test_codec_vectors import NOISE, decoded

from devices.codecs import crc, keys, qe1, samv

VECTORS = {samv: SAMV, qe1: QE1, keys: KEYS}
HELD = {samv: samv.MAX_LENGTH + 7, qe1: qe1.MAX_DATA + 8, keys: 23}
STARTS = {samv: samv.PREAMBLE, qe1: b"\xaa\x55", keys: bytes(8)}
FRAMES = [(codec, *row) for codec, rows in VECTORS.items() for row in rows]
FRAMES += [(samv, "V53 card", CARD, samv.encode(CARD))]
FRAMES += [(qe1, type(m).__name__, m, qe1.encode(m)) for m in QE1_MORE]
frames = pytest.mark.parametrize(("codec", "name", "message", "data"), FRAMES, ids=[f[1] for f in FRAMES])
codecs = pytest.mark.parametrize("codec", [samv, qe1, keys], ids=["samv", "qe1", "keys"])
few = settings(max_examples=60, deadline=None)


@frames
def test_encode(codec, name, message, data):
    assert codec.encode(message) == data


@frames
def test_decode_whole(codec, name, message, data):
    assert decoded(codec, [data]) == [message]


@frames
def test_decode_byte_by_byte(codec, name, message, data):
    assert decoded(codec, [data[at : at + 1] for at in range(len(data))]) == [message]


@frames
def test_decode_with_noise_around(codec, name, message, data):
    assert decoded(codec, [NOISE + data + NOISE + data + NOISE]) == [message, message]


@pytest.mark.parametrize(("codec", "name", "message", "data"), [f for f in FRAMES if f[0] is not keys])
def test_one_changed_byte_is_not_believed(codec, name, message, data):
    for at in range(len(data)):
        spoilt = data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        assert message not in decoded(codec, [spoilt]), f"byte {at}"


def test_a_whole_card():
    data = samv.encode(CARD)
    assert len(data) == 1295
    assert data.startswith(CARD_HEAD)
    assert data[-1] == CARD_CHK
    assert hashlib.sha256(data).hexdigest() == CARD_SHA256


@pytest.mark.parametrize(("fingers", "total"), [(0, 1297), (1, 1809), (2, 2321)])
def test_fingerprints_and_photo_are_left_behind(fingers, total):
    sizes = b"\x01\x00\x04\x00" + (512 * fingers).to_bytes(2, "big")
    body = sizes + samv.encode(CARD)[14:270] + b"\x77" * 1024 + b"\x88" * 512 * fingers
    data = samv.encode(samv.Reply(0x90, body))
    assert len(data) == total
    assert decoded(samv, [data]) == [CARD]


@pytest.mark.parametrize("lengths", ["01 00 04 01", "00 F0 04 10", "01 00 FF FF"])
def test_a_card_of_another_size_is_only_a_reply(lengths):
    body = bytes.fromhex(lengths) + bytes(1280)
    assert decoded(samv, [samv.encode(samv.Reply(0x90, body))]) == [samv.Reply(0x90, body)]


def test_no_repr_says_what_the_card_says():
    shown = repr([CARD, PERSON, samv.Reply(0x90, PERSON.number.encode())])
    for secret in (PERSON.number, PERSON.name, PERSON.birth, PERSON.address):
        assert secret not in shown


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_right_check_digits(number):
    assert samv.is_id_number(number)
    for at in range(18):
        for digit in set("0123456789X") - {number[at]}:
            assert not samv.is_id_number(number[:at] + digit + number[at + 1 :])


@pytest.mark.parametrize(
    "text", ["", "11010519491231002x", "1101051949123100２X", " 11010519491231002", "1" * 40]
)
def test_what_is_no_number(text):
    assert not samv.is_id_number(text)


def test_names_of_replies_and_what_a_card_says_itself():
    assert samv.Reply(0x41).name == "read"
    assert samv.Reply(0x77).name == "77"
    reply = samv.Reply(0x41, card_sw=0x6A82)
    assert decoded(samv, [samv.encode(reply)]) == [reply]


LETTERS = st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF)


@given(fields=st.lists(st.text(LETTERS, max_size=40), min_size=9, max_size=9))
@few
def test_any_text_fits_a_card(fields):
    data = samv.encode(samv.Card(samv.Person(*fields)))
    assert len(data) == 1295
    (back,) = decoded(samv, [data])
    assert back.person.name == fields[0][:15].rstrip(" \0")
    assert back.person.address == fields[4][:35].rstrip(" \0")


@pytest.mark.parametrize("name", ["𠮷" * 9, "\ud800", "a" + "𠮷" * 9])
def test_odd_letters_do_no_harm_to_what_follows(name):
    (back,) = decoded(samv, [samv.encode(samv.Card(replace(PERSON, name=name)))])
    assert replace(back.person, name=PERSON.name) == PERSON


@given(data=st.binary(max_size=300))
@few
def test_the_checksum_is_crc_16_modbus(data):
    assert crc.modbus(data) == crcmod.predefined.mkCrcFun("modbus")(data)


@pytest.mark.parametrize("text", ["欧" * 60, "a" + "欧" * 60, "𠮷" * 30, "\ud800", "x" * 300])
def test_a_name_too_long_is_cut_between_its_characters(text):
    data = qe1.encode(qe1.Staff(1, 1, text))
    (back,) = decoded(qe1, [data])
    assert text.encode("utf-8", "replace").startswith(back.card.encode())
    assert len(data) <= 72


@codecs
@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)))
@few
def test_any_chunking_gives_the_same_messages(codec, data, cuts):
    data += VECTORS[codec][0][2] + data
    whole, cut = codec.Decoder(), codec.Decoder()
    assert whole.feed(data) == [m for piece in pieces(data, cuts) for m in cut.feed(piece)]
    assert whole.bad_frames == cut.bad_frames


@codecs
@given(garbage=st.binary(max_size=200), row=st.integers(0, 3))
@few
def test_the_next_good_frame_is_found_once_the_line_was_quiet(codec, garbage, row):
    _, message, data = VECTORS[codec][row]
    decoder = codec.Decoder()
    decoder.feed(garbage)
    decoder.flush()
    assert held(decoder) == 0
    assert decoder.feed(data) == [message]


@pytest.mark.parametrize("codec", [samv, qe1])
def test_a_frame_behind_a_broken_head_comes_out_when_the_line_falls_quiet(codec):
    _, message, data = VECTORS[codec][0]
    decoder = codec.Decoder()
    assert decoder.feed(STARTS[codec] + (b"\x00\x40" if codec is samv else b"\x20") + data) == []
    assert decoder.flush() == [message]
    assert decoder.bad_frames == 1


@pytest.mark.parametrize(
    "wrong",
    [
        keys.Event(1, 78, 1, sec=-1),
        keys.Event(1, 78, 1, sec=1 << 40),
        keys.Event(1, 78, 1, usec=1_000_000),
        keys.Event(1, 78, 1, usec=-1),
        keys.Event(0x20, 78, 1),
        keys.Event(1, 78, 3),
        keys.Event(1, 78, -1),
    ],
)
def test_what_cannot_be_a_record_is_skipped(wrong):
    decoder, good = keys.Decoder(), KEYS[0]
    assert good[1] in decoder.feed(keys.encode(wrong) + good[2])
    assert wrong not in keys.Decoder().feed(keys.encode(wrong))
    assert decoder.bad_frames >= 1


def test_each_key_has_a_name_and_only_a_press_has_one():
    assert {name for name in keys.NAMES.values() if name.isdigit()} == set(string.digits)
    assert [event.pressed for _, event, _ in KEYS] == ["plus", "", "", "numlock", "", "", ""]
    assert [event.dropped for _, event, _ in KEYS] == [False] * 6 + [True]
    assert keys.Event(1, 240, 1).pressed == ""


def test_key_names_are_those_of_the_kernel():
    ecodes = pytest.importorskip("evdev").ecodes
    words = {"star": "ASTERISK", "numlock": "NUMLOCK", "escape": "ESC"}
    for code, name in keys.NAMES.items():
        known = ecodes.KEY[code]
        word = words.get(name, name.upper())
        assert known in (f"KEY_{word}", f"KEY_KP{word}"), (code, known)
    event = keys.Event(1, 78, 1)
    assert (keys.EV_KEY, keys.SYN_DROPPED) == (ecodes.EV_KEY, ecodes.SYN_DROPPED)
    assert len(keys.encode(event)) == 24
