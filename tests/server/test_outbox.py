"""数据上报 against a real HTTPS far end that fails in every way: once in effect, in order, never given up."""

import random
import shutil
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from server.delivery.outbox import Outbox, Pace
from server.delivery.upload import Answer, HttpsJson, Verdict, signature
from server.domain import messages as m
from server.domain.facts.upload import UploadPlan
from server.store import outbox, schema
from server.store.database import Database
from tests.domain.test_ledger import LISTED
from tests.far_platform import CHEAP, FAILURES, KEY, Platform
from tests.halls import A1, ANN, DUTY, T0, at_window, take, want
from tests.server.conftest import Clock, Place, make
from tests.serving import wait_until

QUICK = Pace(first_ms=1, most_ms=4)


class Going(Clock):
    """A clock that goes: what failed is tried again when its time has come."""

    def __call__(self) -> int:
        return self.now + time.monotonic_ns() // 1_000_000


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Platform]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates of the far end")
    folder = tmp_path / "far"
    folder.mkdir()
    platform = Platform(folder)
    yield platform
    platform.close()


@pytest.fixture
def sending(sqlite_place: Place, far: Platform, tmp_path: Path) -> Place:
    """A hall that sends what it has to the far end; nothing goes before `Outbox.start`."""
    return connected(sqlite_place, far, tmp_path)


def connected(place: Place, far: Platform, tmp_path: Path) -> Place:
    (tmp_path / "key").write_bytes(KEY + b"\n")
    upload = UploadPlan(
        url=far.url, app="test", key_file=str(tmp_path / "key"), ca_file=str(far.ca), timeout_s=1
    )
    settings = replace(place.plan.settings, rating_open_s=600)
    plan = replace(LISTED, code=place.plan.code, settings=settings, upload=upload)
    place.plan = plan
    place.clock = Going(T0 - time.monotonic_ns() // 1_000_000)
    return place


@pytest.fixture
def sender(sending: Place) -> Iterator[Outbox]:
    """Not started."""
    executor = sending.start()
    assert sending.plan.upload
    made = Outbox(executor, HttpsJson(sending.plan.upload, executor.clock), QUICK)
    yield made
    made.stop() if made._thread.is_alive() else None


def do(place: Place, command: m.Command) -> Any:
    assert place.executor
    return place.executor.submit(make(command)).result(20)


def visit(place: Place, number: int, *, level: int = 0) -> str:
    """A finished visit at w1, rated if it says so; the id of its ticket."""
    assert place.executor
    if not place.executor.read(lambda hall: hall.desks["w1"].staff):
        do(place, at_window(m.SignIn))
    do(place, take(token=f"t{number}"))
    for cls in (m.CallNext, m.StartService, m.Finish):
        do(place, at_window(cls))
    id_ = A1.replace("001", f"{number:03d}")
    if level:
        rate(place, number, level)
    return id_


def rate(place: Place, number: int, level: int) -> None:
    command = want(m.RateVisit, actor="visitor", token=f"t{number}", level=level, channel="tablet")
    assert do(place, command).code == ""


def note(place: Place, ticket: str, outcome: str = "promised", case_no: str = "") -> None:
    command = want(m.NoteOutcome, actor=f"staff:{ANN}", ticket=ticket, outcome=outcome, case_no=case_no)
    assert do(place, command).code == ""


def step(place: Place, line: str, what: str, **more: object) -> None:
    command = want(m.HandleLine, actor=f"staff:{DUTY}", line=line, step=what, **more)
    assert do(place, command).code == ""


def rows(place: Place) -> list[Any]:
    assert place.database
    o = schema.outbox.c
    with place.database.readers.connect() as connection:
        return list(connection.execute(sa.select(schema.outbox).order_by(o.seq, o.part)))


def states(place: Place) -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in rows(place)]


def database_of(place: Place) -> Database:
    assert place.database
    return place.database


def all_sent(place: Place) -> bool:
    assert place.database
    with place.database.readers.connect() as connection:
        return outbox.unsent(connection, place.plan.code) == (0, None)


# ---------------------------------------------------------------- what is written


def test_the_case_before_its_rating_whichever_came_first(sender: Outbox, sending: Place):
    first = visit(sending, 1, level=5)
    assert rows(sending) == []
    note(sending, first, case_no="XS-1")
    assert states(sending) == [("case", "waiting"), ("rating", "waiting")]
    second = visit(sending, 2)
    note(sending, second, case_no="XS-2")
    rate(sending, 2, 2)
    assert [(row.line, row.kind) for row in rows(sending)[2:]] == [(second, "case"), (second, "rating")]


def test_nothing_without_a_case_number_and_nothing_of_an_enquiry(sender: Outbox, sending: Place):
    for number, outcome in enumerate(("joint-", "enquiry", "instant"), 1):
        id_ = visit(sending, number, level=5)
        if outcome == "joint-":
            do(sending, want(m.NoteOutcome, actor=f"staff:{ANN}", ticket=id_, outcome="joint", days=2))
        else:
            note(sending, id_, outcome, case_no="XS-9" if outcome == "enquiry" else "")
    assert rows(sending) == []
    step(sending, A1, "number", case_no="XS-1")
    assert states(sending) == [("case", "waiting"), ("rating", "waiting")]


def test_a_case_that_was_an_enquiry_after_all_is_not_told_unless_it_may_have_arrived(
    sender: Outbox, sending: Place, far: Platform
):
    untold, refused, told = (visit(sending, n, level=4) for n in (1, 2, 3))
    note(sending, told, case_no="XS-3")
    sender.start()
    wait_until(lambda: all_sent(sending), what=str(rows(sending)))
    sender.stop()
    note(sending, untold, case_no="XS-1")
    note(sending, refused, case_no="XS-2")
    with database_of(sending).writer.begin() as connection:
        this = sa.and_(schema.outbox.c.line == refused, schema.outbox.c.kind == "case")
        connection.execute(sa.update(schema.outbox).where(this).values(state="parked", tries=1, said="否"))
    for ticket in (untold, refused, told):
        note(sending, ticket, outcome="enquiry")
    assert [(row.line, row.kind, row.state) for row in rows(sending)] == [
        (told, "case", "sent"),
        (told, "rating", "sent"),
    ]
    note(sending, untold, case_no="XS-1")
    assert states(sending)[2:] == [("case", "waiting"), ("rating", "waiting")]


def test_a_hall_that_sends_nothing_keeps_nothing(sqlite_place: Place):
    sqlite_place.plan = replace(LISTED, code=sqlite_place.plan.code, settings=sqlite_place.plan.settings)
    sqlite_place.start()
    note(sqlite_place, visit(sqlite_place, 1, level=5), case_no="XS-1")
    assert rows(sqlite_place) == []


def test_what_the_far_end_reads(sender: Outbox, sending: Place, far: Platform):
    """The fields of 2.1, of the case and of its rating; nothing of the citizen."""
    plan = sending.plan
    assert plan.upload
    id_ = visit(sending, 1, level=4)
    note(sending, id_, case_no="XS-1")
    sender.start()
    wait_until(lambda: all_sent(sending), what="both have arrived")
    (_, _, case), (_, _, rating) = far.done
    common = {"projectNo": "XS-1", "serviceNumber": id_, "proDepart": "社保窗口", "taskName": "社会保险"}
    common |= {"proManager": "安敏", "proManagerNo": ANN, "windowName": "1号窗口"}
    assert common.items() <= case.items()
    assert common.items() <= rating.items()
    assert (case["proStatus"], case["promiseTime"], case["promiseDate"]) == ("2", "1", "2026-11-30")
    assert (case["acceptDate"][:13], case["resultDate"]) == ("2026-11-23 10", "")
    assert (rating["pf"], rating["satisfaction"], rating["assessNumber"]) == ("4", "4", "1")
    assert not {"userName", "certKeyGOV", "mobile"} & (case.keys() | rating.keys())
    step(sending, id_, "finish")
    wait_until(lambda: len(far.done) == 3, what="the end of the case is told")
    assert far.done[2][2]["proStatus"] == "3"
    assert far.strange == []


# ---------------------------------------------------------------- a thousand failures


def test_each_record_once_in_effect_through_a_thousand_failures(
    sender: Outbox, sending: Place, far: Platform
):
    """Cases, their ends and ratings, in order; every kind of failure met, before and after the deed."""
    chance = random.Random(20261123)
    faults = [chance.choice(CHEAP) for _ in range(994)] + ["silent", "slow"] * 3 + ["twice", "drip"] * 20
    chance.shuffle(faults)
    far.faults.extend(faults)
    count = 40
    sender.start()
    for number in range(1, count + 1):
        id_ = visit(sending, number, level=1 + number % 5)
        note(sending, id_, case_no=f"XS-{number}")
        step(sending, id_, "finish")
    while not all_sent(sending):  # however slow the machine: as long as it goes on
        met = sum(far.met.values())
        wait_until(lambda met=met: all_sent(sending) or sum(far.met.values()) > met, 60, "one more attempt")
    while far.faults:  # more cases until the thousand is met
        count += 1
        id_ = visit(sending, count)
        note(sending, id_, case_no=f"XS-{count}")
        wait_until(lambda: all_sent(sending), 60, "the next one has arrived")
    assert sum(far.met[fault] for fault in (*FAILURES, "slow")) == 1000
    assert all(far.met[fault] for fault in FAILURES)
    assert len({record for record, _, _ in far.done}) == len(far.done) == len(rows(sending))
    assert all(far.of(f"XS-{n}") == ["case", "rating", "case"] for n in range(1, 41))
    assert all(far.of(f"XS-{n}") == ["case"] for n in range(41, count + 1))
    assert far.strange == []
    assert {row.state for row in rows(sending)} == {"sent"}
    sending.check()


# ---------------------------------------------------------------- what a person sees, and does


def test_a_refused_case_holds_its_own_rating_back_and_nothing_else(
    sender: Outbox, sending: Place, far: Platform
):
    far.refuse["XS-1"] = (200, {"code": 1001, "msg": "办件编号不存在"})
    note(sending, visit(sending, 1, level=5), case_no="XS-1")
    note(sending, visit(sending, 2, level=5), case_no="XS-2")
    sender.start()
    wait_until(lambda: far.of("XS-2") == ["case", "rating"], what="the other case has arrived")
    wait_until(lambda: states(sending)[0] == ("case", "parked"), what="it is parked")
    assert states(sending)[:2] == [("case", "parked"), ("rating", "waiting")]
    assert far.of("XS-1") == []
    parked = rows(sending)[0]
    assert parked.said == "200 办件编号不存在"
    assert outbox.state_of(database_of(sending), outbox.record_id(parked)) == "parked"


def test_a_person_mends_it_and_sends_it_again(sender: Outbox, sending: Place, far: Platform):
    """With the number as it is now: what was parked is made anew."""
    far.refuse["XS-1"] = (422, {"message": "no such case"})
    note(sending, visit(sending, 1, level=5), case_no="XS-1")
    sender.start()
    wait_until(lambda: states(sending)[0] == ("case", "parked"), what="it is parked")
    step(sending, A1, "number", case_no="XS-7")
    replay = want(m.ReplayRecord, actor=f"staff:{DUTY}", record=outbox.record_id(rows(sending)[0]))
    assert do(sending, replay).code == ""
    wait_until(lambda: all_sent(sending), what="all have arrived")
    assert far.of("XS-1") == []
    assert [kind for _, kind, _ in far.done] == ["case", "rating", "case"]
    assert do(sending, replay).code == ""
    for strange in ("1-0", "x", "1-2", "9" * 20 + "-0"):
        assert do(sending, replace(replay, record=strange)).code == "unknown_record"


def test_what_was_not_marked_goes_again_under_its_name(sender: Outbox, sending: Place, far: Platform):
    """The far end has done it; the mark was lost with the process. One effect all the same."""
    note(sending, visit(sending, 1), case_no="XS-1")
    assert sending.executor
    sender.start()
    wait_until(lambda: all_sent(sending), what="it has arrived")
    sending.executor.write(lambda c: c.execute(sa.update(schema.outbox).values(state="waiting", next_at=0)))
    sender._wake.set()
    wait_until(lambda: far.requests == 2 and all_sent(sending), what="it has arrived again")
    assert len(far.done) == 1
    assert far.strange == []


# ---------------------------------------------------------------- the line


class Far:
    """A far end that answers what the test says, at once."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def send(self, record: str, kind: str, body: object) -> Answer:
        self.asked.append(record)
        return self.answers.pop(0) if self.answers else Answer(Verdict.ACCEPTED)


@pytest.mark.parametrize(
    ("status", "said", "verdict"),
    [
        (200, {"code": 0}, "accepted"),
        (200, {"code": "200"}, "accepted"),
        (201, {"code": "0"}, "accepted"),
        (409, {"msg": "known"}, "accepted"),
        (200, {"code": 7, "msg": "no"}, "refused"),
        (400, {"msg": "no"}, "refused"),
        (422, {"msg": "no"}, "refused"),
        (200, {"ok": True}, "later"),
        (200, {"code": None}, "later"),
        (200, {"code": [0]}, "later"),
        (302, {"code": 0}, "later"),
        (401, {"code": 401}, "later"),
        (404, {"code": 404}, "later"),
        (429, {}, "later"),
        (503, {"code": 0}, "later"),
    ],
)
def test_what_an_answer_means(far: Platform, sending: Place, status: int, said: dict[str, Any], verdict: str):
    """Parked only for what is the record's own fault; a wrong key or a busy platform parks nothing."""
    assert sending.plan.upload
    far.refuse["XS"] = (status, said)
    answer = HttpsJson(sending.plan.upload, lambda: 1).send("1-0", "case", {"projectNo": "XS"})
    assert answer.verdict == verdict


def test_a_certificate_of_somebody_else_is_not_believed(far: Platform, sending: Place, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    stranger = Platform(other)
    try:
        assert sending.plan.upload
        strange = replace(sending.plan.upload, url=stranger.url)
        answer = HttpsJson(strange, lambda: 1).send("1-0", "case", {"projectNo": "XS"})
        by_name = replace(sending.plan.upload, url=far.url.replace("127.0.0.1", "localhost"))
        misnamed = HttpsJson(by_name, lambda: 1).send("1-0", "case", {"projectNo": "XS"})
    finally:
        stranger.close()
    assert answer.verdict == misnamed.verdict == Verdict.LATER
    assert answer.said.startswith("证书不可信")
    assert misnamed.said.startswith("证书不可信")
    assert (stranger.requests, far.requests) == (0, 0)


def test_a_signature_with_another_key_is_found_out(far: Platform, sending: Place, tmp_path: Path):
    (tmp_path / "wrong").write_bytes(b"another key, as long as it must be")
    assert sending.plan.upload
    wrong = replace(sending.plan.upload, key_file=str(tmp_path / "wrong"))
    answer = HttpsJson(wrong, lambda: 1).send("1-0", "case", {"projectNo": "XS"})
    assert answer == Answer(Verdict.LATER, "401 signature")
    assert len(signature(KEY, "1", "1-0", "/x", b"")) == 64


def test_while_the_line_is_down_nothing_else_is_tried(sending: Place):
    executor = sending.start()
    for number in (1, 2, 3):
        note(sending, visit(sending, number), case_no=f"XS-{number}")
    far = Far([Answer(Verdict.LATER, "down")])
    sender = Outbox(executor, far, Pace(first_ms=60_000, most_ms=60_000))
    assert sender._round() >= 30
    assert len(far.asked) == 1
    assert (rows(sending)[0].tries, rows(sending)[0].said) == (1, "down")
    assert sender._round() == 0  # the pause over: the others go, the one that failed waits for its own time
    assert len(far.asked) == 3
    assert states(sending) == [("case", "waiting"), ("case", "sent"), ("case", "sent")]


def test_the_pause_doubles_up_to_a_cap_and_never_repeats_itself():
    pace = Pace(first_ms=1000, most_ms=600_000)
    for tries in range(40):
        whole = min(600_000, 1000 * 2 ** min(tries, 20))
        drawn = {pace.after(tries) for _ in range(50)}
        assert len(drawn) > 1
        assert whole // 2 <= min(drawn) <= max(drawn) <= whole


def test_how_much_is_unsent_and_since_when(sender: Outbox, sending: Place):
    assert all_sent(sending)
    note(sending, visit(sending, 1), case_no="XS-1")
    since = rows(sending)[0].created_at
    assert T0 <= since <= sending.clock()
    sending.clock.forward(60)
    note(sending, visit(sending, 2), case_no="XS-2")
    assert sending.database
    with sending.database.readers.connect() as connection:
        assert outbox.unsent(connection) == outbox.unsent(connection, sending.plan.code) == (2, since)
        assert outbox.unsent(connection, "another-hall") == (0, None)


def test_a_machine_without_the_ca_file_says_so_at_once(sending: Place):
    assert sending.plan.upload
    with pytest.raises((OSError, ssl.SSLError)):
        HttpsJson(replace(sending.plan.upload, ca_file="/nowhere.pem"), lambda: 1)


def test_and_on_postgresql(postgresql_place: Place, far: Platform, tmp_path: Path):
    """The same order, the same marks, the same way back for what was refused."""
    place = connected(postgresql_place, far, tmp_path)
    executor = place.start()
    assert place.plan.upload
    sender = Outbox(executor, HttpsJson(place.plan.upload, executor.clock), QUICK)
    far.faults.extend(["reset after", "broken", "garbage"])
    far.refuse["XS-2"] = (400, {"msg": "no"})
    for number in (1, 2):
        note(place, visit(place, number, level=5), case_no=f"XS-{number}")
    sender.start()
    try:
        wait_until(lambda: states(place)[2:] == [("case", "parked"), ("rating", "waiting")], what="parked")
        wait_until(lambda: far.of("XS-1") == ["case", "rating"], what="the other case has arrived")
        far.refuse.clear()
        record = outbox.record_id(rows(place)[2])
        assert do(place, want(m.ReplayRecord, actor=f"staff:{DUTY}", record=record)).code == ""
        wait_until(lambda: all_sent(place), what="all have arrived")
    finally:
        sender.stop()
    assert far.of("XS-2") == ["case", "rating"]
    assert far.strange == []
    place.check()
