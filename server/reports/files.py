"""What a cell is outside the screen, and a report as CSV: the same cells as on the screen."""

import csv
import io
from collections.abc import Callable

from server.reports.table import Cell, Column, Report

UNITS = {"min": "分钟 min", "h": "小时 h", "%": "%"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
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


def as_csv(report: Report, clock: Clock) -> bytes:
    """All tables below each other, each under its title; with the mark by which spreadsheets know UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for table in report.tables:
        writer.writerow([f"{table.title} {table.title_en}"])
        writer.writerow([heading(column) for column in table.columns])
        for row in table.rows:
            cells = [shown(cell, c, clock) for cell, c in zip(row.cells, table.columns, strict=True)]
            writer.writerow(["" if cell is None else harmless(cell) for cell in cells])
        writer.writerow([])
    return ("\ufeff" + stream.getvalue()).encode()


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would reckon with, marked as a text: CSV has no other way to say so."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
