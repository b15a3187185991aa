"""A citizen's rating box (评价器) that speaks QE1, OUR OWN protocol: the last resort (`devices.codecs.qe1`).

The same surface as `Rater`. Unlike FF 68 every request is acknowledged here and a box is polled, so a
dead one is noticed. Asking and cancelling are FreshOnly: the last wish is tried for ASK_S, over a reconnect
too, and then dropped. Who sits at the window is LatestWins: sent until acknowledged, and after each
reconnect.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from devices.codecs import qe1
from devices.driver import Send, Urgency
from devices.drivers.rater import RatingPress
from devices.health import Health, HealthRecord, OnHealth, tell, unix_ms

ASK_S = 5.0  # a question that comes later than this is about somebody else
REPLY_S = 0.4  # less than the 500 ms after which a box speaks again
TRIES = 3  # unanswered exchanges before a box counts as silent
SILENT_RETRY_S = (2.0, 15.0)
NACK_RETRY_S = 1.0
NACK_SHOWN_S = 60.0  # a question that was refused and dropped is no secret at the next poll
REPEAT_S = 2.0  # a box repeats an unanswered result for 1.5 s
PATIENCE_S = 10.0  # after this a press that the hall never answered is forgotten
REMEMBERED = 16
REFUSED = 4

K = TypeVar("K")
V = TypeVar("V")
Request = qe1.Poll | qe1.Ask | qe1.Cancel | qe1.Staff


@dataclass(slots=True)
class _Press:
    reported_at: float
    last_at: float
    error: int | None = None


class Qe1Rater:
    """One box. levels: button -> level. Each press reported wants `thank` or `refuse`.

    ask_s: how long the box lets the citizen choose (0..255 s). A box that runs out of time is not pressed:
    nothing is reported.
    """

    def __init__(  # noqa: PLR0913 - all but two are named
        self,
        device_id: str,
        address: int,
        *,
        levels: Mapping[int, int],
        on_press: Callable[[RatingPress], None],
        ask_s: int = 30,
        poll_s: float = 15.0,
        reply_s: float = REPLY_S,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        self.device = device_id
        self.address = address
        self._levels = dict(levels)
        self._on_press = on_press
        self._ask_s = ask_s
        self._poll_s = poll_s
        self._reply_s = reply_s
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._acks: deque[qe1.Ack] = deque(maxlen=REMEMBERED)
        self._presses: OrderedDict[qe1.Result, _Press] = OrderedDict()
        self._reported: OrderedDict[RatingPress, qe1.Result] = OrderedDict()
        self._action: qe1.Ask | qe1.Cancel | None = None
        self._action_until: float | None = None
        self._staff = ""
        self._staff_shown: str | None = ""
        self._seq = 0
        self._repeated: qe1.Poll | qe1.Staff | None = None
        self._sent: Request | None = None
        self._fails = 0
        self._nack = ""
        self._nack_until = 0.0
        self._retry_at = 0.0
        self._poll_at = 0.0
        self._wake: Callable[[], None] = lambda: None

    def on_wish(self, wake: Callable[[], None]) -> None:
        """Bus contract. Called after each wish of the hall."""
        self._wake = wake

    def ask(self, ticket: str = "") -> None:
        """Ask the citizen for a rating now. Any thread."""
        self._want(lambda seq: qe1.Ask(self.address, seq, self._ask_s, ticket))

    def cancel(self) -> None:
        """Do not ask any more. Any thread."""
        self._want(lambda seq: qe1.Cancel(self.address, seq))

    def staff(self, number: str, name: str = "", stars: int = 0) -> None:
        """Show who sits here. Any thread."""
        with self._lock:
            self._staff = "|".join((number.replace("|", " "), name.replace("|", " "), str(stars)))
        self._wake()

    def thank(self, press: RatingPress) -> None:
        """The rating is committed: the box may say thank you. Any thread."""
        self._answer(press, 0)

    def refuse(self, press: RatingPress) -> None:
        """The press counts for nothing. Any thread."""
        self._answer(press, REFUSED)

    def health(self) -> Health:
        """`in_step`: it answers, and acknowledged all that the hall wants it to show."""
        return self._record.now

    def new_decoder(self) -> qe1.Decoder:
        """Driver contract."""
        return qe1.Decoder()

    def opened(self, now: float) -> None:
        """Driver contract."""
        with self._lock:
            self._acks.clear()
            self._presses.clear()
            self._staff_shown = None if self._staff else ""
        self._sent = None
        self._fails = 0
        self._nack = ""
        self._poll_at = self._retry_at = now
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract."""
        self._sent = None
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:
        """Driver contract."""
        with self._lock:
            if self._action is not None:
                if self._action_until is None:
                    self._action_until = now + ASK_S
                elif now >= self._action_until:
                    self._action = None
        if self._record.now.link == "in_step" and self._behind():
            self._record.set("answered", self._nack)

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract. Somebody waits with a finger on the button."""
        with self._lock:
            if self._acks:
                return Urgency.CALL
            if self._fails < TRIES and now >= self._retry_at:
                if self._action is not None:
                    return Urgency.CALL
                if self._staff != self._staff_shown:
                    return Urgency.CHANGE
        return Urgency.IDLE if now >= self._poll_at else None

    def take(self, now: float) -> Send:
        """Driver contract."""
        with self._lock:
            if self._acks:
                return Send(qe1.encode(self._acks.popleft()))
            ready = self._fails < TRIES and now >= self._retry_at
            if ready and self._action is not None:
                self._sent = self._action
            elif ready and self._staff != self._staff_shown:
                self._sent = self._again(qe1.Staff(self.address, self._next_seq(), self._staff))
            else:
                self._sent = self._again(qe1.Poll(self.address, self._next_seq()))
        self._poll_at = now + self._poll_s
        return Send(qe1.encode(self._sent), self._reply_s, killable=not isinstance(self._sent, qe1.Poll))

    def heard(self, message: object, now: float) -> bool:
        """Driver contract. A result to the question under way says that the question arrived."""
        sent = self._sent
        match message:
            case qe1.Result(address=self.address):
                self._spoke()
                self._pressed(message, now)
                if isinstance(sent, qe1.Ask) and sent.seq == message.seq:
                    self._done(sent, now)
                    return True
            case qe1.Ack(address=self.address) if sent is not None and sent.seq == message.seq:
                self._spoke()
                if message.error:
                    self._refused(message, now)
                else:
                    self._done(sent, now)
                return True
        return False

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract."""
        self._record.failed()
        self._sent = None
        self._fails += 1
        if self._fails >= TRIES:
            first, longest = SILENT_RETRY_S
            self._poll_at = now + min(longest, first * 2.0 ** min(self._fails - TRIES, 16))
            with self._lock:
                self._staff_shown = None if self._staff else ""
            self._record.set("opened", "garbage" if garbage else "no_answer")
        else:
            self._poll_at = now

    def _want(self, make: "Callable[[int], qe1.Ask | qe1.Cancel]") -> None:
        with self._lock:
            self._action, self._action_until = make(self._next_seq()), None
        self._wake()

    def _next_seq(self) -> int:
        self._seq = self._seq % 255 + 1
        return self._seq

    def _again(self, request: qe1.Poll | qe1.Staff) -> qe1.Poll | qe1.Staff:
        """The same request unanswered keeps its seq, so that a late answer still counts."""
        if self._repeated is None or replace(self._repeated, seq=request.seq) != request:
            self._repeated = request
        return self._repeated

    def _spoke(self) -> None:
        self._fails = 0
        self._record.heard()
        if self._record.now.link == "opened":
            self._record.set("answered", self._nack)

    def _done(self, request: Request, now: float) -> None:
        self._sent = self._repeated = None
        with self._lock:
            if request is self._action:
                self._action = None
            if isinstance(request, qe1.Staff):
                self._staff_shown = request.card
        if not isinstance(request, qe1.Poll) or (now >= self._nack_until and not self._behind()):
            self._nack = ""  # a poll heals no refused request, but nobody is ill for ever for one
        self._record.set("answered" if self._nack or self._behind() else "in_step", self._nack)

    def _refused(self, ack: qe1.Ack, now: float) -> None:
        self._sent = self._repeated = None
        self._record.failed()
        self._nack = f"nack_{ack.name}"
        self._retry_at = now + NACK_RETRY_S
        self._nack_until = now + NACK_SHOWN_S
        self._record.set("answered", self._nack)

    def _behind(self) -> bool:
        with self._lock:
            return self._action is not None or self._staff != self._staff_shown

    def _pressed(self, result: qe1.Result, now: float) -> None:
        """Report a person's press once; answer the box's own repeats as the press was answered."""
        with self._lock:
            if not result.button:
                self._acks.append(qe1.Ack(self.address, result.seq))
                return
            press = self._presses.get(result)
            if press is not None:
                settled = press.error is not None or now - press.reported_at >= PATIENCE_S
                if not settled or now - press.last_at < REPEAT_S:
                    press.last_at = now
                    if press.error is not None:
                        self._acks.append(qe1.Ack(self.address, result.seq, press.error))
                    return
            told = RatingPress(self.device, result.button, self._levels.get(result.button))
            _remember(self._presses, result, _Press(now, now))
            _remember(self._reported, told, result)
        tell(self._on_press, told)

    def _answer(self, told: RatingPress, error: int) -> None:
        with self._lock:
            result = self._reported.get(told)
            press = None if result is None else self._presses.get(result)
            if result is not None and press is not None:
                press.error = error
                self._acks.append(qe1.Ack(self.address, result.seq, error))
        self._wake()


def _remember(known: OrderedDict[K, V], key: K, value: V) -> None:
    known[key] = value
    known.move_to_end(key)
    while len(known) > REMEMBERED:
        known.popitem(last=False)
