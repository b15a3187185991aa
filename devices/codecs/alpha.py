r"""Alpha / BetaBrite signs: the M-Protocol, RS-232 or RS-485, 9600 baud, ASCII only.

    00 × 5 | 01 type address(2) | 02 cmd data… [03 chk(4)] | 04
             |<--- header ---->| |<-- once or several --->|

    00       five or more; a sign finds its baud rate by them
    type     which models listen: Z all, 0 a sign's answer
    address  two hexadecimal digits, 00 everyone, `?` any digit
    chk      four upper-case hexadecimal digits: the sum of all bytes from 02 to 03, modulo 65536
    cmd      A write TEXT, B read TEXT, E write special function, G write STRING
    answer   06 status or 15 status, bare, and only from signs told to acknowledge (special function s)

What the line does wrong: a sign is silent unless told otherwise, and drops a spoilt packet without a word. A
gap of more than a second inside a packet ends it. An answer carries no address and no checksum, so a 06 or
15 in noise looks like one. Resynchronise: 01 always begins a packet and 04 always ends one, because text
holds neither.

Line settings: the manual names 7E1, real signs are driven with 8N1 too. `even_parity` gives the bytes that
make an 8N1 line carry 7E1: the parity bit stands where the eighth data bit would.

Sources: Adaptive Micro Systems, "Alpha Sign Communications Protocol" (9708-8061), as quoted by projects that
drive real signs; alphasignpy (frame, checksum, special functions), tenderlove/betabrite (memory
configuration), msparks/alphasign (run sequence). The status byte is alphasignpy's reading, unverified.
"""

import re
from dataclasses import dataclass

from devices.codecs.alpha_commands import Command, decode_command, encode_command

SOH, STX, EOT, ACK, NAK = 0x01, 0x02, 0x04, 0x06, 0x15
ANY_MODEL, ANSWER = "Z", "0"
MAX_PACKET = 4096
_HEADER = re.compile(rb"([!-~])([0-9A-F?]{2})(?=\x02)")
_CHECK = re.compile(rb"\x03([0-9A-F]{4})\Z")


@dataclass(frozen=True, slots=True)
class Packet:
    """One transmission. checked: every command carries its checksum."""

    address: str
    commands: tuple[Command, ...]
    checked: bool = False
    model: str = ANY_MODEL


@dataclass(frozen=True, slots=True)
class Ack:
    """Done."""


@dataclass(frozen=True, slots=True)
class Nack:
    """Not done; status: the serial error register (40..7F), 0 if none came."""

    status: int = 0

    @property
    def name(self) -> str:
        """The stable name of the first error."""
        return next((name for bit, name in _ERRORS.items() if self.status & bit), "unknown")


_ERRORS = {
    0x20: "command", 0x10: "checksum", 0x08: "memory", 0x04: "timeout", 0x02: "framing", 0x01: "parity",
}  # fmt: skip
Message = Packet | Ack | Nack


def address_of(number: int) -> str:
    """`3` as `03`."""
    return f"{number & 0xFF:02X}"


def encode(message: Message) -> bytes:
    """The packet as it goes on the wire, for a line of eight bits."""
    match message:
        case Ack():
            return bytes([ACK])
        case Nack(status):
            return bytes([NAK, status]) if status else bytes([NAK])
        case Packet(address, commands, checked, model):
            blocks = [bytes([STX]) + encode_command(command) for command in commands]
            if checked:
                blocks = [block + b"\x03" + _checksum(block + b"\x03") for block in blocks]
            elif len(blocks) > 1:
                blocks = [block + b"\x03" for block in blocks]
            return bytes(5) + b"\x01" + model.encode() + address.encode() + b"".join(blocks) + b"\x04"


def even_parity(data: bytes) -> bytes:
    """What to write to an 8N1 line so that a 7E1 device reads `data`."""
    return bytes(byte & 0x7F | (byte & 0x7F).bit_count() % 2 << 7 for byte in data)


def _checksum(block: bytes) -> bytes:
    return b"%04X" % (sum(block) & 0xFFFF)


class Decoder:
    """Bytes of a line to messages, of either direction. Holds at most one packet.

    seven_bits: the other end speaks 7E1, so the eighth bit of what comes is its parity.
    """

    def __init__(self, *, seven_bits: bool = False) -> None:
        self.bad_frames = 0
        self._seven_bits = seven_bits
        self._inside = False
        self._refused = False
        self._packet = bytearray()

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""
        messages: list[object] = []
        for byte in data:
            self._take(byte & 0x7F if self._seven_bits else byte, messages)
        return messages

    def flush(self) -> list[object]:
        """Drop a packet begun and not ended; a 15 without its status stands alone."""
        messages: list[object] = [Nack()] if self._refused else []
        self._refused = False
        self._drop()
        return messages

    def _take(self, byte: int, messages: list[object]) -> None:
        if self._refused:
            self._refused = False
            has_status = 0x40 <= byte <= 0x7F
            messages.append(Nack(byte if has_status else 0))
            if has_status:
                return
        if byte == SOH:
            self._drop()
            self._inside = True
        elif not self._inside:
            if byte == ACK:
                messages.append(Ack())
            self._refused = byte == NAK
        elif byte == EOT:
            packet = _decode_packet(bytes(self._packet))
            self._inside = False
            self._packet.clear()
            if packet is None:
                self.bad_frames += 1
            else:
                messages.append(packet)
        elif len(self._packet) == MAX_PACKET:
            self._drop()
        else:
            self._packet.append(byte)

    def _drop(self) -> None:
        self.bad_frames += self._inside
        self._inside = False
        self._packet.clear()


def _decode_packet(inside: bytes) -> Packet | None:
    """What stands between 01 and 04."""
    head = _HEADER.match(inside)
    if head is None:
        return None
    blocks = inside[head.end() + 1 :].split(b"\x02")
    commands = []
    checked = True
    for block in blocks:
        check = _CHECK.search(block)
        body = block[: check.start()] if check else block.removesuffix(b"\x03")
        if not body or b"\x03" in body:
            return None
        if check and _checksum(b"\x02" + body + b"\x03") != check[1]:
            return None
        checked = checked and check is not None
        commands.append(decode_command(body))
    return Packet(head[2].decode(), tuple(commands), checked, head[1].decode())
