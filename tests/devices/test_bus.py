"""What the bus promises its drivers."""

import threading
from itertools import pairwise

import pytest
from memory_line import Clock, MemoryLine, Rig

from devices.bus import SLICE_S, TICK_S, Bus
from devices.drivers.keypad import Keypad
from devices.drivers.sign import Sign
from devices.emulators.ff68 import Ff68
from devices.emulators.onbon import Onbon
from devices.line import Line, LineLost


def test_one_exchange_at_a_time():
    clock = Clock()
    signs = [Sign(f"led-{n}", n) for n in (1, 2, 3)]
    rig = Rig(Onbon([1, 2, 3], baud=9600), signs, clock)
    for sign in signs:
        sign.show("A012")
    spoken: list[tuple[float, str]] = []
    write, read = rig.line.write, rig.line.read
    rig.line.write = lambda data: (spoken.append((clock.now, "out")), write(data))[1]

    def reading(size, timeout):
        data = read(size, timeout)
        if data:
            spoken.append((clock.now, "in"))
        return data

    rig.line.read = reading
    rig.run(5)
    assert [who for _, who in spoken[:6]] == ["out", "in"] * 3
    gaps = [b - a for (a, x), (b, y) in pairwise(spoken) if (x, y) == ("in", "out")]
    assert min(gaps) >= 3.5 * 10 / 9600 - 1e-9
    assert max(gaps[:2]) <= 3.5 * 10 / 9600 + SLICE_S


def test_a_fresh_call_does_not_wait_for_a_tick():
    clock = Clock()
    signs = [Sign(f"led-{n}", n) for n in (1, 2)]
    rig = Rig(Onbon([1, 2], baud=9600), signs, clock)
    for number in range(10):
        rig.run(1.501 + number / 500)
        written = len(rig.line.written)
        signs[0].show(f"A{number:03d}", call=True, number=f"A{number:03d}")
        assert rig.until(lambda before=written: len(rig.line.written) > before) <= SLICE_S + 1e-4


def test_presses_that_keep_coming_do_not_keep_their_echoes_from_the_line():
    """Each arrival holds the line for a guard time, and the next comes before a whole tick is over."""
    clock = Clock()
    pads = {}
    pads |= {
        n: Keypad(str(n), n, on_key=lambda press: pads[int(press.device)].accept(press)) for n in range(1, 31)
    }
    rig = Rig(Ff68(list(pads), baud=9600, repeats=0), [*pads.values()], clock)
    rig.run(0.1)
    every_s = TICK_S - 0.001
    for n in pads:
        rig.far_end.request({"op": "press", "address": n, "key": "call"}, clock.now + n * every_s)

    def unanswered() -> int:
        return sum(desk["unanswered"] for desk in rig.order(op="state")["desks"].values())

    rig.run(20 * every_s)
    assert unanswered() <= 10 + 2
    rig.run(12 * every_s)
    assert unanswered() == 0


def test_the_backoff_grows_and_ends():
    clock = Clock()
    rig = Rig(Onbon([1]), [Sign("led", 1)], clock)
    rig.line.plugged = False
    rig.run(60)
    early = rig.line.opens
    rig.run(600)
    assert 8 < early < 20
    assert (rig.line.opens - early) == pytest.approx(600 / 8, abs=3)


def test_kill_point_stands_in_the_middle_of_a_text_and_not_of_a_ping():
    clock = Clock()
    sign = Sign("led", 1)
    points = []
    rig = Rig(Onbon([1]), [sign], clock, kill_point=points.append)
    rig.run(1)
    assert points == []
    sign.show("A012")
    rig.until(lambda: sign.health().link == "in_step")
    assert points == ["mid_frame"]


def test_a_failing_callback_does_not_end_the_bus():
    clock = Clock()
    seen = []

    def on_key(press):
        seen.append(press)
        raise RuntimeError("the hall is in trouble")

    pad = Keypad("keypad", 1, on_key=on_key)
    rig = Rig(Ff68([1], repeats=0), [pad], clock)
    rig.run(0.1)
    for key in ("call", "recall"):
        rig.order(op="press", address=1, key=key)
        rig.run(0.1)
    assert len(seen) == 2
    assert pad.health().link == "answered"


def test_a_bus_in_a_thread_of_its_own():
    clock = Clock()
    heard = threading.Event()
    far_end = Ff68([1], repeats=0)
    far_end.request({"op": "press", "address": 1, "key": "call"}, clock.now)
    pad = Keypad("keypad", 1, on_key=lambda _: heard.set())
    bus = Bus("memory", [pad], line=MemoryLine(far_end, clock), clock=clock)
    bus.start()
    assert heard.wait(5)
    bus.stop()


def test_one_line_one_protocol():
    with pytest.raises(ValueError, match="one protocol"):
        Bus("memory", [Sign("led", 1), Keypad("keypad", 1, on_key=print)])
    with pytest.raises(ValueError, match="at least one"):
        Bus("memory", [])


def test_stopping_ends_its_thread_and_may_be_repeated():
    before = set(threading.enumerate())
    bus = Bus("/nowhere/at/all", [Sign("led", 1)])
    bus.start()
    (thread,) = set(threading.enumerate()) - before
    bus.stop()
    assert not thread.is_alive()
    bus.stop()


def test_a_line_that_is_not_there():
    for url, cause in (
        ("/nowhere/at/all", "unplugged"),
        ("socket://127.0.0.1:1", "unreachable"),
        ("usb://ffff:ffff", "unplugged"),
    ):
        with pytest.raises(LineLost) as lost:
            Line(url).open()
        assert lost.value.cause == cause
    with pytest.raises(LineLost):
        Line("/nowhere").read(1, 0)
