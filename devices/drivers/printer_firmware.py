"""The one question after a printer's firmware, each time its line opens, if the hall's file allows it."""

from devices.codecs.escpos_status import ASK_FIRMWARE

__all__ = ["ASK_FIRMWARE", "FirmwareQuestion"]


class FirmwareQuestion:
    """may: this model knows the order; one that does not may print a letter."""

    def __init__(self, *, may: bool) -> None:
        self._may = may
        self._asking = False
        self.due = may

    def opened(self) -> None:
        """The line is new: perhaps another printer."""
        self.due = self._may
        self._asking = False

    def asked(self) -> None:
        """It goes out now, and not again."""
        self.due = False
        self._asking = True

    def over(self) -> bool:
        """It was answered, or will not be; whether it was out at all."""
        asking, self._asking = self._asking, False
        return asking
