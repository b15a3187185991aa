"""Seven-segment displays on Modbus-RTU: the number called or served and nothing else. Each write is answered.

The answer repeats what was written, or where and how much, so a display is "in step". An adapter that
returns our own bytes would look like a display that agrees: such a line needs the bus's `echo`.
"""

import time
from collections.abc import Sequence

from devices.codecs import digits
from devices.drivers.cards.card import Answer, Face, Look, Step

REPLY_S = 1.0  # displays answer in milliseconds, gateways take longer
PASSING = ("later", "busy")


class DigitsCard:
    """address: the display's unit, 1 to 247. places: how many digits it has.

    letters: it can show text (register 70), so `A012` is `A012` and no number is dark; else only the
    figures of a number are sent, and 0 for none. reads: it answers function 03, and if only to refuse it.
    """

    confirms = True
    dims = False

    def __init__(self, address: int, *, places: int = 6, letters: bool = True, reads: bool = True) -> None:
        if not 1 <= address <= digits.LAST_UNIT:
            raise ValueError(f"address: {address}; a display has 1 to {digits.LAST_UNIT}")
        if not 1 <= places <= 2 * digits.MAX_REGISTERS:
            raise ValueError(f"places: {places}; a display has 1 to {2 * digits.MAX_REGISTERS}")
        self.address = address
        self._places = places
        self._letters = letters
        self._reads = reads

    @property
    def face(self) -> Face:
        """Card contract. Numbers alone; the text is not looked at."""
        return Face(self._places, ascii=True)

    def new_decoder(self) -> digits.Decoder:
        """Card contract."""
        return digits.Decoder()

    def prepare(self, now: time.struct_time) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        return ()

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        if self._letters:
            text = "-" * self._places if look.paused else look.number
            return (self._step(digits.show_text(self.address, text, self._places)),)
        figures = "".join(c for c in look.number if c.isascii() and c.isdigit())
        return (self._step(digits.show_number(self.address, int(figures or 0))),)

    def ping(self) -> Step | None:
        """Card contract."""
        return self._step(digits.Read(self.address, digits.VALUE)) if self._reads else None

    def answer(self, message: object, asked: Step | None) -> Answer | None:
        """Card contract. Answers are told apart by what they repeat."""
        if asked is None:
            return None
        match message:
            case digits.Write() | digits.Written() if digits.encode(message)[:6] == asked.data[:6]:
                return Answer()
            case digits.Values(unit=self.address) if asked.data[1] == digits.READ:
                return Answer()
            case digits.Refused(unit=self.address) if message.function == asked.data[1]:
                alive = message.function == digits.READ
                return Answer("" if alive else message.name, passing=message.name in PASSING)
        return None

    def _step(self, message: digits.Message) -> Step:
        return Step(digits.encode(message), REPLY_S)
