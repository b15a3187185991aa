"""A citizen's rating box (评价器) with four buttons, at the address of its window's caller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.codecs import ff68
from devices.driver import Send, Urgency
from devices.drivers.ff68 import REFRESH_S, Ff68Device
from devices.health import OnHealth, tell, unix_ms


@dataclass(frozen=True, slots=True)
class RatingPress:
    """A button of a box. level: 5 best to 1, None if the hall gave the button no meaning."""

    device: str
    button: int
    level: int | None


class Rater(Ff68Device):
    """One rating box. levels: button -> level.

    Each press reported wants `thank` or `refuse`; until then, and for a second after, the device's repeats
    are not reported. A later press of the same button is.
    """

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        address: int,
        *,
        levels: Mapping[int, int],
        on_press: Callable[[RatingPress], None],
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        super().__init__(device_id, address, on_health=on_health, wall_ms=wall_ms)
        self._levels = dict(levels)
        self._on_press = on_press
        self._stars: ff68.Stars | None = None
        self._stars_shown: ff68.Stars | None = None
        self._stars_at = 0.0

    def stars(self, count: int) -> None:
        """Show so many, 0 to 5, of who sits here. LatestWins, told again with the line and now and then."""
        with self._lock:
            self._stars = ff68.Stars(self.address, count)
        self._wake()

    def opened(self, now: float) -> None:
        """Driver contract."""
        super().opened(now)
        self._stars_shown = None

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract."""
        if (urgency := super().urgency(now)) is not None:
            return urgency
        with self._lock:
            if self._stars is None:
                return None
            if self._stars != self._stars_shown:
                return Urgency.CHANGE
            return Urgency.IDLE if now - self._stars_at >= REFRESH_S else None

    def take(self, now: float) -> Send:
        """Driver contract."""
        with self._lock:
            if not self._outbox and self._stars is not None:
                self._stars_shown, self._stars_at = self._stars, now
                return Send(ff68.encode(self._stars))
        return super().take(now)

    def ask(self) -> None:
        """Ask the citizen for a rating now. Not kept for later if the line is down. Any thread."""
        with self._lock:
            self._post(ff68.ask_rating(self.address))

    def thank(self, press: RatingPress) -> None:
        """The rating is committed: the box may say thank you. Any thread."""
        with self._lock:
            frame = ff68.Rated(self.address, press.button)
            thanks = ff68.thanks(frame)
            self._repeats.answer(frame, again=(thanks,))
            self._post(thanks, answers=frame)

    def refuse(self, press: RatingPress) -> None:
        """The press counts for nothing: a beep and no thanks. Any thread."""
        with self._lock:
            frame = ff68.Rated(self.address, press.button)
            self._repeats.answer(frame, again=())
            self._post(ff68.Beep(self.address), answers=frame)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract."""
        if isinstance(message, ff68.Rated) and message.address == self.address:
            self._spoke()
            with self._lock:
                new = self._repeats.is_new(message, now)
                if not new:
                    self._post(*self._repeats.answer_again(message), answers=message)
            if new:
                level = self._levels.get(message.button)
                tell(self._on_press, RatingPress(self.device, message.button, level))
        return False
