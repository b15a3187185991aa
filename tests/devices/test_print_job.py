"""What is believed of a slip, by the evidence; and how marks of two jobs are told apart."""

import pytest

from devices.codecs.escpos import Cut, Text
from devices.codecs.escpos_status import PrinterStatus, Reply
from devices.drivers.print_job import Proof, Verdict
from devices.drivers.printer import Printer, PrintOutcome
from devices.drivers.printer_marks import MARK

WELL = PrinterStatus(True, False, "ok", "none")
PAPER_OUT = PrinterStatus(False, False, "out", "none")
COVER = PrinterStatus(False, True, "ok", "none")
CUTTER = PrinterStatus(False, False, "ok", "cutter")
WAIT, PRINTED, AGAIN, FORGET, ASK = (
    Verdict.WAIT,
    Verdict.PRINTED,
    Verdict.AGAIN,
    Verdict.FORGET,
    Verdict.ASK_MARK,
)
# (time, what happens then, verdict); a number is so many silences; the last byte left at 100.
RESTED = (105.4, WELL, PRINTED)
STORIES = {
    "calm": (True, [(100, WELL, WAIT), (101, "mark", None), (101.2, WELL, WAIT), (101.4, WELL, PRINTED)]),
    "paper ends behind": (True, [(101, "mark", None), (101.5, PAPER_OUT, PRINTED)]),
    "knife stuck behind": (True, [(101, "mark", None), (101.5, CUTTER, WAIT), (103, WELL, PRINTED)]),
    "mark late": (True, [(102.9, WELL, WAIT), (103, WELL, ASK), (103.5, WELL, WAIT), (106, WELL, AGAIN)]),
    "mark late, was silent": (True, [(101, 1, None), (103, WELL, WAIT), (106, WELL, AGAIN)]),
    "lost its power": (True, [(101, 2, None), (103, WELL, WAIT), (104.9, WELL, WAIT), (105, WELL, AGAIN)]),
    "paper back, rest out": (
        True,
        [(101, PAPER_OUT, FORGET), (102, PAPER_OUT, WAIT), (104, WELL, WAIT), (105, "mark", None), RESTED],
    ),
    "paper back, rest gone": (
        True,
        [(101, PAPER_OUT, FORGET), (104, WELL, WAIT), (105.9, WELL, WAIT), (106, WELL, AGAIN)],
    ),
    "paper back, cover opened again": (
        True,
        [
            (101, PAPER_OUT, FORGET),
            (104, WELL, WAIT),
            (105, COVER, WAIT),
            (107, WELL, WAIT),
            (109, WELL, AGAIN),
        ],
    ),
    "no marks, calm": (False, [(100.9, WELL, WAIT), (101, WELL, PRINTED)]),
    "no marks, stopped": (False, [(101, COVER, FORGET), (102, WELL, AGAIN)]),
    "no marks, one silence": (False, [(101, 1, None), (102, WELL, PRINTED)]),
    "no marks, lost its power": (False, [(101, 2, None), (102, WELL, AGAIN)]),
}


@pytest.mark.parametrize(("marks", "story"), STORIES.values(), ids=STORIES)
def test_what_is_believed(marks, story):
    proof = Proof(marks=marks, settle_s=1.0)
    proof.out(100)
    for now, what, verdict in story:
        if what == "mark":
            proof.mark(now)
        elif isinstance(what, int):
            proof.silence(what)
        else:
            assert proof.judge(what, now - 0.02, now, 2) is verdict, now


class ByHand:
    """A driver whose printer is the test."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, PrintOutcome]] = []
        self.driver = Printer("printer", on_job=lambda *job: self.jobs.append(job), wall_ms=lambda: 0)
        self.now = 100.0
        self.driver.opened(self.now)

    def sends(self) -> bytes:
        """What the driver sends next, if anything, now."""
        self.driver.tick(self.now)
        return b"" if self.driver.urgency(self.now) is None else self.driver.take(self.now).data

    def says(self, *messages: object) -> None:
        for message in messages:
            self.driver.heard(message, self.now)

    def round(self, bits: str = "12 12 12 12") -> None:
        """Four queries answered."""
        for n, byte in enumerate(bytes.fromhex(bits), 1):
            assert self.sends() == bytes([0x10, 0x04, n])
            self.says(Reply(byte))

    def job(self, job_id: str) -> None:
        self.driver.print(job_id, [Text(job_id), Cut()])


def known() -> ByHand:
    """A printer that answers marks, a while ago."""
    hand = ByHand()
    hand.round()
    assert hand.sends() == MARK
    hand.says(WELL)
    hand.now += 10
    return hand


def test_the_mark_of_a_job_that_failed_is_not_taken_for_the_next_jobs():
    hand = known()
    hand.job("first")
    hand.round()
    assert b"first" in hand.sends()
    hand.round("1A 32 12 72")
    assert hand.sends() == b"\x10\x05\x02"
    hand.now += 20
    hand.driver.tick(hand.now)
    assert hand.jobs == [("first", PrintOutcome(False, "paper_out", True))]
    hand.now += 5
    hand.job("second")
    hand.round()
    assert hand.sends() == MARK, "it must be tried anew: the old one may still be in the buffer"
    hand.says(WELL)
    hand.now += 0.1
    hand.says(WELL)
    assert hand.sends() == b"", "two in a row: the line must be quiet first"
    hand.now += 0.49
    assert hand.sends() == b""
    hand.now += 0.02
    assert b"second" in hand.sends()
    hand.says(WELL)
    hand.now += 1
    hand.round()
    assert hand.jobs[1:] == [("second", PrintOutcome(True, "", False))]


def test_a_printer_that_reports_trouble_before_the_job_leaves_is_asked_again():
    hand = known()
    hand.says(WELL)
    hand.job("first")
    hand.round()
    hand.says(COVER)
    hand.now += 1
    hand.round("1A 16 12 12")
    assert hand.jobs == [("first", PrintOutcome(False, "cover_open", False))]


def test_bytes_that_broke_off_are_ended_before_anything_is_asked():
    hand = known()
    hand.job("first")
    hand.round()
    job = hand.sends()
    hand.driver.lost("unplugged", 0.3)
    hand.now += 1
    hand.driver.opened(hand.now)
    assert hand.sends() == bytes(len(job))


def test_a_printer_that_swallows_queries_is_fed_until_it_is_full():
    hand = known()
    hand.job("first")
    hand.round()
    hand.sends()
    for _ in range(2):
        assert hand.sends() == b"\x10\x04\x01"
        hand.now += 1
        hand.driver.silent(hand.now, garbage=False)
        hand.now += 0.3
    assert hand.sends() == bytes(2056)
    assert hand.sends() == b"\x10\x04\x01"
