"""The one writer: one effect a key, no double call, nothing half stored, replay = what lives."""

import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from functools import partial

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.executor import Executor, KeyReused
from server.store import schema
from server.store.database import StorageFailed
from tests.halls import (
    ANN,
    BEN,
    DAY,
    EVE,
    NEXT_DAY,
    T0,
    S,
    at_window,
    plan_with,
    press,
    take,
    ticket_id,
    want,
)
from tests.server.conftest import Place, in_one_batch, make
from tests.serving import wait_until


def do(executor: Executor, command: m.Command, key: str | None = None, fingerprint: str = ""):
    return executor.submit(make(command), key=key, fingerprint=fingerprint).result(10)


def submit(executor: Executor, command, key: str | None = None, fingerprint: str = ""):
    """Later: for `in_one_batch`."""
    return partial(executor.submit, make(command), key=key, fingerprint=fingerprint)


def numbers(executor: Executor) -> list[str]:
    return executor.read(lambda hall: [t.number for t in hall.tickets.values()])


CALL, SIGN_IN = at_window(m.CallNext), at_window(m.SignIn)

# ---------------------------------------------------------------- the same key


def test_the_same_key_is_one_effect_and_one_answer(executor, place):
    first, second = do(executor, take(), "k", "f"), do(executor, take(token="other"), "k", "f")
    assert first == second
    assert numbers(executor) == ["A001"]
    place.check()


def test_in_the_same_batch_too(executor, place):
    futures = in_one_batch(executor, *[submit(executor, take(token=str(i)), "k", "f") for i in range(5)])
    assert len({future.result().body["token"] for future in futures}) == 1
    assert numbers(executor) == ["A001"]
    place.check()


def test_and_after_a_restart(place):
    first = do(place.start(), take(), "k", "f")
    executor = place.restart(5)
    assert do(executor, take(token="other"), "k", "f") == first
    assert numbers(executor) == ["A001"]


def test_for_a_day_but_not_for_ever(place):
    do(place.start(), take(), "k", "f")
    executor = place.restart(25 * 3600, NEXT_DAY)
    do(executor, take(), "k", "f")
    assert numbers(executor) == ["A001"]
    assert executor.read(lambda hall: hall.day) == NEXT_DAY


@pytest.mark.parametrize("restarted", [False, True])
def test_a_refusal_is_an_answer_too(place, restarted):
    """Nobody waited when the key was pressed; the repeat of that press must not call who came since."""
    executor = place.start()
    do(executor, SIGN_IN)
    assert do(executor, CALL, "k", "f").code == "nobody_waiting"
    do(executor, take())
    if restarted:
        executor = place.restart(5)
    assert do(executor, CALL, "k", "f").code == "nobody_waiting"
    assert do(executor, CALL, "another", "f").body["ticket"]["number"] == "A001"
    place.check()


@pytest.mark.parametrize("same_batch", [True, False])
def test_a_key_for_something_else_is_refused(executor, place, same_batch):
    if same_batch:
        first, second = in_one_batch(
            executor, submit(executor, take(), "k", "f"), submit(executor, take("tax"), "k", "g")
        )
    else:
        first, second = (executor.submit(make(take()), key="k", fingerprint=f) for f in ("f", "g"))
    assert first.result(10).body["number"] == "A001"
    with pytest.raises(KeyReused):
        second.result(10)
    place.check()


def test_no_key_no_memory(executor):
    assert [do(executor, take(token=str(i))).body["number"] for i in range(2)] == ["A001", "A002"]


def test_nobody_gets_the_answer_of_a_commit_that_failed(sqlite_place):
    """The same key may be tried again after an error, and then it counts."""
    executor = sqlite_place.start()
    refuse_tickets(sqlite_place, "A001")
    with pytest.raises(StorageFailed):
        do(executor, take(), "k", "f")
    allow_tickets(sqlite_place)
    assert do(executor, take(), "k", "f").body["number"] == "A001"
    sqlite_place.check()


# ---------------------------------------------------------------- many at once


def test_fifty_threads_take_numbers(executor, place):
    def citizen(i: int) -> list[str]:
        return [
            do(executor, take("social" if (i + n) % 2 else "tax", token=f"{i}/{n}")).body["number"]
            for n in range(8)
        ]

    with ThreadPoolExecutor(50) as pool:
        given = [number for taken in pool.map(citizen, range(50)) for number in taken]
    assert sorted(given) == [f"{prefix}{n:03d}" for prefix in "AB" for n in range(1, 201)]
    place.check()


def test_eight_presses_at_once_fifty_times(executor, place):
    """Four windows' worth of keypads, mice and doubles: nobody is called twice, no window calls two."""
    posts = [("w1", ANN), ("w2", BEN), ("w3", EVE)]
    for window, clerk in posts:
        do(executor, at_window(m.SignIn, window, clerk))
    for i in range(120):
        do(executor, take("social" if i % 3 else "tax", token=str(i)))
    called: list[str] = []
    with ThreadPoolExecutor(8) as pool:
        for _ in range(50):
            ready = threading.Barrier(8)

            def pressed(post, ready=ready):
                ready.wait(10)
                return do(executor, at_window(m.CallNext, *post))

            outcomes = list(pool.map(pressed, [posts[i % 3] for i in range(8)]))
            calls = [o.body["ticket"] for o in outcomes if not o.code]
            assert max(Counter(c["window"] for c in calls).values(), default=0) <= 1
            assert {o.code for o in outcomes} <= {"", "window_busy", "nobody_waiting"}
            called += [c["id"] for c in calls]
            for call in calls:
                do(executor, at_window(m.Finish, call["window"], dict(posts)[call["window"]]))
    assert len(set(called)) == len(called) >= 100
    place.check()


def test_who_waits_for_the_answer_does_the_work_where_nobody_else_is_at_it(executor):
    assert executor.read(lambda hall: threading.get_ident()) == threading.get_ident()


def test_who_comes_meanwhile_is_answered_by_the_writer_s_own_thread(executor, place):
    heard: list[tuple[int, str]] = []
    executor.listeners.append(
        lambda recorded, hall: heard.append((len(recorded), threading.current_thread().name))
    )
    begun, free = threading.Event(), threading.Event()
    with ThreadPoolExecutor(5) as pool:
        pool.submit(executor.read, lambda hall: begun.set() or free.wait(60))
        assert begun.wait(60)
        asked = [pool.submit(executor.carry_out, make(take(token=str(i)))) for i in range(4)]
        wait_until(lambda: len(executor._inbox) == 4)
        free.set()
        assert sorted(a.result(60).body["number"] for a in asked) == ["A001", "A002", "A003", "A004"]
    assert heard == [(4, "executor")]
    place.check()


def test_a_deadline_that_another_thread_made_is_kept_by_the_writer_s_own(sqlite_place, monkeypatch):
    """It slept till the sign of life, and nobody asks for anything any more."""
    monkeypatch.setattr("server.executor.ALIVE_EVERY_MS", 24 * 3600 * S)
    sqlite_place.plan = plan_with("hall-soon", auto_open=True, rating_open_s=0)
    executor = sqlite_place.start()
    for command in (SIGN_IN, take(), CALL, at_window(m.Finish)):
        assert executor.carry_out(make(command)).code == ""
    sqlite_place.clock.forward(0.001)
    wait_until(lambda: isinstance(executor.log.events(limit=1)[0].event, m.RatingLapsed))


def test_a_batch_is_one_commit_and_one_news(executor, place):
    news: list[int] = []
    executor.listeners.append(lambda recorded, hall: news.append(len(recorded)))
    in_one_batch(executor, *[submit(executor, take(token=str(i))) for i in range(20)])
    assert news == [20]
    place.check()


# ---------------------------------------------------------------- trouble with one of many


def refuse_tickets(place: Place, *shown: str) -> None:
    """Rows that contradict what the writer is about to store: these numbers are there already."""
    stranger = sa.create_engine(place.url)
    with stranger.begin() as connection:
        for number in shown:
            row = {"hall": place.plan.code, "id": f"stray-{number}", "day": DAY, "number": number}
            row |= {"queue": "?", "lane": "normal", "state": "void", "taken_at": 0, "calls": 0}
            connection.execute(sa.insert(schema.tickets).values(row | {"slip": "none", "rating": "none"}))
    stranger.dispose()


def allow_tickets(place: Place) -> None:
    stranger = sa.create_engine(place.url)
    t = schema.tickets.c
    with stranger.begin() as connection:
        connection.execute(
            sa.delete(schema.tickets).where(t.hall == place.plan.code, t.id.startswith("stray"))
        )
    stranger.dispose()


def test_a_row_that_contradicts_the_log_fails_only_its_own_command(executor, place):
    refuse_tickets(place, "B001")
    good, bad, good_too = in_one_batch(
        executor,
        submit(executor, take(), "k1", "f"),
        submit(executor, take("tax"), "k2", "f"),
        submit(executor, SIGN_IN),
    )
    assert good.result().body["number"] == "A001"
    assert good_too.result().code == ""
    with pytest.raises(StorageFailed):
        bad.result()
    allow_tickets(place)
    assert do(executor, take("tax")).body["number"] == "B001"
    place.check()


def test_even_with_a_reused_key_in_that_batch(executor, place):
    refuse_tickets(place, "B001")
    good, reused, bad, last = in_one_batch(
        executor,
        submit(executor, take(), "k", "f"),
        submit(executor, take(), "k", "g"),
        submit(executor, take("tax")),
        submit(executor, SIGN_IN),
    )
    assert (good.result().body["number"], last.result().code) == ("A001", "")
    assert isinstance(reused.exception(), KeyReused)
    assert isinstance(bad.exception(), StorageFailed)
    allow_tickets(place)
    place.check()


class Unheard(m.Command):
    """A command that the hall does not know."""


def exploding(*, at: int) -> m.Command:
    raise LookupError("no such button")


@pytest.mark.parametrize(
    "poison",
    [make(want(Unheard)), exploding, make(at_window(m.CallNext, window=["no", "slug"]))],
    ids=["a command unknown to the rules", "one that cannot be made", "one that the rules choke on"],
)
def test_a_command_that_raises_hurts_only_its_caller(executor, place, poison):
    before, broken, after = in_one_batch(
        executor,
        submit(executor, take(token="1"), "k1", "f"),
        partial(executor.submit, poison),
        submit(executor, take(token="2"), "k2", "f"),
    )
    assert [f.result().body["number"] for f in (before, after)] == ["A001", "A002"]
    with pytest.raises((KeyError, LookupError, TypeError)):
        broken.result()
    assert do(executor, take(token="3")).body["number"] == "A003"
    place.check()


def test_a_caller_that_no_longer_waits_hurts_nobody(executor, place):
    """It gave up before the writer came to it: what it wanted does not happen."""
    futures = in_one_batch(
        executor,
        submit(executor, take(token="1")),
        lambda: cancelled(executor.submit(make(take(token="2")))),
        submit(executor, take(token="3")),
    )
    assert [f.result().body["token"] for f in (futures[0], futures[2])] == ["1", "3"]
    assert len(numbers(executor)) == 2
    place.check()


def cancelled(future):
    future.cancel()
    return future


def test_a_listener_that_raises_hurts_nobody(executor, place, caplog):
    caplog.set_level(logging.ERROR, "executor")
    heard: list[str] = []

    def broken(recorded, hall):
        raise RuntimeError("no paper")

    executor.listeners += [broken, lambda recorded, hall: heard.append(recorded[0].event.type)]
    assert do(executor, take()).code == ""
    executor.read(lambda hall: None)
    assert heard == ["ticket.taken.v1"]
    assert "listener_failed" in caplog.text
    place.check()


def test_a_look_or_a_chore_that_raises_hurts_nobody(executor):
    with pytest.raises(ZeroDivisionError):
        executor.read(lambda hall: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        executor.write(lambda connection: 1 / 0)
    assert do(executor, take()).code == ""


def test_a_chore_that_fails_leaves_nothing_behind(executor, place):
    def half(connection: sa.Connection) -> None:
        row = {"hall": place.plan.code, "staff_no": "x", "password": "x", "failures": 0, "locked_until": 0}
        connection.execute(sa.insert(schema.accounts).values(row))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        executor.write(half)
    a = schema.accounts.c
    query = sa.select(schema.accounts).where(a.hall == place.plan.code)
    assert executor.write(lambda connection: connection.execute(query).all()) == []


def test_nobody_waits_for_a_writer_that_has_stopped(executor, place):
    executor.stop()
    with pytest.raises(StorageFailed):
        executor.submit(make(take())).result(5)
    with pytest.raises(StorageFailed):
        executor.read(lambda hall: hall.day)


# ---------------------------------------------------------------- time and restarts


def test_a_whole_day_replays_to_the_hall_that_lives(executor, place):
    for post in (("w1", ANN), ("w2", BEN), ("w3", EVE)):
        do(executor, at_window(m.SignIn, *post))
    for i in range(30):
        place.clock.forward(20)
        do(executor, take("social" if i % 2 else "tax", token=str(i), kiosk="k1"))
        do(executor, want(m.ReportSlip, ticket=numbers_id(executor, -1), printed=i % 5 > 0, cause="jam"))
        window, clerk = (("w1", ANN), ("w2", BEN), ("w3", EVE))[i % 3]
        do(executor, at_window(m.CallNext, window, clerk))
        do(executor, at_window(m.Pass if i % 7 == 0 else m.Finish, window, clerk))
        do(executor, press(1 + i % 5, window))
    place.check()
    counts = executor.read(lambda hall: dict(hall.counts))
    assert counts["issued"] == 30
    assert counts["rated"] > 10


def numbers_id(executor: Executor, place_in_line: int) -> str:
    return executor.read(lambda hall: list(hall.tickets)[place_in_line])


def test_the_clock_lapses_what_is_due_by_itself(executor, place):
    for command in (SIGN_IN, take(), CALL, at_window(m.Finish)):
        do(executor, command)
    place.clock.forward(30)
    assert executor.read(lambda hall: len(hall.open_ratings)) == 1
    place.clock.forward(0.001)
    executor.read(lambda hall: None)  # wakes the writer
    assert executor.read(lambda hall: (hall.open_ratings, hall.counts["unrated"])) == ({}, 1)
    place.check()


GAPS = {
    "at once": (0, DAY, "open"),
    "a minute": (60, DAY, "open"),
    "more than a minute": (61, DAY, "recovery"),
    "overnight": (12 * 3600, NEXT_DAY, "open"),
}


@pytest.mark.parametrize(("gap_s", "day", "state"), GAPS.values(), ids=GAPS)
def test_a_restart(place, gap_s, day, state):
    do(place.start(), take())
    executor = place.restart(gap_s, day)
    assert executor.read(lambda hall: (hall.state, hall.day)) == (state, day)
    assert len(numbers(executor)) == (day == DAY)
    place.check()


def test_the_sign_of_life_is_renewed_every_ten_seconds(executor, place):
    assert executor.log.last_alive() == T0
    for after, alive in ((9, T0), (1, T0 + 10 * S), (5, T0 + 10 * S), (30, T0 + 45 * S)):
        place.clock.forward(after)
        executor.read(lambda hall: None)
        assert executor.log.last_alive() == alive


def test_a_gap_is_counted_from_the_last_sign_of_life(place):
    executor = place.start()
    place.clock.forward(100)
    executor.read(lambda hall: None)
    executor = place.restart(59)
    assert executor.read(lambda hall: hall.state) == "open"
    gap = executor.log.events(limit=1)[0].event
    assert (type(gap), gap.at - gap.since) == (m.GapSeen, 59 * S)


def test_what_was_due_in_the_dark_does_not_happen_before_the_boot_has_spoken(place):
    """Decision 15: no lapse, no alarm follows from the jump, and the clock is not taken for a wrong one."""
    executor = place.start()
    for command in (SIGN_IN, take(), CALL, at_window(m.Finish)):
        do(executor, command)
    before = executor.read(lambda hall: hall.seq)
    executor = place.restart(600)
    assert executor.read(lambda hall: (hall.wrong_clock, len(hall.open_ratings))) == (False, 1)
    since = [r.event for r in executor.log.events(limit=20) if r.seq > before]
    assert isinstance(since[-1], m.GapSeen) and since[-1].at - since[-1].since == 600 * S
    place.check()


def test_yesterday_left_open_is_closed_visibly_and_numbers_begin_anew(place):
    executor = place.start()
    for command in (SIGN_IN, take(), CALL, take(token="2")):
        do(executor, command)
    executor = place.restart(12 * 3600, NEXT_DAY)
    ends = [r.event for r in executor.log.events(limit=10) if isinstance(r.event, m.TicketExpired)]
    assert [(e.ticket, e.reason) for e in ends] == [
        (ticket_id(serial=2), "day_not_closed"),
        (ticket_id(), "day_not_closed"),
    ]
    assert do(executor, take()).body["id"] == ticket_id(day=NEXT_DAY)
    place.check()


@pytest.mark.parametrize("restarted", [False, True])
def test_the_log_s_time_never_runs_backwards(place, restarted):
    executor = place.start()
    place.clock.forward(3600)
    do(executor, take())
    place.clock.forward(-1800)
    if restarted:
        executor = place.restart()
        assert executor.read(lambda hall: hall.state) == "recovery"
        do(executor, want(m.RecoverHall))
    do(executor, take("tax"))
    times = [r.event.at for r in executor.log.events(limit=20)]
    assert times == sorted(times, reverse=True)
    place.check()


def test_postgresql_that_was_restarted_costs_an_error_not_a_ticket(postgresql_place):
    place = postgresql_place
    executor = place.start()
    do(executor, take())
    pid = executor.write(lambda c: c.execute(sa.text("SELECT pg_backend_pid()")).scalar())
    stranger = sa.create_engine(place.url)
    with stranger.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    stranger.dispose()
    with pytest.raises(StorageFailed):
        do(executor, take(token="2"))
    assert do(executor, take(token="3")).body["number"] == "A002"
    place.check()


def test_the_writer_is_the_only_thread(executor):
    before = set(threading.enumerate())
    wait_for([executor.submit(make(take(token=str(i)))) for i in range(100)], timeout=60)
    assert set(threading.enumerate()) <= before
