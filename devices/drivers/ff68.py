"""What keypads and rating boxes share: a line where devices speak unasked and acknowledge nothing.

There is no ping and no acknowledgement in this protocol. `opened` is all that is known of a device
until it is used for the first time, `answered` afterwards; a box that lies dead under the desk cannot
be told from a quiet one.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from devices.codecs import ff68
from devices.driver import Send, Urgency
from devices.health import Health, HealthRecord, OnHealth, unix_ms

REPEAT_S = 1.0  # a device repeats an unanswered frame faster than this
PATIENCE_S = 10.0  # after this a press that the hall never answered is forgotten
REMEMBERED = 16
REFRESH_S = 60.0  # what a device shows is not acknowledged, so it is sent again now and then


@dataclass(slots=True)
class _Press:
    reported_at: float
    last_at: float
    answered: bool = False
    answer: tuple[ff68.Message, ...] = ()


class Repeats:
    """Tells a person's press from the device's own repeat of it. Not thread-safe: hold the device's lock."""

    def __init__(self) -> None:
        self._presses: OrderedDict[ff68.Message, _Press] = OrderedDict()

    def is_new(self, frame: ff68.Message, now: float) -> bool:
        """Not new: the same frame within REPEAT_S of the last one or of its answer, or still unanswered."""
        press = self._presses.get(frame)
        if press is not None:
            settled = press.answered or now - press.reported_at >= PATIENCE_S
            if now - press.last_at < REPEAT_S or not settled:
                press.last_at = now
                return False
        self._presses[frame] = _Press(now, now)
        self._presses.move_to_end(frame)
        while len(self._presses) > REMEMBERED:
            self._presses.popitem(last=False)
        return True

    def answer(self, frame: ff68.Message, *, again: tuple[ff68.Message, ...]) -> None:
        """The hall answered; `again` is sent once more for each repeat (the first may have been lost)."""
        if (press := self._presses.get(frame)) is not None:
            press.answered, press.answer = True, again

    def answer_again(self, frame: ff68.Message) -> tuple[ff68.Message, ...]:
        """What a repeat of this frame deserves."""
        press = self._presses.get(frame)
        return press.answer if press is not None else ()

    def sent(self, frame: ff68.Message, now: float) -> None:
        """The answer is on the line now; what comes right after may have been under way already."""
        if (press := self._presses.get(frame)) is not None:
            press.last_at = max(press.last_at, now)

    def forget(self) -> None:
        """What comes next is meant, even if it was said just before."""
        self._presses.clear()


class Ff68Device:
    """Outbox, repeats and health of one device. What waits is dropped with the line: no late echo."""

    def __init__(
        self,
        device_id: str,
        address: int,
        *,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        self.device = device_id
        self.address = address
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._repeats = Repeats()
        self._outbox: deque[tuple[ff68.Message, ff68.Message | None]] = deque(maxlen=2 * REMEMBERED)
        self._wake: Callable[[], None] = lambda: None

    def on_wish(self, wake: Callable[[], None]) -> None:
        """Bus contract. Called after each wish of the hall."""
        self._wake = wake

    def health(self) -> Health:
        """`answered`: spoke at least once since the line opened. More cannot be known here."""
        return self._record.now

    def new_decoder(self) -> ff68.Decoder:
        """Driver contract."""
        return ff68.Decoder()

    def opened(self, now: float) -> None:  # noqa: ARG002 - the contract
        """Driver contract."""
        with self._lock:
            self._outbox.clear()
            self._repeats.forget()
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:
        """Driver contract."""

    def urgency(self, now: float) -> Urgency | None:  # noqa: ARG002 - the contract
        """Driver contract. Somebody waits with a finger on the key."""
        with self._lock:
            return Urgency.CALL if self._outbox else None

    def take(self, now: float) -> Send:
        """Driver contract."""
        with self._lock:
            message, answered = self._outbox.popleft()
            if answered is not None:
                self._repeats.sent(answered, now)
        return Send(ff68.encode(message))

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract. Never called: nothing sent here has an answer."""

    def _spoke(self) -> None:
        self._record.heard()
        self._record.set("answered")

    def _post(self, *messages: ff68.Message, answers: ff68.Message | None = None) -> None:
        """Queue frames; `answers` is the device's frame they answer. Call with the lock held."""
        self._outbox.extend((message, answers) for message in messages)
        self._wake()
