"""瑞泽 boards. Only the question "are you there" is answered, texts are not: "sent" is all that can be known.

On two-colour boards calls are red and the rest is green.
"""

import time
from collections.abc import Sequence

from devices.codecs import ruize
from devices.drivers.cards.card import Answer, Face, Look, Step

REPLY_S = 0.8  # the board answers in 0.5 ms; gateways take their time
PAUSE_S = 0.05


class RuizeCard:
    """One board, address 0 to 255. two_colour: else the one-colour command W is used. columns: half-width
    characters it shows; None = not known.
    """

    confirms = False
    dims = False

    def __init__(self, address: int, *, two_colour: bool = True, columns: int | None = None) -> None:
        self.address = address
        self._columns = columns
        self._two_colour = two_colour

    @property
    def face(self) -> Face:
        """Card contract."""
        return Face(self._columns)

    def new_decoder(self) -> ruize.Decoder:
        """Card contract."""
        return ruize.Decoder()

    def prepare(self, now: time.struct_time) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        return ()

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        text = look.text.replace("\n", " ")
        if not text:
            return (_silent(ruize.Dark(self.address)),)
        if not self._two_colour:
            return (_silent(ruize.Write(self.address, text)),)
        colour = ruize.Colour.RED if look.call else ruize.Colour.GREEN
        colours = ruize.colours(self.address, (ruize.Run(text, colour),))
        return (_silent(colours), _silent(ruize.Show(self.address, text)))

    def ping(self) -> Step:
        """Card contract."""
        return Step(ruize.encode(ruize.Query(self.address)), REPLY_S)

    def answer(self, message: object, asked: Step | None) -> Answer | None:
        """Card contract. The answer names no board: it is that of the board just asked."""
        if isinstance(message, ruize.Here) and asked is not None and asked.answered:
            return Answer()
        return None


def _silent(message: ruize.Message) -> Step:
    return Step(ruize.encode(message), PAUSE_S, answered=False)
