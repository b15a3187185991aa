r"""Onbon BX-5K/6K cards, any number on one line. Source: the manual named in `devices.codecs.onbon`.

Orders beside the common ones: `{"op": "power_cycle", "address": 3}` empties the card's RAM.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from devices.emulators.far_end import Answer, BadOrder, FarEnd, Order

FRAME = re.compile(rb"\xa5([^\xa5\x5a]+)\x5a")
BROKEN = re.compile(rb"\xa5[^\xa5\x5a]+(?=\xa5)")
STUFFED = re.compile(rb"[\xa6\x5b][\x01\x02]")
PLAIN = {b"\xa6\x02": b"\xa5", b"\xa6\x01": b"\xa6", b"\x5b\x02": b"\x5a", b"\x5b\x01": b"\x5b"}
ESCAPE = re.compile(r"\\(?:C([1-7])|F([OE]\d{3})|(n))")
COLOURS = ("", "red", "green", "yellow", "blue", "cyan", "magenta", "white")
MODES = ("", "static", "instant", "left", "right", "up", "down")
BROADCAST, BROADCAST_ANSWERED = 0xFFFF, 0xFFFE
BUFFER = 4096
GROUP, COMMAND, MEMORY = 1, 2, 4
SET_ADDRESS = b"\xa2\x06"


@dataclass
class Card:
    """One sign."""

    areas: dict[int, Answer] = field(default_factory=dict)
    on: bool = True
    brightness: int = 15
    clock: bytes = bytes.fromhex("0020010100000006")
    frames: int = 0
    writes: int = 0
    too_fast: int = 0
    written_at: float = -10.0

    def state(self) -> Answer:
        """What one would see, and what was counted."""
        areas = [self.areas[key] for key in sorted(self.areas)]
        return {
            "text": "\n".join(area["text"] for area in areas),
            "runs": [run for area in areas for run in area["runs"]],
            "mode": areas[0]["mode"] if areas else "",
            "areas": areas,
            "on": self.on,
            "brightness": self.brightness,
            "clock": self.time(),
            "frames": self.frames,
            "writes": self.writes,
            "too_fast": self.too_fast,
        }

    def time(self) -> str:
        """As last set; it does not tick."""
        low, high, month, day, hour, minute, second, _ = self.clock
        return f"{high:02x}{low:02x}-{month:02x}-{day:02x} {hour:02x}:{minute:02x}:{second:02x}"

    def status(self) -> bytes:
        """The reply of §8.4; there the weekday stands before the hour and the century before the year."""
        low, high, month, day, hour, minute, second, weekday = self.clock
        clock = bytes([high, low, month, day, weekday, hour, minute, second])
        head = bytes([1 if self.on else 2, self.brightness]) + clock + bytes([0]) + b"P000" + bytes([0, 0])
        return head + bytes([len(self.areas), *sorted(self.areas)]) + b"BX-EMULATED-0001" + bytes(12)


def crc(data: bytes) -> int:
    """The appendix's algorithm, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


def wrap(destination: int, source: int, data: bytes) -> bytes:
    """A reply as the card sends it."""
    head = destination.to_bytes(2, "little") + source.to_bytes(2, "little") + bytes(6) + b"\xfe\x02"
    inside = head + len(data).to_bytes(2, "little") + data
    inside += crc(inside).to_bytes(2, "little")
    reverse = {plain: pair for pair, plain in PLAIN.items()}
    return b"\xa5" * 8 + re.sub(rb"[\xa5\xa6\x5a\x5b]", lambda found: reverse[found[0]], inside) + b"\x5a"


def sound(inside: bytes) -> bool:
    """Whether an unstuffed frame has its length and its checksum right."""
    if len(inside) < 21 or int.from_bytes(inside[12:14], "little") != len(inside) - 16:
        return False
    return crc(inside[:-2]) == int.from_bytes(inside[-2:], "little")


class Onbon(FarEnd):
    """Cards at these addresses."""

    def __init__(self, addresses: list[int], *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.cards = {address: Card() for address in addresses}
        self.bad_frames = 0
        self._buffer = b""

    def _heard(self, data: bytes, now: float) -> None:
        self._buffer += data
        while found := FRAME.search(self._buffer):
            self.bad_frames += len(BROKEN.findall(self._buffer[: found.start() + 1]))
            self._buffer = self._buffer[found.end() :]
            inside = STUFFED.sub(lambda pair: PLAIN[pair[0]], found[1])
            if not sound(inside):
                self.bad_frames += 1
            else:
                self._frame(inside[:14], inside[14:-2], now, len(found[0]) + 7)
        self._buffer = self._buffer[-BUFFER:]

    def _frame(self, head: bytes, data: bytes, now: float, size: int) -> None:
        destination = int.from_bytes(head[:2], "little")
        host = int.from_bytes(head[2:4], "little")
        everyone = destination in (BROADCAST, BROADCAST_ANSWERED)
        moved: dict[int, int] = {}
        for address, card in self.cards.items():
            if not everyone and address != destination:
                continue
            card.frames += 1
            error = self._fault("nack", address, 3)
            facts = b"" if error else self._told(address, data)
            error = error or (0 if facts else self._obey(card, data, now))
            if data[:2] == SET_ADDRESS and not error and everyone:
                moved[address] = int.from_bytes(data[5:7], "little")
            if destination == BROADCAST or data[2] == 2:
                continue
            source = destination if everyone else address
            if self._fault("wrong_address", address):
                source += 1
            said = data[:2] + bytes(3) + facts if facts else bytes([0xA0, 1 if error else 0, error, 0, 0])
            self._reply(wrap(host, source, said), now, address, heard=size)
        self.cards = {moved.get(address, address): card for address, card in self.cards.items()}

    def _told(self, address: int, data: bytes) -> bytes:
        """The facts that were asked for."""
        if data[:2] == b"\xa1\x02":
            return self.cards[address].status()
        return address.to_bytes(2, "little") if data[:2] == b"\xa2\x07" else b""

    def _obey(self, card: Card, data: bytes, now: float) -> int:
        """Do the command; the error number of the manual's §6, 0 for none."""
        group, command, rest = data[0], data[1], data[5:]
        match group, command:
            case 0xA2, 0x00:
                return 0
            case 0xA2, 0x03 if len(rest) == 8:
                card.clock = rest
            case 0xA2, 0x06 if len(rest) == 2:
                return 0
            case 0xA3, 0x00 if rest:
                card.on = rest[0] == 1
            case 0xA3, 0x02 if len(rest) > 1:
                card.brightness = rest[1]
            case 0xA3, 0x10:
                card.areas.clear()
            case 0xA3, 0x06:
                card.writes += 1
                card.too_fast += now - card.written_at < 0.999
                card.written_at = now
                try:
                    return self._areas(card, rest)
                except IndexError:
                    return MEMORY
            case ((0xA0 | 0xA1 | 0xA2 | 0xA3), _):
                return COMMAND
            case _:
                return GROUP
        return 0

    def _areas(self, card: Card, rest: bytes) -> int:
        deleted = len(card.areas) if rest[0] == 0xFF else rest[0]
        at = 1
        if rest[0] == 0xFF:
            card.areas.clear()
        else:
            for area_id in rest[1 : 1 + deleted]:
                card.areas.pop(area_id, None)
            at += deleted
        count = rest[at]
        at += 1
        for _ in range(count):
            length = int.from_bytes(rest[at : at + 2], "little")
            area = rest[at + 2 : at + 2 + length]
            if length > 1024 or len(area) < length or len(area) < 27:
                return MEMORY
            card.areas[area[9]] = picture(area)
            at += 2 + length
        return 0

    def _state(self) -> Answer:
        return {
            "kind": "onbon",
            "bad_frames": self.bad_frames,
            "signs": {str(address): card.state() for address, card in self.cards.items()},
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "power_cycle":
            return super()._do(op, order, now)
        address = order.get("address")
        if address is not None and address not in self.cards:
            raise BadOrder(f"no card at address {address}")
        for number in self.cards if address is None else [address]:
            self.cards[number].areas.clear()
            self.cards[number].on = True
        return {}


def picture(area: bytes) -> Answer:
    """An area's fields (§9.1), with the text as its coloured runs."""
    at = 14  # after type, x, y, w, h, id, line spacing, run mode, timeout
    if area[at]:
        at += 3
    if area[14] == 2:
        at += 4 + int.from_bytes(area[at + 1 : at + 5], "little")
    at += 2 + area[at + 1]  # sound mode, extra parameters
    single, _, mode = area[at + 1 : at + 4]
    runs = runs_of(area[at + 11 :].decode("gbk", "replace"))
    return {
        "box": [_px(area[1:3]), _number(area[3:5]), _px(area[5:7]), _number(area[7:9])],
        "text": "".join(run["text"] for run in runs),
        "runs": runs,
        "mode": MODES[mode] if mode < len(MODES) else str(mode),
        "single_line": single == 1,
    }


def runs_of(text: str) -> list[dict[str, Any]]:
    r"""Split at `\C` and `\F`; a colour or font holds until the next of its kind."""
    runs: list[dict[str, Any]] = []
    colour, font, at = "", "", 0
    pending = ""
    for escape in [*ESCAPE.finditer(text), None]:
        pending += text[at : escape.start() if escape else len(text)]
        if escape and escape[3]:
            pending += "\n"
            at = escape.end()
            continue
        if pending:
            runs.append({"text": pending, "colour": colour, "font": font})
            pending = ""
        if escape:
            colour = COLOURS[int(escape[1])] if escape[1] else colour
            font = escape[2] or font
            at = escape.end()
    return runs


def _number(two: bytes) -> int:
    return int.from_bytes(two, "little")


def _px(two: bytes) -> int:
    value = _number(two)
    return value - 0x8000 if value >= 0x8000 else value * 8
