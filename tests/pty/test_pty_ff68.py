"""Callers and rating boxes over a real pseudo-terminal."""

import pytest

from devices.drivers.key_entry import Key, KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.rater import Rater, RatingPress
from devices.emulators.control import Control, ControlLost

pytestmark = pytest.mark.pty


def test_a_window_of_keys_and_ratings(bench):
    far = bench.emulator("ff68", addresses="1-2", repeat_s=0.1)
    keys: list[KeyPress] = []
    ratings: list[RatingPress] = []

    def on_key(press: KeyPress) -> None:
        keys.append(press)
        (pad.refuse if press.key is Key.PAUSE else pad.accept)(press)

    def on_press(press: RatingPress) -> None:
        ratings.append(press)
        rater.thank(press)

    pad = Keypad("keypad-1", 1, on_key=on_key)
    other = Keypad("keypad-2", 2, on_key=lambda press: (keys.append(press), other.accept(press)))
    rater = Rater("rater-1", 1, levels={0: 5, 1: 4, 2: 3, 3: 1}, on_press=on_press)
    bus = bench.bus(far.tty, [pad, other, rater])
    bench.eventually(lambda: pad.health().link == "opened")

    def desk() -> dict:
        return far.control.state()["desks"]["1"]

    pad.display(7, "A012")
    far.control.request({"op": "press", "address": 1, "key": "call"})
    bench.eventually(lambda: desk()["acked"] == "call")
    bench.eventually(lambda: desk()["display"] == "007012")
    far.control.request({"op": "press", "address": 1, "key": "pause"})
    bench.eventually(lambda: desk()["beeps"] == 2)
    rater.ask()
    bench.eventually(lambda: desk()["rater"]["asking"])
    far.control.request({"op": "rate", "address": 1, "button": 0})
    bench.eventually(lambda: desk()["rater"]["thanked"] == 0)
    far.control.request({"op": "collide", "addresses": [1, 2], "key": "recall"})
    bench.eventually(lambda: len(keys) == 4)
    assert keys[:2] == [KeyPress("keypad-1", Key.CALL), KeyPress("keypad-1", Key.PAUSE)]
    assert {press.device for press in keys[2:]} == {"keypad-1", "keypad-2"}
    assert ratings == [RatingPress("rater-1", 0, 5)]

    far.control.fault("bad_crc")
    far.control.request({"op": "press", "address": 1, "key": "call"})
    bench.eventually(lambda: bus.bad_frames >= 4)
    assert len(keys) == 4


def test_orders_that_make_no_sense_are_refused_and_do_no_harm(bench):
    far = bench.emulator("ff68")
    for order in (
        {"op": "dance"},
        {"op": "press", "address": 9, "key": "call"},
        {"op": "press", "address": 1, "key": "any"},
        {"op": "fault", "kind": "fire"},
        {},
    ):
        with pytest.raises(ControlLost):
            far.control.request(order)
    with pytest.raises(ControlLost):
        far.control.request([])
    assert far.control.state()["desks"]["1"]["frames"] == 0
    with pytest.raises(ControlLost):
        Control(far.tty.with_name("nobody.ctl")).state()


def test_an_emulator_ends_with_who_started_it(bench):
    far = bench.emulator("onbon")
    far.stop()
    assert not far.alive
    assert not far.tty.exists()
    assert not far.tty.is_symlink()
