"""Alpha signs get every text although most cannot say so; those that can are in step."""

import pytest
from memory_line import Clock, Rig

from devices.codecs import alpha
from devices.codecs.alpha_commands import Other, Release, RunSequence, Text
from devices.drivers.cards.alpha import AlphaCard
from devices.drivers.sign import Sign
from devices.emulators.alpha import Alpha

KINDS = pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])


class Hall(Rig):
    def __init__(self, count: int = 1, kind: str = "perfect", *, far: dict | None = None, **card) -> None:
        clock = Clock()
        self.signs = [
            Sign(f"led-{n}", n, card=AlphaCard(n, **card), wall_ms=clock.wall_ms) for n in range(1, count + 1)
        ]
        super().__init__(Alpha(list(range(1, count + 1)), **(far or {})), list(self.signs), clock, kind)

    def sign(self, address: int = 1) -> dict:
        return self.order(op="state")["signs"][str(address)]

    def link(self, address: int = 1) -> tuple[str, str]:
        health = self.signs[address - 1].health()
        return health.link, health.cause

    def settle(self, link: str, limit_s: float = 30) -> float:
        return self.until(lambda: all(sign.health().link == link for sign in self.signs), limit_s)


@KINDS
def test_a_silent_sign_shows_calls_and_goes_back(kind):
    hall = Hall(2, kind)
    for sign in hall.signs:
        sign.show("暂未开放")
    hall.settle("sent")
    assert [hall.sign(n)["text"] for n in (1, 2)] == ["CLOSED", "CLOSED"]
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle("sent")
    assert (hall.sign()["text"], hall.sign()["colour"], hall.sign()["priority"]) == ("A012", "red", True)
    hall.signs[0].show("正在办理 A012", number="A012")
    hall.settle("sent")
    assert (hall.sign()["text"], hall.sign()["priority"]) == ("NOW A012", False)
    assert hall.sign(2)["text"] == "CLOSED"
    assert hall.sign()["lost"] == hall.sign(2)["lost"] == 0


@KINDS
def test_a_sign_that_acknowledges_is_in_step(kind):
    hall = Hall(2, kind, acknowledges=True)
    for n in range(6):
        for sign in hall.signs:
            sign.show(f"请A{n:03d}号", call=True, number=f"A{n:03d}")
        hall.run(0.7)
        if hall.link()[0] == "in_step":
            assert hall.sign()["text"] == f"A{n:03d}"
    hall.settle("in_step")
    assert [hall.sign(n)["text"] for n in (1, 2)] == ["A005", "A005"]
    for sign in hall.signs:
        sign.show("正在办理 A005", number="A005")
    hall.settle("in_step")
    assert [(hall.sign(n)["text"], hall.sign(n)["lost"]) for n in (1, 2)] == [("NOW A005", 0)] * 2


def test_a_lossy_line_is_seen_by_who_acknowledges():
    hall = Hall(1, "lossy", acknowledges=True)
    for n in range(10):
        hall.signs[0].show(f"请A{n:03d}号", call=True, number=f"A{n:03d}")
        hall.settle("in_step", 90)
        assert hall.sign()["text"] == f"A{n:03d}"


def test_what_a_silent_sign_lost_it_gets_with_the_next_verification():
    hall = Hall()
    hall.signs[0].show("暂未开放")
    hall.settle("sent")
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle("sent")
    hall.order(op="power_cycle")
    assert hall.sign()["text"] == ""
    hall.until(lambda: hall.sign()["text"] == "A012", 62)


def test_a_release_that_was_lost_is_repeated():
    hall = Hall()
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle("sent")
    release = alpha.encode(alpha.Packet("01", (Release(),), checked=True))
    deliver = hall.far_end.receive
    hall.far_end.receive = lambda data, now: None if release == data else deliver(data, now)
    hall.signs[0].show("暂停服务")
    hall.settle("sent")
    assert hall.sign()["text"] == "A012"
    hall.far_end.receive = deliver
    hall.until(lambda: hall.sign()["text"] == "PAUSED", 62)


def test_a_dark_sign_is_dark_whatever_stands_in_its_files():
    hall = Hall()
    hall.signs[0].show("欢迎光临")
    hall.settle("sent")
    hall.signs[0].show("")
    hall.settle("sent")
    assert hall.sign()["text"] == ""
    hall.signs[0].show("欢迎光临")
    hall.settle("sent")
    assert hall.sign()["text"] == "WELCOME"


def test_the_memory_is_configured_when_the_line_opens_and_never_for_a_text():
    hall = Hall()
    for n in range(5):
        hall.signs[0].show(f"line {n}")
        hall.settle("sent")
    assert (hall.sign()["configured"], hall.sign()["sequence"]) == (1, "A")
    hall.line.plugged = False
    hall.settle("lost")
    hall.line.plugged = True
    hall.settle("sent")
    assert hall.sign()["configured"] == 2


def test_a_sign_left_with_the_files_of_another_owner_is_taken_over():
    far = [b"E$", b"E$BAU0100FF00CAU0100FF00", b"E.SUBC", b"AB\x1b bOLD"]
    hall = Hall()
    for n, command in enumerate(far):
        packet = alpha.Packet("01", (Other(command),))
        hall.far_end.receive(alpha.encode(packet), hall.clock.now - 20 + 2 * n)
    assert hall.sign()["text"] == "OLD"
    hall.signs[0].show("欢迎光临")
    hall.settle("sent")
    assert hall.sign()["text"] == "WELCOME"


def test_an_unconfigured_sign_has_a_file_to_write_to():
    hall = Hall(configure=False)
    hall.signs[0].show("欢迎光临")
    hall.settle("sent")
    assert (hall.sign()["text"], hall.sign()["configured"]) == ("WELCOME", 0)


def test_seven_bits_and_parity_over_a_line_of_eight():
    hall = Hall(far={"seven_bits": True}, seven_bits=True, acknowledges=True)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle("in_step")
    assert hall.sign()["text"] == "A012"
    assert hall.order(op="state")["bad_frames"] == 0


def test_a_sign_set_to_seven_bits_shows_nothing_sent_with_eight():
    hall = Hall(far={"seven_bits": True})
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.settle("sent")
    assert hall.sign()["text"] == ""
    assert hall.sign()["frames"] == 0


@pytest.mark.parametrize(
    ("status", "cause"), [(0x20, "nack_command"), (0x10, "nack_checksum"), (0x08, "nack_memory")]
)
def test_a_refusal_is_named_and_heals(status, cause):
    hall = Hall(acknowledges=True)
    hall.signs[0].show("欢迎光临")
    hall.settle("in_step")
    hall.fault("nack", value=status)
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.until(lambda: hall.link() == ("answered", cause))
    hall.fault("nack", False)
    hall.until(lambda: hall.link() == ("in_step", ""), 40)
    assert hall.sign()["text"] == "A012"


def test_an_acknowledging_sign_that_falls_silent_is_found_and_prepared_anew():
    hall = Hall(acknowledges=True)
    hall.signs[0].show("欢迎光临")
    hall.settle("in_step")
    hall.order(op="power_cycle")  # it has forgotten that it should answer
    hall.until(lambda: hall.link() == ("opened", "no_answer"), 90)
    hall.until(lambda: hall.link() == ("in_step", ""), 90)
    assert hall.sign()["text"] == "WELCOME"


@pytest.mark.parametrize("fault", ["duplicate", "garbage", "late"])
def test_answers_that_are_odd_but_good(fault):
    hall = Hall(acknowledges=True)
    hall.fault(fault, **({"value": 0.4} if fault == "late" else {}))
    hall.signs[0].show("请A012号", call=True, number="A012")
    hall.until(lambda: hall.link() == ("in_step", ""), 40)
    assert hall.sign()["text"] == "A012"


def test_an_answer_is_for_whoever_asked():
    hall = Hall(2, acknowledges=True)
    hall.fault("silence", address=2)
    for sign in hall.signs:
        sign.show("欢迎光临")
    hall.until(lambda: hall.link(1) == ("in_step", ""))
    hall.run(30)
    assert hall.link(1)[0] == "in_step"
    assert hall.link(2) == ("opened", "no_answer")


def test_long_text_runs_and_lines_are_kept_where_there_is_room():
    hall = Hall(rows=2)
    for text, shown, mode in (
        ("WINDOW 3", "WINDOW 3", "hold"),
        ("NO. 1\nNO. 2", "NO. 1\nNO. 2", "hold"),
        ("ONE\nTWO\nTHREE", "ONE TWO THREE", "rotate"),
        ("FOURTEEN CHARS", "FOURTEEN CHARS", "rotate"),
        ("X" * 200, "X" * 200, "rotate"),
    ):
        hall.signs[0].show(text)
        hall.settle("sent")
        assert (hall.sign()["text"], hall.sign()["mode"]) == (shown, mode)


def test_a_call_too_long_for_the_priority_file_is_cut_not_refused():
    hall = Hall()
    hall.signs[0].show("X" * 200, call=True)
    hall.settle("sent")
    assert hall.sign()["text"] == "X" * 117


@pytest.mark.parametrize("text", ["社保局 张三 工号1003", "\x01\x04\x02", "𠮷", "\x1b0", "~{}"])
def test_any_text_reaches_the_sign_as_text(text):
    hall = Hall()
    hall.signs[0].show(text)
    hall.settle("sent")
    assert hall.order(op="state")["bad_frames"] == 0
    assert hall.sign()["text"]


def test_a_call_does_not_wait_for_the_pauses_of_what_was_sent_before():
    hall = Hall()
    hall.signs[0].show("欢迎光临")
    hall.settle("sent")
    hall.run(0.7)  # a sign is written once a second
    hall.signs[0].show("请A012号", call=True, number="A012")
    assert hall.until(lambda: hall.sign()["text"] == "A012") < 0.1


def test_an_address_that_no_sign_has_is_refused():
    with pytest.raises(ValueError, match="256"):
        AlphaCard(256)


def test_the_run_sequence_on_the_wire_is_the_one_that_real_signs_took():
    hall = Hall()
    hall.signs[0].show("x")
    hall.settle("sent")
    packets = [m for data in hall.line.written for m in alpha.Decoder().feed(data)]
    assert RunSequence("A", "S", "L") in [packet.commands[0] for packet in packets]
    assert isinstance(packets[-2].commands[0], Text)
