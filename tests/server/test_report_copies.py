"""What leaves a report is the report: workbook and CSV cell by cell, the visits behind each number, and the
same figures on either database."""

import csv
import io
from dataclasses import replace
from functools import partial

import pytest
from openpyxl import load_workbook

from server.domain.facts.calendar import Calendar, HoursProfile, Session
from server.reports.build import REPORTS, due_days, is_guess
from server.reports.files import as_csv, heading, shown
from server.reports.gather import BY, scope_of
from server.reports.visits import PAGE, visits
from server.reports.workbook import workbook
from server.store.other_days import clock_words
from tests.odd_days import ODD
from tests.reports_lived import WHOLE, Lived

clock = partial(clock_words, timezone=ODD.timezone)
EVERY = [
    *((id_, by) for id_ in ("times", "ratings") for by in (*BY, "all") if (id_, by) != ("ratings", "hour")),
    ("ranking", "window"),
    *((id_, "staff") for id_ in REPORTS if id_ not in ("times", "ratings")),
]
"""Every report by everything that divides it."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    lived = Lived(f"sqlite:///{tmp_path_factory.mktemp('lived') / 'hall.db'}", ODD, 2)
    yield lived
    lived.database.close()


def test_a_workbook_has_the_cells_of_the_report(lived):
    """Numbers as numbers with one decimal, texts as they are, whatever they begin with."""
    seen = set()
    for id_, by in EVERY:
        report = lived.report(id_, by)
        book = load_workbook(io.BytesIO(workbook(report, "=大厅", clock)))
        front = [[c for c in row if c is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
        assert front[0] == [f"=大厅 {report.title} {report.title_en}"]
        assert [tuple(line) for line in front[2:]] == list(report.lines)
        for sheet, table in zip(book.worksheets[1:], report.tables, strict=True):
            assert [c.value for c in sheet[1]] == [heading(c) or None for c in table.columns]
            for row, mine in zip(table.rows, sheet.iter_rows(min_row=2), strict=False):
                for cell, column, found in zip(row.cells, table.columns, mine, strict=False):
                    wanted = shown(cell, column, clock)
                    assert found.value == (None if wanted == "" else wanted), (id_, by, row.key, column.id)
                    assert wanted == "" or found.data_type == ("s" if isinstance(wanted, str) else "n")
                    seen.add((found.data_type, found.number_format, str(found.value)[:1] == "="))
    assert seen >= {("s", "General", True), ("n", "0.0", False), ("n", "General", False)}


def test_csv_has_the_cells_of_the_report_and_no_formula(lived):
    for id_, by in EVERY:
        report, lines = lived.report(id_, by), []
        raw = as_csv(report, clock)
        assert raw.startswith(b"\xef\xbb\xbf"), "by which a spreadsheet knows UTF-8"
        for table in report.tables:
            lines += [[f"{table.title} {table.title_en}"], [heading(c) for c in table.columns]]
            for row in table.rows:
                cells = [shown(cell, c, clock) for cell, c in zip(row.cells, table.columns, strict=True)]
                lines.append(["" if cell is None else str(cell) for cell in cells])
            lines.append([])
        found = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        assert not [cell for row in found for cell in row if cell.startswith(("=", "@", "\t"))]
        assert [[_plain(cell) for cell in row] for row in found] == lines, (id_, by)
    assert "'=费雅" in raw.decode() or "'=1+1" in raw.decode()


def _plain(cell: str) -> str:
    """Without the mark of a text that looks like a formula."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'@") else cell


@pytest.mark.parametrize("unit", ["", "社保窗口", "税务窗口"])
def test_each_number_leads_to_as_many_visits(lived, unit):
    """For the hall and for each lead, by everything that divides a report."""
    scope, wrong, checked = scope_of(lived.plan, unit), [], 0
    with lived.database.readers.connect() as connection:
        for id_, by in EVERY:
            if id_ not in ("times", "ratings"):
                continue
            table = lived.report(id_, by, unit=unit).tables[0]
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if (
                        not column.drill
                        or column.unit
                        or column.id.endswith(("_mean", "_median", "_p90", "_max"))
                    ):
                        continue
                    place = {"kind": column.drill, "by": by, "key": row.key}
                    found = len(list(visits(connection, lived.plan.code, lived.plan, WHOLE, scope, **place)))
                    checked += 1
                    if found != min(cell, PAGE + 1):
                        wrong.append((id_, by, row.key, column.id, cell, found))
    assert wrong == [] and checked > 100


def test_postgresql_tells_the_same(lived, postgresql):
    plan = replace(ODD, code="odd-reports")
    other = Lived(postgresql, plan, 2)
    try:
        for unit in lived.units():
            for id_, by in EVERY:
                assert other.report(id_, by, unit=unit) == lived.report(id_, by, unit=unit), (id_, by, unit)
        place = {"kind": "idle_waiting", "by": "all", "key": "all"}
        counts = []
        for one in (lived, other):
            with one.database.readers.connect() as connection:
                scope = scope_of(one.plan)
                counts.append(len(list(visits(connection, one.plan.code, one.plan, WHOLE, scope, **place))))
        assert counts[0] == counts[1] > 0
    finally:
        other.database.close()


# ---------------------------------------------------------------- until when a month is sent (R108)

HOURS = (HoursProfile("all", "全年", "01-01", "12-31", (Session(480, 510, 1020),)),)
OFFICIAL = {
    **dict.fromkeys(("2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"), False),
    **dict.fromkeys(("2026-09-20", "2026-10-10"), True),
    **dict.fromkeys(("2026-05-01", "2026-05-04", "2026-05-05"), False),
    "2026-05-09": True,
    "2026-08-01": True,
}
CALENDAR = Calendar(HOURS, OFFICIAL, "2026-12-31")


@pytest.mark.parametrize(
    ("month", "ready", "due", "guess"),
    [
        ("2026-09", "2026-10-08", "2026-10-08", False),  # the 1st to the 7th are holidays
        ("2026-04", "2026-05-06", "2026-05-06", False),
        ("2026-07", "2026-08-01", "2026-08-05", False),  # a Saturday that is worked
        ("2026-08", "2026-09-01", "2026-09-07", False),  # the 5th is a Saturday
        ("2026-11", "2026-12-01", "2026-12-07", False),
        ("2026-12", "2027-01-01", "2027-01-05", True),  # a year that the calendar lacks
    ],
)
def test_a_month_is_ready_and_sent_on_working_days(month, ready, due, guess):
    assert due_days(CALENDAR, month) == (ready, due)
    assert is_guess(CALENDAR, due) is guess
    assert not is_guess(Calendar(), due), "a hall without hours counts Monday to Friday and guesses nothing"
