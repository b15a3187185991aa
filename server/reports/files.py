"""A report as a workbook or as CSV: the same cells as on the screen."""

import csv
import io
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.reports.table import Cell, Column, Report, Table

UNITS = {"min": "分钟 min", "h": "小时 h", "%": "%"}
FORMULA = ("=", "+", "-", "@")
Clock = Callable[[int], str]
"""Epoch ms -> "08:31" at the hall."""


def heading(column: Column) -> str:
    """One cell for a column: Chinese, English, unit.

    >>> heading(Column("x", "等候", "Wait", "min"))
    '等候 Wait (分钟 min)'
    """
    unit = f" ({UNITS[column.unit]})" if column.unit in UNITS else ""
    return f"{column.name} {column.name_en}".strip() + unit


def shown(cell: Cell, column: Column, clock: Clock) -> Cell:
    """As screen and files have it."""
    if column.unit == "clock" and isinstance(cell, int):
        return clock(cell)
    return cell


def workbook(report: Report, hall: str, clock: Clock) -> bytes:
    """One sheet a table, the sentences on the first."""
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)  # noqa: S101 - a new book has one
    front.title = "说明"
    for line in (
        (f"{hall} {report.title} {report.title_en}",),
        (f"{report.first} – {report.last}", report.unit),
        *report.lines,
    ):
        front.append([_harmless(text) for text in line])
    front["A1"].font = Font(bold=True, size=14)
    front.column_dimensions["A"].width = 90
    for number, table in enumerate(report.tables, 1):
        _sheet(book.create_sheet(f"{number} {table.title}"[:31]), table, clock)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(sheet: Worksheet, table: Table, clock: Clock) -> None:
    sheet.append([heading(column) for column in table.columns])
    for row in table.rows:
        cells = [shown(cell, c, clock) for cell, c in zip(row.cells, table.columns, strict=True)]
        sheet.append([_harmless(cell) for cell in cells])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for n, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = 26 if column.id == "key" else 13
    sheet.freeze_panes = "B2"
    if table.note:
        sheet.append([])
        sheet.append([table.note])
        sheet.append([table.note_en])


def as_csv(report: Report, clock: Clock) -> bytes:
    """All tables below each other, each under its title; with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for table in report.tables:
        writer.writerow([f"{table.title} {table.title_en}"])
        writer.writerow([heading(column) for column in table.columns])
        for row in table.rows:
            cells = [shown(cell, c, clock) for cell, c in zip(row.cells, table.columns, strict=True)]
            writer.writerow(["" if cell is None else _harmless(cell) for cell in cells])
        writer.writerow([])
    return ("\ufeff" + stream.getvalue()).encode()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would reckon with is a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
