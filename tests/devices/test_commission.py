"""One card on the line is found, asked and renumbered before opening day."""

import pytest
from memory_line import Clock, MemoryLine

from devices.drivers.cards.commission import Refused, find_card, set_address
from devices.emulators.onbon import Onbon
from devices.line import LineLost


class Bench:
    """A card that hears at one speed only."""

    def __init__(self, address: int = 3, baudrate: int = 9600) -> None:
        self.clock = Clock()
        self.card = Onbon([address])
        self.tried: list[int] = []
        self._baudrate = baudrate

    def line(self, baudrate: int = 9600) -> MemoryLine:
        self.tried.append(baudrate)
        return MemoryLine(self.card if baudrate == self._baudrate else Onbon([]), self.clock)

    def find(self):
        return find_card(self.line, clock=self.clock)


@pytest.mark.parametrize(("baudrate", "tried"), [(9600, [9600]), (57600, [9600, 57600])])
def test_a_card_is_found_at_its_speed(baudrate, tried):
    bench = Bench(0x1234, baudrate)
    found = bench.find()
    assert (found.baudrate, found.address, found.status.on) == (baudrate, 0x1234, True)
    assert bench.tried == tried


def test_nobody_is_found_after_two_seconds_a_speed():
    bench = Bench(baudrate=115200)
    start = bench.clock.now
    assert bench.find() is None
    assert bench.clock.now - start == pytest.approx(4.0, abs=0.2)


def test_a_card_is_renumbered():
    bench = Bench(3)
    assert set_address(bench.line(), 17, clock=bench.clock)
    assert bench.find().address == 17


def test_what_goes_wrong_is_said():
    bench = Bench()
    with pytest.raises(ValueError, match="address"):
        set_address(bench.line(), 0x8000, clock=bench.clock)
    bench.card.request({"op": "fault", "kind": "nack", "value": 7}, 0.0)
    with pytest.raises(Refused, match="flash"):
        set_address(bench.line(), 17, clock=bench.clock)
    assert bench.find() is None, "a card that refuses to say its address is not found"
    bench.card.request({"op": "fault", "kind": "silence"}, 0.0)
    assert not set_address(bench.line(), 17, clock=bench.clock)
    line = bench.line()
    line.plugged = False
    with pytest.raises(LineLost):
        set_address(line, 17, clock=bench.clock)
