"""Frames of ID readers, of our own rating boxes and of USB keypads, as (name, message, bytes).

SAM-V requests and good replies are as yzsam.com prints them; the rest is computed. A whole card (V53) is
held to its SHA-256.
"""

from wire_vectors import wire

from devices.codecs.keys import Event
from devices.codecs.qe1 import Ack, Ask, Cancel, Poll, Result, Staff, Welcome
from devices.codecs.samv import FIND, READ, RESET, SAM_ID, SELECT, STATUS, Card, Command, Person, Reply

PRE = "AA AA AA 96 69"
SAMV = [
    ("V49 find", FIND, wire(f"{PRE} 00 03 20 01 22")),
    ("V49 found", Reply(0x9F, bytes(4)), wire(f"{PRE} 00 08 00 00 9F 00 00 00 00 97")),
    ("V49 none", Reply(0x80), wire(f"{PRE} 00 04 00 00 80 84")),
    ("V50 select", SELECT, wire(f"{PRE} 00 03 20 02 21")),
    ("V50 selected", Reply(0x90, bytes(8)), wire(f"{PRE} 00 0C 00 00 90 00×8 9C")),
    ("V50 fails", Reply(0x81), wire(f"{PRE} 00 04 00 00 81 85")),
    ("V51 read", READ, wire(f"{PRE} 00 03 30 01 32")),
    ("V51 fails", Reply(0x41), wire(f"{PRE} 00 04 00 00 41 45")),
    ("V52 status", STATUS, wire(f"{PRE} 00 03 11 FF ED")),
    ("V52 well", Reply(0x90), wire(f"{PRE} 00 04 00 00 90 94")),
    ("V52 reset", RESET, wire(f"{PRE} 00 03 10 FF EC")),
    ("V52 SAM id", SAM_ID, wire(f"{PRE} 00 03 12 FF EE")),
    ("V52 RF size", Command(0x61, 0xFF, b"\x50"), wire(f"{PRE} 00 04 61 FF 50 CA")),
]

PERSON = Person(
    name="张三",
    sex="1",
    nation="01",
    birth="19491231",
    address="北京市朝阳区测试路1号",
    number="11010519491231002X",
    issuer="北京市公安局朝阳分局",
    valid_from="20200101",
    valid_until="长期",
)
CARD = Card(PERSON)
CARD_HEAD = wire(f"{PRE} 05 08 00 00 90 01 00 04 00 20 5F 09 4E")
CARD_CHK = 0x31
CARD_SHA256 = "a1bde9684c910c6f62abbc369c285e31e1d3fa43ccee17b9a38eb5da4358c1ca"

QE1 = [
    ("V45 rate", Ask(3, 1, 15, "A012"), wire("AA 55 08 03 01 03 0F 41 30 31 32 E9 A1")),
    ("V46 ack", Ack(3, 1, 0), wire("AA 55 04 03 01 81 00 E4 14")),
    ("V47 result", Result(3, 1, 1, 32), wire("AA 55 05 03 01 90 01 20 45 D7")),
    ("V48 poll", Poll(3, 2), wire("AA 55 03 03 02 01 30 C0")),
]
QE1_MORE = [
    Welcome(3, 9),
    Cancel(3, 255),
    Staff(3, 4, "1024|欧阳镕|5"),
    Ack(0xAA, 0x55, 2),
    Result(0x55, 0xAA, 0, 150),
    Ask(0xAA, 0x55, 0x55, ""),
]

STAMP = "00 F9 20 69 00 00 00 00 40 E2 01 00 00 00 00 00"  # 0x6920F900 s and 123456 µs
AT = {"sec": 0x6920F900, "usec": 123456}
KEYS = [
    ("plus down", Event(1, 78, 1, **AT), wire(f"{STAMP} 01 00 4E 00 01 00 00 00")),
    ("plus up", Event(1, 78, 0, **AT), wire(f"{STAMP} 01 00 4E 00 00 00 00 00")),
    ("plus held", Event(1, 78, 2, **AT), wire(f"{STAMP} 01 00 4E 00 02 00 00 00")),
    ("NumLock down", Event(1, 69, 1, **AT), wire(f"{STAMP} 01 00 45 00 01 00 00 00")),
    ("its scan code", Event(4, 4, 0x70057, **AT), wire(f"{STAMP} 04 00 04 00 57 00 07 00")),
    ("end of the moment", Event(0, 0, 0, **AT), wire(f"{STAMP} 00×8")),
    ("thrown away", Event(0, 3, 0, **AT), wire(f"{STAMP} 00 00 03 00 00 00 00 00")),
]
