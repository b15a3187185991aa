"""An ID reader: one card when asked, its number and nothing else, whatever the line does."""

import logging

import pytest
from memory_line import Clock, Rig

from devices.codecs import samv
from devices.drivers.idcard import CardRead, CardTrouble, IdReader
from devices.emulators.samv import Samv

NUMBER, OTHER = "11010519491231002X", "440524188001010014"
FIND, SELECT, READ, STATUS = "20 01", "20 02", "30 01", "11 FF"


class Kiosk(Rig):
    def __init__(self, kind: str = "perfect", *, baud: int | None = None, **options) -> None:
        clock = Clock()
        self.cards: list[CardRead] = []
        self.troubles: list[CardTrouble] = []
        self.reader = IdReader(
            "id-1",
            on_card=self.cards.append,
            on_trouble=self.troubles.append,
            wall_ms=clock.wall_ms,
            **options,
        )
        super().__init__(Samv(baud=baud), [self.reader], clock, kind, baudrate=baud or 115200)

    def count(self, command: str) -> int:
        return self.order(op="state")["commands"].get(command, 0)

    def lay(self, **fields) -> None:
        self.order(op="remove")
        self.order(op="card", **fields)

    @property
    def link(self) -> tuple[str, str]:
        return self.reader.health().link, self.reader.health().cause


@pytest.mark.parametrize("kind", ["perfect", "bytewise", "late"])
def test_one_asking_one_card(kind):
    kiosk = Kiosk(kind)
    kiosk.until(lambda: kiosk.link == ("in_step", ""))
    for asked, number in enumerate((NUMBER, OTHER), 1):
        kiosk.lay(number=number)
        kiosk.reader.ask()
        kiosk.until(lambda asked=asked: len(kiosk.cards) == asked)
        kiosk.run(5)
    assert [card.number for card in kiosk.cards] == [NUMBER, OTHER]
    assert [card.person for card in kiosk.cards] == [None, None]
    assert kiosk.troubles == []


def test_a_line_that_loses_bytes_gives_no_wrong_number_and_heals():
    """One byte in 200 is gone: hardly any of a card's 1295 get through, and none does by halves."""
    kiosk = Kiosk("lossy")
    kiosk.fault("find_again")
    kiosk.lay()
    kiosk.reader.ask(900)
    kiosk.run(300)
    assert kiosk.bus.bad_frames > 20
    assert {card.number for card in kiosk.cards} <= {NUMBER}
    kiosk.line.kind = "perfect"
    kiosk.reader.ask()
    kiosk.until(lambda: kiosk.cards)
    assert kiosk.link == ("in_step", "")


def test_nobody_asks_so_no_card_is_looked_at():
    kiosk = Kiosk()
    kiosk.lay()
    kiosk.run(60)
    assert (kiosk.count(FIND), kiosk.count(READ)) == (0, 0)
    assert 3 <= kiosk.count(STATUS) <= 6
    assert kiosk.link == ("in_step", "")


def test_find_and_select_come_before_every_read_and_the_first_card_ends_the_asking():
    kiosk = Kiosk()
    kiosk.fault("find_again")
    kiosk.lay()
    kiosk.reader.ask()
    kiosk.run(5)
    assert (kiosk.count(FIND), kiosk.count(SELECT), kiosk.count(READ)) == (1, 1, 1)
    kiosk.reader.ask()
    kiosk.run(5)
    assert (kiosk.count(FIND), kiosk.count(SELECT), kiosk.count(READ)) == (2, 2, 2)
    assert len(kiosk.cards) == 2


def test_the_asking_ends_with_its_time_and_when_it_is_cancelled():
    kiosk = Kiosk()
    kiosk.reader.ask(3)
    kiosk.run(10)
    looked = kiosk.count(FIND)
    assert 6 <= looked <= 9, "every 0.4 s for 3 s"
    kiosk.lay()
    kiosk.run(10)
    assert kiosk.count(FIND) == looked
    kiosk.order(op="remove")
    kiosk.reader.ask(60)
    kiosk.run(1)
    kiosk.reader.cancel()
    kiosk.lay()
    kiosk.run(10)
    assert (kiosk.cards, kiosk.count(READ)) == ([], 0)


def test_a_card_that_arrives_after_the_asking_ended_is_not_told():
    kiosk = Kiosk()
    kiosk.run(1)
    kiosk.lay()
    kiosk.reader.ask()
    kiosk.fault("late", value=0.5)
    kiosk.until(lambda: kiosk.count(READ))
    kiosk.reader.cancel()
    kiosk.run(5)
    assert kiosk.order(op="state")["read"]
    assert kiosk.cards == []


def test_only_the_number_unless_the_hall_wants_all():
    kiosk = Kiosk(whole_person=True)
    kiosk.lay(name="李四")
    kiosk.reader.ask()
    kiosk.until(lambda: kiosk.cards)
    assert kiosk.cards[0].person.name == "李四"


def test_no_log_no_repr_and_no_health_tells_of_a_card(caplog):
    caplog.set_level(logging.DEBUG)
    kiosk = Kiosk(whole_person=True)
    kiosk.lay()
    kiosk.reader.ask()
    kiosk.until(lambda: kiosk.cards)
    kiosk.fault("bad_crc")
    kiosk.lay(number=OTHER)
    kiosk.reader.ask()
    kiosk.run(20)
    kiosk.line.plugged = False
    kiosk.run(2)
    shown = caplog.text + repr(kiosk.cards) + repr(kiosk.reader.health()) + repr(kiosk.order(op="state"))
    shown += repr(vars(kiosk.reader))
    assert "id-1" in shown
    for secret in (NUMBER, OTHER, "张三", "1949", "北京"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("fault", "cause"), [("read_failed", "read_failed"), ("select_failed", "select_failed")]
)
def test_a_card_moved_too_early_is_told_once_and_read_when_laid_down_again(fault, cause):
    kiosk = Kiosk()
    kiosk.fault(fault)
    kiosk.lay()
    kiosk.reader.ask(60)
    kiosk.run(2.5)
    assert kiosk.troubles == [CardTrouble("id-1", cause)]
    kiosk.run(2)
    assert len(kiosk.troubles) == 2, "told again while it goes on"
    assert kiosk.link == ("in_step", ""), "the reader is well"
    kiosk.fault(fault, False)
    kiosk.lay()
    kiosk.until(lambda: kiosk.cards)


@pytest.mark.parametrize(("code", "cause"), [(0x40, "other_card"), (0x31, "card_refused")])
def test_a_card_of_another_kind(code, cause):
    kiosk = Kiosk()
    kiosk.lay()
    kiosk.reader.ask(60)
    kiosk.until(lambda: kiosk.reader._sent is not None and kiosk.count(FIND))
    kiosk.far_end._read = lambda fingers: bytes([0, 0, code])
    kiosk.run(2)
    assert kiosk.troubles == [CardTrouble("id-1", cause)]
    assert kiosk.cards == []


@pytest.mark.parametrize("number", ["110105194912310021", "", "1101051949123100２X"])
def test_a_number_with_a_wrong_check_digit_is_no_number(number):
    kiosk = Kiosk()
    kiosk.lay(number=number)
    kiosk.reader.ask(60)
    kiosk.run(3)
    assert kiosk.cards == []
    assert kiosk.troubles == [CardTrouble("id-1", "bad_number")]
    kiosk.lay()
    kiosk.until(lambda: kiosk.cards)


@pytest.mark.parametrize("kind", ["duplicate", "garbage"])
def test_odd_answers_do_no_harm(kind):
    kiosk = Kiosk()
    kiosk.fault(kind)
    for times in range(1, 4):
        kiosk.lay()
        kiosk.reader.ask()
        kiosk.until(lambda times=times: len(kiosk.cards) == times)
    kiosk.run(5)
    assert len(kiosk.cards) == 3
    assert kiosk.link == ("in_step", "")


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("silence", "no_answer"), ("bad_crc", "garbage"), ("half_frame", "garbage"), ("late", "no_answer")],
)
def test_broken_answers_show_and_heal(fault, cause):
    kiosk = Kiosk()
    kiosk.run(1)
    kiosk.fault(fault)
    kiosk.reader.ask(300)
    kiosk.until(lambda: kiosk.link == ("opened", cause))
    assert kiosk.reader.health().errors == 2
    sent = len(kiosk.line.written)
    kiosk.run(60)
    assert len(kiosk.line.written) - sent < 15, "a silent reader is asked ever more rarely"
    kiosk.fault(fault, False)
    kiosk.lay()
    kiosk.until(lambda: kiosk.cards)
    assert kiosk.link == ("in_step", "")


@pytest.mark.parametrize(("code", "name"), [(0x60, "self_test"), (0x66, "not_authorised"), (0x21, "command")])
def test_a_reader_that_refuses_says_why_and_recovers(code, name):
    kiosk = Kiosk()
    kiosk.run(1)
    kiosk.fault("nack", value=code)
    kiosk.reader.ask(60)
    kiosk.until(lambda: kiosk.link == ("answered", f"nack_{name}"))
    kiosk.fault("nack", False)
    kiosk.lay()
    kiosk.until(lambda: kiosk.cards)
    assert kiosk.link == ("in_step", "")


def test_a_reader_that_failed_its_self_test_is_asked_again():
    kiosk = Kiosk()
    kiosk.fault("self_test")
    kiosk.until(lambda: kiosk.link == ("answered", "nack_self_test"))
    kiosk.fault("self_test", False)
    kiosk.until(lambda: kiosk.link == ("in_step", ""))


def test_a_plug_pulled_within_a_card_and_put_back():
    kiosk = Kiosk(baud=9600)
    kiosk.lay()
    kiosk.reader.ask(60)
    kiosk.until(lambda: kiosk.count(READ))
    kiosk.run(0.5)
    kiosk.line.plugged = False
    kiosk.run(3)
    assert kiosk.link == ("lost", "unplugged")
    kiosk.line.plugged = True
    kiosk.run(2)
    kiosk.lay()
    kiosk.until(lambda: kiosk.cards)
    assert [card.number for card in kiosk.cards] == [NUMBER]


def test_the_slowest_line_carries_a_card():
    kiosk = Kiosk(baud=9600)
    kiosk.run(2)
    kiosk.lay()
    kiosk.reader.ask()
    assert 1.3 < kiosk.until(lambda: kiosk.cards) < 2.5
    assert kiosk.reader.health().errors == 0


def test_every_frame_it_sends_is_one_of_the_five_and_no_crash_test_stops_in_it():
    kiosk = Kiosk()
    kiosk.bus.kill_point = lambda _: pytest.fail("a poll is not worth it")
    kiosk.lay()
    kiosk.reader.ask()
    kiosk.run(20)
    commands = (samv.STATUS, samv.SAM_ID, samv.FIND, samv.SELECT, samv.READ)
    known = {samv.encode(command) for command in commands}
    assert set(kiosk.line.written) == known
