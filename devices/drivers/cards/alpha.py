"""Alpha / BetaBrite signs: ASCII only, and silent, so a text is "sent" unless the sign can acknowledge.

A call stands in the priority file, which is shown over everything and always exists; all else stands in
file A. The priority file is released with each such text, not only once: a release that was lost would
leave a call on show for ever. A dark sign is an empty text in the priority file.

When the line opens the memory is configured for file A, so that whatever was on the sign before is gone.
That clears the sign for a few seconds; `configure=False` relies on the A that a new sign has.
"""

import re
import time
from collections.abc import Mapping, Sequence

from devices.codecs import alpha
from devices.codecs.alpha_commands import (
    PRIORITY,
    PRIORITY_MAX,
    Acknowledge,
    Colour,
    Command,
    File,
    Memory,
    Mode,
    Release,
    RunSequence,
    Text,
)
from devices.drivers.cards.card import Answer, Face, Look, Step

IDLE_FILE, IDLE_SIZE = "A", 256
PAUSE_S = 0.3  # signs lose a packet 0.1 s after another, and none after 0.25 s
CLEAR_S = 2.0  # how long a cleared sign hears nothing; at least 1 s was seen to be enough
REPLY_S = 1.0
CHAR_PX = 6
PASSING = ("checksum", "timeout", "framing", "parity")
SERVING = "NOW "
WORDS = {
    "请您评价": "PLEASE RATE",
    "请稍候": "PLEASE WAIT",
    "暂停服务": "PAUSED",
    "暂未开放": "CLOSED",
    "今日服务已结束,谢谢": "CLOSED",
    "欢迎光临": "WELCOME",
    "正在办理": "NOW",
    "号窗口": "",
    "工号": "No.",
    "到": " > ",
    "请": "",
    "号": "",
}


class AlphaCard:
    """address: 1 to 255, or 0 for a sign alone on its line. width: pixels; rows: lines of text.

    acknowledges: the sign can be told to answer (Alpha protocol 2.0 and later), so it can be "in step".
    seven_bits: the sign is set to 7E1, the factory setting of many; the line itself stays 8N1.
    words: what to say for Chinese words; what is in none of them is shown as `?`.
    """

    dims = False

    def __init__(  # noqa: PLR0913 - the card's settings, all but the address named
        self,
        address: int,
        *,
        width: int = 80,
        rows: int = 1,
        acknowledges: bool = False,
        seven_bits: bool = False,
        checksums: bool = True,
        configure: bool = True,
        words: Mapping[str, str] = WORDS,
    ) -> None:
        if not 0 <= address <= 0xFF:
            raise ValueError(f"address: {address}; an Alpha sign has 1 to 255, or 0 for whichever is there")
        self.address = address
        self.confirms = acknowledges
        self._chars = width // CHAR_PX
        self._rows = rows
        self._seven_bits = seven_bits
        self._checksums = checksums
        self._configure = configure
        self._words = words

    @property
    def face(self) -> Face:
        """Card contract."""
        return Face(self._chars, self._rows, scrolls=True, ascii=True)

    def new_decoder(self) -> alpha.Decoder:
        """Card contract."""
        return alpha.Decoder(seven_bits=self._seven_bits)

    def prepare(self, now: time.struct_time) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract. The first step finds out whether a sign that should answer is there; if it answers
        only from the next packet on, it is asked twice. What follows is waited out, long enough for its
        answers not to be taken for those to a text: clearing may silence a sign, or make it forget.
        """
        pause = REPLY_S if self.confirms else PAUSE_S
        steps = []
        if self._configure:
            steps = [
                self._step(Memory(), CLEAR_S, answered=False),
                self._step(Memory((File(IDLE_FILE, IDLE_SIZE),)), pause, answered=False),
                self._step(RunSequence(IDLE_FILE), pause, answered=False),
            ]
        if self.confirms:
            again = [self._step(Acknowledge(True), pause, answered=False)] if steps else []
            steps = [self._step(Acknowledge(True), REPLY_S), *steps, *again]
        return steps

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract. Brightness is left alone: only outdoor signs know it."""
        if not look.text:
            return (self._write(Text(PRIORITY, "")),)
        if look.call:
            return (self._write(self._text(PRIORITY, look, PRIORITY_MAX)),)
        return (self._write(self._text(IDLE_FILE, look, IDLE_SIZE)), self._write(Release()))

    def ping(self) -> None:
        """Card contract. A sign answers no question that does not disturb what it shows."""

    def answer(self, message: object, asked: Step | None) -> Answer | None:
        """Card contract. Answers carry no address: they are for whoever asked."""
        if asked is None or not self.confirms:
            return None
        match message:
            case alpha.Ack() if asked.answered:  # a step that is waited out is not cut short by a yes
                return Answer()
            case alpha.Nack() as nack:
                return Answer(nack.name, passing=nack.name in PASSING)
        return None

    def _write(self, command: Command) -> Step:
        if self.confirms:
            return self._step(command, REPLY_S)
        return self._step(command, PAUSE_S, answered=False)

    def _step(self, command: Command, reply_s: float, *, answered: bool = True) -> Step:
        packet = alpha.Packet(alpha.address_of(self.address), (command,), self._checksums)
        frame = alpha.encode(packet)
        return Step(alpha.even_parity(frame) if self._seven_bits else frame, reply_s, answered)

    def _text(self, label: str, look: Look, size: int) -> Text:
        said = self._said(look)
        lines = said.split("\n")
        fits = len(lines) <= self._rows and all(len(line) <= self._chars for line in lines)
        text = said if fits else " ".join(lines)
        stands = Mode.FLASH if look.call else Mode.HOLD
        mode = stands if fits else Mode.ROTATE
        return Text(label, text[: size - 8], mode.value, Colour.RED.value if look.call else "")

    def _said(self, look: Look) -> str:
        if look.number and not look.text.isascii():
            return look.number if look.call else SERVING + look.number
        return in_ascii(look.text, self._words)


def in_ascii(text: str, words: Mapping[str, str] = WORDS) -> str:
    """The text in letters that every sign has.

    >>> in_ascii("请A001到3号窗口"), in_ascii("暂停服务"), in_ascii("社保局 张三 工号1003")
    ('A001 > 3', 'PAUSED', '? ? No.1003')
    """
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, words[word])
    return "\n".join(re.sub(r"[^ -~]+", "?", line).strip() for line in text.split("\n"))
