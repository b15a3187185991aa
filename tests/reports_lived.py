"""Days on a database and the reports of them, beside what naive reading makes of their events."""

from pathlib import Path

import sqlalchemy as sa

from config.load import load
from server.reports import build
from server.reports.gather import Gatherer, scope_of
from server.reports.period import Period
from server.simulation.crowd import Crowd, Habits
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log
from tests import naive_reports as naive
from tests.naive_tables import Truth
from tests.odd_days import ODD, OddHall

ROOT = Path(__file__).resolve().parents[1]
PLAN = simulated(load(ROOT / "config" / "hall.toml"))
FAULTS = Habits(paper_out=0.3, rater_away=0.2, power_cut=0.6, transfer=0.08, hold=0.08, no_show=0.12)
FIRST = "2026-10-29"
WHOLE = Period("2026-10-01", "2026-12-31")
PART = Period("2026-11-02", "2026-11-03")
ODD_DAYS = ("2026-10-29", "2026-10-30", "2026-11-02", "2026-11-03", "2026-11-04")


class Lived:
    """Days on a database, and what naive reading makes of their events."""

    def __init__(self, url: str, plan, seed: int) -> None:
        self.plan, self.database = plan, Database(url, plan.code)
        log = Log(self.database)
        if plan.queue == ODD.queue:
            OddHall(log, seed).days(*ODD_DAYS)
        else:
            hall = PureHall(plan, log)
            for day in work_days(plan, FIRST, 6):
                hall.day(day, Crowd(plan, day, seed, visits=110, habits=FAULTS))
        with self.database.writer.begin() as connection:
            connection.execute(
                sa.text("DELETE FROM day_figures WHERE hall = :hall AND day = '2026-11-03'"),
                {"hall": plan.code},
            )
        self.events = naive.read_log(url, plan.code)
        self.pieces = naive.pieces_of(self.events, plan.timezone)
        self.given = naive.rated(self.events)

    def report(self, id_: str, by: str = "staff", period: Period = WHOLE, unit: str = "", than=None):
        with self.database.readers.connect() as connection:
            gatherer, scope = Gatherer(connection, self.database, self.plan), scope_of(self.plan, unit)
            hall = self.database.hall
            asked = build.Asked(gatherer, connection, hall, self.plan, period, by, scope, than)
            return build.REPORTS[id_](asked)

    def table(self, *asked, **more):
        return rows_of(self.report(*asked, **more).tables[0])

    def truth(self, period: Period = WHOLE, unit: str = "") -> Truth:
        return Truth(self.plan, self.events, self.pieces, self.given, period.first, period.last, unit)

    def units(self) -> list[str]:
        return ["", *sorted({q.unit for q in self.plan.queues})]


def rows_of(table, *but: str):
    """As `naive_tables` has rows; without the columns `but`."""
    ids = [c.id for c in table.columns]
    rows = [(row.key, dict(zip(ids, row.cells, strict=True))) for row in table.rows]
    return [(key, {c: cell for c, cell in row.items() if c not in but}) for key, row in rows]
