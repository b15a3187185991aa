"""A report asks many questions; all of them are answered from one state of the data."""

import sqlalchemy as sa

from server.reports.gather import Gatherer, scope_of
from server.reports.period import Period
from server.simulation.crowd import Crowd
from server.simulation.pure import PureHall, simulated
from server.store import schema
from server.store.day_figures import forget
from server.store.log import Log

DAY = "2026-10-12"


def test_a_day_settled_while_a_report_is_made_is_neither_lost_nor_twice_in_it(place):
    plan, database = simulated(place.plan), place.open()
    PureHall(plan, Log(database)).day(DAY, Crowd(plan, DAY, 1, 20))
    day, scope = Period(DAY, DAY), scope_of(plan)
    with database.snapshot() as connection:
        finished = Gatherer(connection, database, plan).gather(day, "all", scope)["all"]["finished"].n
        with database.writer.begin() as writer:
            forget(writer, plan.code, DAY)
            writer.execute(sa.delete(schema.spans).where(schema.spans.c.hall == plan.code))
        again = Gatherer(connection, database, plan).gather(day, "all", scope)
    assert again["all"]["finished"].n == finished > 5
    with database.snapshot() as connection:
        assert Gatherer(connection, database, plan).gather(day, "all", scope) == {}
