"""A clerk's caller (呼叫器): keys in, three plus three digits out.

Grammar: as `devices.drivers.key_entry`. Digits are echoed at once, so that the caller shows them, whether
they travel each in a frame or with the OK; transfer is echoed at once too. A digit that comes twice was
typed twice: a lost echo, which makes a device repeat itself, is rarer than window 11.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping

from devices.codecs import ff68
from devices.driver import Send, Urgency
from devices.drivers.ff68 import REFRESH_S, REMEMBERED, Ff68Device
from devices.drivers.key_entry import CANCEL, Key, KeyEntry, KeyPress
from devices.health import OnHealth, tell, unix_ms

WRITE_EVERY_S = 1.0

_MEANINGS: Mapping[int, str] = {
    ff68.Code.CALL: Key.CALL,
    ff68.Code.RECALL: Key.RECALL,
    ff68.Code.RATE: Key.RATE,
    ff68.Code.PAUSE: Key.PAUSE,
    ff68.Code.TRANSFER: Key.TRANSFER,
    ff68.Code.OK: Key.OK,
    ff68.Code.CANCEL: CANCEL,
}
_UNFINISHED = (Key.TRANSFER, CANCEL)


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
        self._entry = KeyEntry(device_id)
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
        self._wake()

    def opened(self, now: float) -> None:
        """Driver contract."""
        super().opened(now)
        self._written = None
        self._written_at = now - WRITE_EVERY_S
        self._entry.drop()

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
        last = frame.codes[-1]
        self._entry.touch(now)
        with self._lock:
            if last <= 9:
                self._entry.type(_typed(frame.codes))
                self._repeats.forget()
                self._post(frame)
                return None
            meaning = _MEANINGS.get(last, "")
            if meaning in _UNFINISHED:
                self._entry.function(meaning)
                self._post(frame)
                return None
            if not self._repeats.is_new(frame, now):
                self._post(*self._repeats.answer_again(frame), answers=frame)
                return None
            if not meaning:
                self._entry.drop()
                return None
            self._entry.type(_typed(frame.codes[:-1]))
            press = self._entry.function(meaning)
            if press is not None:
                self._remember(press, frame)
            return press

    def _remember(self, press: KeyPress, frame: ff68.Keys) -> None:
        self._frames[press] = frame
        self._frames.move_to_end(press)
        while len(self._frames) > REMEMBERED:
            self._frames.popitem(last=False)


def _typed(codes: tuple[int, ...]) -> str:
    return "".join(str(code) for code in codes if code <= 9)
