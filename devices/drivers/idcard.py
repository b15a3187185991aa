"""A reader of ID cards (SAM-V) at a kiosk: reads one card when asked to, and tells only its number.

While nobody asks it is only asked for its state; no card is looked at. Privacy: nothing that a card says
is stored here, written to a log or shown by a repr, and what arrives after the asking ended is dropped.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from devices.codecs import samv
from devices.driver import Send, Urgency
from devices.health import Health, HealthRecord, OnHealth, tell, unix_ms

TRIES = 2  # unanswered exchanges before a reader counts as silent
SILENT_RETRY_S = (1.0, 15.0)
NACK_RETRY_S = 1.0
TROUBLE_AGAIN_S = 3.0  # the same trouble is told no more often than this
REPLY_S = 1.0

_CARD_CODES = {
    0x81: "select_failed", 0x41: "read_failed", 0x80: "read_failed", 0x47: "read_failed", 0x91: "read_failed",
    0x31: "card_refused", 0x32: "card_refused", 0x33: "card_refused", 0x40: "other_card",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card with a right check digit. person: all that it says, only if the hall wanted that."""

    device: str
    number: str = field(repr=False)
    person: samv.Person | None = None


@dataclass(frozen=True, slots=True)
class CardTrouble:
    """A card lies there and gives no number: it should be taken away and laid down again.

    cause: select_failed, read_failed (moved too early), card_refused, other_card (no resident's ID card),
    bad_number (its check digit is wrong).
    """

    device: str
    cause: str


class _Step(Enum):
    STATUS = samv.STATUS
    NAME = samv.SAM_ID
    FIND = samv.FIND
    SELECT = samv.SELECT
    READ = samv.READ


class IdReader:
    """One reader, alone on its line. Find and select come before every read, as the reader demands."""

    def __init__(  # noqa: PLR0913 - all but one are named
        self,
        device_id: str,
        *,
        on_card: Callable[[CardRead], None],
        on_trouble: Callable[[CardTrouble], None] | None = None,
        whole_person: bool = False,
        find_s: float = 0.4,
        status_s: float = 15.0,
        read_reply_s: float = 4.0,
        on_health: OnHealth | None = None,
        wall_ms: Callable[[], int] = unix_ms,
    ) -> None:
        """find_s: pause between two looks for a card. read_reply_s: enough for 1295 bytes at the line's
        speed (1.4 s at 9600) and for the radio (about 1 s)."""
        self.device = device_id
        self._on_card = on_card
        self._on_trouble = on_trouble
        self._whole_person = whole_person
        self._find_s = find_s
        self._status_s = status_s
        self._read_reply_s = read_reply_s
        self._record = HealthRecord(device_id, on_health, wall_ms)
        self._lock = threading.Lock()
        self._asked_s: float | None = None
        self._until = 0.0
        self._next = _Step.STATUS
        self._at = 0.0
        self._sent: _Step | None = None
        self._named = False
        self._fails = 0
        self._nacked: _Step | None = None
        self._trouble = ("", 0.0)

    def ask(self, seconds: float = 60.0) -> None:
        """Read one card within so many seconds. The asking ends with the first good card. Any thread."""
        with self._lock:
            self._asked_s = seconds

    def cancel(self) -> None:
        """Read no card. Any thread."""
        with self._lock:
            self._asked_s = None
            self._until = 0.0

    def health(self) -> Health:
        """`in_step`: it answers, and looks for a card if it is asked to."""
        return self._record.now

    def new_decoder(self) -> samv.Decoder:
        """Driver contract."""
        return samv.Decoder()

    def opened(self, now: float) -> None:
        """Driver contract."""
        self._sent = self._nacked = None
        self._named = False
        self._fails = 0
        self._go(_Step.STATUS, now)
        self._record.set("opened")

    def lost(self, cause: str, retry_s: float) -> None:
        """Driver contract. The asking goes on while its seconds last."""
        self._sent = None
        self._record.set("lost", cause, note=f"retry_s={retry_s:.1f}")

    def tick(self, now: float) -> None:
        """Driver contract."""
        with self._lock:
            if self._asked_s is not None:
                self._until, self._asked_s = now + self._asked_s, None
                self._trouble = ("", now)
                if self._sent is None and not self._fails:
                    self._go(_Step.FIND, now)

    def urgency(self, now: float) -> Urgency | None:
        """Driver contract. A card on the reader is a person who waits."""
        if now < self._at:
            return None
        return Urgency.IDLE if self._next in (_Step.STATUS, _Step.NAME) else Urgency.CALL

    def take(self, now: float) -> Send:
        """Driver contract."""
        if self._next in (_Step.FIND, _Step.SELECT, _Step.READ) and not self._asked(now):
            self._next = _Step.STATUS
        self._sent = self._next
        reply_s = self._read_reply_s if self._sent is _Step.READ else REPLY_S
        return Send(samv.encode(self._sent.value), reply_s, killable=False)

    def heard(self, message: object, now: float) -> bool:
        """Driver contract. What does not fit the command under way came too late or twice."""
        match self._sent, message:
            case _Step.READ, samv.Card(person):
                self._nacked = None
                self._well()
                self._read(person, now)
                self._rest(now)
            case _Step.STATUS, samv.Reply(code=samv.OK):
                self._well()
                self._rest(now)
                if not self._named and not self._asked(now):
                    self._named = True
                    self._go(_Step.NAME, now)
            case _Step.NAME, samv.Reply() as reply:  # a reader that refuses it is as good
                self._well()
                if reply.code == samv.OK and reply.data:
                    self._record.named(f"SAM {reply.data.hex().upper()}")
                self._rest(now)
            case _Step.FIND, samv.Reply(code=samv.NOBODY):
                self._well()
                self._trouble = ("", now)
                self._rest(now)
            case _Step.FIND, samv.Reply(code=samv.FOUND):
                self._well()
                self._go(_Step.SELECT, now)
            case _Step.SELECT, samv.Reply(code=samv.OK, card_sw=0):
                self._well()
                self._go(_Step.READ, now)
            case (_Step(), samv.Reply() as reply) if reply.code not in (samv.OK, samv.FOUND) or reply.card_sw:
                return self._refused(reply, now)
            case _:
                return False
        return True

    def silent(self, now: float, *, garbage: bool) -> None:
        """Driver contract."""
        self._record.failed()
        self._sent = None
        self._fails += 1
        if self._fails < TRIES:
            self._rest(now, 0.0)
            return
        first, longest = SILENT_RETRY_S
        self._go(_Step.STATUS, now + min(longest, first * 2.0 ** min(self._fails - TRIES, 16)))
        self._record.set("opened", "garbage" if garbage else "no_answer")

    def _well(self) -> None:
        self._fails = 0
        if self._nacked is self._sent:
            self._nacked = None
        self._sent = None
        self._record.heard()
        if self._nacked is None:
            self._record.set("in_step")

    def _refused(self, reply: samv.Reply, now: float) -> bool:
        """A card that cannot be read is no fault of the reader's."""
        of_card = reply.code in _CARD_CODES or reply.card_sw
        if of_card and self._sent in (_Step.SELECT, _Step.READ):
            self._well()
            self._rest(now)
            self._tell_trouble(_CARD_CODES.get(reply.code, "card_refused"), now)
            return True
        if of_card:
            return False
        self._nacked = _Step.STATUS if self._sent is _Step.STATUS else _Step.FIND
        self._sent = None
        self._fails = 0
        self._record.heard()
        self._record.failed()
        self._rest(now, NACK_RETRY_S)
        self._record.set("answered", f"nack_{reply.name}")
        return True

    def _read(self, person: samv.Person, now: float) -> None:
        with self._lock:
            asked = now < self._until
            good = samv.is_id_number(person.number)
            if asked and good:
                self._until = 0.0
        if asked and good:
            tell(self._on_card, CardRead(self.device, person.number, person if self._whole_person else None))
        elif asked:
            self._tell_trouble("bad_number", now)

    def _tell_trouble(self, cause: str, now: float) -> None:
        told, at = self._trouble
        new = cause != told or now - at >= TROUBLE_AGAIN_S
        if new and self._on_trouble is not None and self._asked(now):
            self._trouble = (cause, now)
            tell(self._on_trouble, CardTrouble(self.device, cause))

    def _asked(self, now: float) -> bool:
        with self._lock:
            return now < self._until

    def _rest(self, now: float, pause_s: float | None = None) -> None:
        """What comes next when nothing is under way, after a pause or the usual one."""
        asked = self._asked(now)
        usual_s = self._find_s if asked else self._status_s
        self._go(_Step.FIND if asked else _Step.STATUS, now + (usual_s if pause_s is None else pause_s))

    def _go(self, step: _Step, at: float) -> None:
        self._next, self._at = step, at
