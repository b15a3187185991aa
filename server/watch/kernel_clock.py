"""Whether the kernel knows its wall clock to be right: adjtimex(2), read only. No right is needed for it.

A time client (chrony, ntpd, systemd-timesyncd) clears STA_UNSYNC while it keeps the clock; left alone, the
kernel sets it again within a day. So "unsynchronised" is known at once only where no client ran at all.
"""

import ctypes
import functools
from collections.abc import Callable

TIME_ERROR = 5
STA_UNSYNC = 0x40
_REST = 512
"""Bytes; more than any kernel writes behind the fields that are read."""


class _Timex(ctypes.Structure):
    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * _REST),
    )


def synchronised() -> bool | None:
    """None where it cannot be told: another system, or a container that may not ask."""
    ask = _adjtimex()
    if ask is None:
        return None
    said = _Timex()
    state = ask(ctypes.byref(said))
    if state < 0:
        return None
    return state != TIME_ERROR and not said.status & STA_UNSYNC


@functools.cache
def _adjtimex() -> Callable[..., int] | None:
    try:
        found: Callable[..., int] = ctypes.CDLL(None).adjtimex
    except (AttributeError, OSError):
        return None
    return found
