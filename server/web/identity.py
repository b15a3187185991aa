"""The citizen's ID number at the edge: checked, then known inside by a reference only (GB 11643)."""

import hashlib
import hmac
from datetime import date

from server.executor import Executor
from server.store.people import identity_ref

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def checked_id_number(text: str) -> str:
    """The number with a capital X. Raises ValueError unless it is 17 digits and the right check digit.

    >>> checked_id_number("11010519491231002x")
    '11010519491231002X'
    """
    number = text.strip().upper()
    digits = number[:17]
    if len(number) != 18 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("18 characters: 17 digits and a check digit")
    date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    if CHECK_DIGITS[total % 11] != number[17]:
        raise ValueError("the check digit is not right")
    return number


class Identities:
    """Numbers to references. Only a hash under the hall's secret and the last four characters are stored."""

    def __init__(self, executor: Executor, secret: bytes) -> None:
        self._executor = executor
        self._secret = secret

    def ref(self, id_number: str) -> str:
        """The reference of a checked number; the same as long as its row lives."""
        hall, at = self._executor.plan.code, self._executor.clock()
        keyed = hmac.new(self._secret, b"identity " + id_number.encode(), hashlib.sha256).hexdigest()
        return self._executor.write(
            lambda connection: identity_ref(connection, hall, keyed, id_number[-4:], at)
        )
