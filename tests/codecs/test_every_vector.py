"""V1 to V53, the frames that manuals print or that were computed from them: none is left out.

Each is encoded and decoded by our codec, and heard or said by the emulated device, which has a parser of its
own. What is missing here fails, so a vector cannot be dropped by deleting its test.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from desk_vectors import CARD, CARD_SHA256, QE1, SAMV
from display_vectors import ALPHA, DIGITS
from sign_vectors import LIHE, ONBON_MORE, RUIZE, SHUANGSE
from wire_vectors import BARCODE, ESCPOS, FF68, ONBON, QR, QR_DATA, RASTER, TICKET

from devices.codecs import alpha, digits, escpos, ff68, lihe, onbon, qe1, ruize, samv, shuangse
from devices.emulators.alpha import Alpha
from devices.emulators.digits import Digits
from devices.emulators.far_end import FarEnd, Order
from devices.emulators.ff68 import Ff68
from devices.emulators.lihe import Lihe
from devices.emulators.onbon import Onbon
from devices.emulators.printer import Printer
from devices.emulators.qe1 import Qe1
from devices.emulators.ruize import Ruize
from devices.emulators.samv import Samv
from devices.emulators.shuangse import Shuangse

NUMBERS = [f"V{n}" for n in range(1, 54)]
V53 = ("V53 card", CARD, samv.encode(CARD))
PICTURE = escpos.Picture(16, bytes.fromhex("80 00 00 01"), "left")
FRAMED = [
    (codec, *row)
    for codec, rows in (
        (onbon, ONBON),
        (lihe, LIHE),
        (shuangse, SHUANGSE),
        (ruize, RUIZE),
        (alpha, ALPHA),
        (digits, DIGITS),
        (ff68, FF68),
        (qe1, QE1),
        (samv, [*SAMV, V53]),
    )
    for row in rows
    if row[0].startswith("V")
]
SLIPS = [*ESCPOS, ("V32", [PICTURE], b"\x1b@\x1c&" + RASTER)]
NOT_OURS = {"V31"}
"""A bar code: others print it on our emulated printer; no slip of the hall has one."""
WIRE = {name: data for _, name, _, data in FRAMED} | {name: data for name, _, data in ONBON_MORE}
WIRE |= {"V30": QR + b"\x1dV\x00", "V31": BARCODE + b"\x1dV\x00", "V32": RASTER + b"\x1dV\x00", "V33": TICKET}


def number(name: str) -> str:
    found = re.match(r"V\d+", name)
    return found[0] if found else ""


@pytest.mark.parametrize("vector", NUMBERS)
def test_the_codec_writes_and_reads_it(vector: str) -> None:
    framed = [row for row in FRAMED if number(row[1]) == vector]
    slips = [row for row in SLIPS if number(row[0]) == vector]
    assert framed or slips or vector in NOT_OURS, "nobody holds our codec to it"
    for codec, name, message, data in framed:
        assert codec.encode(message).lstrip(b"\xa5") == data.lstrip(b"\xa5"), name
        assert codec.Decoder().feed(data) == [message], name
    for _, layout, data in slips:
        assert escpos.encode(layout, escpos.Profile(32)) == data


def test_the_whole_card_is_held_to_its_digest() -> None:
    assert hashlib.sha256(V53[2]).hexdigest() == CARD_SHA256


# ---------------------------------------------------------------- the other side


@dataclass
class Talk:
    """What an emulated device hears and says. orders: by its hand. sees: path into its state -> value."""

    make: Callable[[], FarEnd]
    hears: Sequence[str] = ()
    says: Sequence[str] = ()
    sees: Mapping[str, Any] = field(default_factory=dict)
    orders: Sequence[Order] = ()
    asked_s: float = 0.0
    """The orders come so long after what it hears, and not before."""


def press(*keys: str) -> Order:
    return {"op": "press", "address": 3, "key": keys[0] if len(keys) == 1 else list(keys)}


def refuse(error: int) -> Order:
    return {"op": "fault", "kind": "nack", "value": error}


PLAIN = {"width": 1, "height": 1, "align": "center", "bold": False}
LAID: Order = {"op": "card"}
TALKS = [
    Talk(lambda: Onbon([1]), ["V1"], ["be well 1"], {"signs.1.frames": 1}),
    Talk(lambda: Onbon([7]), ["V2"], ["V3"], {"signs.7.text": "欢迎光临"}),
    Talk(lambda: Onbon([7]), ["V2"], ["V4"], {"signs.7.text": ""}, [refuse(5)]),
    Talk(lambda: Onbon([3]), ["V5"], ["V6"], {"signs.3.text": "A012请到3号窗口"}),
    Talk(lambda: Onbon([3]), ["V5"], ["V7"], {"signs.3.text": ""}, [refuse(3)]),
    Talk(lambda: Onbon([3]), ["V5", "V8"], ["V6", "V6"], {"signs.3.text": ""}),
    Talk(lambda: Onbon([3]), ["off"], ["V6"], {"signs.3.on": False}),
    Talk(lambda: Onbon([3]), ["off", "V9"], ["V6", "V6"], {"signs.3.on": True}),
    Talk(lambda: Onbon([0xA5]), ["V10"], ["well A5"], {"signs.165.text": "A012"}),
    Talk(lambda: Onbon([1]), ["V11 in the text"], ["be well 1"], {"signs.1.text": "Z012"}),
    Talk(lambda: Onbon([1]), ["V11 in the checksum"], ["be well 1"], {"signs.1.text": "A030"}),
    Talk(lambda: Lihe([3]), ["V12"], ["V15"], {"signs.3.text": "请B1234号到03号窗口"}),
    Talk(lambda: Lihe([3]), ["V13"], ["V15"], {"signs.3.text": "请1234号到03号窗口"}),
    Talk(lambda: Lihe([3]), ["V14 welcome"], ["V15"], {"signs.3.text": "欢迎光临"}),
    Talk(lambda: Lihe([3]), ["V14 pause"], ["V15"], {"signs.3.text": "暂停服务"}),
    Talk(lambda: Lihe([3]), ["V14 0012"], ["V15"], {"signs.3.text": "请0012号到03号窗口"}),
    Talk(lambda: Lihe([3]), ["V16"], ["V16 answer"]),
    Talk(lambda: Lihe([3]), ["V17"], ["V15"], {"signs.3.text": "请A001号到3号窗口"}),
    Talk(lambda: Shuangse([1]), ["V18"], ["V18 done"], {"signs.1.text": "请8"}),
    Talk(lambda: Shuangse([3]), ["V19"], ["done 3"], {"signs.3.text": "A012请到3号窗口"}),
    Talk(
        lambda: Ruize([170]),
        ["V20 colours", "V20"],
        [],
        {"signs.170.text": "请0005号顾客到01号柜台办理", "signs.170.runs.0.colour": "yellow"},
    ),
    Talk(lambda: Ruize([170]), ["V21 @170"], ["V21 answer"]),
    Talk(lambda: Ruize([5]), ["V21 @5 with DH"], ["V21 answer"]),
    Talk(lambda: Alpha([1]), ["V22 hold HELLO"], [], {"signs.1.text": "HELLO", "signs.1.mode": "hold"}),
    Talk(lambda: Alpha([1]), ["V23 with checksum"], [], {"signs.1.text": "HELLO", "bad_frames": 0}),
    Talk(lambda: Alpha([3]), ["V24 priority"], [], {"signs.3.text": "A001 > 3", "signs.3.priority": True}),
    Talk(lambda: Alpha([3]), ["V24 priority with checksum"], [], {"signs.3.text": "A001 > 3"}),
    Talk(lambda: Alpha([1]), ["V22 hold HELLO", "V25 clear all"], [], {"signs.1.text": ""}),
    Talk(lambda: Alpha([1]), ["V25 soft reset", "V22 hold HELLO"], [], {"signs.1.lost": 1}),
    Talk(lambda: Alpha([3]), ["V25 acknowledge"], ["yes 3"], {"signs.3.acknowledges": True}),
    Talk(lambda: Alpha([1]), ["V25 clear all", "V26 memory"], [], {"signs.1.files.A": "A256"}),
    Talk(lambda: Alpha([1]), ["V27 string"], [], {"signs.1.frames": 1, "bad_frames": 0}),
    Talk(lambda: Alpha([1]), ["V27 run sequence"], [], {"signs.1.sequence": "BC"}),
    Talk(lambda: Alpha([1]), ["V27 address", "V24 priority"], [], {"signs.3.text": "A001 > 3"}),
    Talk(lambda: Digits([1]), ["V28 show 12"], ["V28 show 12"], {"displays.1.text": "    12"}),
    Talk(lambda: Digits([1]), ["V29 A012"], ["V29 reply"], {"displays.1.text": "  A012"}),
    Talk(Printer, ["V30"], [], {"tickets.0.lines.0": {"qr": QR_DATA, "module": 6, "align": "left"}}),
    Talk(Printer, ["V31"], [], {"tickets.0.lines.0": {"barcode": "{BA001"}}),
    Talk(Printer, ["V32"], [], {"tickets.0.lines.0": {"raster": [16, 2], "bits": "80000001"}}),
    Talk(
        Printer,
        ["V33"],
        [],
        {
            "tickets.0.lines": [
                {"text": "A012", **PLAIN, "width": 4, "height": 4},
                {"text": "请到3号窗口", **PLAIN},
                {"text": "前面等待 5 人", **PLAIN},
                {"feed": 4},
            ]
        },
    ),
    Talk(lambda: Ff68([3]), [], ["V34 call"], orders=[press("call")]),
    Talk(lambda: Ff68([3]), [], ["V35 recall"], orders=[press("recall")]),
    Talk(lambda: Ff68([3]), [], ["V36 rate"], orders=[press("rate")]),
    Talk(lambda: Ff68([3]), [], ["V37 pause"], orders=[press("pause")]),
    Talk(lambda: Ff68([3]), [], ["V38 6 OK"], orders=[press("6", "ok")]),
    Talk(lambda: Ff68([3]), [], ["V39 transfer"], orders=[press("transfer")]),
    Talk(lambda: Ff68([3]), ["V40 ticket 012"], [], {"desks.3.display": "   012"}),
    Talk(lambda: Ff68([3]), ["V41 7 waiting"], [], {"desks.3.waiting": "007"}),
    Talk(lambda: Ff68([3]), ["V42 beep"], [], {"desks.3.beeps": 1}),
    Talk(lambda: Ff68([3]), ["V43 stars"], [], {"desks.3.rater.stars": 5}),
    Talk(lambda: Ff68([3]), [], ["V44 button 1"], orders=[{"op": "rate", "address": 3, "button": 1}]),
    Talk(lambda: Ff68([3]), ["V44 thanks"], [], {"desks.3.frames": 1, "bad_frames": 0}),
    Talk(lambda: Qe1([3]), ["V45 rate"], ["V46 ack"], {"boxes.3.ticket": "A012"}),
    Talk(
        lambda: Qe1([3]),
        ["V45 rate"],
        ["V46 ack", "V47 result"],
        orders=[{"op": "rate", "address": 3, "button": 1}],
        asked_s=3.25,
    ),
    Talk(lambda: Qe1([3]), ["V48 poll"], ["polled 2"], {"boxes.3.polls": 1}),
    Talk(Samv, ["V49 find"], ["V49 none"]),
    Talk(Samv, ["V50 select"], ["V50 fails"]),
    Talk(Samv, ["V51 read"], ["V51 fails"]),
    Talk(
        Samv,
        ["V49 find", "V50 select", "V51 read"],
        ["V49 found", "V50 selected", "V53 card"],
        {"read": True},
        [LAID],
    ),
    Talk(Samv, ["V52 status"], ["V52 well"]),
    Talk(Samv, ["V52 reset"], ["V52 well"]),
    Talk(Samv, ["V52 RF size"], ["V52 well"]),
    Talk(Samv, ["V52 SAM id"], ["its id"]),
]
WIRE |= {
    "be well 1": onbon.encode(onbon.Frame(0x8000, 1, onbon.Ack())),
    "well A5": onbon.encode(onbon.Frame(0x8000, 0xA5, onbon.Ack())),
    "done 3": shuangse.encode(shuangse.Reply(3, done=True)),
    "yes 3": b"\x06\x40",
    "polled 2": qe1.encode(qe1.Ack(3, 2)),
    "its id": samv.encode(samv.Reply(0x90, bytes.fromhex("05 01 01 00 5F 2A 32 01 2A E1 0A 00 40 E2 01 00"))),
}
"""Answers that no vector gives."""


def test_no_vector_is_left_out() -> None:
    coded = {number(row[1]) for row in FRAMED} | {number(row[0]) for row in SLIPS} | NOT_OURS
    talked = {number(name) for talk in TALKS for name in (*talk.hears, *talk.says)}
    assert sorted(set(NUMBERS) - coded) == []
    assert sorted(set(NUMBERS) - talked) == []
    named = {row[1] for row in FRAMED}
    spoken = {name for talk in TALKS for name in (*talk.hears, *talk.says)}
    assert sorted(named - spoken) == [], "every single frame of a vector with several"


@pytest.mark.parametrize("way", ["whole", "byte by byte"])
@pytest.mark.parametrize("talk", TALKS, ids=[" ".join((*talk.hears, "→", *talk.says)) for talk in TALKS])
def test_the_emulated_device_reads_and_says_it(talk: Talk, way: str) -> None:
    device, now, said = talk.make(), 100.0, b""
    for order in () if talk.asked_s else talk.orders:
        device.request(order, now)
    for name in talk.hears:
        data = WIRE[name]
        for piece in [data] if way == "whole" else [data[at : at + 1] for at in range(len(data))]:
            device.receive(piece, now)
        said += device.transmit(now + 1.0)
        now += 2.0
    for order in talk.orders if talk.asked_s else ():
        device.request(order, 100.0 + talk.asked_s)
    said += device.transmit(100.0 + (talk.asked_s or 0.01))
    assert said.replace(b"\xa5", b"") == b"".join(WIRE[name] for name in talk.says).replace(b"\xa5", b"")
    state = device.request({"op": "state"}, now)
    for path, value in talk.sees.items():
        assert at(state, path) == value, path


def at(state: Any, path: str) -> Any:
    for key in path.split("."):
        state = state[int(key)] if isinstance(state, list) else state[key]
    return state
