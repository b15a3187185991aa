"""Ticket numbers: per queue and hall-day, prefix and digits, no duplicate, no gap (decision 11)."""

PAPER_FIRST, PAPER_LAST = 801, 899
"""The range of the paper pads of a power cut; the machine never issues it."""


def next_serial(last: int) -> int:
    """The machine's own sequence: 1 … 800, 900 … 999, 1000 and on.

    >>> next_serial(0), next_serial(800), next_serial(999)
    (1, 900, 1000)
    """
    following = last + 1
    return PAPER_LAST + 1 if PAPER_FIRST <= following <= PAPER_LAST else following


def number(prefix: str, serial: int) -> str:
    """
    >>> number("A", 7), number("AB", 1000)
    ('A007', 'AB1000')
    """
    return f"{prefix}{serial:03d}"


def is_paper(serial: int) -> bool:
    return PAPER_FIRST <= serial <= PAPER_LAST


def issued_by(serial: int) -> int:
    """How many numbers the machine has given when this is its last one.

    >>> issued_by(800), issued_by(900), issued_by(0)
    (800, 801, 0)
    """
    return serial if serial < PAPER_FIRST else serial - (PAPER_LAST - PAPER_FIRST + 1)
