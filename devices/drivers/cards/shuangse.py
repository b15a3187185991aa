"""双色屏 signs. Calls are red, the rest is green. The only command is the text, and it is answered."""

import time
from collections.abc import Sequence

from devices.codecs import shuangse
from devices.drivers.cards.card import Answer, Face, Look, Step

REPLY_S = 1.0


class ShuangseCard:
    """One controller, address 0 to 255. columns: half-width characters it shows; None = not known."""

    confirms = True
    dims = False

    def __init__(self, address: int, *, columns: int | None = None) -> None:
        self.address = address
        self._columns = columns

    @property
    def face(self) -> Face:
        """Card contract."""
        return Face(self._columns)

    def new_decoder(self) -> shuangse.Decoder:
        """Card contract."""
        return shuangse.Decoder()

    def prepare(self, now: time.struct_time) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        return ()

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract. A dark sign shows a space."""
        colour = shuangse.Colour.RED if look.call else shuangse.Colour.GREEN
        run = shuangse.Run(look.text.replace("\n", " ") or " ", colour)
        return (Step(shuangse.encode(shuangse.Show(self.address, (run,))), REPLY_S),)

    def ping(self) -> None:
        """Card contract. The text once more is the only question, and the driver asks it."""

    def answer(self, message: object, asked: Step | None) -> Answer | None:
        """Card contract. Five bytes without a checksum are no answer to nothing."""
        match message:
            case shuangse.Reply(self.address, done) if asked is not None:
                return Answer() if done else Answer("failed", passing=True)
        return None
