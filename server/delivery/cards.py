"""The ID readers of the kiosks: asked by a page; what they say is passed on and kept nowhere."""

from collections.abc import Callable, Mapping

from devices.drivers.idcard import CardRead, CardTrouble, IdReader
from server.domain.facts.plan import Device

Heard = Callable[[str, str], None]
"""Told the kiosk, and what its reader said."""


class CardReaders:
    """The readers by kiosk. Before anybody listens, what they say is dropped."""

    def __init__(self) -> None:
        self.readers: Mapping[str, IdReader] = {}
        self._number: Heard = _nobody
        self._trouble: Heard = _nobody

    def tell(self, number: Heard, trouble: Heard) -> None:
        """Who is told the number of a card, and the cause why one gives none; on the lines' threads."""
        self._number, self._trouble = number, trouble

    def ask_card(self, kiosk: str, seconds: float) -> bool:
        """Read one ID card at this kiosk. False: no reader stands there, or it is not well."""
        reader = self.readers.get(kiosk)
        if reader is None or reader.health().link == "lost" or reader.health().cause:
            return False
        reader.ask(seconds)
        return True

    def cancel_card(self, kiosk: str) -> None:
        """Read no card."""
        if reader := self.readers.get(kiosk):
            reader.cancel()

    def read(self, device: Device, card: CardRead) -> None:
        """From the driver."""
        self._number(str(device.kiosk), card.number)

    def troubled(self, device: Device, trouble: CardTrouble) -> None:
        """From the driver."""
        self._trouble(str(device.kiosk), trouble.cause)


def _nobody(_kiosk: str, _said: str) -> None:
    """No page is there to hear it."""
