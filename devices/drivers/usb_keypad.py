"""USB numeric keypads: a clerk's caller, or a citizen's rating box that types a digit for each button.

Grammar of a caller: as `devices.drivers.key_entry`; events that the kernel threw away drop the entry.
The same press twice within REPEAT_S is one: a nervous thumb must not call two citizens. NumLock, which some
keypads send around each key, means nothing; neither do releases and keys that repeat while held.

A keypad cannot be asked anything and shows nothing. `opened` is all that is known until its first key,
`answered` afterwards; a pulled plug is noticed at once.
"""

from collections.abc import Callable, Mapping

from devices.codecs import keys
from devices.driver import Send, Urgency
from devices.drivers.ff68 import REPEAT_S
from devices.drivers.key_entry import CANCEL, Key, KeyEntry, KeyPress
from devices.drivers.rater import RatingPress
from devices.health import Health, HealthRecord, OnHealth, tell, unix_ms

MEANINGS: Mapping[str, str] = {
    "plus": Key.CALL,
    "minus": Key.RECALL,
    "star": Key.TRANSFER,
    "slash": Key.PAUSE,
    "dot": Key.RATE,
    "enter": Key.OK,
    "backspace": CANCEL,
}
"""What the function keys (as `codecs.keys.NAMES` calls them) mean, unless the hall says otherwise."""


class _UsbDevice:
    """What both have in common: health, and nothing ever to send."""

    def __init__(self, device_id: str, on_health: OnHealth | None, wall_ms: Callable[[], int]) -> None:
        self.device = device_id
        self._record = HealthRecord(device_id, on_health, wall_ms)

    def health(self) -> Health:
        """`answered`: a key came since the node was opened. More cannot be known here."""
        return self._record.now

    def new_decoder(self) -> keys.Decoder:
        """Driver contract."""
        return keys.Decoder()

    def opened(self, now: float) -> None:  # noqa: ARG002 - the contract
        """Driver contract."""
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:
        """Driver contract."""

    def urgency(self, now: float) -> Urgency | None:  # noqa: ARG002 - the contract
        """Driver contract. Never anything to send."""
        return None

    def take(self, now: float) -> Send:  # noqa: ARG002 - the contract
        """Driver contract. Never called."""
        return Send(b"")

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract. Never called."""

    def _spoke(self) -> None:
        self._record.heard()
        self._record.set("answered")


class UsbKeypad(_UsbDevice):
    """A clerk's caller, alone on its event node. The same surface as `Keypad`."""

    def __init__(
        self,
        device_id: str,
        *,
        on_key: Callable[[KeyPress], None],
        meanings: Mapping[str, str] = MEANINGS,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        """Raises ValueError if `meanings` names a key or a meaning that does not exist."""
        super().__init__(device_id, on_health, wall_ms)
        functions = {name for name in keys.NAMES.values() if not name.isdigit()} - {"numlock"}
        if wrong := [k for k, v in meanings.items() if k not in functions or v not in (*Key, CANCEL)]:
            raise ValueError(f"{device_id}: no such key or meaning: {', '.join(wrong)}")
        self._meanings = dict(meanings)
        self._on_key = on_key
        self._entry = KeyEntry(device_id)
        self._last: tuple[KeyPress | None, float] = (None, 0.0)

    def accept(self, press: KeyPress) -> None:
        """As `Keypad.accept`; a USB keypad has no way to show it."""

    def refuse(self, press: KeyPress) -> None:
        """As `Keypad.refuse`; a USB keypad has no way to show it."""

    def display(self, waiting: int, number: str) -> None:
        """As `Keypad.display`; a USB keypad has none."""

    def opened(self, now: float) -> None:
        """Driver contract."""
        super().opened(now)
        self._entry.drop()

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, keys.Event):
            if message.dropped:
                self._entry.drop()
            elif message.pressed:
                self._spoke()
                press = self._understand(message.pressed, now)
                if press is not None and not self._is_repeat(press, now):
                    tell(self._on_key, press)
        return False

    def _understand(self, name: str, now: float) -> KeyPress | None:
        """The press to report, if this key completes one."""
        if not name.isdigit() and name not in self._meanings:
            return None
        self._entry.touch(now)
        if name.isdigit():
            self._entry.type(name)
            self._last = (None, now)
            return None
        return self._entry.function(self._meanings[name])

    def _is_repeat(self, press: KeyPress, now: float) -> bool:
        last, at = self._last
        self._last = (press, now)
        return press == last and now - at < REPEAT_S


class UsbRater(_UsbDevice):
    """A rating box that types digits, alone on its event node. The same surface as `Rater`.

    levels: digit -> level. It cannot be told to ask or to thank; the window's screen must say so.
    """

    def __init__(
        self,
        device_id: str,
        *,
        levels: Mapping[int, int],
        on_press: Callable[[RatingPress], None],
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        super().__init__(device_id, on_health, wall_ms)
        self._levels = dict(levels)
        self._on_press = on_press
        self._last: tuple[int | None, float] = (None, 0.0)

    def ask(self) -> None:
        """As `Rater.ask`; this box has no way to show it."""

    def cancel(self) -> None:
        """As `ask`."""

    def thank(self, press: RatingPress) -> None:
        """As `ask`."""

    def refuse(self, press: RatingPress) -> None:
        """As `ask`."""

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, keys.Event) and message.pressed.isdigit():
            self._spoke()
            button = int(message.pressed)
            last, at = self._last
            self._last = (button, now)
            if button != last or now - at >= REPEAT_S:
                tell(self._on_press, RatingPress(self.device, button, self._levels.get(button)))
        return False
