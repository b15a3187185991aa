"""Callers and rating boxes on one line: each press once, each answer once, collisions survived."""

import pytest
from memory_line import Clock, Rig

from devices.drivers.key_entry import Key, KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.rater import Rater, RatingPress
from devices.emulators.ff68 import Ff68


class Desks(Rig):
    def __init__(self, count: int = 2, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.keys: list[KeyPress] = []
        self.ratings: list[RatingPress] = []
        numbers = range(1, count + 1)
        self.keypads = [Keypad(f"keypad-{n}", n, on_key=self.keys.append) for n in numbers]
        levels = {0: 5, 1: 4, 2: 3}
        self.raters = [Rater(f"rater-{n}", n, levels=levels, on_press=self.ratings.append) for n in numbers]
        drivers = [*self.keypads, *self.raters]
        super().__init__(Ff68(list(numbers)), drivers, clock, kind, **options)
        self.run(0.1)

    def desk(self, address: int = 1) -> dict:
        return self.order(op="state")["desks"][str(address)]

    def press(self, key: str | list[str], address: int = 1, wait_s: float = 0.1) -> None:
        self.order(op="press", address=address, key=key)
        self.run(wait_s)

    def rate(self, button: int, address: int = 1, wait_s: float = 0.1) -> None:
        self.order(op="rate", address=address, button=button)
        self.run(wait_s)


@pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])
@pytest.mark.parametrize("key", ["call", "recall", "rate", "pause"])
def test_a_key_is_reported_once_and_echoed_on_accept(kind, key):
    desks = Desks(kind=kind)
    desks.press(key, wait_s=1.4)
    assert desks.keys == [KeyPress("keypad-1", Key(key))]
    assert desks.desk()["unanswered"], "no echo before the hall decided"
    desks.keypads[0].accept(desks.keys[0])
    desks.run(1)
    assert desks.desk()["acked"] == key
    assert desks.desk()["beeps"] == 0
    desks.run(5)
    assert len(desks.keys) == 1


def test_refusal_is_two_beeps_no_echo_and_no_second_report():
    desks = Desks()
    desks.press("call")
    desks.keypads[0].refuse(desks.keys[0])
    desks.run(3)
    assert desks.desk()["beeps"] == 2
    assert desks.desk()["acks"] == 0
    assert len(desks.keys) == 1
    desks.press("call")
    assert len(desks.keys) == 2, "pressed again later, it is meant again"


def test_an_echo_that_was_lost_is_given_again_for_the_repeat():
    desks = Desks()
    desks.press("call")
    desks.far_end.desks[1].keys.data = b"\xee"  # deaf to the first echo
    desks.keypads[0].accept(desks.keys[0])
    desks.run(0.2)
    desks.far_end.desks[1].keys.data = b"\x0c"
    desks.run(1)
    assert desks.desk()["acked"] == "call"
    assert len(desks.keys) == 1


def test_the_same_key_later_is_a_new_press():
    desks = Desks()
    for _ in range(3):
        desks.press("recall")
        desks.keypads[0].accept(desks.keys[-1])
        desks.run(1.5)
    assert len(desks.keys) == 3
    assert desks.desk()["acks"] == 3


def test_a_press_the_hall_never_answers_is_not_held_against_the_next():
    desks = Desks()
    desks.press("call", wait_s=11)
    desks.press("call")
    assert len(desks.keys) == 2


@pytest.mark.parametrize("digits", ["6", "0", "3", "12"])
@pytest.mark.parametrize("together", [True, False])
def test_digits_and_ok(digits, together):
    desks = Desks()
    if together:
        desks.press([*digits, "ok"])
    else:
        for digit in digits:
            desks.press(digit)
            assert desks.desk()["acked"] == digit, "the caller shows what is typed"
        desks.press("ok")
    assert desks.keys == [KeyPress("keypad-1", Key.OK, digits)]
    desks.keypads[0].accept(desks.keys[0])
    desks.run(0.2)
    assert desks.desk()["acked"].endswith("ok")


@pytest.mark.parametrize("together", [True, False])
def test_transfer_wants_a_window(together):
    desks = Desks()
    desks.press("transfer")
    assert desks.desk()["acked"] == "transfer"
    assert desks.keys == []
    for keys in [["1", "1", "ok"]] if together else ["1", "1", "ok"]:
        desks.press(keys, wait_s=0.3)
    assert desks.keys == [KeyPress("keypad-1", Key.TRANSFER, "11")]


def test_an_entry_is_dropped_by_another_key_by_cancel_and_by_time():
    desks = Desks()
    desks.press("1")
    desks.press("call")
    desks.press("ok")
    assert desks.keys[-1] == KeyPress("keypad-1", Key.OK, "")
    desks.run(2)
    desks.press("2")
    desks.press("cancel")
    desks.press("6")
    desks.press("ok")
    assert desks.keys[-1] == KeyPress("keypad-1", Key.OK, "6")
    desks.press("transfer", wait_s=11)
    desks.press("6")
    desks.press("ok")
    assert desks.keys[-1].key is Key.OK


def test_the_display_shows_the_latest_and_comes_back_with_the_line():
    desks = Desks()
    for n in range(20):
        desks.keypads[0].display(n, f"A{n:03d}")
        desks.run(0.1)
    desks.run(1.1)
    assert desks.desk()["display"] == "019019"
    desks.keypads[0].display(1234, "")
    desks.run(1.1)
    assert desks.desk()["display"] == "999   "
    frames = desks.desk()["frames"]
    desks.line.plugged = False
    desks.run(1)
    desks.line.plugged = True
    desks.run(3)
    assert desks.desk()["frames"] == frames + 1


def test_health_says_no_more_than_is_known():
    desks = Desks()
    desks.keypads[0].display(3, "A012")
    desks.run(2)
    assert desks.keypads[0].health().link == "opened"
    desks.press("call")
    assert desks.keypads[0].health().link == "answered"
    assert desks.raters[0].health().link == "opened"
    desks.line.plugged = False
    desks.run(1)
    assert desks.keypads[0].health().link == "lost"


def test_a_rating_is_reported_once_and_thanked_after_the_commit():
    desks = Desks()
    desks.raters[0].ask()
    desks.run(0.2)
    assert desks.desk()["rater"]["asking"]
    desks.rate(1, wait_s=1.4)
    assert desks.ratings == [RatingPress("rater-1", 1, 4)]
    assert desks.desk()["rater"]["thanked"] is None
    desks.raters[0].thank(desks.ratings[0])
    desks.run(5)
    assert desks.desk()["rater"]["thanked"] == 1
    assert len(desks.ratings) == 1
    desks.rate(1)
    assert len(desks.ratings) == 2, "a true second press"


def test_a_refused_rating_beeps_and_is_not_thanked():
    desks = Desks()
    desks.rate(3)
    assert desks.ratings == [RatingPress("rater-1", 3, None)]
    desks.raters[0].refuse(desks.ratings[0])
    desks.run(4)
    assert desks.desk()["rater"]["thanks"] == 0
    assert desks.desk()["beeps"] == 1
    assert len(desks.ratings) == 1


def test_what_was_asked_before_the_line_was_lost_is_not_asked_late():
    desks = Desks()
    desks.line.plugged = False
    desks.run(1)
    desks.raters[0].ask()
    desks.run(3)
    desks.line.plugged = True
    desks.run(5)
    assert desks.desk()["rater"]["asks"] == 0


def test_neighbours_do_not_hear_each_others_keys():
    desks = Desks(3)
    desks.press("call", address=2)
    desks.press("recall", address=3)
    assert desks.keys == [KeyPress("keypad-2", Key.CALL), KeyPress("keypad-3", Key.RECALL)]


def test_two_callers_at_once_are_both_heard_when_they_repeat():
    desks = Desks()
    desks.order(op="collide", addresses=[1, 2])
    desks.run(2)
    assert sorted(press.device for press in desks.keys) == ["keypad-1", "keypad-2"]


@pytest.mark.parametrize("fault", ["bad_crc", "half_frame"])
def test_spoilt_frames_are_counted_and_not_believed(fault):
    desks = Desks()
    desks.fault(fault)
    desks.press("call", wait_s=3)
    assert desks.keys == []
    assert desks.bus.bad_frames > 0
    desks.fault(fault, False)
    desks.press("call", wait_s=1)
    assert len(desks.keys) == 1


def test_noise_and_doubled_frames_make_no_second_press():
    desks = Desks()
    desks.fault("garbage")
    desks.fault("duplicate")
    desks.press("call", wait_s=3)
    assert len(desks.keys) == 1


def test_an_adapter_that_returns_our_bytes_makes_no_press():
    desks = Desks(echo=True)
    write = desks.line.write

    def echoing(data: bytes) -> None:
        write(data)
        desks.order(op="noise", hex=data.hex())

    desks.line.write = echoing
    desks.press("call")
    desks.keypads[0].accept(desks.keys[0])
    desks.run(3)
    desks.raters[0].ask()
    desks.run(3)
    assert desks.keys == [KeyPress("keypad-1", Key.CALL)]


def test_stars_are_shown_changed_and_come_back_with_the_line_and_with_power():
    desks = Desks(1)
    (rater,) = desks.raters
    desks.run(70)
    assert desks.desk()["rater"]["stars"] is None, "nobody spoke of stars"
    rater.stars(5)
    desks.until(lambda: desks.desk()["rater"]["stars"] == 5)
    rater.stars(0)
    desks.until(lambda: desks.desk()["rater"]["stars"] == 0)
    rater.stars(4)
    desks.until(lambda: desks.desk()["rater"]["stars"] == 4)
    assert bytes.fromhex("FF6803036801020407 16".replace(" ", "")) in desks.line.written
    for lost in ("the line", "its power"):
        desks.far_end.desks[1].stars = None
        if lost == "the line":
            desks.line.plugged = False
            desks.run(1)
            desks.line.plugged = True
        desks.until(lambda: desks.desk()["rater"]["stars"] == 4, 70)
