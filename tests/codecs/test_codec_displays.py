"""Alpha signs and Modbus digits as bytes: published frames, any bytes, what outsiders make of them."""

from importlib import metadata
from itertools import pairwise

import crcmod.predefined
import pytest
from display_vectors import ALPHA, ALPHA_COMPUTED, DIGITS, DIGITS_COMPUTED
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import alpha, crc, digits
from devices.codecs.alpha import Packet
from devices.codecs.alpha_commands import (
    Acknowledge,
    ClearAll,
    File,
    Memory,
    ReadText,
    RunSequence,
    SetAddress,
    SoftReset,
    String,
    Text,
)

FRAMES = [(alpha, *row) for row in ALPHA + ALPHA_COMPUTED] + [
    (digits, *row) for row in DIGITS + DIGITS_COMPUTED
]
NOISE = bytes.fromhex("00 5A 16 68 FF 31 0A 7F")
FRAMED = [row for row in FRAMES if row[1] not in ("ack", "nack")]  # those have nothing to tell them by
frames = pytest.mark.parametrize(("codec", "name", "message", "data"), FRAMES, ids=[row[1] for row in FRAMES])
framed = pytest.mark.parametrize(("codec", "name", "message", "data"), FRAMED, ids=[row[1] for row in FRAMED])
codecs = pytest.mark.parametrize("codec", [alpha, digits])
few = settings(max_examples=60, deadline=None)
HELD = {alpha: alpha.MAX_PACKET, digits: digits.MAX_FRAME}


def decoded(codec, *chunks: bytes) -> list[object]:
    decoder = codec.Decoder()
    return [message for chunk in chunks for message in decoder.feed(chunk)] + decoder.flush()


def held(decoder) -> int:
    return sum(len(value) for value in vars(decoder).values() if isinstance(value, bytearray))


@frames
def test_encode(codec, name, message, data):
    assert codec.encode(message) == data


@frames
def test_decode_whole(codec, name, message, data):
    decoder = codec.Decoder()
    assert decoder.feed(data) == [message]
    assert decoder.bad_frames == 0


@frames
def test_decode_byte_by_byte(codec, name, message, data):
    assert decoded(codec, *(bytes([byte]) for byte in data)) == [message]


@frames
def test_decode_with_noise_around(codec, name, message, data):
    assert decoded(codec, NOISE + data + NOISE + data + NOISE) == [message, message]


@framed
def test_one_changed_byte_is_not_believed(codec, name, message, data):
    start = len(data) - len(data.lstrip(b"\x00"))
    for at in range(start, len(data)):
        spoilt = data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        assert message not in decoded(codec, spoilt), f"byte {at}"


@framed
def test_a_frame_behind_one_that_broke_off_is_found(codec, name, message, data):
    half = data[: len(data) // 2]
    decoder = codec.Decoder()
    found = decoder.feed(half) + decoder.flush() + decoder.feed(data)
    assert found == [message]
    assert (decoder.bad_frames > 0) == (codec is digits or b"\x01" in half)


def test_a_sign_answers_bare_or_in_a_packet():
    assert decoded(alpha, b"\x06\x40") == [alpha.Ack()]
    assert decoded(alpha, b"\x15") == [alpha.Nack()]
    assert decoded(alpha, b"\x15\x06") == [alpha.Nack(), alpha.Ack()]
    assert decoded(alpha, b"\x15", b"\x60") == [alpha.Nack(0x60)]
    names = [alpha.Nack(0x40 | bit).name for bit in (0x20, 0x10, 8, 4, 2, 1, 0)]
    assert names == ["command", "checksum", "memory", "timeout", "framing", "parity", "unknown"]


def test_a_true_descender_in_a_text_is_no_answer():
    text = alpha.encode(Packet("01", (Text("A", "x"),))).replace(b"x", b"\x061gap\x15")
    assert [type(message) for message in decoded(alpha, text)] == [Packet]


@pytest.mark.parametrize(
    "inside",
    ["", "Z", "Z0", "Z0G\x02A0", "Z00", "Z00\x02", "Z00\x02\x03", "Z00\x02A\x03B\x03", "Z00\x02AA\x030000"],
)
def test_a_packet_that_is_none(inside):
    decoder = alpha.Decoder()
    assert decoder.feed(b"\x01" + inside.encode() + b"\x04") == []
    assert decoder.bad_frames == 1


def test_seven_bits_travel_in_eight():
    data = alpha.encode(Packet("03", (Text("0", "CALL A012"),), checked=True))
    sent = alpha.even_parity(data)
    assert all(byte.bit_count() % 2 == 0 for byte in sent)
    assert bytes(byte & 0x7F for byte in sent) == data
    decoder = alpha.Decoder(seven_bits=True)
    assert decoder.feed(sent) == alpha.Decoder().feed(data)
    assert decoder.feed(alpha.even_parity(b"\x15\x50")) == [alpha.Nack(0x50)]


@given(text=st.text(max_size=60), label=st.sampled_from("A0Z"), checked=st.booleans())
@few
def test_any_text_stays_text(text, label, checked):
    packet = Packet("03", (Text(label, text),), checked)
    (back,) = alpha.Decoder().feed(alpha.encode(packet))
    plain = "".join(c if " " <= c <= "~" or c == "\n" else "?" for c in text)
    assert back == Packet("03", (Text(label, plain),), checked)


@given(text=st.text(max_size=20), places=st.integers(1, 12))
@few
def test_any_text_fits_a_display(text, places):
    message = digits.show_text(1, text, places)
    assert decoded(digits, digits.encode(message)) == [message]
    shown = b"".join(value.to_bytes(2, "big") for value in message.values).decode()
    assert len(shown) == places + places % 2
    assert set(shown) <= set(" -0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.mark.parametrize(
    ("number", "value"), [(0, 0), (-1, 0xFFFF), (32767, 0x7FFF), (99999, 0x7FFF), (-99999, 0x8000)]
)
def test_a_number_is_signed_and_held_within_its_range(number, value):
    assert digits.show_number(1, number).value == value


@codecs
@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)))
@few
def test_any_chunking_gives_the_same_messages(codec, data, cuts):
    good = (ALPHA if codec is alpha else DIGITS)[0][2]
    data += good + data
    at = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    assert decoded(codec, data) == decoded(codec, *(data[a:b] for a, b in pairwise(at)))


@codecs
@given(
    chunks=st.lists(
        st.binary(max_size=50) | st.sampled_from([b"\x01Z00\x02A", b"\x01\x10\x00\x70\x00\x10\x20"])
    )
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
    for codec, start in (
        (alpha, b"\x01"),
        (digits, b"\x01\x10\x00\x70\x00\x10\x20"),
        (digits, b"\x01\x10\x00\x70\x00\x40\x80"),
    ):
        decoder = codec.Decoder()
        for size in (100, 5000, 100):
            decoder.feed(start + b"\x41" * size)
            assert held(decoder) <= HELD[codec]


@given(data=st.binary(max_size=300))
@few
def test_the_checksum_is_the_modbus_one(data):
    assert crc.modbus(data) == crcmod.predefined.mkCrcFun("modbus")(data)


# Outsiders --------------------------------------------------------------------------------------------------


def alphasign():
    module = pytest.importorskip("alphasign.packet")
    try:
        metadata.version("alphasignpy")
    except metadata.PackageNotFoundError:
        pytest.skip("another package owns the name alphasign")
    return module


@pytest.mark.parametrize("checked", [False, True])
def test_alphasignpy_builds_the_same_packets(checked):
    packets = alphasign()
    from alphasign.commands.special import WriteSpecialFunction as Special
    from alphasign.commands.string_file import WriteString
    from alphasign.commands.text import ReadText as TheirRead
    from alphasign.commands.text import WriteText
    from alphasign.protocol import Color, DisplayMode, DisplayPosition

    def text(message, label, mode=DisplayMode.HOLD):
        return WriteText(message, label, DisplayPosition.MIDDLE_LINE, mode)

    pairs = [
        (text("HELLO", "A"), Text("A", "HELLO")),
        (text(Color.RED.value + b"A001 > 3", "0"), Text("0", "A001 > 3", colour="1")),
        (text(b"1\r2", "B", DisplayMode.ROTATE), Text("B", "1\n2", "a")),
        (TheirRead("A"), ReadText("A")),
        (WriteString("A001", "1"), String("1", "A001")),
        (Special.clear_memory(), ClearAll()),
        (Special.soft_reset(), SoftReset()),
        (Special.enable_ack_nak(True), Acknowledge(True)),
        (Special.enable_ack_nak(False), Acknowledge(False)),
        (Special.set_run_sequence("SLA"), RunSequence("A")),
        (Special.set_serial_address("03"), SetAddress("03")),
    ]
    for theirs, ours in pairs:
        built = packets.Packet(address="03").add(theirs, checksum=checked).to_bytes().replace(b"\xff", b"")
        assert alpha.encode(Packet("03", (ours,), checked)) == built
        assert decoded(alpha, built) == [Packet("03", (ours,), checked)]


def test_alphasignpy_nests_and_configures_as_we_read_it():
    packets = alphasign()
    from alphasign.commands.special import WriteSpecialFunction as Special
    from alphasign.commands.text import WriteText
    from alphasign.protocol import DisplayMode, DisplayPosition

    packet = packets.Packet()
    packet.add(Special.clear_memory())
    packet.add(WriteText("HELLO", "A", DisplayPosition.MIDDLE_LINE, DisplayMode.HOLD))
    built = packet.to_bytes().replace(b"\xff", b"")
    assert decoded(alpha, built) == [Packet("00", (ClearAll(), Text("A", "HELLO")), checked=True)]
    assert decoded(alpha, alpha.encode(Packet("00", (Memory((File("A", 256), File("1", 16, "B"))),)))) == [
        Packet("00", (Memory((File("A", 256), File("1", 16, "B"))),))
    ]


def pymodbus_framer(*, server: bool):
    framer = pytest.importorskip("pymodbus.framer")
    from pymodbus.pdu import DecodePDU

    return framer.FramerRTU(DecodePDU(server))


def test_pymodbus_reads_what_we_send():
    server = pymodbus_framer(server=True)
    requests = [digits.show_number(9, -12), digits.show_text(9, "A012", 6), digits.Read(9, 0)]
    read = [server.handleFrame(digits.encode(message), 9, 0)[1] for message in requests]
    assert [pdu.function_code for pdu in read] == [6, 16, 3]
    assert [pdu.address for pdu in read] == [0, 0x70, 0]
    assert read[0].registers == [0xFFF4]
    assert read[1].registers == [0x2020, 0x4130, 0x3132]


def test_we_read_what_pymodbus_sends():
    server = pymodbus_framer(server=True)
    from pymodbus.pdu import ExceptionResponse
    from pymodbus.pdu import register_message as pdus

    pairs = [
        (pdus.WriteSingleRegisterRequest(9, registers=[12]), digits.Write(9, 0, 12)),
        (pdus.WriteSingleRegisterResponse(9, registers=[12]), digits.Write(9, 0, 12)),
        (
            pdus.WriteMultipleRegistersRequest(9, address=112, count=2, registers=[1, 2]),
            digits.WriteMany(9, 112, (1, 2)),
        ),
        (pdus.WriteMultipleRegistersResponse(9, address=112, count=2), digits.Written(9, 112, 2)),
        (pdus.ReadHoldingRegistersRequest(9, address=0, count=1), digits.Read(9, 0, 1)),
        (pdus.ReadHoldingRegistersResponse(9, registers=[7, 8]), digits.Values(9, (7, 8))),
        (ExceptionResponse(0x10, 2, device_id=9), digits.Refused(9, 0x10, 2)),
    ]
    for theirs, ours in pairs:
        built = server.buildFrame(theirs)
        assert decoded(digits, built) == [ours]
        assert digits.encode(ours) == built
