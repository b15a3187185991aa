"""平安力合 cards, any number on one line. Source: the manual named in `devices.codecs.lihe`.

`old`: cards from before V2.1, which acknowledge nothing and have no version.
"""

import re

from devices.emulators.far_end import LINE_FAULTS
from devices.emulators.panel import Panel
from devices.emulators.signs import Signs

START = re.compile(rb"[\xa0\xaa]")
COLOURS = ("red", "green", "yellow")
MODES = {1: "left", 2: "up", 3: "down", 4: "cover_down", 5: "cover_up", 6: "inverse", 7: "blink", 8: "static"}
LONGEST = 300
CARD_TYPE, CARD_VERSION = 0xA3, 3  # as the card of V16


def sealed(*inside: int) -> bytes:
    """A reply: from the length on, the sum's low byte modulo 100."""
    total = sum(inside) + len(inside)
    return bytes([0xA0, len(inside), *inside, total % 256 % 100, 0xFF])


class Lihe(Signs):
    """Cards at these addresses."""

    KIND = "lihe"
    FAULTS = LINE_FAULTS - {"nack"}

    def __init__(self, addresses: list[int], *, baud: int | None = None, old: bool = False) -> None:
        super().__init__(addresses, baud=baud)
        self._old = old

    def _frames(self, now: float) -> None:
        while found := START.search(self._buffer):
            data = self._buffer = self._buffer[found.start() :]
            end = end_of(data)
            if possible(data) and end > len(data) and len(data) < LONGEST:
                return
            frame = data[:end]
            if possible(data) and sound(frame):
                self._obey(frame, now)
                self._buffer = data[end:]
            else:
                self.bad_frames += 1
                self._buffer = data[1:]
        self._buffer = b""

    def _obey(self, frame: bytes, now: float) -> None:
        address = frame[1] if frame[0] == 0xAA else frame[3]
        panel = self.panels.get(address)
        if panel is None:
            return
        panel.frames += 1
        if frame[0] == 0xAA:
            colour = COLOURS[frame[9] % 3]
            text = frame[11:-1].decode("gbk", "replace")
            panel.write(
                [{"text": text.strip(" "), "colour": colour}], MODES.get(frame[6], str(frame[6])), now
            )
            self._answer(address, now, len(frame), 0x14, address, 0x50)
        elif frame[2] == 0x98:
            self._answer(address, now, len(frame), 0x98, address, 0x50, CARD_TYPE, CARD_VERSION)
        elif frame[2] == 0x28:
            self._sentence(panel, frame[4:-2], now)
            self._answer(address, now, len(frame), 0x14, address, 0x50)

    def _sentence(self, panel: Panel, data: bytes, now: float) -> None:
        text = {0: "欢迎光临", 2: "暂停服务"}.get(data[0], "")
        if data[0] in (1, 4) and len(data) >= 4:
            number = f"{chr(data[4]) if len(data) > 4 else ''}{data[1] * 100 + data[2]:04d}"
            text = f"请{number}号到{data[3]:02d}号窗口" if data[0] == 1 else f"正在办理{number}号"
        panel.write([{"text": text, "colour": "red"}], "static", now)

    def _answer(self, address: int, now: float, heard: int, *inside: int) -> None:
        if self._old:
            return
        if self._fault("wrong_address", address):
            inside = (inside[0], inside[1] + 1, *inside[2:])
        self._reply(sealed(*inside), now, address, heard=heard)


def end_of(data: bytes) -> int:
    """Where the frame at the front ends; beyond the data if that is not there yet."""
    if data[0] == 0xA0:
        return data[1] + 4 if len(data) > 1 else 4
    return data.find(0xFF, 11) + 1 or LONGEST


def possible(frame: bytes) -> bool:
    """Whether the head of it is one."""
    if frame[0] == 0xA0:
        return len(frame) < 2 or 2 <= frame[1] <= 12
    return frame[2:4] in (b"", b"\xbb", b"\xbb\x51") and frame[4:5] in (b"", b"\x50", b"\x54")


def sound(frame: bytes) -> bool:
    """Whether its checksum is right."""
    if frame[0] == 0xA0:
        return frame[-1] == 0xFF and len(frame) == frame[1] + 4 and sum(frame[1:-2]) % 256 % 100 == frame[-2]
    return len(frame) > 11 and sum(frame[6:]) % 256 == frame[5]
