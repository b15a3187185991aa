"""瑞泽 boards, any number on one line. Source: the page named in `devices.codecs.ruize`."""

import re

from devices.emulators.far_end import LINE_FAULTS, Answer
from devices.emulators.panel import Panel
from devices.emulators.signs import Signs

FRAME = re.compile(rb"([\x80-\xbf])([\xc0-\xc3])?(?:([HST])|([CDW])([\x00-\x19\x1b-\x7f]*)\x1a)")
BROKEN = re.compile(rb"[\x80-\xbf]")
COLOURS = ("", "red", "green", "yellow")
ANSWER = b"\x3b"
ANSWER_S = 0.0005


class Ruize(Signs):
    """Boards at these addresses."""

    KIND = "ruize"
    FAULTS = LINE_FAULTS - {"nack", "wrong_address", "bad_crc"}

    def __init__(self, addresses: list[int], *, baud: int | None = None) -> None:
        super().__init__(addresses, baud=baud)
        self._colours: dict[int, bytes] = {}

    def _frames(self, now: float) -> None:
        while found := FRAME.search(self._buffer):
            self.bad_frames += len(BROKEN.findall(self._buffer[: found.start()]))
            self._buffer = self._buffer[found.end() :]
            high = found[2][0] - 0xC0 if found[2] else 0
            command = (found[3] or found[4]).decode()
            self._obey(high * 64 + found[1][0] - 0x80, command, found[5] or b"", now, len(found[0]))

    def _obey(self, address: int, command: str, data: bytes, now: float, size: int) -> None:
        panel = self.panels.get(address)
        if panel is None:
            return
        panel.frames += 1
        match command:
            case "H":
                self._reply(ANSWER, now + ANSWER_S, address, heard=size)
            case "T":
                panel.clear()
            case "S":
                panel.blinking = False
            case "C":
                self._colours[address] = data[::2]
            case "D":
                self._show(panel, address, data, now)
            case "W":
                text = bytes(byte + 0x80 for byte in data if byte > 0x20).decode("gb2312", "replace")
                panel.write([{"text": text, "colour": "red"}], "static", now)

    def _show(self, panel: Panel, address: int, data: bytes, now: float) -> None:
        """Pair the nibbles, then give each character the colour of its first byte."""
        whole = re.sub(
            rb"[\x00-\x0f]{2}", lambda pair: bytes([pair[0][0] * 16 + pair[0][1]]), data, flags=re.DOTALL
        )
        colours = self._colours.get(address, b"")
        runs: list[Answer] = []
        at = 0
        for character in whole.decode("gbk", "replace"):
            code = colours[at] if at < len(colours) else 1
            colour = COLOURS[code] if code < len(COLOURS) else ""
            at += 1 if ord(character) < 0x80 else 2
            if runs and runs[-1]["colour"] == colour:
                runs[-1]["text"] += character
            else:
                runs.append({"text": character, "colour": colour})
        panel.write(runs, "static", now)
