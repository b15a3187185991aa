"""What is known about one device, as a fact for others and as one log line a change."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

log = logging.getLogger("devices")

T = TypeVar("T")
Link = Literal["lost", "opened", "answered", "in_step", "sent"]
Paper = Literal["", "ok", "near_end", "out"]


@dataclass(frozen=True, slots=True)
class Health:
    """Opened is not answered is not in step.

    link: `lost` the line is not open; `opened` it is, but the device is silent;
    `answered` it speaks; `in_step` it acknowledged what the hall wants of it now; `sent` all was written to
    a device that cannot acknowledge.
    cause: a stable code, "" when nothing is wrong: unplugged, busy, denied, unreachable, stuck (the line);
    no_answer, garbage, nack_<error>; paper_out, paper_near_end, cover_open, cutter, offline, error;
    fault (this program).
    since_ms: Unix milliseconds at which link, cause or paper last changed.
    last_ok_ms: Unix milliseconds of the last good message from the device, None before the first.
    errors: failed exchanges since the process started. reconnects: how often the line was found again.
    firmware: what the device itself says of its program or number, "" where its wire gives none.
    """

    device: str
    link: Link
    cause: str
    since_ms: int
    last_ok_ms: int | None
    errors: int
    paper: Paper
    reconnects: int = 0
    firmware: str = ""

    @property
    def well(self) -> bool:
        """The line is open and nothing is known to be wrong."""
        return self.link != "lost" and not self.cause


OnHealth = Callable[[Health], None]


def tell(callback: Callable[[T], None], news: T) -> None:
    """Hand news to the hall; if the hall fails, the hardware goes on."""
    try:
        callback(news)
    except Exception:
        log.exception("callback=%r failed", callback)


def unix_ms() -> int:
    """The wall clock, for people; never used for time-outs."""
    return time.time_ns() // 1_000_000


class HealthRecord:
    """Keeps one device's `Health`. Written by the bus thread only, readable from any thread."""

    def __init__(self, device: str, on_health: OnHealth | None, wall_ms: Callable[[], int]) -> None:
        self._on_health = on_health
        self._wall_ms = wall_ms
        self._logged_well: bool | None = None
        self._was_open = False
        self.now = Health(device, "lost", "", wall_ms(), None, 0, "")

    def heard(self) -> None:
        """The device spoke sense."""
        self.now = replace(self.now, last_ok_ms=self._wall_ms())

    def failed(self) -> None:
        """An exchange with the device failed; what that means for the link is said by `set`."""
        self.now = replace(self.now, errors=self.now.errors + 1)

    def named(self, firmware: str) -> None:
        """The device said what it is; told like a change, but it is none of its state."""
        if firmware != self.now.firmware:
            self.now = replace(self.now, firmware=firmware)
            log.info("device=%s firmware=%s", self.now.device, firmware)
            if self._on_health is not None:
                tell(self._on_health, self.now)

    def set(self, link: Link, cause: str = "", *, paper: Paper | None = None, note: str = "") -> None:
        """Record where the link stands; a change is logged once (with `note`) and handed on."""
        was = self.now
        paper = was.paper if paper is None else paper
        if (link, cause, paper) == (was.link, was.cause, was.paper):
            return
        again = self._was_open and was.link == "lost" and link != "lost"
        self._was_open = self._was_open or link != "lost"
        self.now = replace(
            was,
            link=link,
            cause=cause,
            paper=paper,
            since_ms=self._wall_ms(),
            reconnects=was.reconnects + again,
        )
        self._log(was, note)
        if self._on_health is not None:
            tell(self._on_health, self.now)

    def _log(self, was: Health, note: str) -> None:
        """A fault is a warning, the return from one is news; falling and rising with each text is neither."""
        now = self.now
        well = now.well
        if not well and (now.cause != was.cause or self._logged_well is not False):
            level = logging.WARNING
        elif well and self._logged_well is not True:
            level = logging.INFO
        else:
            level = logging.DEBUG
        self._logged_well = well
        line = f"device={now.device} state={now.link}"
        line += f" cause={now.cause}" if now.cause else ""
        log.log(level, "%s", f"{line} {note}".rstrip())
