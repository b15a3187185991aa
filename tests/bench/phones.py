"""bench phones: from a call out of turn to the far phone it is for, and what the phones cost the others."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.bare_post import BarePost
from tests.bench.figures import QUICK, Figure, percentile, progress
from tests.bench.hall import kiosk_token, scratch, serving
from tests.bench.phone_pages import PhonePages
from tests.bench.wire import Connection, post
from tests.serving import Server

TITLE = "phones — a call out of turn to its far phone; floor: a bare POST, or the same hall without phones"
PHONES = (5, 40) if QUICK else (200, 2000)
CALLS = 3 if QUICK else 60
STEADY_S = 1.0 if QUICK else 40.0
"""So long the processor's time is counted, with a number taken and one called a second."""
STAFF, WINDOW, QUEUE = "1002", "w2", "insurance"
QUEUES = (QUEUE, "marriage", QUEUE, "payment", QUEUE, "disabled", QUEUE, "property", QUEUE, "business")
"""Of the phones, in turn."""
IDLE = 0


@dataclass(slots=True)
class _Took:
    """One number of phones; in ms, but for what says otherwise."""

    phone: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    call: list[float] = field(default_factory=list)
    kiosk: list[float] = field(default_factory=list)
    opened_s: float = 0.0
    """Until the phones that came all at once know their views."""
    cpu_ms_s: float = 0.0
    """Of the processor, in each second."""
    asked_s: float = 0.0
    memory_mb: float = 0.0


class _House:
    """Clerk and kiosk, each on one connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        staff = server.staff(STAFF)
        self._staff = {"Cookie": staff.cookies(), "X_CSRF_Token": staff.get("/api/session").json()["csrf"]}
        self._kiosk = {"Authorization": f"Bearer {kiosk_token(server)}"}
        self.dial()
        self.act("sign-in")

    def dial(self) -> None:
        """Anew: the server does not keep a connection for long that asks nothing."""
        address = ("127.0.0.1", self._server.port)
        self._desk, self._stand = Connection(address), Connection(address)

    def take(self, queue: str) -> dict[str, Any]:
        return self._stand.ask(post("/api/tickets", {"queue": queue}, **self._kiosk))

    def act(self, action: str, **body: str) -> dict[str, Any]:
        return self._desk.ask(post(f"/api/windows/{WINDOW}/{action}", body, **self._staff))

    def cpu_s(self) -> float:
        """The processor's time of the server so far."""
        fields = Path(f"/proc/{self._server.worker()}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        lines = Path(f"/proc/{self._server.worker()}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def measure() -> tuple[list[Figure], list[str]]:
    """Figures and notes. Each call out of turn is followed by a bare POST."""
    measured = {count: _Took() for count in (IDLE, *PHONES)}
    with (
        scratch() as folder,
        serving(folder) as server,
        BarePost(folder / "bare.db") as bare,
        PhonePages() as pages,
    ):
        house, floor = _House(server), Connection(("127.0.0.1", bare.port))
        for _ in range((1 + len(PHONES)) * (CALLS + int(STEADY_S) + 1)):
            house.take(QUEUE)  # who is called in order stands before all phones
        slips = [house.take(QUEUES[n % len(QUEUES)]) for n in range(PHONES[-1])]
        known = 0
        for count, took in measured.items():
            progress(f"phones: {count} open, {CALLS} calls")
            began = time.monotonic()
            pages.open(server.port, [slip["token"] for slip in slips[known:count]])
            known, took.opened_s = count, time.monotonic() - began
            house.dial()
            _others(house, took)
            _steady(house, pages, took)
            far = [slip for n, slip in enumerate(slips[:count]) if QUEUES[n % len(QUEUES)] == QUEUE]
            for slip in far[-CALLS:]:
                _call(house, pages, slip, took)
                began = time.monotonic_ns()
                floor.ask(post("/press", {}))
                took.floor.append(_ms_since(began))
    figures = [figure for count in PHONES for figure in _figures(count, measured[count], measured[IDLE])]
    return figures, [_note(count, measured[count], measured[IDLE]) for count in PHONES]


def _others(house: _House, took: _Took) -> None:
    """What a kiosk and a console wait for their answers."""
    for _ in range(CALLS):
        began = time.monotonic_ns()
        house.take(QUEUE)
        took.kiosk.append(_ms_since(began))
        began = time.monotonic_ns()
        house.act("call-next")
        took.call.append(_ms_since(began))
        house.act("pass")


def _steady(house: _House, pages: PhonePages, took: _Took) -> None:
    begun, asked, cpu_s = time.monotonic(), pages.asked(), house.cpu_s()
    while time.monotonic() < begun + STEADY_S:
        house.take(QUEUE)
        house.act("call-next")
        house.act("pass")
        time.sleep(min(1.0, STEADY_S))
    seconds = time.monotonic() - begun
    took.cpu_ms_s = 1000 * (house.cpu_s() - cpu_s) / seconds
    took.asked_s = (pages.asked() - asked) / seconds
    took.memory_mb = house.memory_mb()


def _call(house: _House, pages: PhonePages, slip: dict[str, Any], took: _Took) -> None:
    """By its number, out of turn, as far back in the line as there is a phone."""
    pages.expect(slip["token"], '"state":"called"')
    began = time.monotonic_ns()
    house.act("call", ticket=slip["id"], reason="measured")
    took.phone.append((pages.told_at() - began) / 1e6)
    house.act("pass")


def _ms_since(began: int) -> float:
    return (time.monotonic_ns() - began) / 1e6


def _figures(count: int, took: _Took, idle: _Took) -> list[Figure]:
    figures = []
    for percent in (50, 99):
        floor, told = percentile(took.floor, percent), percentile(took.phone, percent)
        figures.append(Figure(f"phones_told_p{percent}_ms_{count}", told, "ms", floor, goal=1000.0))
    for name in ("kiosk", "call"):
        for percent in (50, 99):
            alone, beside = (percentile(getattr(t, name), percent) for t in (idle, took))
            figures.append(Figure(f"phones_{name}_p{percent}_ms_{count}", beside, "ms", alone))
    cost = max(0.0, took.cpu_ms_s - idle.cpu_ms_s) * 60 / count
    return [*figures, Figure(f"phones_cpu_ms_a_phone_minute_{count}", cost, "ms")]


def _note(count: int, took: _Took, idle: _Took) -> str:
    core, alone = took.cpu_ms_s / 10, idle.cpu_ms_s / 10
    return (
        f"{count} phones: know their views {took.opened_s:.1f} s after all came at once;"
        f" {took.asked_s:.1f} questions a second;"
        f" {core:.1f} % of a core with a number taken and one called a second, {alone:.1f} % without phones;"
        f" {took.memory_mb:.0f} MB, {idle.memory_mb:.0f} MB without"
    )
