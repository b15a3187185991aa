"""The citizen's ID number at the edge: checked, then known inside by a reference only (GB 11643)."""

import hashlib
import hmac
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from server.domain import messages as m
from server.domain.hall import Hall
from server.executor import Executor
from server.store import people
from server.store.log import Recorded

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
DAY_MS = 86_400_000

log = logging.getLogger("web")


def checked_id_number(text: str) -> str:
    """The number with a capital X. Raises ValueError unless it is 17 digits, a birth date and the right check
    digit.

    >>> checked_id_number("11010519491231002x")
    '11010519491231002X'
    """
    number = text.strip().upper()
    digits = number[:17]
    if len(number) != 18 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("18 characters: 17 digits and a check digit")
    if date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])) > _tomorrow():
        raise ValueError("the birth date is yet to come")
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    if CHECK_DIGITS[total % 11] != number[17]:
        raise ValueError("the check digit is not right")
    return number


def _tomorrow() -> date:
    """By then it is today everywhere."""
    return datetime.now(UTC).date() + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keyed:
    """As much of a checked number as the hall keeps: a hash under its secret, the last four characters."""

    hash: str = field(repr=False)
    last4: str = field(repr=False)


class Identities:
    """Numbers to references. Rows are deleted `identity_days` after their last use, at the start of a day or
    of this process; never while a ticket of theirs is open or an appointment of theirs is to come."""

    def __init__(self, executor: Executor, secret: bytes) -> None:
        self._executor = executor
        self._secret = secret
        self.forget_old()
        executor.listeners.append(self._heard)

    def keyed(self, id_number: str) -> Keyed:
        """Of a checked number. Any thread, and nothing is stored."""
        said = b"identity " + id_number.encode()
        return Keyed(hmac.new(self._secret, said, hashlib.sha256).hexdigest(), id_number[-4:])

    def refs(self, found: Iterable[Keyed]) -> list[str]:
        """Their references, in the same order; the same person has the same one as long as its row lives."""
        hall, at, all_of_them = self._executor.plan.code, self._executor.clock(), tuple(found)
        return self._executor.write(
            lambda c: [people.identity_ref(c, hall, one.hash, one.last4, at) for one in all_of_them]
        )

    def tail(self, ref: str) -> str:
        """尾号: the last four characters; "" once the row is gone."""
        return people.identity_tail(self._executor.log.database, ref)

    def forget_old(self) -> int:
        """How many rows are gone. Who is named now has just been used, and stays."""

        def in_use(hall: Hall) -> tuple[int, str, set[str]]:
            return hall.midnight, hall.day, {t.identity for t in hall.unsettled() if t.identity}

        plan = self._executor.plan
        midnight, day, kept = self._executor.read(in_use)
        before = midnight - (plan.settings.identity_days - 1) * DAY_MS
        gone = self._executor.write(lambda c: people.forget_identities(c, plan.code, before, day, kept))
        if gone:
            log.info("state=deleted what=identities rows=%d", gone)
        return gone

    def _heard(self, recorded: list[Recorded], _: Hall) -> None:
        """At the writer's turn, who may not wait for itself."""
        if any(isinstance(r.event, m.DayStarted) for r in recorded):
            threading.Thread(target=self.forget_old, name="identities", daemon=True).start()
