"""ESC/POS as a printer reads it: a stream cut into text, commands and counted blocks.

`DLE EOT n` is a command of its own wherever it stands between others, even in the middle of a line of
text, but not inside the bytes of another command or of a counted block (QR data, raster): there it is
data.
"""

from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
# Number of parameter bytes of the commands whose length is fixed.
FIXED = {
    b"\x1b@": 0, b"\x1ba": 1, b"\x1bd": 1, b"\x1bJ": 1, b"\x1bt": 1, b"\x1b!": 1, b"\x1bE": 1, b"\x1b-": 1,
    b"\x1bG": 1, b"\x1bM": 1, b"\x1bR": 1, b"\x1b3": 1, b"\x1b2": 0, b"\x1bp": 3, b"\x1b ": 1, b"\x1b{": 1,
    b"\x1b$": 2, b"\x1b\\": 2, b"\x1c&": 0, b"\x1c.": 0, b"\x1c!": 1, b"\x1c-": 1, b"\x1cS": 2, b"\x1cC": 1,
    b"\x1d!": 1, b"\x1dB": 1, b"\x1dH": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1df": 1, b"\x1da": 1, b"\x1dr": 1,
    b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x1db": 1, b"\x1dI": 1, b"\x10\x04": 1, b"\x10\x05": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """name: the command's first bytes, b"" for text; data: its parameters, or the text's bytes."""

    name: bytes
    data: bytes


class Stream:
    """Cuts the bytes received so far; keeps what is not complete."""

    def __init__(self) -> None:
        self.chinese = True  # as a printer for the Chinese market is at power-up
        self._buffer = b""

    def feed(self, data: bytes) -> list[Piece]:
        """Pieces completed by these bytes."""
        self._buffer += data
        pieces = []
        at = 0
        while found := self._cut(self._buffer[at : at + 8], at):
            piece, size = found
            at += size
            pieces.append(piece)
            if piece.name in (b"\x1b@", b"\x1c&", b"\x1c."):
                self.chinese = piece.name != b"\x1c."
        self._buffer = self._buffer[at:]
        return pieces

    @property
    def incomplete(self) -> int:
        """Bytes of a command begun and not ended."""
        return len(self._buffer)

    def _cut(self, head: bytes, at: int) -> tuple[Piece, int] | None:
        if not head:
            return None
        if head[0] not in (ESC, FS, GS, DLE):
            return self._cut_text(head)
        if len(head) < 2:
            return None
        if head[:2] in FIXED:
            return self._take(at, 2, FIXED[head[:2]])
        if head[:2] == b"\x1c(":
            return self._take(at, 3, 2 + _le(head[3:5])) if len(head) >= 5 else None
        if head[0] == GS:
            return self._cut_counted(head, at)
        return self._take(at, 2, 0)

    def _cut_text(self, head: bytes) -> tuple[Piece, int] | None:
        size = 1
        if self.chinese and 0x81 <= head[0] <= 0xFE:
            if len(head) < 2:
                return None
            size = 4 if 0x30 <= head[1] <= 0x39 else 2
        return (Piece(b"", head[:size]), size) if len(head) >= size else None

    def _cut_counted(self, head: bytes, at: int) -> tuple[Piece, int] | None:
        """GS commands that carry their own length."""
        if len(head) < 3:
            return None
        if head[1:2] == b"V":
            return self._take(at, 2, 2 if head[2] in (65, 66, 97, 98, 103, 104) else 1)
        if head[1:2] == b"k":
            return self._cut_barcode(head, at)
        if head[1:2] == b"(":
            return self._take(at, 3, 2 + _le(head[3:5])) if len(head) >= 5 else None
        if head[1:2] == b"8":
            return self._take(at, 3, 4 + _le(head[3:7])) if len(head) >= 7 else None
        if head[1:2] == b"v":
            return self._take(at, 2, 6 + _le(head[4:6]) * _le(head[6:8])) if len(head) >= 8 else None
        return self._take(at, 2, 0)

    def _cut_barcode(self, head: bytes, at: int) -> tuple[Piece, int] | None:
        if head[2] >= 65:
            return self._take(at, 2, 2 + head[3]) if len(head) >= 4 else None
        end = self._buffer.find(b"\x00", at + 3)
        return self._take(at, 2, end - at - 1) if end >= 0 else None

    def _take(self, at: int, name: int, data: int) -> tuple[Piece, int] | None:
        piece = self._buffer[at : at + name + data]
        return (Piece(piece[:name], piece[name:]), name + data) if len(piece) == name + data else None


def _le(number: bytes) -> int:
    return int.from_bytes(number, "little")
