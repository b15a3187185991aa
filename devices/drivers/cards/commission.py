"""Before opening day: which Onbon card hangs on this line, and which address has it?

The only place where the broadcast FFFE is used (decision 22): every card obeys it and all answer at once, so
exactly one card may be on the line. Not for a running hall: it opens the line itself and waits.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.bus import LineLike
from devices.codecs import onbon

BAUDRATES = (9600, 57600)  # all that these cards have, in the manual's order of search (§8.8)
REPLY_S = 2.0
READ_S = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A card. status: None if it would not say."""

    baudrate: int
    address: int
    status: onbon.Status | None


class Refused(Exception):
    """The card said no; the name of its error."""


def find_card(
    new_line: Callable[[int], LineLike],
    *,
    baudrates: tuple[int, ...] = BAUDRATES,
    clock: Callable[[], float] = time.monotonic,
) -> Found | None:
    """Search at each speed; None: nobody answers. new_line: a line at this speed. Raises LineLost."""
    for baudrate in baudrates:
        line = new_line(baudrate)
        line.open()
        try:
            found = _ask(line, onbon.AskAddress(), onbon.Address, clock)
            if isinstance(found, onbon.Address):
                status = _ask(line, onbon.AskStatus(), onbon.Status, clock, to=found.address)
                return Found(baudrate, found.address, status if isinstance(status, onbon.Status) else None)
        finally:
            line.close()
    return None


def set_address(line: LineLike, address: int, *, clock: Callable[[], float] = time.monotonic) -> bool:
    """Give the one card on the line this address, 1 to 7FFF; False: nobody answers.

    Raises Refused, ValueError, LineLost.
    """
    if not 1 <= address <= 0x7FFF:
        raise ValueError(f"address: {address}; a card has 1 to {0x7FFF}")
    line.open()
    try:
        answer = _ask(line, onbon.SetAddress(address), onbon.Ack, clock)
        if isinstance(answer, onbon.Nack):
            raise Refused(answer.name)
        return answer is not None
    finally:
        line.close()


def _ask(
    line: LineLike,
    body: onbon.Body,
    kind: type[onbon.Body],
    clock: Callable[[], float],
    *,
    to: int = onbon.ANY_ANSWERED,
) -> onbon.Body | None:
    """The first answer of this kind, or a refusal; None after two seconds."""
    decoder = onbon.Decoder()
    line.write(onbon.encode(onbon.Frame(to, onbon.HOST, body)))
    deadline = clock() + REPLY_S
    while clock() < deadline:
        for frame in decoder.feed(line.read(4096, READ_S)):
            if isinstance(frame, onbon.Frame) and isinstance(frame.body, (kind, onbon.Nack)):
                return frame.body
    return None
