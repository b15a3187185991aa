"""平安力合 window bars. Calls are red, the rest is green.

A V2.1 card acknowledges each text and can be asked for its version; an older one says nothing, and then
"sent" is all that can be known. With `sentences` the card's own call, serving and paused are used where
they can say it (a number of up to four digits with at most one letter), else the text.
"""

import re
import time
from collections.abc import Sequence

from devices.codecs import lihe
from devices.drivers.cards.card import Answer, Face, Look, Step

REPLY_S = 1.0
PAUSE_S = 0.1  # as the public driver leaves between frames
NUMBER = re.compile(r"([A-Z]?)(\d{1,4})")
WIDE_PX, NARROW_PX = 16, 8


class LiheCard:
    """window: the number the card says in its own sentences, by default its address. width: pixels.

    confirms: a V2.1 card; by default so with `sentences` and not so without. instant: this card's number
    for text that stands (8 on 16-pixel bars, 11 on 3232B-PABX), blink: for a call (7 on 16-pixel bars; where
    `instant` is another card's it stands, unless this is given, too).
    """

    def __init__(  # noqa: PLR0913 - the card's settings, all but the address named
        self,
        address: int,
        *,
        sentences: bool = False,
        window: int | None = None,
        confirms: bool | None = None,
        width: int = 128,
        instant: int = lihe.Mode.INSTANT,
        blink: int | None = None,
    ) -> None:
        self.address = address
        self._sentences = sentences
        self._window = address if window is None else window
        self._confirms = sentences if confirms is None else confirms
        self._width = width
        self._instant = instant
        same = lihe.Mode.BLINK if instant == lihe.Mode.INSTANT else instant
        self._blink = same if blink is None else blink

    dims = False

    @property
    def confirms(self) -> bool:
        """Card contract."""
        return self._confirms

    @property
    def face(self) -> Face:
        """Card contract."""
        return Face(self._width // NARROW_PX, scrolls=True)

    def new_decoder(self) -> lihe.Decoder:
        """Card contract."""
        return lihe.Decoder()

    def prepare(self, now: time.struct_time) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        return ()

    def steps(self, look: Look, shown: Look | None) -> Sequence[Step]:  # noqa: ARG002 - the contract
        """Card contract."""
        message = (self._sentence(look) if self._sentences and look.text else None) or self._text(look)
        return (self._step(message),)

    def ping(self) -> Step | None:
        """Card contract."""
        return self._step(lihe.AskVersion(self.address)) if self._confirms else None

    def answer(self, message: object, asked: Step | None) -> Answer | None:  # noqa: ARG002 - the contract
        """Card contract. A card that did not do it keeps silent."""
        match message:
            case lihe.Done(self.address):
                return Answer()
            case lihe.Version(self.address, card_type, version):
                return Answer(firmware=f"{card_type:02X} v{version}")
        return None

    def _step(self, message: lihe.Message) -> Step:
        return Step(lihe.encode(message), REPLY_S if self._confirms else PAUSE_S, answered=self._confirms)

    def _sentence(self, look: Look) -> lihe.Message | None:
        if look.paused:
            return lihe.Say(self.address, lihe.Scene.PAUSED)
        found = NUMBER.fullmatch(look.number)
        if found is None:
            return None
        return lihe.Ticket(self.address, int(found[2]), self._window, found[1], serving=not look.call)

    def _text(self, look: Look) -> lihe.Text:
        text = look.text.replace("\n", " ") or " "
        fits = sum(NARROW_PX if ord(c) < 0x80 else WIDE_PX for c in text) <= self._width
        colour = lihe.Colour.RED if look.call else lihe.Colour.GREEN
        stands = self._blink if look.call else self._instant
        return lihe.Text(self.address, text, stands if fits else lihe.Mode.LEFT, colour)
