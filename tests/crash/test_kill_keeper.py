"""The server dies between making the report of a month and keeping it: it is made again, and kept once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.load import load
from server.reports.period import month_of
from server.simulation.crowd import Crowd
from server.simulation.pure import PureHall, simulated, work_days
from server.store.database import Database
from server.store.log import Log
from tests.crash.crash_house import CONFIG, CrashHouse
from tests.serving import wait_until

pytestmark = pytest.mark.crash


def last_month(house: CrashHouse) -> str:
    """Its name, once a day of it is in the house's database; "YYYY-MM"."""
    plan = simulated(load(CONFIG))
    today = datetime.now(ZoneInfo(plan.timezone))
    name = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    database = Database(house.server.database_url, plan.code)
    hall = PureHall(plan, Log(database))
    for day in work_days(plan, month_of(name).first, 1):
        hall.day(day, Crowd(plan, day, 1, visits=20))
    database.close()
    return name


def test_a_report_that_was_made_and_not_kept_is_made_again_and_kept_once(house: CrashHouse):
    name = last_month(house)
    house.server.launch(crash="before_keep:1")
    house.server.wait_for_death(house.server.worker())
    house.power_cut()
    assert house.events("report.kept.v1") == []
    house.start()
    wait_until(lambda: house.events("report.kept.v1"), what="the report is kept")
    kept = [(event["report"], event["period"]) for event in house.events("report.kept.v1")]
    assert kept.count(("month", name)) == 1
    assert len(kept) == len(set(kept))
    assert len(house.rows("SELECT * FROM kept_reports WHERE report = 'month'")) == 1
