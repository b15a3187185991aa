"""A sign shows the newest text wanted, whatever the line does."""

import logging

import pytest
from memory_line import Clock, Rig

from devices.drivers.sign import Sign
from devices.emulators.onbon import Onbon

KINDS = pytest.mark.parametrize("kind", ["perfect", "bytewise", "lossy", "late"])


class Hall(Rig):
    def __init__(self, count: int = 1, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.healths = []
        self.signs = [
            Sign(f"led-{n}", n, on_health=self.healths.append, wall_ms=clock.wall_ms)
            for n in range(1, count + 1)
        ]
        super().__init__(Onbon(list(range(1, count + 1))), list(self.signs), clock, kind, **options)

    def card(self, address: int = 1) -> dict:
        return self.order(op="state")["signs"][str(address)]

    def link(self, address: int = 1) -> tuple[str, str]:
        health = self.signs[address - 1].health()
        return health.link, health.cause


@KINDS
def test_wanted_text_arrives_and_is_in_step(kind):
    hall = Hall(4, kind)
    for sign in hall.signs:
        sign.show(f"A01{sign.address} 请到{sign.address}号窗口")
    hall.until(lambda: all(sign.health().link == "in_step" for sign in hall.signs), 60)
    assert [hall.card(n)["text"] for n in (1, 2, 3, 4)] == [f"A01{n} 请到{n}号窗口" for n in (1, 2, 3, 4)]


@KINDS
def test_in_step_is_never_claimed_for_another_text(kind):
    hall = Hall(1, kind)
    (sign,) = hall.signs
    for n in range(12):
        sign.show(f"A{n:03d}")
        hall.run(0.7)
        if sign.health().link == "in_step":
            assert hall.card()["text"] == f"A{n:03d}"
    hall.until(lambda: sign.health().link == "in_step")
    assert hall.card()["text"] == "A011"


def test_a_burst_is_merged_and_the_last_text_wins():
    hall = Hall()
    hall.signs[0].show("first")
    hall.until(lambda: hall.link()[0] == "in_step")
    for n in range(50):
        hall.signs[0].show(f"A{n:03d}")
        hall.run(0.1)
    hall.until(lambda: hall.link()[0] == "in_step")
    card = hall.card()
    assert card["text"] == "A049"
    assert card["too_fast"] == 0
    assert card["writes"] <= 7


def test_a_new_text_takes_in_step_away_at_once():
    hall = Hall()
    hall.signs[0].show("old")
    hall.until(lambda: hall.link()[0] == "in_step")
    hall.signs[0].show("new")
    hall.bus.step()
    assert hall.link() == ("answered", "")


def test_calls_are_red_and_overtake():
    hall = Hall(8)
    for sign in hall.signs:
        sign.show("idle")
    hall.signs[7].show("A012", call=True, number="A012")
    hall.until(lambda: hall.link(8)[0] == "in_step")
    assert sum(hall.card(n)["writes"] for n in range(1, 8)) <= 1
    assert hall.card(8)["runs"] == [{"text": "A012", "colour": "red", "font": ""}]


def test_equals_take_turns():
    hall = Hall(4)
    for _ in range(6):
        for sign in hall.signs:
            sign.show(f"{hall.clock.now}")
        hall.run(1.1)
    writes = [hall.card(n)["writes"] for n in (1, 2, 3, 4)]
    assert max(writes) - min(writes) <= 1


def test_long_text_runs_and_short_text_stands():
    hall = Hall()
    for text, mode in (
        ("A012", "static"),
        ("A012\n3号窗口", "static"),
        ("请" * 9, "left"),
        ("a\nb\nc", "left"),
    ):
        hall.signs[0].show(text)
        hall.until(lambda: hall.link()[0] == "in_step")
        assert hall.card()["mode"] == mode
        assert hall.card()["text"] == (text if mode == "static" else text.replace("\n", " "))


def test_no_text_is_a_dark_sign():
    hall = Hall()
    hall.signs[0].show("A012")
    hall.until(lambda: hall.link()[0] == "in_step")
    hall.signs[0].show("")
    hall.run(2)
    assert hall.link() == ("in_step", "")
    assert hall.card()["text"] == ""


def test_nothing_wanted_is_answered_only():
    hall = Hall()
    hall.run(5)
    assert hall.link() == ("answered", "")
    assert hall.signs[0].health().last_ok_ms is not None


def test_after_a_pulled_plug_the_text_comes_back_by_itself(caplog):
    caplog.set_level(logging.INFO, "devices")
    hall = Hall(2)
    for sign in hall.signs:
        sign.show("A012")
    hall.until(lambda: hall.link(2)[0] == "in_step")
    caplog.clear()
    hall.line.plugged = False
    hall.run(120)
    assert hall.link() == ("lost", "unplugged")
    assert hall.line.opens < 30, "backs off"
    hall.order(op="power_cycle")
    hall.line.plugged = True
    hall.until(lambda: hall.link(1)[0] == hall.link(2)[0] == "in_step", 12)
    assert [hall.card(n)["text"] for n in (1, 2)] == ["A012", "A012"]
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" retry_s")[0] for line in lines] == [
        "device=led-1 state=lost cause=unplugged",
        "device=led-2 state=lost cause=unplugged",
        "device=led-1 state=opened",
        "device=led-2 state=opened",
    ]


def test_a_silent_sign_is_found_though_nothing_is_sent_to_it():
    hall = Hall()
    hall.signs[0].show("A012")
    hall.until(lambda: hall.link()[0] == "in_step")
    hall.fault("silence")
    hall.until(lambda: hall.link() == ("opened", "no_answer"), 40)
    assert hall.signs[0].health().errors >= 2
    hall.order(op="power_cycle")
    hall.fault("silence", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 20)
    assert hall.card()["text"] == "A012"


def test_a_dead_sign_does_not_hold_up_its_neighbours():
    hall = Hall(4)
    hall.fault("silence", address=2)
    for sign in hall.signs:
        sign.show("idle")
    hall.run(30)
    assert hall.link(2) == ("opened", "no_answer")
    waits = []
    for n in range(10):
        hall.signs[2].show(f"A{n:03d}", call=True, number=f"A{n:03d}")
        waits.append(hall.until(lambda: hall.link(3)[0] == "in_step"))
        hall.run(2.5)
    assert max(waits) < 1.0


def test_a_sign_that_lost_its_memory_unnoticed_is_healed():
    hall = Hall()
    hall.signs[0].show("A012")
    hall.until(lambda: hall.link()[0] == "in_step")
    hall.order(op="power_cycle", address=1)
    hall.until(lambda: hall.card()["text"] == "A012", 62)


def test_a_busy_sign_is_asked_again():
    hall = Hall()
    hall.fault("nack", value=3)
    hall.signs[0].show("A012")
    hall.run(40)
    assert hall.link() == ("answered", "nack_busy")
    hall.fault("nack", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 31)
    assert hall.card()["text"] == "A012"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("bad_crc", "garbage"), ("half_frame", "garbage"), ("wrong_address", "no_answer")],
)
def test_answers_that_say_nothing(fault, cause):
    hall = Hall()
    hall.fault(fault)
    hall.signs[0].show("A012")
    hall.until(lambda: hall.link() == ("opened", cause), 20)
    hall.fault(fault, False)
    hall.until(lambda: hall.link() == ("in_step", ""), 20)


@pytest.mark.parametrize("fault", ["duplicate", "garbage", "late"])
def test_answers_that_are_odd_but_good(fault):
    hall = Hall()
    hall.fault(fault)
    hall.signs[0].show("A012", call=True, number="A012")
    hall.until(lambda: hall.link() == ("in_step", ""), 30)
    assert hall.card()["text"] == "A012"


def test_a_lossy_far_end_is_reached_in_the_end():
    hall = Hall()
    hall.fault("drop", value=131)
    hall.signs[0].show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""), 120)
    assert hall.card()["text"] == "A012"


def test_a_healthy_day_writes_one_line_to_the_log(caplog):
    caplog.set_level(logging.INFO, "devices")
    hall = Hall()
    for n in range(40):
        hall.signs[0].show(f"A{n:03d}", call=True, number=f"A{n:03d}")
        hall.run(3)
    assert [record.getMessage() for record in caplog.records] == ["device=led-1 state=opened"]
