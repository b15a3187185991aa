"""What is said of another day stands in tables, and a day that begins takes it into its own stream."""

from functools import partial

import pytest
import sqlalchemy as sa

from server.domain import messages as m
from server.store import schema
from server.store.database import HEAD, MIGRATIONS, Database, StorageFailed
from server.store.other_days import (
    appointment_rows,
    bookings_of,
    days_between,
    edits_from,
    local_ms,
    midnight,
)
from tests.halls import DAY, DUTY, NEXT_DAY, T0, take, want
from tests.server.conftest import Place, in_one_batch, make

AFTER = "2026-11-25"
TIMEZONE = "Asia/Shanghai"


def booking(code: str = "700", day: str = NEXT_DAY, start: str = "09:00", end: str = "09:30", queue="social"):
    return m.Booking(
        code=code,
        day=day,
        queue=queue,
        start=local_ms(day, start, TIMEZONE),
        end=local_ms(day, end, TIMEZONE),
    )


def book(*bookings: m.Booking) -> m.Command:
    return want(m.BookAppointments, actor=f"staff:{DUTY}", bookings=bookings)


def set_day(date: str, kind: str = "closed", **more) -> m.Command:
    return want(m.SetDay, actor=f"staff:{DUTY}", date=date, kind=kind, **more)


def do(executor, command: m.Command):
    return executor.submit(make(command)).result(10)


def new_day(day: str):
    return partial(m.NewDay, actor="system", day=day)


def close(executor) -> None:
    for _ in range(2):
        do(executor, want(m.CloseHall))


def day_started(executor) -> m.DayStarted:
    return next(r.event for r in executor.log.events(limit=50) if isinstance(r.event, m.DayStarted))


# ---------------------------------------------------------------- times at the hall's place


def test_times_are_those_of_the_hall_s_place():
    assert midnight("2026-11-23", "Asia/Shanghai") == midnight("2026-11-23", "UTC") - 8 * 3_600_000
    assert (
        local_ms("2026-11-23", "9:05", "Asia/Shanghai")
        == midnight("2026-11-23", "Asia/Shanghai") + 545 * 60_000
    )
    assert local_ms("2026-11-23", "09:05:07", "UTC") == midnight("2026-11-23", "UTC") + 545 * 60_000 + 7000
    with pytest.raises(ValueError, match="hour"):
        local_ms("2026-11-23", "24:00", "UTC")


def test_a_day_of_another_length():
    """Where clocks are put forward, nine in the morning comes eight hours after midnight."""
    assert (
        local_ms("2026-03-29", "09:00", "Europe/Berlin")
        == midnight("2026-03-29", "Europe/Berlin") + 8 * 3_600_000
    )


def test_days_between():
    assert days_between("2026-12-31", "2027-01-02") == ["2026-12-31", "2027-01-01", "2027-01-02"]
    assert days_between("2026-12-31", "2026-12-31") == ["2026-12-31"]
    assert days_between("2026-12-31", "2026-12-30") == []


# ---------------------------------------------------------------- the day that begins


def test_the_first_day_knows_its_midnight(place: Place):
    executor = place.start()
    assert day_started(executor).midnight == midnight(DAY, TIMEZONE)
    assert executor.read(lambda hall: hall.midnight) == midnight(DAY, TIMEZONE)


@pytest.mark.parametrize("restarted", [False, True], ids=["at midnight", "by a boot"])
def test_bookings_and_edits_of_the_day_before_stand_in_the_new_day(place: Place, restarted: bool):
    executor = place.start()
    later = booking("701", AFTER)
    first, second = booking("700", start="10:00", end="10:30"), booking("702")
    assert do(executor, book(first, later, second)).body["booked"] == 3
    do(executor, set_day(AFTER, "duty", windows=("w1",), notice="只有1号窗口"))
    do(executor, set_day(DAY, "open"))
    close(executor)
    if restarted:
        executor = place.restart(14 * 3600, NEXT_DAY)
    else:
        place.clock.forward(14 * 3600)
        do(executor, want(m.Tick))
        executor.submit(new_day(NEXT_DAY)).result(10)
    started = day_started(executor)
    assert (started.day, started.midnight) == (NEXT_DAY, midnight(NEXT_DAY, TIMEZONE))
    assert [b["code"] for b in started.bookings] == ["702", "700"]
    assert [(e["date"], e["kind"], list(e["windows"])) for e in started.edits] == [(AFTER, "duty", ["w1"])]
    assert executor.read(lambda hall: sorted(hall.appointments)) == ["700", "702"]
    assert executor.read(lambda hall: hall.calendar.windows_of(AFTER)) == ("w1",)
    assert executor.read(lambda hall: hall.calendar.notice_of(AFTER)) == "只有1号窗口"
    place.check()


def test_a_boot_within_the_day_finds_them_in_its_stream_alone(place: Place):
    executor = place.start()
    do(executor, book(booking("700", DAY, "10:30", "11:00")))
    do(executor, set_day(AFTER))
    stranger = sa.create_engine(place.url)
    with stranger.begin() as connection:  # the tables are only a help: the day is one stream
        for table in (schema.appointments, schema.calendar_days):
            connection.execute(sa.delete(table).where(table.c.hall == place.plan.code))
    stranger.dispose()
    executor = place.restart(5)
    assert executor.read(lambda hall: list(hall.appointments)) == ["700"]
    assert executor.read(lambda hall: hall.calendar.is_workday(AFTER)) is False


@pytest.mark.parametrize("together", [True, False])
def test_what_is_said_in_the_very_batch_of_midnight_is_not_lost(place: Place, together: bool):
    """Not in the tables yet when the new day asks for it."""
    executor = place.start()
    close(executor)
    submits = [
        partial(executor.submit, make(book(booking("700")))),
        partial(executor.submit, make(book(booking("700", start="11:00", end="11:30")))),
        partial(executor.submit, make(set_day(AFTER))),
        partial(executor.submit, new_day(NEXT_DAY)),
    ]
    if together:
        in_one_batch(executor, *submits)
    else:
        for submit in submits:
            submit().result(10)
    assert executor.read(lambda hall: hall.day) == NEXT_DAY
    assert executor.read(lambda hall: hall.appointments["700"].start) == local_ms(NEXT_DAY, "11:00", TIMEZONE)
    assert executor.read(lambda hall: hall.calendar.is_workday(AFTER)) is False
    place.check()


# ---------------------------------------------------------------- the tables


def test_a_booking_is_changed_by_its_code_until_somebody_checks_in(place: Place):
    executor = place.start()
    do(executor, book(booking("700", DAY, "10:00", "10:30"), booking("701", DAY, "11:00", "11:30")))
    do(executor, book(booking("700", DAY, "10:15", "10:45", "tax")))
    taken = do(executor, want(m.CheckIn, actor="kiosk:k1", code="700", token="t", kiosk="k1"))
    assert (taken.code, taken.body["appointment"], taken.body["number"]) == ("", "700", "B001")
    assert do(executor, book(booking("700", DAY, "14:00", "14:30"))).code == "checked_in"
    rows = appointment_rows(place.database, DAY)
    assert [(r.code, r.queue, r.start, r.ticket) for r in rows] == [
        ("700", "tax", local_ms(DAY, "10:15", TIMEZONE), taken.body["id"]),
        ("701", "social", local_ms(DAY, "11:00", TIMEZONE), None),
    ]
    place.check()


def test_booked_and_kept_in_one_batch(executor, place: Place):
    in_one_batch(
        executor,
        partial(executor.submit, make(book(booking("700", DAY, "10:00", "10:30")))),
        partial(executor.submit, make(want(m.CheckIn, actor="kiosk:k1", code="700", token="t", kiosk="k1"))),
    )
    assert [r.ticket for r in appointment_rows(place.database, DAY)] == ["20261123-A001"]


def test_the_same_code_may_stand_on_several_days(executor, place: Place):
    """Some sources begin to count anew each day."""
    do(executor, book(booking("1", DAY), booking("1", NEXT_DAY), booking("1", AFTER)))
    assert [len(bookings_of(place.database, day)) for day in (DAY, NEXT_DAY, AFTER)] == [1, 1, 1]


def test_a_day_set_again_is_one_row(executor, place: Place):
    for kind in ("closed", "open"):
        do(executor, set_day(AFTER, kind, notice="元旦"))
    assert edits_from(place.database, DAY) == (
        {"date": AFTER, "kind": "open", "windows": [], "notice": "元旦"},
    )
    assert edits_from(place.database, DAY, NEXT_DAY) == ()


def test_halls_of_one_database_keep_their_days_apart(postgresql_place: Place):
    place = postgresql_place
    executor = place.start()
    do(executor, book(booking()))
    do(executor, set_day(AFTER))
    neighbour = Database(place.url, f"{place.plan.code}-b")
    try:
        assert (bookings_of(neighbour, NEXT_DAY), edits_from(neighbour, DAY)) == ((), ())
    finally:
        neighbour.close()


def test_more_of_a_ticket_stands_in_its_row(executor, place: Place):
    do(executor, take(matter="pension", assist=True, identity="ref-1"))
    t = schema.tickets.c
    query = sa.select(schema.tickets).where(t.hall == place.plan.code)
    row = executor.write(lambda connection: connection.execute(query).one())
    assert (row.matter, row.assist, row.extended, row.source, row.appointment, row.legs) == (
        "pension",
        True,
        False,
        "machine",
        "",
        1,
    )
    assert "ref-1" not in str(row), "who it was can be deleted"


def test_a_row_that_the_database_cannot_hold_fails_only_its_own_command(postgresql_place: Place):
    """PostgreSQL keeps no NUL in a text."""
    executor = postgresql_place.start()
    good, bad, good_too = in_one_batch(
        executor,
        partial(executor.submit, make(take(token="1"))),
        partial(executor.submit, make(set_day(AFTER, notice="a\x00b"))),
        partial(executor.submit, make(take(token="2"))),
    )
    assert [f.result().body["number"] for f in (good, good_too)] == ["A001", "A002"]
    with pytest.raises(StorageFailed):
        bad.result()
    assert executor.read(lambda hall: dict(hall.calendar.edits)) == {}
    postgresql_place.check()


# ---------------------------------------------------------------- the migration


OLD = {"id": "old", "day": "2026-11-20", "queue": "social", "number": "A001", "lane": "normal", "calls": 1}
OLD |= {"state": "finished", "taken_at": T0, "slip": "none", "rating": "rated"}


def test_a_database_of_the_first_version_is_brought_up_to_date(sqlite_place: Place):
    from alembic import command
    from alembic.config import Config

    place = sqlite_place
    engine = sa.create_engine(place.url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        old = sa.table("tickets", *map(sa.column, ["hall", *OLD]))
        connection.execute(sa.insert(old).values(OLD | {"hall": place.plan.code}))
    engine.dispose()
    executor = place.start()
    query = sa.select(schema.tickets).where(schema.tickets.c.id == "old")
    row = executor.write(lambda connection: connection.execute(query).one())
    assert (row.matter, row.source, row.appointment, row.legs) == ("", "machine", "", 1)
    assert (row.assist, row.extended, row.first_receiver) == (False, False, None)
    version = sa.text("SELECT version_num FROM alembic_version")
    assert executor.write(lambda connection: connection.execute(version).scalar()) == HEAD


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_written(executor, place: Place):
    row = {"hall": place.plan.code, "ref": "r", "text": "", "person": "张三丰", "phone": "", "created_at": 0}

    def twice(connection: sa.Connection) -> None:
        for _ in range(2):
            connection.execute(sa.insert(schema.complaints).values(row))

    with pytest.raises(sa.exc.IntegrityError) as failed:
        executor.write(twice)
    assert "张三丰" not in str(failed.value)
