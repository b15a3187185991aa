"""An ESC/POS ticket printer that renders to text. Source: the manuals named in `devices.codecs`.

Status queries are answered as they come; everything else goes through the buffer and is printed only
while the printer can. Without paper, with the cover open, the cutter jammed or offline it stops between
two pieces, keeps the rest, and goes on when that is over: as real ones do, so a slip may come out late
and in two parts. A cutter that jammed stays in error after the jam is gone, until `DLE ENQ` or the switch;
`DLE ENQ 2` empties the buffer, but only of a printer in such an error, unless `clears` is on.

Faults beside the common ones: paper_near_end, paper_out (value: after that many lines), cover_open,
cutter, offline, power_off; manners of some models: clears (see above), xonxoff (13 when it stops, 11 when
it goes on), no_status_back (does not know 1D 61). Order: `{"op": "power_cycle"}` empties the buffer and
throws away the slip being printed. With a baud rate the bytes also take their time to arrive.
"""

from collections import deque

from devices.emulators.escpos_paper import Paper, Slip
from devices.emulators.escpos_stream import Piece, Stream
from devices.emulators.far_end import LINE_FAULTS, Answer, FarEnd, Order

KEPT = 20
FIRMWARE = b"EM-80 1.02"
STOPS = ("paper_out", "cover_open", "cutter", "offline", "power_off")
XON, XOFF = b"\x11", b"\x13"


class Printer(FarEnd):
    """One printer."""

    FAULTS = (LINE_FAULTS - {"nack", "wrong_address", "bad_crc"}) | {
        *STOPS,
        "paper_near_end",
        "clears",
        "xonxoff",
        "no_status_back",
    }

    def __init__(self, *, baud: int | None = None) -> None:
        super().__init__(baud=baud)
        self.tickets: deque[Answer] = deque(maxlen=KEPT)
        self.total = 0
        self.unknown: deque[str] = deque(maxlen=KEPT)
        self._lines_left: int | None = None
        self._status_back = 0
        self._said = b""
        self._jammed = False
        self._went_on = True
        self._coming: deque[tuple[float, bytes]] = deque()
        self._reset()

    def _reset(self) -> None:
        """As it is at power-up."""
        self._stream = Stream()
        self._queue: deque[Piece] = deque()
        self._paper = Paper(self._line_out, self._cut, self.unknown.append)
        self._status_back = 0
        self._jammed = False

    def _heard(self, data: bytes, now: float) -> None:
        if not self._char_s:
            self._take_in(data, now)
            return
        at = max(now, self._coming[-1][0] if self._coming else now)
        self._coming.extend((at + n * self._char_s, data[n - 1 : n]) for n in range(1, len(data) + 1))

    def transmit(self, now: float) -> bytes:
        """Bytes due to the host by now; those from it that have arrived by now are taken in first."""
        while self._coming and self._coming[0][0] <= now:
            at, byte = self._coming.popleft()
            self._take_in(byte, at)
        return super().transmit(now)

    def next_due(self) -> float | None:
        """When `transmit` will next have something to do."""
        due = [at for at in (super().next_due(), self._coming[0][0] if self._coming else None) if at]
        return min(due, default=None)

    def _take_in(self, data: bytes, now: float) -> None:
        if self._fault("power_off"):
            return
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
        self._jammed = self._jammed or bool(self._fault("cutter"))
        while self._queue and self._online():
            piece = self._queue.popleft()
            if piece.name == b"\x1da":
                self._status_back, self._said = piece.data[0], b""
                self._tell(now)
            elif piece.name == b"\x1dr":
                paper = (0x03 if self._near() else 0) | (0x0C if self._out() else 0)
                self._reply(bytes([paper if piece.data[0] in (1, 49) else 0]), now)
            elif piece.name == b"\x1dI":
                if piece.data[:1] == b"\x41":
                    self._reply(b"_" + FIRMWARE + b"\0", now)
            else:
                self._status_back *= piece.name != b"\x1b@"
                self._paper.print(piece)
        self._tell(now)

    def _line_out(self) -> None:
        if self._lines_left is not None:
            self._lines_left -= 1
            if self._lines_left <= 0:
                self._lines_left = None
                self._faults["paper_out", None] = None

    def _cut(self, slip: Slip) -> None:
        self.total += 1
        self.tickets.append({"seq": self.total, "cut": True, "lines": slip.lines})

    def _out(self) -> bool:
        return bool(self._fault("paper_out"))

    def _near(self) -> bool:
        return self._out() or bool(self._fault("paper_near_end"))

    def _online(self) -> bool:
        return not self._jammed and not any(self._fault(kind) for kind in STOPS)

    def _status(self, n: int) -> int:
        """The answer to DLE EOT n; the fixed bits make 12."""
        out, cover = self._out(), self._fault("cover_open")
        bits = {
            1: 0 if self._online() else 0x08,
            2: (0x04 if cover else 0) | (0x20 if out else 0) | (0x40 if self._jammed else 0),
            3: 0x08 if self._jammed else 0,
            4: (0x0C if self._near() else 0) | (0x60 if out else 0),
        }
        return 0x12 | bits.get(n, 0)

    def _tell(self, now: float) -> None:
        """Automatic status back: four bytes at each change, if the host asked for them. XOFF before."""
        online = self._online()
        if self._fault("xonxoff") and online is not self._went_on:
            self._owe(XON if online else XOFF, now)
        self._went_on = online
        status = bytes(
            [
                0x10 | (0 if online else 0x08) | (0x20 if self._fault("cover_open") else 0),
                0x08 if self._jammed else 0,
                (0x03 if self._near() else 0) | (0x0C if self._out() else 0),
                0,
            ]
        )
        if self._status_back and status != self._said and not self._fault("no_status_back"):
            self._said = status
            self._reply(status, now)

    def _recover(self, how: int) -> None:
        """DLE ENQ: after a jam was cleared, go on (1) or forget the rest (2)."""
        if how == 2 and (self._jammed or self._fault("clears")):
            self._queue.clear()
            self._paper = Paper(self._line_out, self._cut, self.unknown.append)
        self._jammed = bool(self._fault("cutter"))

    def _state(self) -> Answer:
        slip = self._paper.slip
        return {
            "kind": "printer",
            "tickets": list(self.tickets),
            "total": self.total,
            "current": {"lines": slip.lines, "text": slip.text},
            "buffered": len(self._queue) + self._stream.incomplete + len(self._coming),
            "paper": "out" if self._out() else "near_end" if self._near() else "ok",
            "cover_open": bool(self._fault("cover_open")),
            "cutter": self._jammed,
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
        if order.get("kind") == "power_off":
            self._reset()
        self._work(now)
        return answer
