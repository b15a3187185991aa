"""A clerk's caller (呼叫器): keys in, three plus three digits out.

Grammar: a function key is reported when it comes. Digits are echoed at once, so that the caller shows
them, and collected until OK, whether they travel each in a frame or with the OK. Transfer is echoed at
once too and reported with its digits when OK comes. A digit that comes twice was typed twice: a lost
echo, which makes a device repeat itself, is rarer than window 11. Any other key, CANCEL, or ENTRY_S
without a key drops the entry.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from devices.codecs import ff68
from devices.driver import Send, Urgency
from devices.drivers.ff68 import REMEMBERED, Ff68Device
from devices.health import OnHealth, tell, unix_ms

ENTRY_S = 10.0
MAX_DIGITS = 4
WRITE_EVERY_S = 1.0
REFRESH_S = 60.0  # no display frame is acknowledged, so each is sent again now and then


class Key(StrEnum):
    """What a clerk may mean. OK and TRANSFER carry digits."""

    CALL = "call"
    RECALL = "recall"
    RATE = "rate"
    PAUSE = "pause"
    TRANSFER = "transfer"
    OK = "ok"


_FUNCTION_KEYS = {
    ff68.Code.CALL: Key.CALL,
    ff68.Code.RECALL: Key.RECALL,
    ff68.Code.RATE: Key.RATE,
    ff68.Code.PAUSE: Key.PAUSE,
}


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One press. digits: what was typed before OK, "" for other keys."""

    device: str
    key: Key
    digits: str = ""


class Keypad(Ff68Device):
    """One caller. A reported press wants `accept` or `refuse`; till then the device's repeats are ignored."""

    def __init__(
        self,
        device_id: str,
        address: int,
        *,
        on_key: Callable[[KeyPress], None],
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        super().__init__(device_id, address, on_health=on_health, wall_ms=wall_ms)
        self._on_key = on_key
        self._frames: OrderedDict[KeyPress, ff68.Keys] = OrderedDict()
        self._digits = ""
        self._transfer = False
        self._typed_at = 0.0
        self._wanted: ff68.Display | None = None
        self._written: ff68.Display | None = None
        self._written_at = 0.0

    def accept(self, press: KeyPress) -> None:
        """The hall did it (after its commit): the device may show so. Any thread."""
        with self._lock:
            if (frame := self._frames.get(press)) is not None:
                self._repeats.answer(frame, again=(frame,))
                self._post(frame, answers=frame)

    def refuse(self, press: KeyPress) -> None:
        """The hall would not: two beeps and no echo. Any thread."""
        with self._lock:
            if (frame := self._frames.get(press)) is not None:
                self._repeats.answer(frame, again=())
                beep = ff68.Beep(self.address)
                self._post(beep, beep, answers=frame)

    def display(self, waiting: int, number: str) -> None:
        """Show how many wait and the last three digits of the number. LatestWins. Any thread."""
        digits = "".join(c for c in number if c in "0123456789")[-3:]
        count = [int(c) for c in f"{min(max(waiting, 0), 999):03d}"]
        ticket = [int(c) for c in digits.rjust(3, "0")] if digits else [ff68.BLANK] * 3
        with self._lock:
            self._wanted = ff68.Display(
                self.address, (count[0], count[1], count[2], ticket[0], ticket[1], ticket[2])
            )

    def opened(self, now: float) -> None:
        """Driver contract."""
        super().opened(now)
        self._written = None
        self._written_at = now - WRITE_EVERY_S
        self._drop_entry()

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        if (urgency := super().urgency(now)) is not None:
            return urgency
        with self._lock:
            if self._wanted is None or now - self._written_at < WRITE_EVERY_S:
                return None
            if self._wanted != self._written:
                return Urgency.CHANGE
            return Urgency.IDLE if now - self._written_at >= REFRESH_S else None

    def take(self, now: float) -> Send:
        """Driver contract."""
        with self._lock:
            if not self._outbox and self._wanted is not None:
                self._written, self._written_at = self._wanted, now
                return Send(ff68.encode(self._wanted))
        return super().take(now)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, ff68.Keys) and message.address == self.address:
            self._spoke()
            press = self._understand(message, now)
            if press is not None:
                tell(self._on_key, press)
        return False

    def _understand(self, frame: ff68.Keys, now: float) -> KeyPress | None:
        """The press to report, if this frame completes one."""
        *before, last = frame.codes
        if now - self._typed_at > ENTRY_S:
            self._drop_entry()
        self._typed_at = now
        with self._lock:
            if last <= 9:
                self._digits = (self._digits + _typed(frame.codes))[-MAX_DIGITS:]
                self._repeats.forget()
                self._post(frame)
                return None
            if last in (ff68.Code.TRANSFER, ff68.Code.CANCEL):
                self._drop_entry()
                self._transfer = last == ff68.Code.TRANSFER
                self._post(frame)
                return None
            if not self._repeats.is_new(frame, now):
                self._post(*self._repeats.answer_again(frame), answers=frame)
                return None
            press = self._press(last, _typed(before))
            self._drop_entry()
            if press is not None:
                self._remember(press, frame)
            return press

    def _press(self, last: int, digits: str) -> KeyPress | None:
        if last == ff68.Code.OK:
            digits = (self._digits + digits)[-MAX_DIGITS:]
            return KeyPress(self.device, Key.TRANSFER if self._transfer else Key.OK, digits)
        known = _FUNCTION_KEYS.get(ff68.Code(last)) if last in set(ff68.Code) else None
        return None if known is None else KeyPress(self.device, known)

    def _remember(self, press: KeyPress, frame: ff68.Keys) -> None:
        self._frames[press] = frame
        self._frames.move_to_end(press)
        while len(self._frames) > REMEMBERED:
            self._frames.popitem(last=False)

    def _drop_entry(self) -> None:
        self._digits = ""
        self._transfer = False


def _typed(codes: "tuple[int, ...] | list[int]") -> str:
    return "".join(str(code) for code in codes if code <= 9)
