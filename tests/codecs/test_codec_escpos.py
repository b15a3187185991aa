"""What leaves for the printer: profiles, missing characters, pictures; and garbage that comes back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire_vectors import RASTER, TICKET, TICKET_LAYOUT

from devices.codecs.escpos import (
    Cut,
    Decoder,
    Feed,
    Picture,
    Profile,
    Qr,
    Rule,
    Text,
    encode,
    lacking,
    padding,
)
from devices.codecs.escpos_status import PrinterStatus

START = b"\x1b@\x1c&"
OK = PrinterStatus(True, False, "ok", "none")
SLIP = [
    Text("上虞区政务服务中心", align="center", bold=True),
    Rule(),
    Text("综合窗口", align="center"),
    Text("企业开办", 2, 2, "center"),
    Text("A012", 4, 4, "center", bold=True),
    Text("一楼 3号窗口、4号窗口", align="center"),
    Text("前面等候 5 人", align="center"),
    Text("预计等候 10-20 分钟", align="center"),
    Qr("http://10.0.0.5:8000/t/k3J9sX2mQw"),
    Text("手机扫码查看排队进度", align="center"),
    Rule(),
    Text("请在休息区等候,留意屏幕和广播叫号"),
    Text("2026-11-21 09:30:00"),
    Feed(1),
    Cut(),
]


def body(layout: list, profile: Profile, draw=None) -> bytes:
    return encode(layout, profile, draw).removeprefix(START)


@pytest.mark.parametrize(
    ("profile", "end"),
    [
        (Profile(), "1B 64 04 1D 56 00"),
        (Profile(cut="partial"), "1B 64 04 1D 56 01"),
        (Profile(cut="none", feed=6), "1B 64 06"),
        (Profile(feed=0), "1D 56 00"),
    ],
)
def test_the_end_of_a_slip_is_the_models(profile, end):
    assert body([Cut()], profile) == bytes.fromhex(end)


def test_blank_lines_before_the_knife_count():
    assert body([Feed(1), Cut()], Profile(feed=4)) == bytes.fromhex("1B 64 01 1B 64 03 1D 56 00")
    assert body([Feed(9), Cut()], Profile(feed=4)) == bytes.fromhex("1B 64 09 1D 56 00")
    assert encode(TICKET_LAYOUT, Profile(32, feed=4)) == TICKET


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_rule_is_as_wide_as_the_paper(columns):
    assert body([Rule()], Profile(columns)) == b"-" * columns + b"\n"
    assert Profile(columns).dots == columns * 12


@pytest.mark.parametrize(
    ("encoding", "text", "sent"),
    [
        ("gbk", "镕：￥5", "E9 46 A3 BA A3 A4 35"),
        ("gbk", "李㛃", "C0 EE A1 FE"),
        ("gbk", "𠮷", "A1 FE"),
        ("gb18030", "李㛃", "C0 EE 82 30 B7 31"),
        ("gb18030", "A\ud8001", "41 31"),
    ],
)
def test_characters_and_the_fonts_that_lack_them(encoding, text, sent):
    assert body([Text(text)], Profile(encoding=encoding)) == bytes.fromhex(sent) + b"\n"


def test_only_the_line_with_a_missing_character_is_drawn():
    asked = []

    def draw(line: Text, dots: int) -> Picture:
        asked.append((line.text, dots))
        return Picture(16, bytes.fromhex("80 00 00 01"), line.align)

    out = body([Text("姓名\n李㛃\nA012", align="center")], Profile(32), draw)
    assert asked == [("李㛃", 384)]
    assert out == bytes.fromhex("1B 61 01 D0 D5 C3 FB 0A") + RASTER + b"A012\n"
    assert lacking("李㛃A", Profile()) == {"㛃"}


def test_a_picture_is_cut_into_blocks_a_small_printer_can_take():
    rows = 70
    data = body([Picture(384, b"\xaa" * 48 * rows, "left")], Profile(32))
    assert data == b"".join(
        b"\x1dv0\x00" + (48).to_bytes(2, "little") + n.to_bytes(2, "little") + b"\xaa" * 48 * n
        for n in (42, 28)
    )


def test_python_escpos_makes_the_same_picture():
    from escpos.printer import Dummy
    from PIL import Image

    image = Image.frombytes("1", (24, 2), bytes.fromhex("80 00 00 00 00 01")).point(lambda dot: 255 - dot)
    theirs = Dummy()
    theirs.image(image)
    ours = body([Picture(24, bytes.fromhex("80 00 00 00 00 01"), "left")], Profile())
    assert ours == theirs.output


@pytest.mark.parametrize(
    "picture", [Picture(0, b""), Picture(16, b"\x00"), Picture(400, bytes(50)), Picture(-8, bytes(8))]
)
def test_a_picture_nobody_could_print_is_refused(picture):
    with pytest.raises(ValueError, match="a picture of"):
        encode([picture], Profile(32))


def test_a_slip_in_text_needs_less_than_half_a_second_at_9600_baud():
    data = encode(SLIP, Profile())
    assert len(data) < 480, "a byte is 1.04 ms"
    assert not lacking("".join(e.text for e in SLIP if isinstance(e, Text)), Profile())


def test_padding_ends_the_longest_block_and_no_more():
    assert padding(b"12345") == bytes(5)
    assert len(padding(bytes(100_000))) == 2056


@given(st.text(max_size=60), st.sampled_from(["gbk", "gb18030"]), st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_no_text_breaks_out_of_its_line(text, encoding, size):
    data = body([Text(text, size, size)], Profile(encoding=encoding))
    if size > 1:
        data = data.removeprefix(b"\x1d!" + bytes([(size - 1) * 17]))
    lines = data.decode(encoding).split("\n")
    assert len(lines) == text.count("\n") + 2
    assert not any(c < " " for line in lines for c in line)


@given(
    garbage=st.binary(max_size=50), gaps=st.lists(st.sampled_from([b"", b"\x11", b"\x13\x11"]), min_size=4)
)
@settings(max_examples=100, deadline=None)
def test_a_report_is_read_with_flow_control_between_its_bytes(garbage, gaps):
    decoder = Decoder()
    decoder.feed(garbage)
    decoder.flush()
    frame = b"".join(bytes([byte]) + gap for byte, gap in zip(b"\x18\x00\x0f\x00", gaps, strict=False))
    assert decoder.feed(frame) == [PrinterStatus(False, False, "out", "none")]


@pytest.mark.parametrize("noise", ["00", "00 00 00 00", "FF", "80 90"])
def test_a_printer_that_loses_its_power_says_nothing_of_itself(noise):
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex(noise)) == []
    assert decoder.feed(bytes.fromhex("10 00 00 00")) == [OK]
