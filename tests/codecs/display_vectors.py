"""Frames of the Alpha and Modbus digit displays, as (name, message, bytes).

V22, V26 and V28 are printed by others; the rest of the numbered ones were computed, and checked with
alphasignpy and pymodbus.
"""

from wire_vectors import wire

from devices.codecs import alpha, digits
from devices.codecs.alpha import Packet
from devices.codecs.alpha_commands import (
    Acknowledge,
    ClearAll,
    File,
    Memory,
    Other,
    ReadText,
    Release,
    RunSequence,
    SetAddress,
    SoftReset,
    String,
    Text,
)

SYNC = "00×5 01"

ALPHA = [
    (
        "V22 hold HELLO",
        Packet("00", (Text("A", "HELLO"),)),
        wire(f"{SYNC} 5A 30 30 02 41 41 1B 20 62 48 45 4C 4C 4F 04"),
    ),
    (
        "V23 with checksum",
        Packet("01", (Text("A", "HELLO"),), checked=True),
        wire(f"{SYNC} 5A 30 31 02 41 41 1B 20 62 48 45 4C 4C 4F 03 30 32 39 38 04"),
    ),
    (
        "V24 priority",
        Packet("03", (Text("0", "A001 > 3"),)),
        wire(f"{SYNC} 5A 30 33 02 41 30 1B 20 62 41 30 30 31 20 3E 20 33 04"),
    ),
    (
        "V24 priority with checksum",
        Packet("03", (Text("0", "A001 > 3"),), checked=True),
        wire(f"{SYNC} 5A 30 33 02 41 30 1B 20 62 41 30 30 31 20 3E 20 33 03 30 32 39 36 04"),
    ),
    ("V25 clear all", Packet("00", (ClearAll(),)), wire(f"{SYNC} 5A 30 30 02 45 24 24 24 24 04")),
    ("V25 soft reset", Packet("00", (SoftReset(),)), wire(f"{SYNC} 5A 30 30 02 45 2C 04")),
    ("V25 acknowledge", Packet("03", (Acknowledge(True),)), wire(f"{SYNC} 5A 30 33 02 45 73 31 04")),
    (
        "V26 memory",
        Packet("00", (Memory((File("A", 256, locked=False),)),)),
        wire(f"{SYNC} 5A 30 30 02 45 24 41 41 55 30 31 30 30 46 46 30 30 04"),
    ),
    (
        "V27 string",
        Packet("00", (String("1", "A001"),)),
        wire(f"{SYNC} 5A 30 30 02 47 31 41 30 30 31 04"),
    ),
    (
        "V27 run sequence",
        Packet("00", (RunSequence("BC", "K", "A"),)),
        wire(f"{SYNC} 5A 30 30 02 45 2E 4B 41 42 43 04"),
    ),
    ("V27 address", Packet("00", (SetAddress("03"),)), wire(f"{SYNC} 5A 30 30 02 45 37 30 33 04")),
]
# Not printed anywhere: put together by the same rules.
ALPHA_COMPUTED = [
    ("clear", Packet("03", (Memory(),)), wire(f"{SYNC} 5A 30 33 02 45 24 04")),
    ("release", Packet("0?", (Release(),)), wire(f"{SYNC} 5A 30 3F 02 41 30 04")),
    ("read", Packet("03", (ReadText("A"),)), wire(f"{SYNC} 5A 30 33 02 42 41 04")),
    (
        "answer to a read",
        Packet("00", (Text("A", "A1"),), checked=True, model="0"),
        wire(f"{SYNC} 30 30 30 02 41 41 1B 20 62 41 31 03 30 31 39 36 04"),
    ),
    (
        "nested",
        Packet("00", (Text("A", "12", "a", "1"), Other(b"E;010126"))),
        wire(f"{SYNC} 5A 30 30 02 41 41 1B 20 61 1C 31 31 32 03 02 45 3B 30 31 30 31 32 36 03 04"),
    ),
    ("two lines", Packet("00", (Text("A", "1\n2"),)), wire(f"{SYNC} 5A 30 30 02 41 41 1B 20 62 31 0D 32 04")),
    ("ack", alpha.Ack(), wire("06")),
    ("nack", alpha.Nack(0x50), wire("15 50")),
]

DIGITS = [
    ("V28 show 12", digits.show_number(1, 12), wire("01 06 00 00 00 0C 89 CF")),
    (
        "V29 A012",
        digits.show_text(1, "A012", 6),
        wire("01 10 00 70 00 03 06 20 20 41 30 31 32 E2 7A"),
    ),
    ("V29 reply", digits.Written(1, 0x70, 3), wire("01 10 00 70 00 03 81 D3")),
]
DIGITS_COMPUTED = [
    ("read a register", digits.Read(9, 0), wire("09 03 00 00 00 01 85 42")),
    ("values", digits.Values(9, (12,)), wire("09 03 02 00 0C 59 80")),
    ("refused", digits.Refused(9, 0x10, 2), wire("09 90 02 4C 03")),
    ("minus one, all units", digits.show_number(0, -1), wire("00 06 00 00 FF FF 89 AB")),
]
