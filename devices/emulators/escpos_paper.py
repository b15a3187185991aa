"""What comes out of the emulated printer: commands and characters to lines of a slip."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from devices.emulators.escpos_stream import Piece

ALIGN = {0: "left", 1: "center", 2: "right", 48: "left", 49: "center", 50: "right"}
DOTS_A_PLACE = 12
Line = dict[str, Any]
# Obeyed by a real printer, and nothing that a reader of the slip would see.
UNSEEN = frozenset(
    (
        *(b"\x1b%c" % c for c in b"t 32{-MRGp"),
        *(b"\x1c%c" % c for c in b"&.SC-"),
        *(b"\x1d%c" % c for c in b"hwHfBLWP"),
        b"\x1c(A",
    )
)


@dataclass(frozen=True)
class Style:
    """How the next character comes out."""

    width: int = 1
    height: int = 1
    align: str = "left"
    bold: bool = False


@dataclass
class Slip:
    """The paper between two cuts."""

    lines: list[Line] = field(default_factory=list)
    text: str = ""
    style: Style = field(default_factory=Style)


class Paper:
    """Prints piece by piece. on_line: a line is out; on_cut: a slip fell; unknown: not understood."""

    def __init__(
        self,
        on_line: Callable[[], None],
        on_cut: Callable[[Slip], None],
        unknown: Callable[[str], None],
    ) -> None:
        self.slip = Slip()
        self._on_line = on_line
        self._on_cut = on_cut
        self._unknown = unknown
        self._style = Style()
        self._qr = {"data": "", "module": 3}
        self._stored: Line | None = None
        self._commands: dict[bytes, Callable[[bytes], None]] = {
            b"\n": lambda _: self._end_line(),
            b"\r": lambda _: None,
            b"\x00": lambda _: None,
            b"\x1b@": lambda _: self._restart(),
            b"\x1ba": lambda d: self._restyle(align=ALIGN.get(d[0], "left")),
            b"\x1bE": lambda d: self._restyle(bold=bool(d[0] & 1)),
            b"\x1b!": self._print_mode,
            b"\x1c!": self._chinese_mode,
            b"\x1d!": lambda d: self._size(1 + (d[0] >> 4 & 7), 1 + (d[0] & 7)),
            b"\x1bd": lambda d: self._put({"feed": d[0]}),
            b"\x1bJ": lambda d: self._put({"feed_dots": d[0]}),
            b"\x1b$": lambda d: self._move(_le(d) - self._at() * DOTS_A_PLACE),
            b"\x1b\\": lambda d: self._move(_le(d)),
            b"\x1dk": lambda d: self._put({"barcode": _barcode(d)}),
            b"\x1dv": lambda d: self._put(_raster(8 * _le(d[2:4]), _le(d[4:6]), d[6:])),
            b"\x1d(k": self._symbol,
            b"\x1d(L": lambda d: self._graphics(d[2:]),
            b"\x1d8L": lambda d: self._graphics(d[4:]),
            b"\x1dV": self._cut,
        }

    def print(self, piece: Piece) -> None:
        """One character or command."""
        code = piece.name or piece.data
        if piece.name or piece.data < b" ":
            if command := self._commands.get(code):
                command(piece.data)
            elif code not in UNSEEN:
                self._unknown(code.hex(" "))
            return
        if not self.slip.text.strip():
            self.slip.style = self._style
        coding = "gb18030" if piece.data[0] >= 0x81 and len(piece.data) > 1 else "cp437"
        self.slip.text += piece.data.decode(coding, "replace")

    def _end_line(self) -> None:
        text, self.slip.text = self.slip.text, ""
        style = self.slip.style if text else self._style
        self._put({"text": text, **vars(style)})

    def _put(self, line: Line) -> None:
        if self.slip.text:
            self._end_line()
        self.slip.lines.append(line)
        self._on_line()

    def _cut(self, how: bytes) -> None:
        if self.slip.text:
            self._end_line()
        if how[0] >= 65 and how[1]:
            self._put({"feed_dots": how[1]})
        slip, self.slip = self.slip, Slip()
        self._on_cut(slip)

    def _restart(self) -> None:
        self._style = Style()
        self.slip.text = ""

    def _restyle(self, **changes: Any) -> None:
        self._style = replace(self._style, **changes)

    def _size(self, width: int, height: int) -> None:
        self._restyle(width=width, height=height)

    def _print_mode(self, data: bytes) -> None:
        self._size(2 if data[0] & 0x20 else 1, 2 if data[0] & 0x10 else 1)
        self._restyle(bold=bool(data[0] & 0x08))

    def _chinese_mode(self, data: bytes) -> None:
        self._size(2 if data[0] & 0x04 else 1, 2 if data[0] & 0x08 else 1)

    def _at(self) -> int:
        """Places of the line that are used."""
        return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in self.slip.text)

    def _move(self, dots: int) -> None:
        self.slip.text += " " * max(0, dots // DOTS_A_PLACE)

    def _symbol(self, data: bytes) -> None:
        """GS ( k: pL pH cn fn parameters; cn 49 is QR."""
        kind, function, rest = data[2:3], data[3], data[4:]
        if kind != b"1":
            self._unknown(f"1d 28 6b … {kind.hex()}")
        elif function == 0x43:
            self._qr["module"] = rest[0]
        elif function == 0x50:
            self._qr["data"] = rest[1:].decode("utf-8", "replace")
        elif function == 0x51:
            self._put({"qr": self._qr["data"], "module": self._qr["module"], "align": self._style.align})

    def _graphics(self, data: bytes) -> None:
        """GS ( L and GS 8 L: m fn parameters; fn 112 keeps a raster, fn 50 prints it."""
        if data[1:2] == b"p":
            self._stored = _raster(_le(data[6:8]), _le(data[8:10]), data[10:])
        elif data[1:2] in (b"2", b"\x02") and self._stored:
            self._put(self._stored)


def _raster(width: int, height: int, data: bytes) -> Line:
    return {"raster": [width, height], "bits": data.hex()}


def _barcode(data: bytes) -> str:
    """Without its length (the newer form) or its end (the older one)."""
    return (data[2:] if data[0] >= 65 else data[1:-1]).decode("latin-1")


def _le(number: bytes) -> int:
    return int.from_bytes(number, "little")
