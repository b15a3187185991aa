"""Months and quarters that are over: which there are, what was corrected after one was kept."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from server.reports.period import Period, month_of
from server.reports.table import Chart, Column, Report, Row, Table
from server.store import schema

MOST_MONTHS = 12
MOST_CHANGES = 200


def months_over(connection: sa.Connection, hall: str, today: str) -> list[str]:
    """Those with a settled day, the newest first, at most a year of them, the present one left out."""
    d = schema.day_figures.c
    month = sa.func.substr(d.day, 1, 7).label("month")
    query = sa.select(month).where(d.hall == hall, d.dim == "all", d.day < today[:7]).distinct()
    return list(connection.execute(query.order_by(month.desc()).limit(MOST_MONTHS)).scalars())


def quarter_named(month: str) -> str:
    """
    >>> quarter_named("2026-10")
    '2026-Q4'
    """
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def period_of(name: str) -> Period:
    """
    >>> period_of("2026-Q1"), period_of("2026-02").last
    (Period(first='2026-01-01', last='2026-03-31'), '2026-02-28')
    """
    if name[5] != "Q":
        return month_of(name)
    last = 3 * int(name[6])
    return Period(f"{name[:4]}-{last - 2:02d}-01", month_of(f"{name[:4]}-{last:02d}").last)


def name_of_period(report: str, period: Period) -> str:
    """What it is kept under; "" for what is no whole month, or quarter."""
    name = quarter_named(period.first[:7]) if report == "quarter" else period.first[:7]
    return name if report in ("month", "quarter") and period_of(name) == period else ""


def quarters_over(months: list[str], today: str) -> list[str]:
    """Of these months, the newest first, those that have ended."""
    named = dict.fromkeys(quarter_named(month) for month in months)
    return [name for name in named if period_of(name).last < today]


def to_be_kept(connection: sa.Connection, hall: str, today: str) -> Iterator[tuple[str, str]]:
    """(report, period) of what is over and not kept yet, the oldest first."""
    k = schema.kept_reports.c
    there = {tuple(row) for row in connection.execute(sa.select(k.report, k.period).where(k.hall == hall))}
    months = months_over(connection, hall, today)
    wanted = [("month", name) for name in months] + [("quarter", n) for n in quarters_over(months, today)]
    for one in reversed(wanted):
        if one not in there:
            yield one


# ---------------------------------------------------------------- as it was, and as it is now


def report_from(plain: Mapping[str, Any]) -> Report:
    """What `Report.plain` made of it."""
    tables = tuple(_table(table) for table in plain["tables"])
    lines = tuple((zh, en) for zh, en in plain["lines"])
    return Report(**{**plain, "tables": tables, "lines": lines})


def _table(plain: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in plain["columns"])
    rows = tuple(Row(row["key"], tuple(row["cells"])) for row in plain["rows"])
    charts = tuple(Chart(**{**chart, "columns": tuple(chart["columns"])}) for chart in plain["charts"])
    return Table(**{**plain, "columns": columns, "rows": rows, "charts": charts})


def changes(was: Report, now: Report) -> list[dict[str, Any]]:
    """[{table, row, column, was, now}]: each cell that was corrected since, at most MOST_CHANGES."""
    found: list[dict[str, Any]] = []
    present = {table.id: table for table in now.tables}
    for table in was.tables:
        if other := present.get(table.id):
            found += _changed(table, other)
    return found[:MOST_CHANGES]


def _changed(was: Table, now: Table) -> Iterator[dict[str, Any]]:
    names = {column.id: column.name for column in was.columns[1:]}
    before, after = _cells(was), _cells(now)
    for place in dict.fromkeys((*before, *after)):
        if place[1] in names and before.get(place) != after.get(place):
            said = {"table": was.title, "row": _row_name(was, now, place[0]), "column": names[place[1]]}
            yield said | {"was": before.get(place), "now": after.get(place)}


def _cells(table: Table) -> dict[tuple[str, str], Any]:
    return {
        (row.key, column.id): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _row_name(was: Table, now: Table, key: str) -> str:
    return next(str(row.cells[0]) for row in (*was.rows, *now.rows) if row.key == key)
