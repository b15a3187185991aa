"""Lines drawn with a font of this PC, and a hall's logo."""

import pytest
from PIL import Image

from devices.codecs.escpos import Text
from devices.drivers.printer_art import PaperFont, logo


@pytest.fixture(scope="module")
def font() -> PaperFont:
    font = PaperFont()
    if not font.path:
        pytest.skip("no Chinese font on this machine")
    return font


def rows(picture) -> list[bytes]:
    return [picture.data[at : at + picture.row] for at in range(0, len(picture.data), picture.row)]


def test_a_line_is_as_wide_and_high_as_the_printer_would_set_it(font):
    picture = font.draw(Text("李㛃A1", align="right"), 384)
    assert (picture.width, len(rows(picture)), picture.align) == (4 * 12 + 2 * 12, 24, "right")
    large = font.draw(Text("李㛃A1", 3, 2), 384)
    assert (large.width, len(rows(large))) == (3 * 72, 48)
    assert 0.05 < sum(byte.bit_count() for byte in picture.data) / (72 * 24) < 0.6


def test_each_character_keeps_to_its_own_place(font):
    both, first = font.draw(Text("㛃W"), 384), font.draw(Text("㛃"), 384)
    assert [row[:3] for row in rows(both)] == [row[:3] for row in rows(first)]
    assert any(row[3:] != b"\x00\x00" for row in rows(both))


def test_bold_is_blacker(font):
    plain, bold = (font.draw(Text("㛃", bold=bold), 384) for bold in (False, True))
    assert sum(b.bit_count() for b in bold.data) > 1.2 * sum(b.bit_count() for b in plain.data)


def test_what_is_too_wide_goes_to_the_next_line(font):
    picture = font.draw(Text("㛃" * 20), 384)
    assert (picture.width, len(rows(picture))) == (384, 48)
    huge = font.draw(Text("㛃㛃", 8, 8), 96)
    assert (huge.width, len(rows(huge))) == (192, 2 * 192)


@pytest.mark.parametrize("text", ["\ue000", "李\U0010fffd"])
def test_a_character_nobody_can_draw_is_left_to_the_codec(font, text):
    assert font.draw(Text(text), 384) is None


def test_without_a_font_nothing_is_drawn(monkeypatch):
    monkeypatch.setattr("devices.drivers.printer_art.FONTS", ())
    assert PaperFont().draw(Text("㛃"), 384) is None


def test_a_logo_is_black_on_white_and_never_wider_than_the_paper(tmp_path):
    path = tmp_path / "logo.png"
    Image.new("RGBA", (16, 2), (0, 0, 0, 0)).save(path)
    assert logo(str(path), 384).data == bytes(4)
    image = Image.new("RGB", (16, 2), "white")
    image.putpixel((0, 0), (0, 0, 0))
    image.putpixel((15, 1), (0, 0, 0))
    image.save(path)
    assert logo(str(path), 384).data == bytes.fromhex("80 00 00 01")
    Image.new("L", (800, 400), 0).save(path)
    picture = logo(str(path), 384)
    assert (picture.width, len(picture.data), set(picture.data)) == (384, 48 * 192, {0xFF})
    with pytest.raises(OSError):
        logo(str(tmp_path / "none.png"), 384)
