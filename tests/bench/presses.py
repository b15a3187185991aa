"""Presses of many desks on one line, echoed and none lost; part of bench devices."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from devices.drivers.key_entry import KeyPress
from devices.drivers.keypad import Keypad
from devices.emulators.process import EmulatorProcess
from tests.bench.far_ends import BAUD, BITS, Bare, far_end, running, until
from tests.bench.figures import QUICK, Figure, progress

DESKS = 60
PRESSES = 60 if QUICK else 480
PRESS_BYTES = 10
PRESSES_PER_S = BAUD / BITS / (2 * PRESS_BYTES)
"""A line full of presses and echoes, without any pause between them."""


def measure(folder: Path) -> list[Figure]:
    progress(f"devices: {PRESSES} presses, {PRESSES_PER_S:.0f} a second")
    options = {"addresses": f"1-{DESKS}", "baud": BAUD, "repeats": 0}
    told: list[KeyPress] = []

    def on_key(press: KeyPress) -> None:
        told.append(press)
        pads[int(press.device)].accept(press)

    pads = {n: Keypad(str(n), n, on_key=on_key) for n in range(1, DESKS + 1)}
    with (
        far_end(folder, "ff68", "twin68", **options) as twin,
        contextlib.closing(Bare(twin)) as bare,
        _echoing(bare),
    ):
        floor, _ = _echoed(twin)
    with far_end(folder, "ff68", "keys", **options) as keys, running(keys, list(pads.values())):
        until(lambda: all(pad.health().link == "opened" for pad in pads.values()))
        rate, echoes = _echoed(keys)
    lost = PRESSES - min(echoes, len(told))
    return [
        Figure("presses_per_s", rate, "1/s", floor, more_is_better=True),
        Figure("presses_lost", lost, "", goal=0, must=True),
    ]


@contextlib.contextmanager
def _echoing(bare: Bare) -> Iterator[None]:
    """Each press goes back as it came."""
    over = threading.Event()

    def echo() -> None:
        waiting = b""
        while not over.is_set():
            waiting += bare.read(0.05)
            whole = len(waiting) // PRESS_BYTES * PRESS_BYTES
            if whole:
                bare.write(waiting[:whole])
                waiting = waiting[whole:]

    thread = threading.Thread(target=echo)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _echoed(process: EmulatorProcess) -> tuple[float, int]:
    """(echoes a second from the first press to the last echo, echoes). No press is repeated."""
    begun = time.perf_counter()
    for n in range(PRESSES):
        time.sleep(max(0.0, begun + n / PRESSES_PER_S - time.perf_counter()))
        key = ("call", "recall")[n // DESKS % 2]  # a key that comes again at once would be a repeat
        process.control.request({"op": "press", "address": 1 + n % DESKS, "key": key})
    echoes = newest = 0
    last = quiet_since = time.perf_counter()
    while echoes < PRESSES and time.perf_counter() - quiet_since < 2.0:
        time.sleep(0.005)
        newest = sum(desk["acks"] for desk in process.control.state()["desks"].values())
        if newest > echoes:
            echoes, last = newest, time.perf_counter()
            quiet_since = last
    return echoes / (last - begun), echoes
