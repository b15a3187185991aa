"""A reader of ID cards (SAM-V) with the hand that lays cards on it. Source: as in `devices.codecs.samv`.

Orders beside the common ones:

    {"op": "card"}                      a card is laid down; any field may be given: "number", "name" …
    {"op": "card", "fingers": 1}        a card with one or two fingerprints stored (read by 30 10 only)
    {"op": "remove"}                    it is taken away

Like the real ones it finds a card once: after a read, the card must be lifted and laid down again.
Faults of its own: `find_again` (it finds a card that was read), `read_failed`, `select_failed`,
`self_test`. `nack` refuses every command with sw3 = value. It has no address.
"""

from dataclasses import dataclass
from typing import Any

from devices.emulators.far_end import LINE_FAULTS, Answer, BadOrder, FarEnd, Order

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
LONGEST = 64  # no command of a host is longer
LAYOUT = (
    ("name", 15, "张三"), ("sex", 1, "1"), ("nation", 2, "01"), ("birth", 8, "19491231"),
    ("address", 35, "北京市朝阳区测试路1号"), ("number", 18, "11010519491231002X"),
    ("issuer", 15, "北京市公安局朝阳分局"), ("valid_from", 8, "20200101"), ("valid_until", 8, "长期"),
    ("spare", 18, ""),
)  # fmt: skip


@dataclass
class Lying:
    """A card on the reader."""

    text: bytes
    fingers: int
    found: bool = False
    selected: bool = False
    halted: bool = False


class Samv(FarEnd):
    """One reader."""

    FAULTS = (LINE_FAULTS - {"wrong_address"}) | {"find_again", "read_failed", "select_failed", "self_test"}

    def __init__(self, *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.card: Lying | None = None
        self.bad_frames = 0
        self.commands: dict[str, int] = {}
        self._buffer = b""

    def _heard(self, data: bytes, now: float) -> None:
        self._buffer += data
        while (start := self._buffer.find(PREAMBLE)) >= 0:
            rest = self._buffer[start + 5 :]
            size = rest[0] << 8 | rest[1] if len(rest) >= 2 else 3
            if size < 3 or size > LONGEST:
                self._buffer = self._buffer[start + 1 :]
                continue
            if len(rest) < 2 + size:
                self._buffer = self._buffer[start:]
                return
            check = 0
            for byte in rest[: 2 + size]:
                check ^= byte
            if check:
                self.bad_frames += 1
                self._buffer = self._buffer[start + 1 :]
                self._say(b"\x00\x00\x10", now, 7 + size)
                continue
            self._buffer = rest[2 + size :]
            self._obey(rest[2 : 1 + size], now, 7 + size)
        self._buffer = self._buffer[-4:]

    def _obey(self, command: bytes, now: float, heard: int) -> None:
        name = command.hex(" ").upper()
        if len(self.commands) < 100:
            self.commands[name] = self.commands.get(name, 0) + 1
        error = self._fault("nack", None, 0x21)
        self._say(b"\x00\x00" + bytes([int(error)]) if error else self._answer(command), now, heard)

    def _answer(self, command: bytes) -> bytes:
        if self._fault("self_test"):
            return b"\x00\x00\x60"
        match command[0], command[1]:
            case 0x20, 0x01:
                return self._find()
            case 0x20, 0x02:
                return self._select()
            case 0x30, (0x01 | 0x10) as kind:
                return self._read(kind == 0x10)
            case ((0x10 | 0x11), 0xFF) | (0x60, 0 | 1 | 2 | 3 | 4) | (0x61, 0xFF):
                return b"\x00\x00\x90"
            case 0x12, 0xFF:
                return b"\x00\x00\x90" + bytes.fromhex("05 01 01 00 5F 2A 32 01 2A E1 0A 00 40 E2 01 00")
        return b"\x00\x00\x21"

    def _find(self) -> bytes:
        card = self.card
        if card is None or (card.halted and not self._fault("find_again")):
            return b"\x00\x00\x80"
        card.found, card.selected = True, False
        return b"\x00\x00\x9f" + bytes(4)

    def _select(self) -> bytes:
        card = self.card
        if card is None or not card.found or self._fault("select_failed"):
            return b"\x00\x00\x81"
        card.found, card.selected = False, True
        return b"\x00\x00\x90" + bytes(8)

    def _read(self, fingers: bool) -> bytes:
        card = self.card
        if card is None or not card.selected or self._fault("read_failed"):
            return b"\x00\x00\x41"
        card.selected, card.halted = False, True
        size = card.fingers * 512
        more = size.to_bytes(2, "big") if fingers else b""
        prints = bytes(size) if fingers else b""
        return b"\x00\x00\x90\x01\x00\x04\x00" + more + card.text + bytes(1024) + prints

    def _say(self, body: bytes, now: float, heard: int) -> None:
        checked = (len(body) + 1).to_bytes(2, "big") + body
        check = 0
        for byte in checked:
            check ^= byte
        self._reply(PREAMBLE + checked + bytes([check]), now, heard=heard)

    def _state(self) -> Answer:
        """Counts and where the card is; not what it says."""
        card = self.card
        return {
            "kind": "samv",
            "bad_frames": self.bad_frames,
            "commands": dict(self.commands),
            "card": card is not None,
            "read": card is not None and card.halted,
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        match op:
            case "card":
                fingers = order.get("fingers", 0)
                if fingers not in (0, 1, 2):
                    raise BadOrder("fingers: 0, 1 or 2")
                self.card = Lying(_text_of(order), fingers)
            case "remove":
                self.card = None
            case _:
                return super()._do(op, order, now)
        return {}


def _text_of(order: Order) -> bytes:
    out = b""
    for name, length, default in LAYOUT:
        value: Any = order.get(name, default)
        text = str(value).encode("utf-16-le", "replace")
        if len(text) > 2 * length:
            raise BadOrder(f"{name}: at most {length} characters")
        out += text + b"\x20\x00" * (length - len(text) // 2)
    return out
