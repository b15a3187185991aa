"""How the length of a queue goes: what the duty officer sees of the last half hour and of the day so far."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypedDict

from server.domain.hall import Hall
from server.domain.hours import MINUTE

Lengths = Sequence[tuple[int, int]]
"""(epoch ms, how many wait from then on), oldest first."""

SHORT_MS, LONG_MS = 15 * MINUTE, 30 * MINUTE
STEP_MS = 10 * MINUTE
"""Between two points of the line of the day."""
POINTS = 36
"""Six hours; what was before is not drawn."""
STEADY = 1
"""One more or less in a quarter of an hour is no trend."""


class Trend(TypedDict):
    """`short`, `long`: so many more (or fewer) than 15 and 30 minutes ago; `went`: "up", "down" or "even";
    `day`: how many waited every ten minutes, oldest first, and now."""

    short: int
    long: int
    went: str
    day: list[int]


def trend(hall: Hall, queue: str, now: int) -> Trend:
    """`now`: epoch ms. Pure: the same hall at the same moment gives the same."""
    lengths = hall.lengths.get(queue, ())
    length = hall.waiting[queue]
    short, long = (length - length_at(lengths, now - ago) for ago in (SHORT_MS, LONG_MS))
    went = "up" if short > STEADY else "down" if short < -STEADY else "even"
    return {"short": short, "long": long, "went": went, "day": _day(hall, lengths, now, length)}


def length_at(lengths: Lengths, at: int) -> int:
    """How many waited then; nobody before the first came."""
    place = bisect_right(lengths, at, key=lambda entry: entry[0])
    return lengths[place - 1][1] if place else 0


def _day(hall: Hall, lengths: Lengths, now: int, length: int) -> list[int]:
    """From the first change on, by the clock's own tens of minutes; the last is now."""
    if not lengths:
        return [length]
    last = now - (now - hall.midnight) % STEP_MS
    first = max(lengths[0][0], last - POINTS * STEP_MS)
    points = range(first - (first - hall.midnight) % STEP_MS, last + 1, STEP_MS)
    return [*(length_at(lengths, at) for at in points), length]
