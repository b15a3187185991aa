r"""Onbon (仰邦) BX-5K / BX-6K LED cards with fonts of their own.

    A5 × 1..n | dst(2) src(2) 00 00 00 bar check display type version len(2) | data(len) | crc(2) | 5A
              |<------------------- header, 14 bytes ---------------------->|
              |<------------------- stuffed: A5 A6 5A 5B never appear ---------------------->|

    stuffing   A5 -> A6 02   A6 -> A6 01   5A -> 5B 02   5B -> 5B 01
    crc        CRC-16/ARC over header and data before stuffing, low byte first
    data       request: group cmd response(01 wanted) 00 00 …     reply: A0 00|01 error 00 00
    numbers    little-endian

What the line does wrong: loses bytes, adds noise before a frame, returns nine A5 instead of eight,
answers late and with the address of a neighbour. Resynchronise: A5 always begins a frame and 5A always
ends one, because stuffing keeps both out of its inside; whatever is not between the two is noise.

Source: Onbon, "BX-5K/6K protocol, user version" (github.com/onbonlab/onbonlab.github.io,
onbon-docs/docs/zh/k/potocol.md): layers §3, header §4. The data: `onbon_body`, `onbon_area`.
"""

import struct
from dataclasses import dataclass

from devices.codecs.crc import arc
from devices.codecs.onbon_body import (
    ERRORS,
    Ack,
    Address,
    AskAddress,
    AskStatus,
    Body,
    Brightness,
    Clear,
    Clock,
    Nack,
    Other,
    Ping,
    Power,
    SetAddress,
    Status,
    decode_body,
    encode_body,
)

__all__ = [
    "ANY_ANSWERED", "ERRORS", "HOST", "MAX_FRAME", "Ack", "Address", "AskAddress", "AskStatus", "Body",
    "Brightness", "Clear", "Clock", "Decoder", "Frame", "Nack", "Other", "Ping", "Power", "SetAddress",
    "Status", "encode",
]  # fmt: skip

START, END = 0xA5, 0x5A
HOST = 0x8000  # any of 8000..DFFF
ANY_ANSWERED = 0xFFFE  # every card obeys and answers: for commissioning, one card on the line
_STUFFING = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNSTUFFING = {pair: bytes([byte]) for byte, pair in _STUFFING.items()}
_HEADER = struct.Struct("<HH3xBBBBBH")
_ANY_CARD, _VERSION, _CRC16 = 0xFE, 0x02, 0
MAX_FRAME = 2 * (14 + 1024 + 2)  # the card's receive buffer, every byte stuffed (§2.1)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message with its addresses: 0001..7FFF a card, 8000..DFFF a host, FFFE any card."""

    dst: int
    src: int
    body: Body


def encode(frame: Frame) -> bytes:
    """The frame as it goes on the wire."""
    data = encode_body(frame.body)
    header = _HEADER.pack(frame.dst, frame.src, 0, _CRC16, 0, _ANY_CARD, _VERSION, len(data))
    payload = header + data
    payload += arc(payload).to_bytes(2, "little")
    stuffed = b"".join(_STUFFING.get(byte, bytes([byte])) for byte in payload)
    return bytes([START] * 8) + stuffed + bytes([END])


class Decoder:
    """Bytes of a line to frames, of either direction. Holds at most one frame."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._inside = False
        self._stuffed = bytearray()

    def feed(self, data: bytes) -> list[object]:
        """Frames completed by these bytes. Never raises."""
        frames: list[object] = []
        for byte in data:
            if byte == START:
                self.flush()
                self._inside = True
            elif not self._inside:
                continue
            elif byte == END:
                self._inside = False
                frame = _decode_frame(bytes(self._stuffed))
                self._stuffed.clear()
                if frame is None:
                    self.bad_frames += 1
                else:
                    frames.append(frame)
            elif len(self._stuffed) == MAX_FRAME:
                self.flush()
            else:
                self._stuffed.append(byte)
        return frames

    def flush(self) -> list[object]:
        """Drop a frame begun and not ended."""
        self._inside = False
        if self._stuffed:
            self.bad_frames += 1
            self._stuffed.clear()
        return []


def _unstuff(data: bytes) -> bytes | None:
    out = bytearray()
    at = 0
    while at < len(data):
        if data[at] in (0xA6, 0x5B):
            plain = _UNSTUFFING.get(data[at : at + 2])
            if plain is None:
                return None
            out += plain
            at += 2
        else:
            out.append(data[at])
            at += 1
    return bytes(out)


def _decode_frame(stuffed: bytes) -> Frame | None:
    payload = _unstuff(stuffed)
    if payload is None or len(payload) < _HEADER.size + 2:
        return None
    checked, crc = payload[:-2], int.from_bytes(payload[-2:], "little")
    dst, src, _, check, _, _, _, length = _HEADER.unpack_from(checked)
    data = checked[_HEADER.size :]
    if check != _CRC16 or len(data) != length or arc(checked) != crc:
        return None
    return Frame(dst, src, decode_body(data))
