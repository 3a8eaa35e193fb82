"""Groupcall Xporter's summary: a pupil a row, all half-days from the first to the last day in one cell.

`Marks` has one character for each, so that a code of two letters cannot stand in it: `MarksCSV` is read.
"""

import csv
from datetime import date
from typing import Final

from data.imports.attendance.layouts import Asked, Layout, Sheet
from data.imports.attendance.marks import EPOCH, Marks, day_number, pupil_number
from data.imports.cells import BadCell, tidied
from visits.attendance_codes import NEVER_TAKEN

NUMBERS: Final = ("MIS_ID", "XID", "Id")
"""Where a pupil's number may stand, the school's own first."""
SHUT: Final = NEVER_TAKEN | {"#"}
LONGEST: Final = 400
"""More days than a school year cannot be one row."""


def _read(sheet: Sheet, marks: Marks, _: Asked) -> None:
    for row, cells in sheet.rows:
        try:
            pupil = pupil_number(_number(sheet, cells))
            first = day_number(sheet.cell(cells, "AttStatsStartDate"))
            last = day_number(sheet.cell(cells, "AttStatsEndDate"))
            codes = _codes(sheet.cell(cells, "MarksCSV"), days=last - first + 1)
        except BadCell as why:
            marks.refuse(row, "", str(why))
            continue
        _half_days(marks, row, pupil, first, codes)


def _number(sheet: Sheet, cells: list[str]) -> str:
    found = (sheet.cell(cells, column) for column in NUMBERS if column in sheet.places)
    return next((cell for cell in found if tidied(cell)), "")


def _codes(cell: str, *, days: int) -> list[str]:
    """One code for each half-day. Raises BadCell."""
    if not 0 < days <= LONGEST:
        raise BadCell("The last day is not within a year after the first.")
    if not cell.strip():
        raise BadCell("MarksCSV is empty. Marks cannot be read for it: two-letter codes do not fit in.")
    codes = [code.strip() for code in next(csv.reader([" ".join(cell.splitlines())]), [])]
    if len(codes) != days * 2:
        raise BadCell(
            f"MarksCSV has {len(codes)} marks; {days} days, weekends included, have {days * 2} half-days."
        )
    return codes


def _half_days(marks: Marks, row: int, pupil: str, first: int, codes: list[str]) -> None:
    for place, code in enumerate(codes):
        day = first + place // 2
        weekend = date.fromordinal(day + EPOCH).weekday() > 4
        if not (weekend and code in SHUT):
            marks.add(row, pupil=pupil, day=day, session=place % 2, code=code)


XPORTER: Final = Layout(
    key="xporter",
    title="Groupcall Xporter summary",
    header=(
        *NUMBERS[::-1],
        "IdaasId",
        "AttStatsStartDate",
        "AttStatsEndDate",
        "NumPossMarks",
        "NumPresMarks",
        "NumAEAMarks",
        "NumAuthAbsMarks",
        "NumUnauthAbsMarks",
        "NumMissMarks",
        "NumLateMarks",
        "NumLateBeforeRegMarks",
        "Marks",
        "MarksCSV",
    ),
    optional=(
        "XID",
        "Id",
        "IdaasId",
        "NumPossMarks",
        "NumPresMarks",
        "NumAEAMarks",
        "NumAuthAbsMarks",
        "NumUnauthAbsMarks",
        "NumMissMarks",
        "NumLateMarks",
        "NumLateBeforeRegMarks",
        "Marks",
    ),
    read=_read,
)
