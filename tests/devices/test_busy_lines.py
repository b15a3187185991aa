"""Lines with many devices, and wishes that somebody waits for: no look of the bus comes in between."""

import pytest
from memory_line import Clock, Rig

from devices.bus import SLICE_S
from devices.drivers.key_entry import KeyPress
from devices.drivers.keypad import Keypad
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import Rater, RatingPress
from devices.drivers.sign import DEAD_S, PING_S, Sign, ping_period
from devices.emulators.ff68 import Ff68
from devices.emulators.onbon import Onbon
from devices.emulators.qe1 import Qe1

MANY, SLOW = 60, 9600


def bar(*, dead: bool) -> tuple[Rig, list[Sign]]:
    """Sixty signs on one line of 9600 baud, after ten minutes."""
    clock = Clock()
    period = ping_period(MANY, SLOW)
    signs = [Sign(f"led-{n}", n, ping_s=period, wall_ms=clock.wall_ms) for n in range(1, MANY + 1)]
    rig = Rig(Onbon(list(range(1, MANY + 1)), baud=SLOW), list(signs), clock, baudrate=SLOW)
    rig.fault("silence", dead)
    rig.run(600)
    return rig, signs


def taken_up(rig: Rig, seconds: float, *, reply_s: float) -> float:
    """The share of so many seconds that the line is kept busy by questions."""
    before = len(rig.line.written)
    rig.run(seconds)
    asked = rig.line.written[before:]
    return sum(len(frame) * 10 / SLOW + reply_s for frame in asked) / seconds


def test_questions_to_sixty_dead_signs_leave_a_slow_line_half_free():
    rig, signs = bar(dead=True)
    assert all(sign.health().cause == "no_answer" for sign in signs)
    assert 0.2 < taken_up(rig, 160, reply_s=DEAD_S) < 0.6


def test_questions_to_sixty_signs_that_answer_cost_little_and_each_is_asked():
    rig, signs = bar(dead=False)
    share = taken_up(rig, 160, reply_s=0.05)
    assert 0.02 < share < 0.2
    assert {sign.health().link for sign in signs} == {"answered"}


def test_a_call_to_a_sign_among_dead_ones_waits_for_one_question_at_most():
    rig, signs = bar(dead=True)
    rig.fault("silence", False)
    rig.until(lambda: signs[0].health().link == "answered", 200)
    rig.fault("silence")
    rig.fault("silence", False, address=1)
    signs[0].show("请A001号", call=True, number="A001")
    before = len(rig.line.written)
    rig.until(lambda: any(b"A001" in frame for frame in rig.line.written[before:]), 3)
    assert len(rig.line.written) - before <= 2


@pytest.mark.parametrize(("signs", "baudrate"), [(1, 9600), (8, 9600), (20, 57600), (60, 115200)])
def test_the_period_of_a_short_or_fast_line(signs, baudrate):
    """A line that can afford it is asked as often as ever."""
    expected = PING_S if signs < 20 else signs * DEAD_S
    assert ping_period(signs, baudrate) >= expected
    assert ping_period(signs, baudrate) <= max(PING_S, 3 * signs * DEAD_S)


def ff68(driver):
    return Rig(Ff68([1]), [driver], Clock())


def qe1(driver):
    rig = Rig(Qe1([1]), [driver], Clock())
    rig.until(lambda: driver.health().link == "in_step")
    return rig


def pressed_key() -> tuple[Rig, Keypad, KeyPress]:
    keys: list[KeyPress] = []
    keypad = Keypad("k", 1, on_key=keys.append)
    rig = ff68(keypad)
    rig.run(0.1)
    rig.order(op="press", address=1, key="call")
    rig.until(lambda: keys)
    return rig, keypad, keys[0]


def pressed_button(make, line) -> tuple[Rig, Rater | Qe1Rater, RatingPress]:
    presses: list[RatingPress] = []
    rater = make(presses.append)
    rig = line(rater)
    rig.run(0.1)
    rater.ask()
    rig.run(0.5)
    rig.order(op="rate", address=1, button=1)
    rig.until(lambda: presses)
    return rig, rater, presses[0]


def ff68_rater(on_press):
    return Rater("r", 1, levels={1: 5}, on_press=on_press)


def qe1_rater(on_press):
    return Qe1Rater("r", 1, levels={1: 5}, on_press=on_press)


def idle(driver, line) -> Rig:
    rig = line(driver)
    rig.run(2)
    return rig


def wish_of_a_keypad(name):
    if name == "display":
        keypad = Keypad("k", 1, on_key=print)
        return idle(keypad, ff68), lambda: keypad.display(3, "A003")
    rig, keypad, press = pressed_key()
    return rig, lambda: getattr(keypad, name)(press)


def wish_of_a_rater(make, line, name, *args):
    if name in ("thank", "refuse"):
        rig, rater, press = pressed_button(make, line)
        return rig, lambda: getattr(rater, name)(press)
    rater = make(print)
    return idle(rater, line), lambda: getattr(rater, name)(*args)


WISHES = {
    **{f"keypad {name}": (wish_of_a_keypad, name) for name in ("accept", "refuse", "display")},
    **{f"ff68 {name}": (wish_of_a_rater, ff68_rater, ff68, name) for name in ("ask", "thank", "refuse")},
    **{f"qe1 {name}": (wish_of_a_rater, qe1_rater, qe1, name) for name in ("ask", "cancel", "thank")},
    "qe1 staff": (wish_of_a_rater, qe1_rater, qe1, "staff", "1001", "张敏"),
}


@pytest.mark.parametrize(("make", "args"), [(m, a) for m, *a in WISHES.values()], ids=WISHES)
def test_a_wish_goes_out_within_one_slice(make, args):
    """Repeats of a press are stilled first: the device repeats, and the line is free again."""
    rig, wish = make(*args)
    rig.run(0.11)
    before = len(rig.line.written)
    wish()
    assert rig.until(lambda: len(rig.line.written) > before, 1) <= SLICE_S * 1.01
