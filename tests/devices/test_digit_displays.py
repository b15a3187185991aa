"""A number display shows the number called or served, and nothing else."""

import pytest
from memory_line import Clock, Rig

from devices.drivers.cards.digits import DigitsCard
from devices.drivers.sign import Sign
from devices.emulators.digits import Digits

KINDS = pytest.mark.parametrize("kind", ["perfect", "bytewise", "lossy", "late"])


class Hall(Rig):
    def __init__(self, count: int = 1, kind: str = "perfect", *, places: int = 6, **card) -> None:
        clock = Clock()
        self.signs = [
            Sign(f"num-{n}", n, card=DigitsCard(n, places=places, **card), wall_ms=clock.wall_ms)
            for n in range(1, count + 1)
        ]
        far = Digits(list(range(1, count + 1)), digits=places)
        super().__init__(far, list(self.signs), clock, kind)

    def display(self, unit: int = 1) -> dict:
        return self.order(op="state")["displays"][str(unit)]

    def link(self, unit: int = 1) -> tuple[str, str]:
        health = self.signs[unit - 1].health()
        return health.link, health.cause

    def settle(self, limit_s: float = 30) -> float:
        return self.until(lambda: all(sign.health().link == "in_step" for sign in self.signs), limit_s)


@KINDS
def test_numbers_arrive_and_are_in_step(kind):
    hall = Hall(3, kind)
    for n, sign in enumerate(hall.signs, 1):
        sign.show(f"请A{n:03d}号", call=True, number=f"A{n:03d}")
    hall.settle(60)
    assert [hall.display(n)["text"] for n in (1, 2, 3)] == ["  A001", "  A002", "  A003"]


@KINDS
def test_in_step_is_never_claimed_for_another_number(kind):
    hall = Hall(1, kind)
    for n in range(12):
        hall.signs[0].show(f"请A{n:03d}号", call=True, number=f"A{n:03d}")
        hall.run(0.7)
        if hall.link()[0] == "in_step":
            assert hall.display()["text"] == f"  A{n:03d}"
    hall.settle()
    assert hall.display()["text"] == "  A011"


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ({"text": "请B1234号", "call": True, "number": "B1234"}, " B1234"),
        ({"text": "正在办理 A012", "number": "A012"}, "  A012"),
        ({"text": "暂停服务", "paused": True}, "------"),
        ({"text": "社保局 张三 工号1003"}, "      "),
        ({"text": ""}, "      "),
    ],
)
def test_only_a_number_is_shown(wish, shown):
    hall = Hall()
    hall.signs[0].show(**wish)
    hall.settle()
    assert hall.display()["text"] == shown


@pytest.mark.parametrize(("places", "shown"), [(3, "012"), (4, "A012"), (5, " A012")])
def test_a_number_stands_at_the_right_of_any_display(places, shown):
    hall = Hall(places=places)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle()
    assert hall.display()["text"] == shown


def test_a_display_without_letters_gets_figures():
    hall = Hall(places=4, letters=False)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle()
    assert hall.display()["text"] == "  12"
    hall.signs[0].show("暂停服务", paused=True)
    hall.settle()
    assert hall.display()["text"] == "   0"


@pytest.mark.parametrize(("error", "cause"), [(2, "nack_register"), (6, "nack_busy"), (9, "nack_9")])
def test_a_refusal_is_named_and_heals(error, cause):
    hall = Hall()
    hall.fault("nack", value=error)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.until(lambda: hall.link() == ("answered", cause))
    hall.fault("nack", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 40)
    assert hall.display()["text"] == "  A012"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("silence", "no_answer"),
        ("bad_crc", "garbage"),
        ("half_frame", "garbage"),
        ("wrong_address", "no_answer"),
    ],
)
def test_answers_that_say_nothing(fault, cause):
    hall = Hall()
    hall.fault(fault)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.until(lambda: hall.link() == ("opened", cause), 20)
    hall.fault(fault, False)
    hall.until(lambda: hall.link() == ("in_step", ""), 20)
    assert hall.display()["text"] == "  A012"


@pytest.mark.parametrize("fault", ["duplicate", "garbage", "late"])
def test_answers_that_are_odd_but_good(fault):
    hall = Hall()
    hall.fault(fault, **({"value": 0.3} if fault == "late" else {}))
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.until(lambda: hall.link() == ("in_step", ""), 30)
    assert hall.display()["text"] == "  A012"


def test_a_display_that_went_dark_unnoticed_is_healed():
    hall = Hall()
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle()
    hall.order(op="power_cycle")
    hall.until(lambda: hall.display()["text"] == "  A012", 62)


def test_a_display_that_reads_nothing_is_not_asked():
    for reads in (True, False):
        hall = Hall(reads=reads)
        hall.signs[0].show("请A012号", call=True, number="A012")
        hall.settle()
        hall.run(50)
        asked = {data[1] for data in hall.line.written}
        assert asked == ({3, 16} if reads else {16})
        assert hall.link() == ("in_step", "")


def test_a_display_that_refuses_to_be_read_is_alive():
    hall = Hall()
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle()
    hall.fault("nack", value=1)
    hall.run(40)
    assert hall.link() == ("in_step", "")


def test_after_a_pulled_plug_the_number_comes_back():
    hall = Hall()
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle()
    hall.line.plugged = False
    hall.run(5)
    assert hall.link() == ("lost", "unplugged")
    hall.order(op="power_cycle")
    hall.line.plugged = True
    hall.settle()
    assert hall.display()["text"] == "  A012"


@pytest.mark.parametrize(
    ("address", "options"), [(0, {}), (248, {}), (1, {"places": 0}), (1, {"places": 33})]
)
def test_what_no_display_has_is_refused(address, options):
    with pytest.raises(ValueError, match="a display has"):
        DigitsCard(address, **options)
