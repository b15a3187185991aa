"""A line of sixty signs after the power came back, and an adapter that returns what it is given."""

import pytest
from fault_benches import BENCHES
from memory_line import Clock, Rig

from devices.drivers.sign import Sign
from devices.emulators.onbon import Onbon

SIXTY = range(1, 61)
EXCHANGE_S = 0.13
"""72 bytes out and 30 back at 9600 baud, with the guard times."""


class Hall(Rig):
    def __init__(self) -> None:
        self.signs = {n: Sign(f"s{n}", n, ping_s=600, verify_s=6000) for n in SIXTY}
        super().__init__(Onbon(list(SIXTY), baud=9600), [*self.signs.values()], Clock())
        for n, sign in self.signs.items():
            sign.show(f"A{n:03d}")
        self.until(self.in_step, 30)

    def in_step(self) -> bool:
        return all(sign.health().link == "in_step" for sign in self.signs.values())

    def faces(self) -> dict[int, str]:
        return {int(n): sign["text"] for n, sign in self.order(op="state")["signs"].items()}


def test_after_the_power_came_back_all_signs_are_written_and_a_call_overtakes_them() -> None:
    hall = Hall()
    hall.line.plugged = False
    hall.order(op="power_cycle")
    hall.run(1)
    hall.line.plugged = True
    hall.until(lambda: sum(bool(text) for text in hall.faces().values()) == 10)
    hall.signs[60].show("B999", call=True, number="B999")
    took = hall.until(lambda: hall.faces()[60] == "B999")
    assert took < 2 * EXCHANGE_S, "the exchange under way and its own"
    assert sum(bool(text) for text in hall.faces().values()) < 15, "the refresh was not over yet"
    assert hall.until(hall.in_step, 30) > 30 * EXCHANGE_S
    assert hall.faces() == {n: f"A{n:03d}" for n in SIXTY} | {60: "B999"}


class Echoing:
    """Makes a far end's line return the hall's own bytes, before any answer."""

    def __init__(self, far_end) -> None:
        self._receive = far_end.receive
        self._owe = far_end._owe
        far_end.receive = self.receive

    def receive(self, data: bytes, now: float) -> None:
        self._owe(data, now)
        self._receive(data, now)


ASKED = [kind for kind in BENCHES if not kind.startswith("keys")]


@pytest.mark.parametrize("kind", ASKED)
def test_an_exact_echo_is_dropped_and_all_goes_on(kind: str) -> None:
    bench = BENCHES[kind]()
    Echoing(bench.far_end)
    bench.bus._expect_echo = True
    for n in (1, 2):
        bench.want(n)
        bench.until(lambda n=n: bench.has(n), 60)
    bench.run(30)
    assert bench.well()
    assert (bench.bus.bad_frames, bench.driver.health().errors) == (0, 0)
    assert not bench.invented()
