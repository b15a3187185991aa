"""QE1: OUR OWN protocol for rating boxes, 9600 8N1. No device on the market speaks it.

It is the last resort for a box whose maker names no protocol and whose firmware can be written. Callers
and boxes of a known kind have codecs of their own.

    AA 55 len | addr seq cmd data… | crc(2)
              |<----- len ------->|
          |<---- crc of these ---->|          CRC-16/MODBUS, low byte first
    seq   1..255, chosen by who asks; an answer carries the seq of what it answers, so a result that of
          the request to rate it belongs to

    host -> box   01 poll    02 welcome    03 please rate: seconds, ticket (ASCII)    04 cancel
                  05 staff: `id|name|stars` in GB18030      81 result taken: 00 thank the citizen, else not
    box -> host   81 done: 00, or an error                  90 result: button 1..5 or 00 (time is up), tenths

The box sends a result again every 500 ms, three times, until it is answered.

What the line does wrong: boxes speak unasked, so two may collide; a frame may break off; nothing is
stuffed, so AA 55 may stand inside a frame. Resynchronise: after a frame that does not add up, look for
AA 55 from its second byte on; when the line falls quiet, give up a frame that has not ended.
"""

from dataclasses import dataclass

from devices.codecs.crc import modbus
from devices.codecs.framing import FrameDecoder

MAX_DATA = 64
_HEAD = b"\xaa\x55"
_OVERHEAD = 5
ERRORS = {0: "ok", 1: "command", 2: "busy", 3: "data", 4: "refused"}
_POLL, _WELCOME, _ASK, _CANCEL, _STAFF, _ACK, _RESULT = 0x01, 0x02, 0x03, 0x04, 0x05, 0x81, 0x90


@dataclass(frozen=True, slots=True)
class Poll:
    """Are you there?"""

    address: int
    seq: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """Show the idle text."""

    address: int
    seq: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Let the citizen rate, for so many seconds (0..255)."""

    address: int
    seq: int
    seconds: int
    ticket: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Do not ask any more."""

    address: int
    seq: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Who sits here: `id|name|stars`."""

    address: int
    seq: int
    card: str


@dataclass(frozen=True, slots=True)
class Ack:
    """Done (0) or not; `ERRORS` names the number. From either side."""

    address: int
    seq: int
    error: int = 0

    @property
    def name(self) -> str:
        """The stable name of the error."""
        return ERRORS.get(self.error, str(self.error))


@dataclass(frozen=True, slots=True)
class Result:
    """A button 1..5 and after how many tenths of a second; button 0: nobody pressed in time."""

    address: int
    seq: int
    button: int
    tenths: int


@dataclass(frozen=True, slots=True)
class Other:
    """A sound frame with contents not read here."""

    address: int
    seq: int
    cmd: int
    data: bytes


Message = Poll | Welcome | Ask | Cancel | Staff | Ack | Result | Other


def encode(message: Message) -> bytes:
    """The frame as it goes on the wire. What a text has too much is cut off; what it lacks is a `?`."""
    cmd, data = _encode_data(message)
    body = bytes([message.address, message.seq, cmd]) + data
    checked = bytes([len(body)]) + body
    return _HEAD + checked + modbus(checked).to_bytes(2, "little")


def _encode_data(message: Message) -> tuple[int, bytes]:
    match message:
        case Poll():
            return _POLL, b""
        case Welcome():
            return _WELCOME, b""
        case Ask(seconds=seconds, ticket=ticket):
            return _ASK, (bytes([seconds]) + ticket.encode("ascii", "replace"))[:MAX_DATA]
        case Cancel():
            return _CANCEL, b""
        case Staff(card=card):
            cut = card.encode("gb18030", "replace")[:MAX_DATA].decode("gb18030", "ignore")
            return _STAFF, cut.encode("gb18030")
        case Ack(error=error):
            return _ACK, bytes([error])
        case Result(button=button, tenths=tenths):
            return _RESULT, bytes([button, tenths])
        case Other(cmd=cmd, data=data):
            return cmd, data[:MAX_DATA]


class Decoder(FrameDecoder):
    """Bytes of a line to messages, of either direction."""

    head = _HEAD

    def size(self, buffer: bytearray) -> int | None:
        """From `len`."""
        if len(buffer) < 3:
            return None
        return buffer[2] + _OVERHEAD if 3 <= buffer[2] <= 3 + MAX_DATA else 0

    def decode(self, frame: bytes) -> Message | None:
        """By `cmd` and the number of data bytes."""
        checked, crc = frame[2:-2], int.from_bytes(frame[-2:], "little")
        if modbus(checked) != crc:
            return None
        return _decode_body(checked[1], checked[2], checked[3], checked[4:])


def _decode_body(address: int, seq: int, cmd: int, data: bytes) -> Message:
    empty: dict[int, type[Poll | Welcome | Cancel]] = {_POLL: Poll, _WELCOME: Welcome, _CANCEL: Cancel}
    if cmd in empty and not data:
        return empty[cmd](address, seq)
    if cmd == _ASK and data:
        return Ask(address, seq, data[0], data[1:].decode("ascii", "replace"))
    if cmd == _STAFF:
        return Staff(address, seq, data.decode("gb18030", "replace"))
    if cmd == _ACK and len(data) == 1:
        return Ack(address, seq, data[0])
    if cmd == _RESULT and len(data) == 2:
        return Result(address, seq, *data)
    return Other(address, seq, cmd, data)
