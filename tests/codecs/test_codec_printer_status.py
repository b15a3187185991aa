"""Status bytes as the printers' manuals print them."""

import pytest

from devices.codecs.escpos_status import (
    ASK_FIRMWARE,
    MAX_KEPT,
    Decoder,
    Firmware,
    PrinterStatus,
    Reply,
    status_of,
    status_query,
)

OK = PrinterStatus(True, False, "ok", "none")
BY_QUERY = {
    "all well": ((0x12, 0x12, 0x12, 0x12), OK, ""),
    "offline": ((0x1A, 0x12, 0x12, 0x12), PrinterStatus(False, False, "ok", "none"), "offline"),
    "cover": ((0x1A, 0x16, 0x12, 0x12), PrinterStatus(False, True, "ok", "none"), "cover_open"),
    "paper end": ((0x1A, 0x32, 0x12, 0x72), PrinterStatus(False, False, "out", "none"), "paper_out"),
    "paper end, two sensors": (
        (0x1A, 0x32, 0x12, 0x7E),
        PrinterStatus(False, False, "out", "none"),
        "paper_out",
    ),
    "near end": ((0x12, 0x12, 0x12, 0x1E), PrinterStatus(True, False, "near_end", "none"), ""),
    "cutter": ((0x1A, 0x52, 0x1A, 0x12), PrinterStatus(False, False, "ok", "cutter"), "cutter"),
    "unrecoverable": ((0x1A, 0x52, 0x32, 0x12), PrinterStatus(False, False, "ok", "unrecoverable"), "error"),
    "head hot": ((0x1A, 0x52, 0x52, 0x12), PrinterStatus(False, False, "ok", "recoverable"), "error"),
    "error unnamed": ((0x1A, 0x52, 0x12, 0x12), PrinterStatus(False, False, "ok", "unknown"), "error"),
}
UNASKED = {
    "10 00 00 00": OK,
    "10 00 03 00": PrinterStatus(True, False, "near_end", "none"),
    "18 00 0F 00": PrinterStatus(False, False, "out", "none"),
    "38 00 00 00": PrinterStatus(False, True, "ok", "none"),
    "18 08 00 00": PrinterStatus(False, False, "ok", "cutter"),
}


@pytest.mark.parametrize(("replies", "status", "cause"), BY_QUERY.values(), ids=BY_QUERY)
def test_answers_to_queries(replies, status, cause):
    messages = Decoder().feed(bytes(replies))
    assert messages == [Reply(bits) for bits in replies]
    found = status_of(dict(enumerate(messages, 1)))
    assert (found, found.cause) == (status, cause)


@pytest.mark.parametrize(("data", "status"), UNASKED.items())
def test_automatic_status_back(data, status):
    assert Decoder().feed(bytes.fromhex(data)) == [status]


def test_flow_control_and_the_other_kind_of_status_may_come_between():
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex("11 10 13 00 11 03 00 13 12 18 00 0F 00")) == [
        UNASKED["10 00 03 00"],
        Reply(0x12),
        UNASKED["18 00 0F 00"],
    ]
    assert decoder.bad_frames == 0


def test_a_status_cut_short_is_counted_and_the_next_is_read():
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex("10 00 10 00 00 00")) == [OK]
    assert decoder.bad_frames == 1


def test_query():
    assert [status_query(n).hex() for n in (1, 4)] == ["100401", "100404"]


def test_the_firmware_is_a_text_whose_letters_are_no_status():
    decoder = Decoder()
    assert decoder.feed(b"_EM-80 2.6R") == []
    assert decoder.feed(b"\x13\x11\x00\x12") == [Firmware("EM-80 2.6R"), Reply(0x12)]
    assert decoder.bad_frames == 0
    assert ASK_FIRMWARE.hex() == "1d4941"


@pytest.mark.parametrize(("data", "found"), [("5F 32 12", [0x32, 0x12]), ("5F 5F 72 1A", [0x72, 0x1A])])
def test_noise_that_looks_like_the_begin_of_a_text_hides_no_status(data, found):
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex(data)) == [Reply(bits) for bits in found]
    assert decoder.bad_frames > 0
    assert decoder.feed(b"_2") == []
    assert decoder.flush() == [Reply(0x32)]


def test_a_text_without_end_is_none():
    decoder = Decoder()
    assert decoder.feed(b"_" + b"A" * MAX_KEPT + b"\x12") == [Reply(0x12)]
