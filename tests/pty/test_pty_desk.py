"""ID readers, our own rating boxes and USB keypads over real pseudo-terminals; plugs pulled with SIGKILL."""

import pytest

from devices.drivers.idcard import CardRead, IdReader
from devices.drivers.key_entry import Key, KeyPress
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import RatingPress
from devices.drivers.usb_keypad import UsbKeypad

pytestmark = pytest.mark.pty


def test_cards_are_read_and_the_asking_survives_a_pulled_plug(bench):
    far = bench.emulator("samv", baud=115200)
    cards: list[CardRead] = []
    reader = IdReader("id-1", on_card=cards.append, find_s=0.05)
    bench.bus(far.tty, [reader], baudrate=115200)
    bench.eventually(lambda: reader.health().link == "in_step")
    reader.ask()
    far.control.request({"op": "card"})
    bench.eventually(lambda: cards)
    assert cards[0].number == "11010519491231002X"

    reader.ask()
    far.kill()
    bench.eventually(lambda: reader.health().link == "lost")
    far.start()
    far.control.request({"op": "card", "number": "440524188001010014"})
    bench.eventually(lambda: len(cards) == 2)
    assert cards[1].number == "440524188001010014"
    assert reader.health().link == "in_step"
    commands = far.control.state()["commands"]
    assert (commands["20 02"], commands["30 01"]) == (1, 1)


def test_a_box_is_asked_thanked_and_told_again_who_sits_there(bench):
    far = bench.emulator("qe1", addresses="1-2", repeat_s=0.1)
    presses: list[RatingPress] = []

    def on_press(press: RatingPress) -> None:
        presses.append(press)
        (box.thank if press.level else box.refuse)(press)

    box = Qe1Rater("rater-1", 1, levels={1: 5, 2: 4}, on_press=on_press, reply_s=0.2)
    other = Qe1Rater("rater-2", 2, levels={}, on_press=presses.append, reply_s=0.2)
    bench.bus(far.tty, [box, other])

    def shown() -> dict:
        return far.control.state()["boxes"]["1"]

    for button, end in ((1, "thanks"), (3, "refused")):
        box.staff("1024", "欧阳镕", button)
        box.ask("A012")
        bench.eventually(lambda: shown()["showing"] == "asking" and box.health().link == "in_step")
        far.control.request({"op": "rate", "address": 1, "button": button})
        bench.eventually(lambda end=end: shown()["showing"] == end)
        far.kill()
        bench.eventually(lambda: box.health().link == "lost")
        far.start()
        bench.eventually(lambda button=button: shown()["staff"] == f"1024|欧阳镕|{button}")
    assert presses == [RatingPress("rater-1", 1, 5), RatingPress("rater-1", 3, None)]


def test_a_keypad_speaks_and_comes_back(bench):
    far = bench.emulator("keys")
    pressed: list[KeyPress] = []
    pad = UsbKeypad("keypad-1", on_key=pressed.append)
    bench.bus(far.tty, [pad])
    for times, key in enumerate(("plus", "minus"), 1):
        bench.eventually(lambda: pad.health().link == "opened")
        far.control.request({"op": "press", "key": [key, "6", "enter"]})
        bench.eventually(lambda times=times: len(pressed) == 2 * times)
        assert pad.health().link == "answered"
        far.kill()
        bench.eventually(lambda: pad.health().link == "lost")
        far.start()
    ok = KeyPress("keypad-1", Key.OK, "6")
    assert pressed == [KeyPress("keypad-1", Key.CALL), ok, KeyPress("keypad-1", Key.RECALL), ok]
