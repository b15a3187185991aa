"""The contract of the store, on SQLite and on PostgreSQL alike."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.domain.evolve import evolve
from server.domain.hall import Hall
from server.store import schema
from server.store.database import HEAD, AlreadyRunning, Database, StorageFailed, check_free
from server.store.log import ANSWERS_KEPT_MS, Batch, Log, Recorded
from tests.halls import (
    A1,
    A2,
    B1,
    CALLED,
    DAY,
    FINISHED,
    NEXT_DAY,
    OPEN,
    T0,
    WAITING,
    called,
    day_started,
    expired,
    finished,
    happened,
    opened,
    picture,
    rated,
    serving,
    signed_in,
    taken,
    told,
)
from tests.invariants import check_invariants
from tests.server.conftest import Place

CLOSED_NOW = happened(m.HallClosed, reason="day_closed")
ROOT = Path(__file__).resolve().parents[2]


def batch_of(hall: Hall, events, **more) -> Batch:
    """What the writer would store of these events."""
    batch = Batch(**more)
    for event in events:
        evolve(hall, event)
        batch.events.append(Recorded(hall.seq, hall.day, event))
        if id_ := getattr(event, "ticket", None):
            batch.tickets[id_] = hall.tickets[id_]
    return batch


@pytest.fixture
def log(place: Place) -> Log:
    return Log(place.open())


def answer(key: str, at: int, hall: str) -> dict[str, object]:
    return {"hall": hall, "key": key, "at": at, "fingerprint": "f", "outcome": "{}"}


# ---------------------------------------------------------------- what went in comes out


def test_an_empty_log_is_a_hall_that_never_opened(log, place):
    assert picture(log.load(place.plan)) == picture(Hall(place.plan))
    assert (log.last_alive(), log.events(limit=10), list(log.recent_answers(T0))) == (None, [], [])


@pytest.mark.parametrize(
    "events",
    [WAITING, CALLED, FINISHED, [*FINISHED, rated(), taken(serial=2), called(A2)]],
    ids=["waiting", "called", "finished", "rated"],
)
def test_what_was_appended_is_what_is_loaded(log, place, events):
    hall = Hall(place.plan)
    log.append(batch_of(hall, events))
    assert picture(log.load(place.plan)) == picture(hall)
    check_invariants(place.url, place.plan.code, place.plan)


def test_many_small_batches_are_one_stream(log, place):
    hall = Hall(place.plan)
    for event in [*FINISHED, rated(), taken("tax")]:
        log.append(batch_of(hall, [event]))
    assert picture(log.load(place.plan)) == picture(hall)
    assert [r.seq for r in log.events(limit=100)] == list(range(hall.seq, 0, -1))
    check_invariants(place.url, place.plan.code, place.plan)


def test_only_the_newest_day_is_loaded_and_seq_goes_on(log, place):
    hall = Hall(place.plan)
    log.append(batch_of(hall, [*OPEN, taken(), expired(), CLOSED_NOW, day_started(NEXT_DAY), opened()]))
    loaded = log.load(place.plan)
    assert (loaded.day, loaded.seq, loaded.tickets) == (NEXT_DAY, 7, {})


def test_the_newest_events_come_first_and_page_by_page(log, place):
    log.append(batch_of(Hall(place.plan), CALLED))
    newest = log.events(limit=2)
    assert told(r.event for r in newest) == told([called(), taken()])
    older = log.events(limit=2, before=newest[-1].seq)
    assert told(r.event for r in older) == told([signed_in(), opened()])


def test_chinese_and_odd_text_survive(log, place):
    odd = happened(m.WindowSuspended, window="w1", staff="zx-ann", reason="取材料 \"'\\ \u0000 😀 %s :hall")
    hall = Hall(place.plan)
    log.append(batch_of(hall, [*OPEN, signed_in(), odd]))
    assert log.events(limit=1)[0].event == odd


def test_halls_in_one_database_do_not_see_each_other(place):
    """The district's server keeps many halls."""
    log = Log(place.open())
    log.append(batch_of(Hall(place.plan), CALLED))
    other = replace(place.plan, code=f"{place.plan.code}-b")
    if place.sqlite:
        place.stop()  # one process a file
    neighbour = Database(place.url, other.code)
    try:
        theirs = Log(neighbour)
        assert theirs.events(limit=1) == []
        theirs.append(batch_of(Hall(other), WAITING))
        assert theirs.load(other).tickets[A1].state == "waiting"
    finally:
        neighbour.close()
    check_invariants(place.url, place.plan.code, place.plan)
    check_invariants(place.url, other.code, other)


# ---------------------------------------------------------------- what must not go in


CONTRADICTIONS = {
    "a seq that is taken": lambda hall: Batch(events=[Recorded(1, DAY, opened())]),
    "a number that is taken": lambda hall: Batch(tickets={"other": replace(hall.tickets[A1], id="other")}),
    "a second rating of a visit": lambda hall: Batch(events=[Recorded(99, DAY, rated(level=1))]),
}


@pytest.mark.parametrize("contradiction", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_row_that_contradicts_the_log_takes_its_whole_batch_with_it(log, place, contradiction):
    hall = Hall(place.plan)
    log.append(batch_of(hall, [*FINISHED, rated()]))
    bad = contradiction(hall)
    good = batch_of(hall, [taken("tax")])
    good.events += bad.events
    good.tickets |= bad.tickets
    with pytest.raises(sa.exc.IntegrityError):
        log.append(good)
    assert B1 not in log.load(place.plan).tickets
    check_invariants(place.url, place.plan.code, place.plan)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE hall = :hall",
        "UPDATE events SET at = 0 WHERE hall = :hall AND seq = 1",
        "DELETE FROM events WHERE hall = :hall",
        "DELETE FROM events WHERE hall = :hall AND seq = 1",
    ],
)
def test_nobody_changes_the_past(log, place, statement):
    log.append(batch_of(Hall(place.plan), CALLED))
    stranger = sa.create_engine(place.url)
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), stranger.begin() as connection:
        connection.execute(sa.text(statement), {"hall": place.plan.code})
    stranger.dispose()
    assert len(log.events(limit=100)) == len(CALLED)


def test_nobody_empties_it_either(postgresql_place):
    log = Log(postgresql_place.open())
    log.append(batch_of(Hall(postgresql_place.plan), OPEN))
    writer = postgresql_place.database.writer
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), writer.begin() as connection:
        connection.execute(sa.text("TRUNCATE events"))
    assert len(log.events(limit=9)) == 2


def test_readers_cannot_write(log, place):
    with pytest.raises(sa.exc.DatabaseError), place.database.readers.begin() as connection:
        connection.execute(sa.insert(schema.alive).values(hall="x", at=1))


# ---------------------------------------------------------------- answers and the sign of life


def test_answers_are_kept_for_a_day(log, place):
    code = place.plan.code
    log.append(Batch(answers=[answer("old", T0, code), answer("new", T0 + 1, code)]))
    assert [key for key, *_ in log.recent_answers(T0 + ANSWERS_KEPT_MS)] == ["old", "new"]
    assert [key for key, *_ in log.recent_answers(T0 + ANSWERS_KEPT_MS + 1)] == ["new"]
    assert [key for key, *_ in log.recent_answers(T0)] == ["new"], "dropped for good"


def test_the_sign_of_life_is_one_row(log):
    for at in (T0, T0 + 1, T0 + 2):
        log.append(Batch(alive_at=at))
    assert log.last_alive() == T0 + 2


def test_an_empty_batch_is_nothing():
    assert not Batch()
    assert Batch(alive_at=0)
    assert Batch(events=[Recorded(1, DAY, opened())])


# ---------------------------------------------------------------- opening


def test_a_second_server_on_the_same_data_is_refused_in_both_languages(place):
    place.open()
    with pytest.raises(AlreadyRunning, match=r"另一个叫号程序正在使用.*Another Hallcall already runs"):
        Database(place.url, place.plan.code)


def test_a_second_process_is_refused_too_and_the_first_goes_on(place):
    log = Log(place.open())
    script = (
        "import sys; from server.store.database import AlreadyRunning, Database\n"
        "try: Database(sys.argv[1], sys.argv[2])\n"
        "except AlreadyRunning as refused: print(refused); sys.exit(3)\n"
    )
    second = subprocess.run(
        [sys.executable, "-c", script, place.url, place.plan.code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (second.returncode, "请先关闭它" in second.stdout) == (3, True), second.stderr
    log.append(batch_of(Hall(place.plan), OPEN))


def test_when_the_first_has_ended_the_next_may_start(place):
    place.open()
    place.stop()
    check_free(place.url)
    place.open()


def test_a_busy_sqlite_file_is_named_before_anything_starts(sqlite_place):
    check_free(sqlite_place.url)
    sqlite_place.open()
    with pytest.raises(AlreadyRunning, match=r"hall\.db"):
        check_free(sqlite_place.url)


def end_session(place: Place) -> None:
    """As a restart of PostgreSQL or a broken network does to the writer."""
    with place.database.writer.connect() as connection:
        pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar()
    with place.database.readers.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


def test_a_writer_that_lost_its_session_locks_again_when_it_reconnects(postgresql_place):
    place, log = postgresql_place, Log(postgresql_place.open())
    batch = batch_of(Hall(place.plan), OPEN)
    end_session(place)
    with pytest.raises(StorageFailed):
        log.append(batch)
    log.append(batch)
    with pytest.raises(AlreadyRunning):
        Database(place.url, place.plan.code)


def test_a_writer_that_lost_its_session_to_another_process_writes_no_more(postgresql_place):
    place, log = postgresql_place, Log(postgresql_place.open())
    batch = batch_of(Hall(place.plan), OPEN)
    end_session(place)
    usurper = Database(place.url, place.plan.code)
    for _ in range(3):
        with pytest.raises(StorageFailed):
            log.append(batch)
    usurper.close()
    log.append(batch)


def test_migrations_run_once_and_keep_what_is_there(place):
    log = Log(place.open())
    log.append(batch_of(Hall(place.plan), CALLED))
    place.stop()
    script = (
        "import sys; from server.store.database import Database\n"
        "Database(*sys.argv[1:]); print('alembic' in sys.modules)\n"
    )
    again = subprocess.run(
        [sys.executable, "-c", script, place.url, place.plan.code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert again.stdout.strip() == "False", again.stderr
    assert len(Log(place.open()).events(limit=100)) == len(CALLED)
    with place.database.readers.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all() == [
            HEAD
        ]


def test_sqlite_is_set_for_power_cuts(sqlite_place):
    database = sqlite_place.open()

    def pragma(engine: sa.Engine, name: str) -> object:
        with engine.connect() as connection:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    full = 2
    assert (pragma(database.writer, "journal_mode"), pragma(database.writer, "synchronous")) == ("wal", full)
    assert pragma(database.writer, "foreign_keys") == 1
    assert pragma(database.readers, "query_only") == 1


def test_postgresql_commits_to_disk(postgresql_place):
    with postgresql_place.open().writer.connect() as connection:
        assert connection.execute(sa.text("SHOW synchronous_commit")).scalar() == "on"


def test_reading_goes_on_while_the_writer_writes(place):
    log = Log(place.open())
    log.append(batch_of(Hall(place.plan), CALLED))
    with place.database.writer.begin() as writing:
        writing.execute(sa.insert(schema.alive).values(hall=place.plan.code, at=1))
        assert len(log.events(limit=100)) == len(CALLED)
        assert log.last_alive() is None
    assert log.last_alive() == 1


def test_a_whole_visit_is_in_the_tables_beside_the_log(log, place):
    hall = Hall(place.plan)
    log.append(batch_of(hall, [*CALLED, serving(at=T0 + 1), finished(at=T0 + 2), rated(level=4)]))
    with place.database.readers.connect() as connection:
        ticket = connection.execute(
            sa.select(schema.tickets).where(schema.tickets.c.hall == place.plan.code)
        ).one()
        rating = connection.execute(
            sa.select(schema.ratings).where(schema.ratings.c.hall == place.plan.code)
        ).one()
    assert (ticket.state, ticket.staff_no, ticket.started_at, ticket.ended_at) == (
        "finished",
        "zx-ann",
        T0 + 1,
        T0 + 2,
    )
    assert (rating.ticket, rating.level, rating.staff_no, rating.window) == (A1, 4, "zx-ann", "w1")
