"""What is expected against what was found: texts and numbers equal, tables by the keys that are named.

Lists are equal in length and order. A table that consists of these words asks for less:
has, lacks (parts of a text, entries of a list), starts, every (of a list), count, most, any (of these), not.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

NOTHING = "(nothing)"
_RANGE = re.compile(r"([A-Z]+)(\d+)\.\.([A-Z]+)(\d+)")


def faults(expected: Any, found: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(where, expected, found) of everything that is not so."""
    if isinstance(expected, Mapping) and expected and set(expected) <= set(_ASKS):
        for ask, wanted in expected.items():
            if not _ASKS[ask](wanted, found):
                yield where, {ask: wanted}, found
    elif isinstance(expected, Mapping):
        for key, wanted in expected.items():
            for name in spread(key):
                inner = found.get(name, NOTHING) if isinstance(found, Mapping) else NOTHING
                yield from faults(wanted, inner, f"{where}.{name}" if where else name)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for place, (wanted, inner) in enumerate(zip(expected, found, strict=True)):
            yield from faults(wanted, inner, f"{where}[{place}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield where, expected, found


def spread(key: str) -> list[str]:
    """ "A001..A005" names five tickets."""
    numbers = _RANGE.fullmatch(key)
    if not numbers:
        return [key]
    prefix, first, _, last = numbers.groups()
    return [f"{prefix}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]


def _fits(expected: Any, found: Any) -> bool:
    return next(faults(expected, found), None) is None


def _has(wanted: Any, found: Any) -> bool:
    """Every one of them, each somewhere."""
    return all(_is_in(part, found) for part in _listed(wanted))


def _lacks(wanted: Any, found: Any) -> bool:
    """None of them; where nothing can be looked into, nothing is lacking either."""
    return isinstance(found, str | list | Mapping) and not any(
        _is_in(part, found) for part in _listed(wanted)
    )


def _is_in(part: Any, found: Any) -> bool:
    if isinstance(found, str):
        return isinstance(part, str) and part in found
    if isinstance(found, Mapping):
        return part in found
    return isinstance(found, list) and any(_fits(part, entry) for entry in found)


def _every(wanted: Any, found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(_fits(wanted, entry) for entry in found)


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


_ASKS = {
    "has": _has,
    "lacks": _lacks,
    "starts": lambda wanted, found: isinstance(found, str) and found.startswith(wanted),
    "every": _every,
    "most": lambda wanted, found: isinstance(found, int) and found <= wanted,
    "count": lambda wanted, found: isinstance(found, str | list | Mapping) and len(found) == wanted,
    "any": lambda wanted, found: any(_fits(one, found) for one in wanted),
    "not": lambda wanted, found: found != NOTHING and not _fits(wanted, found),
}
