"""A report as a workbook: the same cells as on the screen.

Its library takes a fifth of a second to import: for the first who asks, not for a hall that starts.
"""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.reports.files import FORMULA, Clock, heading, shown
from server.reports.table import Cell, Report, Table

FORMATS = dict.fromkeys(("min", "h", "%"), "0.0")
"""As on the screen; the heading says minutes, hours or percent."""


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
        _append(front, line)
    front["A1"].font = Font(bold=True, size=14)
    front.column_dimensions["A"].width = 90
    for number, table in enumerate(report.tables, 1):
        _sheet(book.create_sheet(f"{number} {table.title}"[:31]), table, clock)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _append(sheet: Worksheet, cells: Sequence[Cell]) -> None:
    """A text is a text, whatever it begins with; a number is a number."""
    sheet.append(list(cells))
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str) and cell.value.startswith(FORMULA):
            cell.data_type, cell.quotePrefix = "s", True


def _sheet(sheet: Worksheet, table: Table, clock: Clock) -> None:
    sheet.append([heading(column) for column in table.columns])
    for row in table.rows:
        cells = [shown(cell, c, clock) for cell, c in zip(row.cells, table.columns, strict=True)]
        _append(sheet, cells)
        for column, cell in zip(table.columns, sheet[sheet.max_row], strict=False):
            if isinstance(cell.value, float):
                cell.number_format = FORMATS.get(column.unit, "General")
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for n, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = 26 if column.id == "key" else 13
    sheet.freeze_panes = "B2"
    if table.note:
        sheet.append([])
        sheet.append([table.note])
        sheet.append([table.note_en])
