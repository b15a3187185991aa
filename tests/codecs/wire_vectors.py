"""Published and computed frames, as (name, message, bytes). V1–V4 are printed in the vendor's manual."""

from devices.codecs.escpos import Cut, Feed, Qr, Text
from devices.codecs.ff68 import BLANK, Beep, Display, Keys, Rated, Stars
from devices.codecs.onbon import Ack, Clear, Frame, Nack, Ping, Power
from devices.codecs.onbon_area import Area, Colour, Span


def wire(text: str) -> bytes:
    """Hexadecimal as manuals write it; `A5×8` repeats."""
    out = b""
    for word in text.split():
        byte, _, times = word.partition("×")
        out += bytes.fromhex(byte) * int(times or 1)
    return out


HOST, ANY = 0x8000, 0xFFFE
HEAD = "00 00 00 00 00 00 FE 02"
BOX = "00 00 80 00 00 80 80 20 00 00 00 00 0A 00 00 00 00 02 01 01 00 02 0A"

ONBON = [
    ("V1", Frame(1, HOST, Ping()), wire(f"A5×8 01 00 00 80 {HEAD} 05 00 A2 00 01 00 00 68 F8 5A")),
    (
        "V2",
        Frame(ANY, HOST, Area((Span("欢迎光临"),))),
        wire(
            f"A5×8 FE FF 00 80 {HEAD} 2C 00 A3 06 01 00 00 00 01 23 00 {BOX} 08 00 00 00 "
            "BB B6 D3 AD B9 E2 C1 D9 3C 49 5A"
        ),
    ),
    ("V3", Frame(HOST, ANY, Ack()), wire(f"A5×9 00 80 FE FF {HEAD} 05 00 A0 00 00 00 00 14 AC 5A")),
    ("V4", Frame(HOST, ANY, Nack(5)), wire(f"A5×9 00 80 FE FF {HEAD} 05 00 A0 01 05 00 00 05 51 5A")),
    (
        "V5",
        Frame(3, HOST, Area((Span("A012请到3号窗口", Colour.RED),))),
        wire(
            f"A5×8 03 00 00 80 {HEAD} 36 00 A3 06 01 00 00 00 01 2D 00 {BOX} 12 00 00 00 5C 43 31 "
            "41 30 31 32 C7 EB B5 BD 33 BA C5 B4 B0 BF DA B5 4D 5A"
        ),
    ),
    ("V6", Frame(HOST, 3, Ack()), wire(f"A5×8 00 80 03 00 {HEAD} 05 00 A0 00 00 00 00 C5 BC 5A")),
    ("V7", Frame(HOST, 3, Nack(3)), wire(f"A5×8 00 80 03 00 {HEAD} 05 00 A0 01 03 00 00 34 40 5A")),
    ("V8", Frame(3, HOST, Clear()), wire(f"A5×8 03 00 00 80 {HEAD} 05 00 A3 10 01 00 00 28 40 5A")),
    ("V9", Frame(3, HOST, Power(True)), wire(f"A5×8 03 00 00 80 {HEAD} 06 00 A3 00 01 00 00 01 00 08 5A")),
    (
        "V10",
        Frame(0xA5, HOST, Area((Span("A012"),))),
        wire(
            f"A5×8 A6 02 00 00 80 {HEAD} 28 00 A3 06 01 00 00 00 01 1F 00 {BOX} 04 00 00 00 "
            "41 30 31 32 9D 96 5A"
        ),
    ),
    (
        "V11 in the text",
        Frame(1, HOST, Area((Span("Z012"),))),
        wire(
            f"A5×8 01 00 00 80 {HEAD} 28 00 A3 06 01 00 00 00 01 1F 00 {BOX} 04 00 00 00 "
            "5B 02 30 31 32 72 1E 5A"
        ),
    ),
    (
        "V11 in the checksum",
        Frame(1, HOST, Area((Span("A030"),))),
        wire(
            f"A5×8 01 00 00 80 {HEAD} 28 00 A3 06 01 00 00 00 01 1F 00 {BOX} 04 00 00 00 "
            "41 30 33 30 F4 5B 01 5A"
        ),
    ),
]

FF68 = [
    ("V34 call", Keys(3, (0x0C,)), wire("FF 68 03 03 68 03 01 0C 10 16")),
    ("V35 recall", Keys(3, (0x0D,)), wire("FF 68 03 03 68 03 01 0D 11 16")),
    ("V36 rate", Keys(3, (0x0B,)), wire("FF 68 03 03 68 03 01 0B 0F 16")),
    ("V37 pause", Keys(3, (0x12,)), wire("FF 68 03 03 68 03 01 12 16 16")),
    ("V38 6 OK", Keys(3, (6, 0x0F)), wire("FF 68 04 04 68 03 01 06 0F 19 16")),
    ("V39 transfer", Keys(3, (0x13,)), wire("FF 68 03 03 68 03 01 13 17 16")),
    (
        "V40 ticket 012",
        Display(3, (BLANK, BLANK, BLANK, 0, 1, 2)),
        wire("FF 68 08 08 68 03 02 0A 0A 0A 00 01 02 26 16"),
    ),
    (
        "V41 7 waiting",
        Display(3, (0, 0, 7, BLANK, BLANK, BLANK)),
        wire("FF 68 08 08 68 03 02 00 00 07 0A 0A 0A 2A 16"),
    ),
    ("V42 beep", Beep(3), wire("FF 68 02 02 68 03 03 06 16")),
    ("V43 stars", Stars(3, 5), wire("FF 68 03 03 68 03 02 05 0A 16")),
    ("V44 button 1", Rated(3, 1), wire("FF 68 03 03 68 03 11 01 15 16")),
    ("V44 thanks", Keys(3, (1,)), wire("FF 68 03 03 68 03 01 01 05 16")),
]

QR_DATA = "https://x.cn/t/A001"
QR = wire(
    "1D 28 6B 04 00 31 41 32 00 1D 28 6B 03 00 31 43 06 1D 28 6B 03 00 31 45 31 1D 28 6B 16 00 31 50 30 "
    "68 74 74 70 73 3A 2F 2F 78 2E 63 6E 2F 74 2F 41 30 30 31 1D 28 6B 03 00 31 51 30"
)
BARCODE = wire("1D 68 50 1D 77 02 1D 48 02 1D 6B 49 06 7B 42 41 30 30 31")
RASTER = wire("1D 76 30 00 02 00 02 00 80 00 00 01")
TICKET_LAYOUT = [
    Text("A012", 4, 4, "center"),
    Text("请到3号窗口", align="center"),
    Text("前面等待 5 人", align="center"),
    Feed(4),
    Cut(),
]
TICKET = wire(
    "1B 40 1C 26 1B 61 01 1D 21 33 41 30 31 32 0A 1D 21 00 C7 EB B5 BD 33 BA C5 B4 B0 BF DA 0A "
    "C7 B0 C3 E6 B5 C8 B4 FD 20 35 20 C8 CB 0A 1B 64 04 1D 56 00"
)
ESCPOS = [
    ("V30", [Qr(QR_DATA)], wire("1B 40 1C 26 1B 61 01") + QR),
    ("V33", TICKET_LAYOUT, TICKET),
]
