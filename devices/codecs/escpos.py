"""ESC/POS: the ticket printer. Layout to bytes one way, status bytes to facts the other way.

    host -> printer   1B 40 · 1C 26 · text in GB 18030, 1D 21 size, 1B 61 align, 1D 28 6B QR, 1D 56 00 cut
                      10 04 n   tell status n (1 printer, 2 why offline, 3 error, 4 paper), answered at once
    printer -> host   0xx1xx10  the answer to 10 04 n: one byte that does not say which n it answers
                      0xx1xx00  first of four bytes sent unasked (automatic status back), then three 0xx0xxxx
                      11, 13    XON and XOFF, anywhere

What the line does wrong: loses a byte, so that answers would slip by one n: ask one n at a time and
start again from n = 1 after silence. Resynchronise: the fixed bits above tell the first bytes apart.

The layout is encoded by python-escpos except for text: its `text()` sends strings without a CJK
ideograph (`：`, `￥`, and so on) through code pages, as `?`. Chinese mode is switched on
here once and text goes out raw. Source: Epson TM-T88III guide p. 318–324, TM-U220 guide p. 82–83,
SRP-350 manual p. 8–9, Citizen CT-S310 p. 310, Sureprint SP91 p. 66, python-escpos 3.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from escpos.printer import Dummy

Align = Literal["left", "center", "right"]
Paper = Literal["ok", "near_end", "out"]
Fault = Literal["none", "cutter", "unrecoverable", "recoverable", "unknown"]

STATUS_QUERIES = (1, 2, 3, 4)
_FAULTS: tuple[tuple[int, Fault], ...] = ((0x08, "cutter"), (0x20, "unrecoverable"), (0x44, "recoverable"))


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph; the printer wraps what is too wide. width and height 1..8 times."""

    text: str
    width: int = 1
    height: int = 1
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, model 2, error correction M, centred; module: dots per square."""

    data: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut through. Feed the slip past the knife first."""


Element = Text | Rule | Feed | Qr | Cut


def encode(layout: Sequence[Element], columns: int) -> bytes:
    """A whole job; columns: half-width characters a line at size 1."""
    from escpos.constants import PAPER_FULL_CUT  # noqa: PLC0415 - slow to import
    from escpos.printer import Dummy  # noqa: PLC0415

    out = Dummy()
    out.hw("INIT")
    out._raw(b"\x1c\x26")
    style = Text("")
    for element in layout:
        match element:
            case Text():
                _restyle(out, style, element)
                out._raw(_plain(element.text) + b"\n")
                style = element
            case Rule():
                rule = Text("-" * columns)
                _restyle(out, style, rule)
                out._raw(_plain(rule.text) + b"\n")
                style = rule
            case Feed(lines):
                out.print_and_feed(lines)
            case Qr(data, module):
                centred = Text("", style.width, style.height, "center", style.bold)
                _restyle(out, style, centred)
                out.qr(data, ec=1, size=module, native=True)
                style = centred
            case Cut():
                out._raw(PAPER_FULL_CUT)
    return bytes(out.output)


def _restyle(out: "Dummy", was: Text, style: Text) -> None:
    """Send only what changes."""
    if style.align != was.align:
        out.set(align=style.align)
    if (style.width, style.height) != (was.width, was.height):
        out.set(custom_size=True, width=style.width, height=style.height)
    if style.bold != was.bold:
        out.set(bold=style.bold)


def _plain(text: str) -> bytes:
    """Text without control characters: one of them could be a command."""
    return "".join(c for c in text if c.isprintable() or c == "\n").encode("gb18030", "replace")


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
        """Why it cannot print: error, cutter, cover_open, paper_out or offline; "" when it can."""
        if self.error != "none":
            return "cutter" if self.error == "cutter" else "error"
        if self.cover_open:
            return "cover_open"
        if self.paper == "out":
            return "paper_out"
        return "" if self.online else "offline"


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


class Decoder:
    """Bytes of the printer to `Reply` and `PrinterStatus` messages. Holds at most three bytes."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._frame = bytearray()

    def feed(self, data: bytes) -> list[object]:
        """Messages completed by these bytes. Never raises."""
        messages: list[object] = []
        for byte in data:
            if byte in (0x11, 0x13):
                continue
            if byte & 0x93 == 0x12:
                self.flush()
                messages.append(Reply(byte))
            elif byte & 0x93 == 0x10:
                self.flush()
                self._frame.append(byte)
            elif self._frame and not byte & 0x90:
                self._frame.append(byte)
                if len(self._frame) == 4:
                    messages.append(_status_back(bytes(self._frame)))
                    self._frame.clear()
            else:
                self.flush()
                self.bad_frames += 1
        return messages

    def flush(self) -> list[object]:
        """Drop a status begun and not ended."""
        if self._frame:
            self.bad_frames += 1
            self._frame.clear()
        return []
