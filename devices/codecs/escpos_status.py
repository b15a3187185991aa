"""ESC/POS, the printer's side of the talk: status bytes to facts, and the few orders that ask for them.

    host -> printer   10 04 n   tell status n (1 printer, 2 why offline, 3 error, 4 paper), answered at once
                      10 05 n   after a cutter jam was cleared: go on (1), or forget what is buffered (2)
                      1D 61 n   from here on tell every change unasked (FF) or nothing (00); obeyed in its
                                turn, like text, and answered at once when switched on
                      1D 49 41  tell the firmware's version; obeyed in its turn
    printer -> host   0xx1xx10  the answer to 10 04 n: one byte that does not say which n it answers
                      0xx1xx00  first of four bytes sent unasked (automatic status back), then three 0xx0xxxx
                      5F … 00   the answer to 1D 49 41, up to 80 letters; they could be status bytes
                      11, 13    XON and XOFF, anywhere

What the line does wrong: loses a byte, so that answers would slip by one n: ask one n at a time and
start again from n = 1 after silence. Resynchronise: the fixed bits above tell the first bytes apart.
A printer whose power fails may send 00: that begins nothing.

Source: Epson TM-T88III guide p. 318-324, TM-U220 guide p. 82-83, SRP-350 manual p. 8-9, Citizen CT-S310
p. 310, Sewoo LK-P p. 40, HPRT TP80K p. 74; 1D 49 from Epson's command reference (GS I).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Paper = Literal["ok", "near_end", "out"]
Fault = Literal["none", "cutter", "unrecoverable", "recoverable", "unknown"]

STATUS_QUERIES = (1, 2, 3, 4)
STATUS_BACK_OFF, STATUS_BACK_ON = b"\x1da\x00", b"\x1da\xff"
ASK_FIRMWARE = b"\x1dI\x41"
RESUME, FORGET = b"\x10\x05\x01", b"\x10\x05\x02"
FRAME = 4
MAX_KEPT = 81
_TEXT = 0x5F
_FAULTS: tuple[tuple[int, Fault], ...] = ((0x08, "cutter"), (0x20, "unrecoverable"), (0x44, "recoverable"))


def status_query(n: int) -> bytes:
    """Ask for status n, 1..4. Answered even while the printer is busy or offline."""
    return bytes([0x10, 0x04, n])


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says of itself."""

    online: bool
    cover_open: bool
    paper: Paper
    error: Fault

    @property
    def cause(self) -> str:
        """Why it cannot print: cutter, error, cover_open, paper_out or offline; "" when it can.

        An open cover or the end of the paper may be told as an error as well: the plainer word wins.
        """
        causes = (
            ("cutter", self.error == "cutter"),
            ("error", self.error == "unrecoverable"),
            ("cover_open", self.cover_open),
            ("paper_out", self.paper == "out"),
            ("error", self.error != "none"),
            ("offline", not self.online),
        )
        return next((cause for cause, true in causes if true), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """The byte that answers one status query."""

    bits: int


def status_of(replies: Mapping[int, Reply]) -> PrinterStatus:
    """The answers to queries 1..4 taken together."""
    printer, offline, error, paper = (replies[n].bits for n in STATUS_QUERIES)
    fault = _fault(error)
    if fault == "none" and offline & 0x40:
        fault = "unknown"
    out = bool(paper & 0x60 or offline & 0x20)
    return PrinterStatus(
        online=not printer & 0x08,
        cover_open=bool(offline & 0x04),
        paper="out" if out else "near_end" if paper & 0x0C else "ok",
        error=fault,
    )


def _status_back(frame: bytes) -> PrinterStatus:
    return PrinterStatus(
        online=not frame[0] & 0x08,
        cover_open=bool(frame[0] & 0x20),
        paper="out" if frame[2] & 0x0C else "near_end" if frame[2] & 0x03 else "ok",
        error=_fault(frame[1]),
    )


def _fault(bits: int) -> Fault:
    return next((name for mask, name in _FAULTS if bits & mask), "none")


@dataclass(frozen=True, slots=True)
class Firmware:
    """The answer to `ASK_FIRMWARE`."""

    text: str


class Decoder:
    """Bytes of the printer to `Reply`, `PrinterStatus` and `Firmware` messages. Holds `MAX_KEPT` bytes.

    A 5F that turns out to begin no text was noise: what came behind it is read as status after all.
    """

    def __init__(self) -> None:
        self.bad_frames = 0
        self._frame = bytearray()
        self._text = bytearray()

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""
        messages: list[object] = []
        for byte in data:
            if byte not in (0x11, 0x13):
                self._take(byte, messages)
        return messages

    def flush(self) -> list[object]:
        """Drop a status or a text begun and not ended; status bytes that were taken for text come out."""
        messages: list[object] = []
        while self._text:
            self._no_text(messages)
        self._drop()
        return messages

    def _take(self, byte: int, messages: list[object]) -> None:
        if not self._text:
            self._status(byte, messages)
        elif byte == 0:
            messages.append(Firmware(self._text[1:].decode("ascii").strip()))
            self._text.clear()
        elif 0x20 <= byte <= 0x7E and len(self._text) < MAX_KEPT:
            self._text.append(byte)
        else:
            self._no_text(messages)
            self._take(byte, messages)

    def _status(self, byte: int, messages: list[object]) -> None:
        if byte & 0x93 == 0x12:
            self._drop()
            messages.append(Reply(byte))
        elif byte & 0x93 == 0x10:
            self._drop()
            self._frame.append(byte)
        elif byte == _TEXT:
            self._drop()
            self._text.append(byte)
        elif self._frame and not byte & 0x90:
            self._frame.append(byte)
            if len(self._frame) == FRAME:
                messages.append(_status_back(bytes(self._frame)))
                self._frame.clear()
        else:
            self._drop()
            self.bad_frames += 1

    def _no_text(self, messages: list[object]) -> None:
        behind = bytes(self._text[1:])
        self._text.clear()
        self.bad_frames += 1
        for byte in behind:
            self._take(byte, messages)

    def _drop(self) -> None:
        self.bad_frames += bool(self._frame)
        self._frame.clear()
