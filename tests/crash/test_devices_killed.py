"""Every kind of device is killed at any moment of a busy hall: nothing is lost and nothing is invented."""

import os
import random
import signal
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from config.load import load
from devices.emulators import fleet
from devices.emulators.control import ControlLost
from devices.emulators.process import EmulatorProcess
from tests.crash.crash_house import CONFIG, CrashHouse
from tests.crash.test_kill_random import Crowd
from tests.serving import wait_until

pytestmark = pytest.mark.crash

SIGNS = {
    "lihe": "options = { confirms = true }",
    "shuangse": "",
    "ruize": "",
    "alpha": "options = { acknowledges = true }",
    "modbus-digits": "",
}
SIGN = """
[[device]]
id = "{0}"
kind = "sign"
protocol = "{0}"
url = "emulator://{0}"
address = 3
window = "w1"
{1}
"""
MORE = """
[[device]]
id = "box"
kind = "rater"
protocol = "qe1"
url = "emulator://box"
address = 3
window = "w1"
options = { levels = { 1 = 5, 2 = 4, 3 = 3, 4 = 2, 5 = 1 } }

[[device]]
id = "typed"
kind = "keypad"
protocol = "evdev"
url = "emulator://typed"
window = "w2"

[[device]]
id = "typing-box"
kind = "rater"
protocol = "evdev"
url = "emulator://typing-box"
window = "w2"
options = { levels = { 1 = 5, 2 = 4, 3 = 3, 4 = 2, 5 = 1 } }

[[device]]
id = "reader"
kind = "idreader"
protocol = "samv"
url = "emulator://reader"
kiosk = "k1"
"""
ROUNDS = 18
LINES = {"printer", "signs", "desks", "box", "typed", "typing-box", "reader", *SIGNS}


class Unplugged(Crowd):
    """A hall as busy as a printer can follow; people press keys and buttons of devices that may be dead."""

    def _citizens(self) -> None:
        while not self._over.wait(0.8):
            self._insist(self.house.take)

    def _raters(self) -> None:
        """Each box and keypad in turn; nobody presses the same button twice within a second."""
        orders: list[tuple[str, dict[str, Any]]] = [
            *(("desks", {"op": "rate", "address": 1, "button": button}) for button in range(4)),
            *(("box", {"op": "rate", "address": 3, "button": button}) for button in range(1, 6)),
            *(("typing-box", {"op": "press", "key": str(button)}) for button in range(1, 6)),
            ("typed", {"op": "press", "key": "minus"}),
            ("desks", {"op": "press", "address": 2, "key": "recall"}),
        ]
        random.Random(9).shuffle(orders)
        for line, order in cycle(orders):
            if self._over.wait(0.15):
                return
            try:
                self.house.server.control(line).request(order)
            except ControlLost:
                continue  # it is dead, or does not ask just now


class Ends:
    """The far ends of a hall, each of which can be killed and started anew."""

    def __init__(self, house: CrashHouse) -> None:
        folder = house.server.data / "emulators"
        self._ends = {
            name: EmulatorProcess(fleet._kind(here[0]), name, folder, **fleet._like(here))
            for name, here in fleet._emulated_lines(house.plan.devices).items()
        }
        self._first = {name: house.server.emulator(name) for name in self._ends}
        self.dead: set[str] = set()

    def kill(self, name: str) -> None:
        if name in self.dead:
            return
        first = self._first.pop(name, 0)
        if first:
            os.kill(first, signal.SIGKILL)
            self._ends[name].tty.unlink(missing_ok=True)
        else:
            self._ends[name].kill()
        self.dead.add(name)

    def start(self) -> None:
        """All that are dead, at once as after a blown fuse."""
        while self.dead:
            self._ends[self.dead.pop()].start()

    def end(self) -> None:
        for end in self._ends.values():
            end.stop()


@pytest.fixture
def hall(folder: Path) -> Iterator[CrashHouse]:
    config = folder / "hall.toml"
    signs = "".join(SIGN.format(protocol, options) for protocol, options in SIGNS.items())
    config.write_text(CONFIG.read_text(encoding="utf-8") + "\n" + signs + MORE, encoding="utf-8")
    assert {device.url.removeprefix(fleet.SCHEME) for device in load(config).devices} == LINES
    house = CrashHouse(folder, config)
    house.start()
    house.enter()
    for window in ("w1", "w2"):
        house.do(window, "sign-in")
    yield house
    house.power_cut()


@pytest.mark.timeout(600)
def test_devices_that_die_at_any_moment_lose_and_invent_nothing(hall: CrashHouse) -> None:
    rng, ends = random.Random(20261122), Ends(hall)
    crowd = Unplugged(hall)
    try:
        order = [*sorted(LINES), *rng.choices(sorted(LINES), k=ROUNDS - len(LINES))]
        rng.shuffle(order)
        for at, name in enumerate(order):
            enough = len(hall.ledger.tickets) + rng.randrange(0, 3)
            wait_until(lambda enough=enough: len(hall.ledger.tickets) > enough, 120, "a busy hall")
            ends.kill(name)
            if at % 3:  # every third stays dead while another dies
                wait_until(lambda name=name: name in ill_lines(hall), what=f"{name} is missed")
                ends.start()
        ends.start()
        crowd.end()
        settled(hall)
    finally:
        crowd._over.set()
        ends.end()


def ill_lines(hall: CrashHouse) -> set[str]:
    """The lines with a device that is ill."""
    url = {device.id: device.url.removeprefix(fleet.SCHEME) for device in hall.plan.devices}
    return {url[one["id"]] for one in hall.server.session().get("/healthz").json()["ill"]}


def settled(hall: CrashHouse) -> None:
    """All is well by itself, everything that was acknowledged is in the log, and the signs show it."""
    wait_until(lambda: not ill_lines(hall), 120, what="every device is back by itself")
    wait_until(
        lambda: not hall.rows("SELECT 1 FROM tickets WHERE slip = 'pending'"), 120, "every slip is told"
    )
    hall.retry()
    hall.check()
    assert not hall.ledger.open_keys
    given = hall.events("rating.given.v1")
    assert len({one["ticket"] for one in given}) == len(given) > 0, "one rating a visit"
    called = hall.events("ticket.called.v1")
    assert len(called) > ROUNDS / 2
    failed = {event["ticket"] for event in hall.events("ticket.slip_failed.v1")}
    printed = {event["ticket"] for event in hall.events("ticket.slip_printed.v1")}
    assert set(hall.ledger.tickets.values()) <= failed | printed, (
        "each ticket's paper is known or its lack is"
    )
    hall.wait_for_signs()
    number = called[-1]["ticket"].rpartition("-")[2]
    hall.take()  # the crowd may have left nobody waiting, or somebody in hand
    hall.at("w1", "finish")
    hall.do("w1", "call-next")
    now = hall.events("ticket.called.v1")[-1]["ticket"].rpartition("-")[2]
    assert now != number
    for line in SIGNS:
        wait_until(lambda line=line: now in face(hall, line), 60, what=f"{line} shows {now}")


def face(hall: CrashHouse, line: str) -> str:
    state = hall.server.control(line).state()
    return str((state.get("signs") or state["displays"])["3"]["text"])
