"""`run.py simulate`: days into a database, by the rules and the store of a real hall; or a running hall."""

import argparse
import contextlib
import gc
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from server.domain.facts.calendar import is_date
from server.domain.facts.plan import HallPlan
from server.simulation.crowd import Crowd, seats
from server.simulation.pure import PureHall, simulated, work_days
from server.store import schema
from server.store.database import AlreadyRunning, Database
from server.store.log import Log

MOST_DAYS = 3700


def simulate(plan: HallPlan, options: argparse.Namespace, url: str, today: str) -> int:
    """0 = done; 2 = it cannot be done like this, and why was said."""
    first = options.first or (date.fromisoformat(today) - timedelta(days=options.days)).isoformat()
    if not is_date(first) or not 1 <= options.days <= MOST_DAYS or (options.visits or 1) < 1:
        print(
            f"--from 应为 年-月-日(现为 {first}),--days 为 1 到 {MOST_DAYS}(现为 {options.days}),"
            f"--visits 至少 1。"
            f" --from is a date, --days 1 to {MOST_DAYS}, --visits at least 1.",
            file=sys.stderr,
        )
        return 2
    if not seats(plan) or not any("duty" in person.roles for person in plan.staff):
        print("配置中没有窗口人员或值班员。 Nobody may sit at a window, or has the duty.", file=sys.stderr)
        return 2
    if options.live:
        from server.simulation.live import drive  # noqa: PLC0415

        return drive(plan, options, today)
    try:
        database = Database(url, plan.code)
    except AlreadyRunning as running:
        print(running, file=sys.stderr)
        return 2
    with contextlib.closing(database):
        if (last := _last_day(database)) >= first:
            print(
                f"数据里已有到 {last} 的日子,请用 --from 给更晚的日期,或用 --data 换一个文件夹。"
                f" There are days up to {last} already: give a later --from, or another --data.",
                file=sys.stderr,
            )
            return 2
        return _fill(simulated(plan), database, work_days(plan, first, options.days), options)


def _last_day(database: Database) -> str:
    newest = sa.select(sa.func.max(schema.events.c.day)).where(schema.events.c.hall == database.hall)
    with database.readers.connect() as connection:
        return connection.execute(newest).scalar() or ""


def _fill(plan: HallPlan, database: Database, days: list[str], options: argparse.Namespace) -> int:
    hall, began = PureHall(plan, Log(database, replace(plan, upload=None))), time.monotonic()
    if database.sqlite:  # a demonstration's data are made anew where a power cut has spoilt them
        with contextlib.closing(database.writer.raw_connection()) as plain:
            plain.cursor().execute("PRAGMA synchronous=OFF")
    gc.disable()  # a day is a million small things that all go at its end
    for n, day in enumerate(days, 1):
        hall.day(day, Crowd(plan, day, options.seed, options.visits))
        gc.collect()
        if n % 20 == 0:
            print(f"  … {day}  {n}/{len(days)}  {hall.visits:,} visits", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    where = Path(str(database.url.database)).name if database.sqlite else database.url.database
    print(
        f"{plan.name}: {len(days)} 个工作日 working days, {hall.visits:,} 次办理 visits,"
        f" {hall.events:,} 条记录 events → {where}, {seconds:.0f} s"
        f" ({1000 * seconds / max(1, hall.visits):.2f} ms/visit)"
    )
    return 0
