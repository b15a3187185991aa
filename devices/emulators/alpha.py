r"""Alpha / BetaBrite signs, any number on one line.

Silent unless told to acknowledge. Ignores other addresses; obeys 00 and `?` but answers neither. A spoilt
packet is dropped without a word, and so is one that comes too soon after the last or while the sign
restarts. A memory configuration shows nothing unless a clear came before it. The priority file goes only by
a bare write: an empty text in it holds the sign dark.

Source: the manual named in `devices.codecs.alpha`, and what others measured on a BetaBrite Classic: packets
0.25 s apart all arrive, 0.1 s apart not; a clear comes before a configuration; what a bare write does.
That an answer comes when the sign is ready for the next packet is our guess.

Orders beside the common ones: `{"op": "power_cycle", "address": 3}`; with `"memory": "kept"` files survive.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from devices.emulators.far_end import LINE_FAULTS, Answer, BadOrder, FarEnd, Order

PACKET = re.compile(rb"\x01([^\x01\x04]*)\x04")
BROKEN = re.compile(rb"\x01[^\x01\x04]*(?=\x01)")
HEADER = re.compile(rb"(.)([0-9A-Fa-f?]{2})\x02(.*)", re.DOTALL)
CONTROL = re.compile("[\x05-\x07\x1a\x1c-\x1e].|[\x00-\x0c\x0e-\x1f]")
CALL = re.compile("\x10(.)")
MODES = {"a": "rotate", "b": "hold", "c": "flash", "o": "automode", "t": "compressed_rotate"}
COLOURS = {"1": "red", "2": "green", "3": "amber"}
HARMLESS = b" !&'()/2:;@"  # special functions that change nothing we show
COMMAND, CHECKSUM, MEMORY = 0x20, 0x10, 0x08
GAP_S = 0.2
TIMEOUT_S = 1.0
CLEAR_S, RESTART_S = 1.0, 5.0
PRIORITY_MAX = 125
BUFFER = 4096


@dataclass
class Sign:
    """One sign."""

    address: int
    files: dict[str, tuple[str, int]] = field(default_factory=dict)  # label -> kind, size
    stored: dict[str, bytes] = field(default_factory=dict)
    sequence: str = ""
    priority: bytes | None = None
    cleared: bool = True
    dead: bool = False
    speaks: bool = False
    deaf_until: float = -10.0
    heard_at: float = -10.0
    frames: int = 0
    lost: int = 0
    configured: int = 0

    def picture(self) -> bytes:
        """The TEXT file on show, as stored: position, mode, text."""
        if self.priority is not None:
            return self.priority
        if self.dead:
            return b""
        labels = self.sequence or "".join(self.files) or "A"
        return next((self.stored[label] for label in labels if self.stored.get(label)), b"")

    def state(self) -> Answer:
        """What one would see, and what was counted."""
        text = self.picture().decode("latin-1")
        mode = text[1:3] if text[1:2] == "n" else text[1:2]
        shown = CALL.sub(lambda call: self._string(call[1]), text[1 + len(mode) :])
        colour = re.search("\x1c(.)", shown)
        return {
            "text": CONTROL.sub("", shown).replace("\r", "\n"),
            "mode": MODES.get(mode, mode),
            "colour": COLOURS.get(colour[1], colour[1]) if colour else "",
            "priority": self.priority is not None,
            "files": {label: f"{kind}{size}" for label, (kind, size) in self.files.items()},
            "sequence": self.sequence,
            "acknowledges": self.speaks,
            "configured": self.configured,
            "frames": self.frames,
            "lost": self.lost,
        }

    def _string(self, label: str) -> str:
        kind, _ = self.files.get(label, ("", 0))
        return self.stored.get(label, b"").decode("latin-1") if kind == "B" else ""

    def forget(self) -> None:
        """An empty memory: no file but A, which each sign has until others are configured."""
        self.files, self.stored, self.sequence, self.priority = {}, {}, "", None
        self.cleared, self.dead = True, False

    def obey(self, command: bytes, now: float) -> int:
        """Do the command; the bit of the serial error register, 0 for none."""
        code, data = command[:1], command[1:]
        label = data[:1].decode("latin-1")
        if code == b"A" and label:
            return self._write_text(label, data[1:])
        if code == b"G" and label:
            return self._write_string(label, data[1:])
        if code == b"E" and label:
            return self._special(label, data[1:], now)
        return COMMAND

    def _write_text(self, label: str, data: bytes) -> int:
        if data and (data[0] != 0x1B or len(data) < 3):
            return COMMAND
        if label == "0":
            if len(data) - 3 > PRIORITY_MAX:
                return MEMORY
            self.priority = data[1:] if data else None
            return 0
        kind, size = self.files.get(label, ("A", 256) if label == "A" and not self.files else ("", 0))
        if kind != "A" or len(data) > size:
            return MEMORY
        self.stored[label] = data[1:]
        return 0

    def _write_string(self, label: str, data: bytes) -> int:
        kind, size = self.files.get(label, ("", 0))
        if kind != "B":
            return MEMORY
        self.stored[label] = data if len(data) <= size else b""
        return 0

    def _special(self, function: str, data: bytes, now: float) -> int:
        if function == "$" and data in (b"", b"$$$"):
            self.forget()
            self.deaf_until = now + CLEAR_S
        elif function == "$":
            return self._configure(data.decode("latin-1"))
        elif function == "." and len(data) >= 2:
            self.sequence = data[2:].decode("latin-1")
        elif function == ",":
            self.deaf_until = now + RESTART_S
        elif function == "s" and data in (b"0", b"1"):
            self.speaks = data == b"1"
        elif function == "7" and re.fullmatch(rb"[0-9A-F]{2}", data):
            self.address = int(data, 16)
        elif function.encode("latin-1") not in HARMLESS:
            return COMMAND
        return 0

    def _configure(self, table: str) -> int:
        entries = [table[at : at + 11] for at in range(0, len(table), 11)]
        if not all(re.fullmatch("[ -~][ABD][UL][0-9A-F]{8}", entry) for entry in entries):
            return COMMAND
        dead = not self.cleared
        self.forget()
        self.files = {entry[0]: (entry[1], int(entry[3:7], 16)) for entry in entries}
        self.dead, self.cleared = dead, False
        self.configured += 1
        return 0


class Alpha(FarEnd):
    """Signs at these addresses. seven_bits: they speak 7E1, carried by a line of eight bits.

    Their answers name no address and have no checksum.
    """

    FAULTS = LINE_FAULTS - {"bad_crc", "wrong_address"}

    def __init__(self, addresses: list[int], *, baud: int | None = None, seven_bits: bool = False) -> None:
        super().__init__(baud=baud)
        self.signs = [Sign(address) for address in addresses]
        self.bad_frames = 0
        self._seven_bits = seven_bits
        self._buffer = b""
        self._heard_at = -10.0

    def _heard(self, data: bytes, now: float) -> None:
        if now - self._heard_at > TIMEOUT_S and b"\x01" in self._buffer:
            self.bad_frames += 1
            self._buffer = b""
        self._heard_at = now
        self._buffer += self._bits(data)
        while found := PACKET.search(self._buffer):
            self.bad_frames += len(BROKEN.findall(self._buffer[: found.start() + 1]))
            self._buffer = self._buffer[found.end() :]
            if header := HEADER.fullmatch(found[1]):
                self._packet(header[1] + header[2], header[3], now, len(found[0]) + 5)
            else:
                self.bad_frames += 1
        self._buffer = self._buffer[-BUFFER:]

    def _bits(self, data: bytes) -> bytes:
        """What the sign's own receiver makes of it; a byte of wrong parity spoils the packet it is in."""
        if not self._seven_bits:
            return data
        return bytes(byte & 0x7F if byte.bit_count() % 2 == 0 else 0x01 for byte in data)

    def _packet(self, header: bytes, body: bytes, now: float, size: int) -> None:
        address = header[1:].decode().upper()
        wild = address == "00" or "?" in address
        pattern = ".." if address == "00" else address.replace("?", ".")
        for sign in self.signs:
            if header[:1] == b"0" or not re.fullmatch(pattern, f"{sign.address:02X}"):
                continue
            if now < sign.deaf_until or now - sign.heard_at < GAP_S:
                sign.lost += 1
                continue
            sign.heard_at = now
            sign.frames += 1
            self._commands(sign, body.split(b"\x02"), now, -1 if wild else size)

    def _commands(self, sign: Sign, blocks: list[bytes], now: float, size: int) -> None:
        for block in blocks:
            command, _, check = block.partition(b"\x03")
            asked = sign.address
            if check and check != b"%04X" % (sum(command) + 5 & 0xFFFF):
                self.bad_frames += 1
                error = CHECKSUM
            elif command[:1] == b"B" and len(command) == 2:
                self._read(sign, command[1:], now, size)
                continue
            else:
                error = int(self._fault("nack", asked, 0x20) or 0) or sign.obey(command, now)
            if sign.speaks and size >= 0:
                self._say(bytes([0x15 if error else 0x06, 0x40 | error]), now, asked, size)

    def _read(self, sign: Sign, label: bytes, now: float, size: int) -> None:
        if size < 0:
            return
        data = sign.priority if label == b"0" else sign.stored.get(label.decode("latin-1"))
        block = b"\x02A" + label + (b"\x1b" + data if data else b"") + b"\x03"
        packet = bytes(20) + b"\x01000" + block + b"%04X" % (sum(block) & 0xFFFF) + b"\x04"
        self._say(packet, now, sign.address, size)

    def _say(self, data: bytes, now: float, address: int, size: int) -> None:
        if self._seven_bits:
            data = bytes(byte | 0x80 if byte.bit_count() % 2 else byte for byte in data)
        self._reply(data, now + GAP_S, address, heard=size)

    def _state(self) -> Answer:
        return {
            "kind": "alpha",
            "bad_frames": self.bad_frames,
            "signs": {str(sign.address): sign.state() for sign in self.signs},
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "power_cycle":
            return super()._do(op, order, now)
        for sign in self._chosen(order.get("address")):
            if order.get("memory") != "kept":
                sign.forget()
            sign.speaks = False
            sign.deaf_until = now + RESTART_S
        return {}

    def _chosen(self, address: Any) -> list[Sign]:
        signs = [sign for sign in self.signs if address in (None, sign.address)]
        if not signs:
            raise BadOrder(f"no sign at address {address}")
        return signs
