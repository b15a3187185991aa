"""ID cards at the kiosks: a page asks, the reader reads, and the page gets a handle that is good for one use.

The number comes in from the reader's thread, is checked, hashed, and forgotten: it is stored nowhere, told to
nobody and in no log. What a page learns is the handle and the last four characters.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.domain.texts.kiosks import CARD_TROUBLES
from server.web.citizens.identity import Identities, Keyed, checked_id_number
from server.web.problems import Problem

ASK_S = 60
"""So long a reader looks for a card after it was asked to."""
HANDLE_MS = 60_000


class Readers(Protocol):
    """The ID readers of the hall, by the kiosk they stand at."""

    def ask_card(self, kiosk: str, seconds: float) -> bool:
        """Read one card within so many seconds. False: no reader stands there, or it is not well."""

    def cancel_card(self, kiosk: str) -> None:
        """Read no card."""


class NoReaders:
    """A hall without any."""

    def ask_card(self, kiosk: str, seconds: float) -> bool:
        del kiosk, seconds
        return False

    def cancel_card(self, kiosk: str) -> None:
        del kiosk


@dataclass(slots=True)
class _Asking:
    """What one citizen's page has asked for. `used_by`: the request that has used the handle."""

    session: str
    trouble: str = ""
    handle: str = field(default="", repr=False)
    who: Keyed | None = None
    until: int = 0
    used_by: str = ""


class Cards:
    """One asking a kiosk: a new one ends the one before. Any thread."""

    def __init__(self, identities: Identities, readers: Readers, clock: Callable[[], int]) -> None:
        self.on_change: Callable[[], None] = lambda: None
        """A kiosk's page has something new to see."""
        self._identities = identities
        self._readers = readers
        self._clock = clock
        self._lock = threading.Lock()
        self._asking: dict[str, _Asking] = {}

    # ------------------------------------------------------------ from the page

    def ask(self, kiosk: str) -> dict[str, Any]:
        """The asking's name, and how long the reader looks. Raises Problem no_card_reader."""
        asking = _Asking(secrets.token_urlsafe(12))
        with self._lock:
            self._asking[kiosk] = asking
        if not self._readers.ask_card(kiosk, ASK_S):
            self.cancel(kiosk, asking.session)
            raise Problem("no_card_reader")
        self.on_change()
        return {"session": asking.session, "seconds": ASK_S}

    def cancel(self, kiosk: str, session: str) -> bool:
        """The citizen does something else. False: that asking is over already."""
        with self._lock:
            asking = self._asking.get(kiosk)
            if asking is None or asking.session != session:
                return False
            del self._asking[kiosk]
        self._readers.cancel_card(kiosk)
        self.on_change()
        return True

    def view(self, kiosk: str) -> dict[str, Any] | None:
        """For the page of this kiosk alone: asked, trouble (in words), or read (the handle and 尾号)."""
        with self._lock:
            asking = self._asking.get(kiosk)
            if asking is None or asking.used_by:
                return None
            told: dict[str, Any] = {"session": asking.session, "state": "asked"}
            if asking.who:
                return told | {"state": "read", "handle": asking.handle, "tail": asking.who.last4}
            if asking.trouble:
                zh, en = CARD_TROUBLES[asking.trouble]
                return told | {"state": "trouble", "text": zh, "text_en": en}
            return told

    def redeem(self, kiosk: str, handle: str, request: str) -> Keyed:
        """Whose handle it is. Once, but for the same `request` sent again. Raises Problem card_expired."""
        with self._lock:
            asking = self._asking.get(kiosk)
            if asking is None or asking.who is None or not secrets.compare_digest(asking.handle, handle):
                raise Problem("card_expired")
            again = bool(asking.used_by) and asking.used_by == request
            if not again and (asking.used_by or self._clock() > asking.until):
                raise Problem("card_expired")
            asking.used_by = request
            who = asking.who
        self.on_change()
        return who

    # ------------------------------------------------------------ from the reader's thread

    def read(self, kiosk: str, number: str) -> None:
        """A card was read. Nobody asks any more: it is forgotten."""
        try:
            who = self._identities.keyed(checked_id_number(number))
        except ValueError:
            self.trouble(kiosk, "bad_number")
            return
        with self._lock:
            asking = self._asking.get(kiosk)
            if asking is None or asking.who:
                return
            asking.who, asking.handle = who, secrets.token_urlsafe(32)
            asking.until = self._clock() + HANDLE_MS
        self.on_change()

    def trouble(self, kiosk: str, cause: str) -> None:
        """A card lies there and gives no number; `cause` as in `CARD_TROUBLES`."""
        with self._lock:
            asking = self._asking.get(kiosk)
            if asking is None or asking.who:
                return
            asking.trouble = cause
        self.on_change()
