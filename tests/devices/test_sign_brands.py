"""Every brand of sign under one driver: the newest text arrives, and no more is claimed than can be known."""

import pytest
from memory_line import Clock, Rig

from devices.driver import Urgency
from devices.drivers.cards.brands import card_for
from devices.drivers.sign import Sign
from devices.emulators.lihe import Lihe
from devices.emulators.onbon import Onbon
from devices.emulators.ruize import Ruize
from devices.emulators.shuangse import Shuangse


class Hall(Rig):
    """count signs of one protocol on one line."""

    def __init__(self, protocol: str, far_end, count: int = 1, kind: str = "perfect", **options) -> None:
        clock = Clock()
        self.healths = []
        self.signs = [
            Sign(
                f"led-{n}",
                n,
                card=card_for(protocol, n, **options),
                on_health=self.healths.append,
                wall_ms=clock.wall_ms,
            )
            for n in range(1, count + 1)
        ]
        super().__init__(far_end, list(self.signs), clock, kind)

    @property
    def sign(self) -> Sign:
        return self.signs[0]

    def face(self, address: int = 1) -> dict:
        return self.order(op="state")["signs"][str(address)]

    def link(self, address: int = 1) -> tuple[str, str]:
        health = self.signs[address - 1].health()
        return health.link, health.cause


FOUR = [1, 2, 3, 4]
BRANDS = {
    "onbon": lambda: ("onbon-k", Onbon(FOUR), "in_step", {"areas": True, "clock": True}),
    "lihe, V2.1": lambda: ("lihe", Lihe(FOUR), "in_step", {"confirms": True}),
    "lihe, old": lambda: ("lihe", Lihe(FOUR, old=True), "sent", {}),
    "shuangse": lambda: ("shuangse", Shuangse(FOUR), "in_step", {}),
    "ruize": lambda: ("ruize", Ruize(FOUR), "sent", {}),
}
brands = pytest.mark.parametrize("brand", BRANDS.values(), ids=BRANDS)
kinds = pytest.mark.parametrize("kind", ["perfect", "bytewise", "lossy", "late"])
answering = pytest.mark.parametrize("brand", [BRANDS[name] for name in ("onbon", "lihe, V2.1", "shuangse")])


@brands
@kinds
def test_the_wanted_text_arrives(brand, kind):
    protocol, far_end, top, options = brand()
    hall = Hall(protocol, far_end, 4, kind, **options)
    for sign in hall.signs:
        sign.show(f"请A01{sign.address}号", call=True, number=f"A01{sign.address}")
    hall.until(lambda: all(hall.link(n) == (top, "") for n in FOUR), 60)
    hall.until(lambda: [hall.face(n)["text"] for n in FOUR] == [f"请A01{n}号" for n in FOUR], 130)
    assert [hall.face(n)["runs"][0]["colour"] for n in FOUR] == ["red"] * 4
    assert {health.link for health in hall.healths} <= {"opened", "answered", top}


@brands
def test_a_burst_is_merged_and_the_last_text_wins(brand):
    protocol, far_end, top, options = brand()
    hall = Hall(protocol, far_end, **options)
    for n in range(50):
        hall.sign.show(f"A{n:03d}")
        hall.run(0.1)
    hall.until(lambda: hall.link() == (top, ""))
    hall.run(1)
    face = hall.face()
    assert face["text"] == "A049"
    assert face["too_fast"] == 0
    assert face["writes"] <= 7


@brands
def test_a_dark_sign_shows_nothing(brand):
    protocol, far_end, top, options = brand()
    hall = Hall(protocol, far_end, **options)
    for text in ("A012", ""):
        hall.sign.show(text)
        hall.run(3)
        assert hall.link() == (top, "")
        assert hall.face()["text"] == text


@brands
def test_a_lost_memory_is_healed_and_a_pulled_plug_too(brand):
    protocol, far_end, top, options = brand()
    hall = Hall(protocol, far_end, **options)
    hall.sign.show("A012\n请到3号窗口")
    hall.until(lambda: hall.link() == (top, ""))
    shown = hall.face()["text"]
    assert "请到3号窗口" in shown
    hall.order(op="power_cycle")
    hall.until(lambda: hall.face()["text"] == shown, 65)
    hall.line.plugged = False
    hall.run(20)
    assert hall.link() == ("lost", "unplugged")
    hall.order(op="power_cycle")
    hall.line.plugged = True
    hall.until(lambda: hall.link() == (top, "") and hall.face()["text"] == shown, 12)


@brands
def test_nothing_wanted_is_nothing_claimed(brand):
    protocol, far_end, _, options = brand()
    hall = Hall(protocol, far_end, **options)
    hall.run(40)
    assert hall.link()[0] in ("opened", "answered")
    assert hall.face()["writes"] == 0


@answering
@pytest.mark.parametrize("fault", ["silence", "half_frame", "wrong_address"])
def test_a_sign_that_does_not_answer_is_found_and_comes_back(brand, fault):
    protocol, far_end, top, options = brand()
    hall = Hall(protocol, far_end, 2, **options)
    for sign in hall.signs:
        sign.show("A012")
    hall.until(lambda: hall.link(1) == hall.link(2) == (top, ""))
    hall.fault(fault, address=1)
    hall.until(lambda: hall.link(1)[0] == "opened", 130)
    assert hall.link(2) == (top, "")
    hall.signs[1].show("B001", call=True, number="B001")
    assert hall.until(lambda: hall.link(2) == (top, "") and hall.face(2)["text"] == "B001") < 2.5
    hall.fault(fault, False, address=1)
    hall.until(lambda: hall.link(1) == (top, ""), 40)


def test_a_board_that_answers_its_question_is_known_to_live_and_no_more():
    hall = Hall("ruize", Ruize([1]))
    hall.sign.show("A012")
    hall.run(20)
    assert hall.link() == ("sent", "")
    assert hall.sign.health().last_ok_ms is not None
    hall.fault("silence")
    hall.until(lambda: hall.link() == ("opened", "no_answer"), 40)
    hall.fault("silence", False)
    hall.until(lambda: hall.link() == ("sent", ""), 20)


def test_a_dead_board_does_not_live_by_the_answers_of_its_neighbour():
    hall = Hall("ruize", Ruize([1, 2]), 2)
    for sign in hall.signs:
        sign.show("A012")
    hall.run(5)
    hall.fault("silence", address=2)
    hall.until(lambda: hall.link(2) == ("opened", "no_answer"), 40)
    before = len(hall.healths)
    hall.run(60)
    assert (hall.link(1), hall.link(2)) == (("sent", ""), ("opened", "no_answer"))
    assert hall.healths[before:] == []


def test_a_silent_sign_without_a_ping_is_tried_last():
    hall = Hall("shuangse", Shuangse([1]))
    hall.fault("silence")
    hall.sign.show("A012", call=True, number="A012")
    assert hall.sign.urgency(hall.clock.now) is Urgency.CALL
    hall.until(lambda: hall.link() == ("opened", "no_answer"))
    assert hall.sign.urgency(hall.clock.now) is None
    assert hall.sign.urgency(hall.clock.now + 30) is Urgency.IDLE


def test_of_a_card_that_says_nothing_nothing_is_known():
    hall = Hall("lihe", Lihe([1], old=True))
    hall.sign.show("A012")
    hall.run(100)
    assert hall.link() == ("sent", "")
    assert hall.sign.health().last_ok_ms is None
    assert hall.sign.health().errors == 0


def test_an_answer_nobody_asked_for_proves_nothing():
    hall = Hall("shuangse", Shuangse([1]))
    hall.run(1)
    hall.order(op="noise", hex="A09001A5AA")
    hall.run(1)
    assert hall.link() == ("opened", "")


def test_a_card_that_could_not_is_asked_again():
    hall = Hall("shuangse", Shuangse([1]))
    hall.fault("nack")
    hall.sign.show("A012")
    hall.run(10)
    assert hall.link() == ("answered", "nack_failed")
    assert hall.face()["text"] == ""
    hall.fault("nack", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 5)


@pytest.mark.parametrize(
    ("shown", "face"),
    [
        ({"text": "请A012号", "call": True, "number": "A012"}, "请A0012号到17号窗口"),
        ({"text": "请1234号", "call": True, "number": "1234"}, "请1234号到17号窗口"),
        ({"text": "请AB012号", "call": True, "number": "AB012"}, "请AB012号"),
        ({"text": "请12345号", "call": True, "number": "12345"}, "请12345号"),
        ({"text": "正在办理 A012", "number": "A012"}, "正在办理A0012号"),
        ({"text": "火警拨119", "call": True}, "火警拨119"),
        ({"text": "暂停服务", "paused": True}, "暂停服务"),
        ({"text": "民政窗口 张某 工号1001"}, "民政窗口 张某 工号1001"),
    ],
)
def test_a_card_with_sentences_says_what_it_can_and_writes_the_rest(shown, face):
    hall = Hall("lihe", Lihe([1]), sentences=True, window=17)
    hall.sign.show(**shown)
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["text"] == face


def test_a_board_of_one_colour_writes_wide():
    hall = Hall("ruize", Ruize([1]), two_colour=False)
    hall.sign.show("请A012号", call=True, number="A012")
    hall.run(1)
    assert hall.face()["text"] == "请Ａ０１２号"


def test_only_the_line_that_is_too_long_runs():
    hall = Hall("onbon-k", Onbon([1]), areas=True)
    hall.sign.show("A012\n请到三楼综合服务大厅三号窗口")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert [(area["mode"], area["box"][1]) for area in hall.face()["areas"]] == [("static", 0), ("left", 16)]
    hall.sign.show("A013")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert [(area["text"], area["box"]) for area in hall.face()["areas"]] == [("A013", [0, 0, 128, 32])]


def test_a_tall_font_is_chosen_and_reckoned_with():
    hall = Hall("onbon-k", Onbon([1]), font=32)
    hall.sign.show("A012", call=True, number="A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["runs"] == [{"text": "A012", "colour": "red", "font": "E002"}]
    hall.sign.show("请到3号")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["mode"] == "static"
    hall.sign.show("请到3号窗")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["mode"] == "left"
    with pytest.raises(ValueError, match="font"):
        card_for("onbon-k", 1, font=20)


def test_the_light_goes_off_with_the_text_and_on_with_the_next():
    hall = Hall("onbon-k", Onbon([1]), off_when_dark=True)
    for text, on in (("", False), ("A012", True), ("", False)):
        hall.sign.show(text)
        hall.until(lambda: hall.link() == ("in_step", ""))
        assert (hall.face()["on"], hall.face()["text"]) == (on, text)


def test_clock_and_brightness_are_set():
    hall = Hall("onbon-k", Onbon([1]), clock=True)
    hall.sign.dim(60)
    hall.sign.show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["brightness"] == 9
    assert hall.face()["clock"].startswith("1970-01-01 ")
    hall.sign.dim(0)
    assert hall.link() == ("answered", "")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert (hall.face()["brightness"], hall.face()["text"]) == (0, "A012")


@pytest.mark.parametrize("error", range(1, 17))
def test_each_refusal_is_named_and_the_next_call_does_not_wait(error):
    hall = Hall("onbon-k", Onbon([1]))
    hall.fault("nack", value=error)
    hall.sign.show("A012")
    hall.run(60)
    link, cause = hall.link()
    assert (link, cause.startswith("nack_")) == ("answered", True)
    hall.fault("nack", False)
    hall.sign.show("A013", call=True, number="A013")
    assert hall.until(lambda: hall.link() == ("in_step", "")) < 1.1
    assert hall.face()["text"] == "A013"


def test_a_busy_card_is_asked_again_soon_and_another_refusal_later():
    waits = {}
    for error in (3, 12):
        hall = Hall("onbon-k", Onbon([1]))
        hall.fault("nack", value=error)
        hall.sign.show("A012")
        hall.run(70)
        hall.fault("nack", False)
        waits[error] = hall.until(lambda hall=hall: hall.link() == ("in_step", ""), 35)
    assert waits[3] < 4.5 < waits[12]


def test_a_card_without_clock_or_light_shows_the_text_all_the_same():
    class Bare(Onbon):
        def _obey(self, card, data, now):
            return (
                2 if data[:2] in (b"\xa2\x03", b"\xa3\x00", b"\xa3\x02") else super()._obey(card, data, now)
            )

    hall = Hall("onbon-k", Bare([1]), clock=True, off_when_dark=True)
    hall.sign.dim(50)
    hall.sign.show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["text"] == "A012"
    assert hall.sign.health().errors == 3


def test_a_wish_changed_halfway_does_not_leave_half_of_it():
    hall = Hall("onbon-k", Onbon([1], baud=9600), off_when_dark=True)
    hall.sign.show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    hall.run(2)
    hall.sign.show("")
    hall.until(lambda: hall.face()["text"] == "")  # cleared, and the light not yet off
    hall.sign.show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert (hall.face()["text"], hall.face()["on"]) == ("A012", True)


def test_a_wish_taken_back_halfway_leaves_no_light_on():
    hall = Hall("onbon-k", Onbon([1], baud=9600), off_when_dark=True)
    hall.sign.show("")
    hall.until(lambda: hall.link() == ("in_step", ""))
    hall.run(2)
    hall.sign.show("A012")
    hall.until(lambda: hall.face()["on"])  # and the text not yet there
    hall.sign.show("")
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert (hall.face()["text"], hall.face()["on"]) == ("", False)


def test_after_a_silence_the_clock_is_set_again():
    hall = Hall("onbon-k", Onbon([1]), clock=True)
    hall.sign.show("A012")
    hall.until(lambda: hall.link() == ("in_step", ""))
    before = hall.face()["clock"]
    hall.fault("silence")
    hall.until(lambda: hall.link() == ("opened", "no_answer"), 40)
    hall.fault("silence", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 20)
    assert hall.face()["clock"] > before


def test_a_text_beyond_all_measure_is_cut():
    hall = Hall("onbon-k", Onbon([1]))
    hall.sign.show("请" * 100_000)
    hall.until(lambda: hall.link() == ("in_step", ""))
    assert hall.face()["text"] == "请" * 200
