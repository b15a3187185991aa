"""Every kind of device × every fault its emulator offers: named while it lasts, healed after, nothing lost.

The table says what the health may name. "" is no fault at all: the driver must bear it. While a fault lasts
nothing may be invented; when it is over the device is well again by itself, and what was wanted of it, or
what people did at it, arrives.
"""

from collections.abc import Collection

import pytest
from fault_benches import BENCHES, Bench, KeypadBench, PrinterBench

from devices.codecs import digits, onbon, qe1, samv
from devices.drivers.keypad import Keypad
from devices.emulators.ff68 import Ff68
from devices.emulators.printer import STOPS

PULLED = "unplug"
LIMIT_S = 200.0
"""The slowest way back: a dead sign is asked every 15 s, a silent one is written every minute."""
BEARS = {""}
ANSWERING: dict[str, Collection[str]] = {
    "silence": {"no_answer"},
    "late": {"no_answer"},
    "garbage": BEARS,
    "bad_crc": {"garbage"},
    "half_frame": {"garbage"},
    "drop": {"no_answer", "garbage"},
    "duplicate": BEARS,
    "wrong_address": {"no_answer"},
    PULLED: {"unplugged"},
}
SILENT = dict.fromkeys(ANSWERING, BEARS) | {PULLED: {"unplugged"}}
"""Of a device that is never asked, or never answers, nothing can be known but its plug."""
LATE_COUNTS = {"late": {"", "no_answer"}}
"""An answer that is late is taken for one to the next exchange, so the health comes and goes."""
STATUS_IS_ONE_BYTE = {
    "garbage": {"no_answer", "garbage", "cutter", "error", "paper_out", "cover_open", "offline"},
    "half_frame": {"no_answer"},
    "drop": {"", "no_answer"},
}
EXPECTED: dict[str, dict[str, Collection[str]]] = {
    "printer": ANSWERING | STATUS_IS_ONE_BYTE,
    "onbon": ANSWERING | LATE_COUNTS,
    "lihe": ANSWERING | LATE_COUNTS,
    "lihe, old": SILENT,
    "shuangse": ANSWERING | LATE_COUNTS,
    "ruize": ANSWERING | {"half_frame": {"no_answer"}, "drop": {"", "no_answer"}},
    "alpha": ANSWERING | {"half_frame": BEARS, "drop": {"no_answer", "garbage", "nack_checksum"}},
    "alpha, silent": SILENT,
    "digits": ANSWERING | LATE_COUNTS,
    "ff68 keypad": SILENT,
    "ff68 rater": SILENT,
    "qe1": ANSWERING | LATE_COUNTS,
    "samv": ANSWERING | LATE_COUNTS | {"drop": {"no_answer", "garbage", "nack_checksum"}},
    "keys": SILENT,
    "keys, rater": SILENT,
}
OF_ITS_OWN = {"nack", "find_again", "read_failed", "select_failed", "self_test", "numlock"}
"""Tried by themselves below, or manners that are no fault."""
OFFERED = {kind: {*make().far_end.FAULTS, PULLED} for kind, make in BENCHES.items()}
MATRIX = [(kind, fault) for kind in BENCHES for fault in EXPECTED[kind] if fault in OFFERED[kind]]


def begun(kind: str) -> Bench:
    bench = BENCHES[kind]()
    bench.want(1)
    bench.until(lambda: bench.has(1), LIMIT_S)
    bench.told.clear()
    return bench


def switch(bench: Bench, fault: str, on: bool) -> None:
    if fault == PULLED:
        bench.line.plugged = not on
    else:
        bench.fault(fault, on)


def healed(bench: Bench, n: int) -> None:
    """Well by itself first, with nobody wanting anything; then what was wanted is there, or wanted anew."""
    bench.until(bench.well, LIMIT_S)
    for _ in range(3):
        bench.want(n)
        for _ in range(80):
            if bench.has(n):
                break
            bench.run(1)
    assert bench.has(n)
    assert not bench.invented()
    bench.want(n + 1)
    bench.until(lambda: bench.has(n + 1) and bench.well(), LIMIT_S)


@pytest.mark.parametrize(("kind", "fault"), MATRIX, ids=[f"{kind} {fault}" for kind, fault in MATRIX])
def test_a_fault_is_named_borne_and_healed(kind: str, fault: str) -> None:
    bench, expected = begun(kind), EXPECTED[kind][fault]
    switch(bench, fault, True)
    bench.want(2)
    for _ in range(90):
        bench.run(1)
        assert not bench.invented(), bench.driver.health()
    assert {health.cause for health in bench.told} <= {*expected, ""}
    if "" not in expected:
        assert bench.driver.health().cause in expected
    if expected == BEARS and fault in ("garbage", "duplicate"):
        assert bench.has(2)
    switch(bench, fault, False)
    healed(bench, 2)


def test_the_table_leaves_no_fault_out() -> None:
    """A fault that an emulated device does not offer is one that its wire cannot have."""
    printers = {*STOPS, "paper_near_end", "clears", "xonxoff", "no_status_back"}
    for kind, offered in OFFERED.items():
        assert offered <= {*EXPECTED[kind], *OF_ITS_OWN, *printers}, kind
    assert {kind for kind, fault in MATRIX if fault == PULLED} == set(BENCHES)
    assert len(MATRIX) == 122


ALPHA_ERRORS = {0x60: "command", 0x50: "checksum", 0x48: "memory", 0x44: "timeout", 0x42: "framing"}
REFUSALS = [
    *(("onbon", error, name) for error, name in onbon.ERRORS.items() if error),
    *(("digits", error, name) for error, name in digits.ERRORS.items()),
    *(("qe1", error, name) for error, name in qe1.ERRORS.items() if error),
    *(("alpha", error & 0x3F, name) for error, name in ALPHA_ERRORS.items()),
    ("shuangse", 1, "failed"),
    *(("samv", error, samv.CODES[error]) for error in (0x10, 0x11, 0x21, 0x23, 0x24, 0x60, 0x66)),
]


@pytest.mark.parametrize(("kind", "error", "name"), REFUSALS, ids=[f"{k} {n}" for k, _, n in REFUSALS])
def test_each_refusal_is_named_and_healed(kind: str, error: int, name: str) -> None:
    bench = begun(kind)
    bench.fault("nack", value=error)
    bench.want(2)
    bench.until(lambda: bench.driver.health().cause == f"nack_{name}", 40)
    bench.run(30)
    assert bench.driver.health().cause == f"nack_{name}"
    assert not bench.invented()
    bench.fault("nack", False)
    healed(bench, 2)


@pytest.mark.parametrize("fault", ["read_failed", "select_failed"])
def test_a_card_that_cannot_be_read_is_no_fault_of_the_reader(fault: str) -> None:
    bench = begun("samv")
    bench.fault(fault)
    bench.want(2)
    bench.run(20)
    assert bench.well()
    assert not bench.has(2)
    bench.fault(fault, False)
    healed(bench, 2)


# ---------------------------------------------------------------- printers stop in their own ways


@pytest.mark.parametrize("when", ["before", "during"])
@pytest.mark.parametrize("cause", STOPS)
def test_a_printer_that_stops_loses_no_slip_and_claims_none(cause: str, when: str) -> None:
    """During: at 9600 baud the slip is still coming in when it stops."""
    bench = PrinterBench(baud=9600 if when == "during" else None)
    bench.want(1)
    bench.until(lambda: bench.has(1), LIMIT_S)
    if when == "before":
        bench.fault(cause)
        bench.want(2)
    else:
        sent = len(bench.line.written)
        bench.want(2)
        bench.until(lambda: any(b"A002" in data for data in bench.line.written[sent:]), 10)
        bench.run(0.02)
        bench.fault(cause)
    named = "no_answer" if cause == "power_off" else cause
    bench.until(lambda: bench.driver.health().cause == named, 20)
    bench.until(lambda: bench.outcomes.get("A002"), 60)
    assert [outcome.printed for outcome in bench.outcomes["A002"]] == [False]
    assert bench.papers() == ["A001"]
    bench.fault(cause, False)
    healed(bench, 2)


def test_paper_near_its_end_is_said_and_stops_nothing() -> None:
    bench = PrinterBench()
    bench.fault("paper_near_end")
    bench.want(1)
    bench.until(lambda: bench.has(1), 20)
    health = bench.driver.health()
    assert (health.link, health.cause, health.paper) == ("in_step", "paper_near_end", "near_end")
    bench.fault("paper_near_end", False)
    bench.until(lambda: bench.driver.health().paper == "ok" and bench.well(), 20)


@pytest.mark.parametrize("manner", ["clears", "xonxoff", "no_status_back"])
def test_the_manners_of_some_models_are_no_fault(manner: str) -> None:
    bench = PrinterBench()
    bench.fault(manner)
    for n in (1, 2):
        bench.want(n)
        bench.until(lambda n=n: bench.has(n), 30)
    assert bench.well()


# ---------------------------------------------------------------- two speak at once


class Collision(KeypadBench):
    """Two callers on one line."""

    def __init__(self) -> None:
        super().__init__(far_end=Ff68([3, 4]))
        other = Keypad("e", 4, on_key=lambda press: (self.others.append(press.key), other.accept(press)))
        self.others: list[str] = []
        self.bus._drivers = (*self.bus._drivers, other)
        self.bus._last_turn = dict.fromkeys(range(2), 0)


def test_two_callers_that_collide_are_both_heard_once_and_nothing_else_is() -> None:
    bench = Collision()
    for key in ("call", "recall", "pause"):
        bench.run(3)
        bench.presses.clear()
        bench.others.clear()
        bench.order(op="collide", addresses=[3, 4], key=key)
        bench.run(10)
        assert (bench.said(), bench.others) == ([key], [key])
        desks = bench.order(op="state")["desks"]
        assert not any(desks[n]["unanswered"] for n in ("3", "4"))
    assert bench.bus.bad_frames > 0
