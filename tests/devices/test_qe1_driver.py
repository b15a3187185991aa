"""Our own rating boxes: each question once, each press once, thanked after the commit, dead ones noticed."""

import pytest
from memory_line import Clock, Rig

from devices.codecs import qe1
from devices.drivers.qe1 import Qe1Rater
from devices.drivers.rater import RatingPress
from devices.emulators.qe1 import Qe1


class Boxes(Rig):
    def __init__(self, count: int = 1, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.presses: list[RatingPress] = []
        numbers = range(1, count + 1)
        levels = {1: 5, 2: 4, 3: 3, 4: 2}
        self.raters = [
            Qe1Rater(f"rater-{n}", n, levels=levels, on_press=self.presses.append, wall_ms=clock.wall_ms)
            for n in numbers
        ]
        self.rater = self.raters[0]
        super().__init__(Qe1(list(numbers)), self.raters, clock, kind, **options)

    def box(self, address: int = 1) -> dict:
        return self.order(op="state")["boxes"][str(address)]

    def rate(self, button: int, address: int = 1) -> None:
        self.order(op="rate", address=address, button=button)

    @property
    def link(self) -> tuple[str, str]:
        return self.rater.health().link, self.rater.health().cause


@pytest.mark.parametrize("kind", ["perfect", "bytewise", "lossy", "late"])
def test_asked_pressed_and_thanked(kind):
    boxes = Boxes(kind=kind)
    boxes.until(lambda: boxes.link == ("in_step", ""))
    for visit in range(1, 6):
        boxes.rater.ask(f"A{visit:03d}")
        boxes.until(lambda: boxes.box()["showing"] == "asking")
        assert boxes.box()["ticket"] == f"A{visit:03d}"
        boxes.run(2)
        boxes.rate(visit)
        boxes.until(lambda visit=visit: len(boxes.presses) == visit)
        boxes.rater.thank(boxes.presses[-1])
        boxes.until(lambda: boxes.box()["showing"] == "thanks")
        boxes.run(3)
    assert [(press.button, press.level) for press in boxes.presses] == [
        (1, 5),
        (2, 4),
        (3, 3),
        (4, 2),
        (5, None),
    ]
    assert (boxes.box()["asks"], boxes.box()["thanks"]) == (5, 5)


def test_no_thanks_before_the_hall_said_so():
    boxes = Boxes()
    boxes.rater.ask()
    boxes.run(1)
    boxes.rate(1)
    boxes.run(1.2)
    assert len(boxes.presses) == 1, "the box repeats itself, the press is one"
    assert boxes.box()["showing"] == "waiting"
    boxes.rater.thank(boxes.presses[0])
    boxes.run(0.5)
    assert boxes.box()["showing"] == "thanks"


def test_a_refused_press_is_answered_and_not_thanked():
    boxes = Boxes()
    boxes.rater.ask()
    boxes.run(1)
    boxes.rate(2)
    boxes.run(0.2)
    boxes.rater.refuse(boxes.presses[0])
    boxes.run(5)
    assert (boxes.box()["showing"], boxes.box()["thanks"], len(boxes.presses)) == ("refused", 0, 1)


def test_thanks_that_were_lost_are_given_again_for_the_repeat():
    boxes = Boxes()
    boxes.rater.ask()
    boxes.run(1)
    boxes.fault("drop", value=2)
    boxes.rater.thank(RatingPress("rater-1", 1, 5))  # nobody pressed: nothing happens
    boxes.fault("drop", False)
    boxes.rate(1)
    boxes.run(0.1)
    answered = boxes.far_end._answered
    boxes.far_end._answered = lambda *_: None  # deaf to the first
    boxes.rater.thank(boxes.presses[0])
    boxes.run(0.2)
    boxes.far_end._answered = answered
    boxes.run(1)
    assert (boxes.box()["thanks"], len(boxes.presses)) == (1, 1)


def test_the_same_button_for_the_next_citizen_is_a_new_press():
    boxes = Boxes()
    for _ in range(3):
        boxes.rater.ask("A001")
        boxes.run(1)
        boxes.rate(1)
        boxes.run(0.2)
        boxes.rater.thank(boxes.presses[-1])
        boxes.run(0.2)
    assert len(boxes.presses) == 3
    assert boxes.box()["thanks"] == 3


def test_time_that_ran_out_is_no_press():
    boxes = Boxes()
    boxes.rater.ask()
    boxes.run(29)
    assert boxes.box()["showing"] == "asking"
    boxes.run(3)
    assert (boxes.box()["showing"], boxes.box()["unanswered"]) == ("welcome", False)
    assert boxes.presses == []


def test_a_question_is_called_off():
    boxes = Boxes()
    boxes.rater.ask()
    boxes.run(1)
    boxes.rater.cancel()
    boxes.run(1)
    assert (boxes.box()["showing"], boxes.box()["cancels"]) == ("welcome", 1)
    boxes.rater.ask()
    boxes.rater.cancel()
    boxes.run(1)
    assert boxes.box()["asks"] == 1, "the newest wish counts"


def test_who_sits_there_is_shown_again_after_each_loss():
    boxes = Boxes()
    boxes.rater.staff("1024", "欧阳|镕", 5)
    boxes.run(1)
    assert boxes.box()["staff"] == "1024|欧阳 镕|5"
    assert boxes.link == ("in_step", "")
    boxes.far_end.boxes[1].staff = ""
    boxes.line.plugged = False
    boxes.run(1)
    assert boxes.link == ("lost", "unplugged")
    boxes.line.plugged = True
    boxes.run(3)
    assert boxes.box()["staff"] == "1024|欧阳 镕|5"
    boxes.fault("silence")
    boxes.until(lambda: boxes.link == ("opened", "no_answer"))
    boxes.far_end.boxes[1].staff = ""
    boxes.fault("silence", False)
    boxes.until(lambda: boxes.link == ("in_step", ""))
    assert boxes.box()["staff"] == "1024|欧阳 镕|5"


def test_a_question_is_asked_over_a_short_loss_and_never_late():
    boxes = Boxes()
    boxes.run(1)
    for dead_s, asks in ((2, 1), (8, 1)):
        boxes.line.plugged = False
        boxes.run(0.5)
        boxes.rater.ask()
        boxes.run(dead_s)
        boxes.line.plugged = True
        boxes.run(10)
        assert boxes.box()["asks"] == asks
    boxes.fault("drop", value=1)
    boxes.rater.ask()
    boxes.run(8)
    boxes.fault("drop", False)
    boxes.until(lambda: boxes.link == ("in_step", ""))
    assert boxes.box()["asks"] == 1


def test_a_press_says_that_the_question_arrived():
    """The box's acknowledgement is lost; its result comes while the question is being repeated."""
    boxes = Boxes()
    boxes.run(1)
    boxes.fault("silence")
    boxes.rater.ask("A001")
    boxes.until(lambda: boxes.box()["showing"] == "asking")
    boxes.fault("silence", False)
    boxes.rate(1)
    boxes.run(0.3)
    assert len(boxes.presses) == 1
    boxes.rater.thank(boxes.presses[0])
    boxes.run(5)
    assert (boxes.box()["asks"], boxes.box()["thanks"]) == (1, 1)
    assert boxes.link == ("in_step", "")


def test_a_dead_box_is_noticed_and_asked_ever_more_rarely():
    boxes = Boxes()
    boxes.run(1)
    boxes.fault("silence")
    boxes.until(lambda: boxes.link == ("opened", "no_answer"), limit_s=20)
    sent = len(boxes.line.written)
    boxes.run(60)
    assert 3 <= len(boxes.line.written) - sent < 15
    boxes.fault("silence", False)
    boxes.until(lambda: boxes.link == ("in_step", ""))


@pytest.mark.parametrize(("error", "name"), [(1, "command"), (2, "busy"), (3, "data"), (77, "77")])
def test_a_box_that_refuses_says_why(error, name):
    boxes = Boxes()
    boxes.run(1)
    boxes.fault("nack", value=error)
    boxes.rater.staff("1024")
    boxes.until(lambda: boxes.link == ("answered", f"nack_{name}"))
    boxes.run(10)
    assert len(boxes.line.written) < 20
    boxes.fault("nack", False)
    boxes.until(lambda: boxes.link == ("in_step", ""))
    assert boxes.box()["staff"] == "1024||0"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("bad_crc", "garbage"),
        ("half_frame", "garbage"),
        ("late", "no_answer"),
        ("wrong_address", "no_answer"),
    ],
)
def test_broken_answers_show_and_heal(fault, cause):
    boxes = Boxes()
    boxes.run(1)
    boxes.fault(fault)
    boxes.rater.staff("1024")
    boxes.until(lambda: boxes.link == ("opened", cause))
    boxes.fault(fault, False)
    boxes.until(lambda: boxes.link == ("in_step", ""))


@pytest.mark.parametrize("fault", ["garbage", "duplicate"])
def test_odd_answers_do_no_harm(fault):
    boxes = Boxes()
    boxes.fault(fault)
    boxes.rater.ask()
    boxes.run(1)
    boxes.rate(1)
    boxes.run(0.5)
    boxes.rater.thank(boxes.presses[0])
    boxes.run(5)
    assert len(boxes.presses) == 1
    assert boxes.link == ("in_step", "")


def test_neighbours_do_not_hear_each_others_presses():
    boxes = Boxes(3)
    for rater in boxes.raters:
        rater.ask()
    boxes.run(1)
    boxes.rate(1, address=2)
    boxes.rate(2, address=3)
    boxes.run(0.3)
    assert boxes.presses == [RatingPress("rater-2", 1, 5), RatingPress("rater-3", 2, 4)]


def test_an_adapter_that_returns_our_bytes_makes_no_press_and_no_answer():
    boxes = Boxes(echo=True)
    write = boxes.line.write

    def echoing(data: bytes) -> None:
        boxes.order(op="noise", hex=data.hex())
        write(data)

    boxes.line.write = echoing
    boxes.rater.ask()
    boxes.run(2)
    boxes.rate(1)
    boxes.run(0.3)
    boxes.rater.thank(boxes.presses[0])
    boxes.run(5)
    assert len(boxes.presses) == 1
    assert boxes.box()["thanks"] == 1
    assert boxes.link == ("in_step", "")


def test_an_unknown_press_from_before_the_program_started_is_told_once():
    boxes = Boxes()
    boxes.run(1)
    frame = qe1.encode(qe1.Result(1, 200, 1, 32))
    for _ in range(3):
        boxes.order(op="noise", hex=frame.hex())
        boxes.run(0.5)
    assert boxes.presses == [RatingPress("rater-1", 1, 5)]
    boxes.run(15)
    boxes.order(op="noise", hex=frame.hex())
    boxes.run(1)
    assert len(boxes.presses) == 2, "a press that the hall never answered is not held against the next"


def test_a_press_the_hall_is_slow_to_answer_is_still_one():
    boxes = Boxes()
    boxes.run(1)
    frame = qe1.encode(qe1.Result(1, 200, 1, 32))
    for _ in range(3):
        boxes.order(op="noise", hex=frame.hex())
        boxes.run(3)
    assert len(boxes.presses) == 1


def test_an_answer_to_something_else_settles_nothing():
    boxes = Boxes()
    boxes.run(1)
    boxes.fault("silence")
    boxes.rater.staff("1024")
    boxes.run(0.1)
    boxes.order(op="noise", hex=qe1.encode(qe1.Ack(1, 99)).hex())
    boxes.order(op="noise", hex=qe1.encode(qe1.Ack(2, 3)).hex())
    boxes.run(0.2)
    assert boxes.link == ("answered", "")


def test_a_poll_does_not_hide_that_a_question_was_refused():
    boxes = Boxes()
    boxes.run(1)
    boxes.fault("nack", value=2)
    boxes.rater.ask()
    boxes.run(7)
    boxes.fault("nack", False)
    polls = boxes.box()["polls"]
    boxes.until(lambda: boxes.box()["polls"] > polls)
    boxes.run(1)
    assert boxes.link == ("answered", "nack_busy")
    boxes.rater.ask()
    boxes.run(1)
    assert boxes.link == ("in_step", "")
