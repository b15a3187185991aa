"""双色屏 controllers, any number on one line. Source: the page named in `devices.codecs.shuangse`."""

from devices.emulators.far_end import Answer
from devices.emulators.signs import Signs

HEAD = b"\xa0\x90"
COLOURS = ("red", "green", "yellow")
LONGEST = 1024


class Shuangse(Signs):
    """Controllers at these addresses. The fault `nack` answers 55."""

    KIND = "shuangse"

    def _frames(self, now: float) -> None:
        while (start := self._buffer.find(HEAD)) >= 0:
            data = self._buffer = self._buffer[start:]
            if len(data) < 6:
                return
            length = data[4] * 256 + data[5]
            possible = data[3] == 0xA5 and length <= LONGEST
            if possible and len(data) < length + 7:
                return
            check = 0
            for byte in data[2 : length + 7]:
                check ^= byte
            if possible and check == 0:
                self._buffer = data[length + 7 :]
                self._show(data[2], data[6 : 6 + length], now)
            else:
                self.bad_frames += 1
                self._buffer = data[1:]
        self._buffer = self._buffer[-1:]

    def _show(self, address: int, data: bytes, now: float) -> None:
        panel = self.panels.get(address)
        if panel is None:
            return
        panel.frames += 1
        runs = runs_of(data)
        refused = runs is None or bool(self._fault("nack", address))
        if runs is not None and not refused:
            panel.write(runs, "static", now)
        said = address + 1 if self._fault("wrong_address", address) else address
        reply = HEAD + bytes([said % 256, 0xA5, 0x55 if refused else 0xAA])
        self._reply(reply, now, address, heard=len(data) + 7)


def runs_of(data: bytes) -> list[Answer] | None:
    """Characters with their colours, neighbours of one colour together; a lone space is a dark sign."""
    runs: list[Answer] = []
    rest = data
    while rest:
        width = 2 if rest[0] > 0x7F else 1
        if len(rest) <= width or rest[width] > 2:
            return None
        character, colour = rest[:width].decode("gbk", "replace"), COLOURS[rest[width]]
        if runs and runs[-1]["colour"] == colour:
            runs[-1]["text"] += character
        else:
            runs.append({"text": character, "colour": colour})
        rest = rest[width + 1 :]
    return [] if len(runs) == 1 and runs[0]["text"] == " " else runs
