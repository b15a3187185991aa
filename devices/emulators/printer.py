"""An ESC/POS ticket printer that renders to text. Source: the manuals named in `devices.codecs.escpos`.

Status queries are answered as they come; everything else goes through the buffer and is printed only
while the printer can. Without paper, with the cover open, the cutter jammed or offline it stops between
two pieces, keeps the rest, and goes on when that is over: as real ones do, so a slip may come out late
and in two parts.

Faults beside the common ones: paper_near_end, paper_out (value: after that many lines), cover_open,
cutter, offline. Orders: `{"op": "power_cycle"}` empties the buffer and throws away the slip being
printed.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from devices.emulators.escpos_stream import Piece, Stream
from devices.emulators.far_end import LINE_FAULTS, Answer, FarEnd, Order

ALIGN = {0: "left", 1: "center", 2: "right", 48: "left", 49: "center", 50: "right"}
KEPT = 20
Line = dict[str, Any]


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


class Printer(FarEnd):
    """One printer."""

    FAULTS = LINE_FAULTS | {"paper_near_end", "paper_out", "cover_open", "cutter", "offline"}

    def __init__(self, *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.tickets: deque[Answer] = deque(maxlen=KEPT)
        self.total = 0
        self.unknown: deque[str] = deque(maxlen=KEPT)
        self._lines_left: int | None = None
        self._status_back = 0
        self._said = b""
        self._reset()
        self._commands: dict[bytes, Callable[[bytes], None]] = {
            b"\n": lambda _: self._end_line(),
            b"\r": lambda _: None,
            b"\x1b@": lambda _: self._restyle(Style()),
            b"\x1ba": lambda d: self._restyle(replace(self._style, align=ALIGN.get(d[0], "left"))),
            b"\x1bE": lambda d: self._restyle(replace(self._style, bold=bool(d[0] & 1))),
            b"\x1b!": self._print_mode,
            b"\x1c!": self._chinese_mode,
            b"\x1d!": lambda d: self._size(1 + (d[0] >> 4 & 7), 1 + (d[0] & 7)),
            b"\x1bd": lambda d: self._put({"feed": d[0]}),
            b"\x1bJ": lambda d: self._put({"feed_dots": d[0]}),
            b"\x1dk": lambda d: self._put({"barcode": d[2:].decode("latin-1")}),
            b"\x1dv": lambda d: self._put({"raster": [8 * (d[2] | d[3] << 8), d[4] | d[5] << 8]}),
            b"\x1d(k": self._symbol,
            b"\x1dV": lambda _: self._cut(),
        }

    def _reset(self) -> None:
        self._stream = Stream()
        self._queue: deque[Piece] = deque()
        self._style = Style()
        self._slip = Slip()
        self._qr = {"data": "", "module": 3}

    def _heard(self, data: bytes, now: float) -> None:
        for piece in self._stream.feed(data):
            if piece.name == b"\x10\x04":
                self._reply(bytes([self._status(piece.data[0])]), now)
            elif piece.name == b"\x10\x05":
                self._recover(piece.data[0])
            else:
                self._queue.append(piece)
        self._work(now)

    def _work(self, now: float) -> None:
        """Print what the buffer holds while nothing stops it."""
        while self._queue and self._online():
            piece = self._queue.popleft()
            if piece.name == b"\x1da":
                self._status_back, self._said = piece.data[0], b""
                self._tell(now)
            elif piece.name == b"\x1dr":
                paper = (0x03 if self._near() else 0) | (0x0C if self._out() else 0)
                self._reply(bytes([paper if piece.data[0] in (1, 49) else 0]), now)
            else:
                self._print(piece)
        self._tell(now)

    def _print(self, piece: Piece) -> None:
        if piece.name or piece.data < b" ":
            command = self._commands.get(piece.name or piece.data)
            if command is not None:
                command(piece.data)
            elif piece.name not in (b"\x1c&", b"\x1c.", b"\x1bt", b"\x1dh", b"\x1dw", b"\x1dH", b"\x1df"):
                self.unknown.append((piece.name or piece.data).hex(" "))
            return
        if not self._slip.text:
            self._slip.style = self._style
        coding = "gb18030" if piece.data[0] >= 0x81 and len(piece.data) > 1 else "cp437"
        self._slip.text += piece.data.decode(coding, "replace")

    def _end_line(self) -> None:
        text, self._slip.text = self._slip.text, ""
        style = self._slip.style if text else self._style
        self._put(
            {
                "text": text,
                "width": style.width,
                "height": style.height,
                "align": style.align,
                "bold": style.bold,
            }
        )

    def _put(self, line: Line) -> None:
        if self._slip.text:
            self._end_line()
        self._slip.lines.append(line)
        if self._lines_left is not None:
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self._faults["paper_out", None] = None

    def _cut(self) -> None:
        if self._slip.text:
            self._end_line()
        self.total += 1
        self.tickets.append({"seq": self.total, "cut": True, "lines": self._slip.lines})
        self._slip = Slip()

    def _restyle(self, style: Style) -> None:
        self._style = style

    def _size(self, width: int, height: int) -> None:
        self._style = replace(self._style, width=width, height=height)

    def _print_mode(self, data: bytes) -> None:
        self._size(2 if data[0] & 0x20 else 1, 2 if data[0] & 0x10 else 1)
        self._style = replace(self._style, bold=bool(data[0] & 0x08))

    def _chinese_mode(self, data: bytes) -> None:
        self._size(2 if data[0] & 0x04 else 1, 2 if data[0] & 0x08 else 1)

    def _symbol(self, data: bytes) -> None:
        """GS ( k: pL pH cn fn parameters; cn 49 is QR."""
        kind, function, rest = data[2:3], data[3], data[4:]
        if kind != b"1":
            self.unknown.append(f"1d 28 6b … {kind.hex()}")
        elif function == 0x43:
            self._qr["module"] = rest[0]
        elif function == 0x50:
            self._qr["data"] = rest[1:].decode("utf-8", "replace")
        elif function == 0x51:
            self._put({"qr": self._qr["data"], "module": self._qr["module"], "align": self._style.align})

    def _out(self) -> bool:
        return bool(self._fault("paper_out"))

    def _near(self) -> bool:
        return self._out() or bool(self._fault("paper_near_end"))

    def _online(self) -> bool:
        return not any(self._fault(kind) for kind in ("paper_out", "cover_open", "cutter", "offline"))

    def _status(self, n: int) -> int:
        """The answer to DLE EOT n; the fixed bits make 12."""
        out, cover, cutter = self._out(), self._fault("cover_open"), self._fault("cutter")
        bits = {
            1: 0 if self._online() else 0x08,
            2: (0x04 if cover else 0) | (0x20 if out else 0) | (0x40 if cutter else 0),
            3: 0x08 if cutter else 0,
            4: (0x0C if self._near() else 0) | (0x60 if out else 0),
        }
        return 0x12 | bits.get(n, 0)

    def _tell(self, now: float) -> None:
        """Automatic status back: four bytes at each change, if the host asked for them."""
        cover, cutter = bool(self._fault("cover_open")), bool(self._fault("cutter"))
        status = bytes(
            [
                0x10 | (0 if self._online() else 0x08) | (0x20 if cover else 0),
                0x08 if cutter else 0,
                (0x03 if self._near() else 0) | (0x0C if self._out() else 0),
                0,
            ]
        )
        if self._status_back and status != self._said:
            self._said = status
            self._reply(status, now)

    def _recover(self, how: int) -> None:
        """DLE ENQ: after a jam was cleared, go on (1) or forget the rest (2)."""
        self._faults.pop(("cutter", None), None)
        if how == 2:
            self._queue.clear()
            self._slip = Slip()

    def _state(self) -> Answer:
        return {
            "kind": "printer",
            "tickets": list(self.tickets),
            "total": self.total,
            "current": {"lines": self._slip.lines, "text": self._slip.text},
            "buffered": len(self._queue) + self._stream.incomplete,
            "paper": "out" if self._out() else "near_end" if self._near() else "ok",
            "cover_open": bool(self._fault("cover_open")),
            "cutter": bool(self._fault("cutter")),
            "online": self._online(),
            "unknown": list(self.unknown),
        }

    def _do(self, op: str, order: Order, now: float) -> Answer:
        if op != "power_cycle":
            return super()._do(op, order, now)
        self._reset()
        return {}

    def request(self, order: Order, now: float) -> Answer:
        """As every device; a fault that ends lets the buffer print on."""
        after = order.get("value")
        if order.get("kind") == "paper_out" and order.get("on", True) and after:
            self._lines_left = int(after)
            return {}
        answer = super().request(order, now)
        self._work(now)
        return answer
