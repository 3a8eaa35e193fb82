"""Layouts with a week in a row: Bromcom by week, and the weekly grid of one pupil."""

from datetime import date
from typing import Final

from data.imports.attendance.layouts import DAYS, Asked, Layout, Sheet
from data.imports.attendance.marks import AM, EPOCH, PM, Marks, day_number, pupil_number
from data.imports.cells import BadCell

HALVES: Final = (("AM", AM), ("PM", PM))
BROMCOM_COLUMNS: Final = tuple(f"{day}{half}" for day in DAYS for half, _ in HALVES)
GRID_COLUMNS: Final = tuple(f"{day} {half}" for day in DAYS for half, _ in HALVES)


def _bromcom(sheet: Sheet, marks: Marks, asked: Asked) -> None:
    """One pupil a row; the week is not in the file."""
    monday = _monday(asked.week)
    for row, cells in sheet.rows:
        try:
            pupil = pupil_number(sheet.cell(cells, "StudentId"))
        except BadCell as why:
            marks.refuse(row, "StudentId", str(why))
            continue
        _week(sheet, marks, row, cells, pupil, monday, BROMCOM_COLUMNS)


def _grid(sheet: Sheet, marks: Marks, asked: Asked) -> None:
    """One week a row, all of one pupil, who is not in the file."""
    pupil = pupil_number(asked.pupil or "")
    for row, cells in sheet.rows:
        try:
            monday = day_number(sheet.cell(cells, "Week Start Date"))
        except BadCell as why:
            marks.refuse(row, "Week Start Date", str(why))
            continue
        if date.fromordinal(monday + EPOCH).weekday() != 0:
            marks.refuse(row, "Week Start Date", "This day is not a Monday.")
            continue
        _week(sheet, marks, row, cells, pupil, monday, GRID_COLUMNS)


def _monday(week: date | None) -> int:
    if week is None:
        raise BadCell("This layout does not say which week it is. Choose the week.")
    return week.toordinal() - week.weekday() - EPOCH


def _week(
    sheet: Sheet, marks: Marks, row: int, cells: list[str], pupil: str, monday: int, columns: tuple[str, ...]
) -> None:
    for place, column in enumerate(columns):
        day, (_, session) = monday + place // 2, HALVES[place % 2]
        marks.add(row, pupil=pupil, day=day, session=session, code=sheet.cell(cells, column))


BROMCOM_WEEK: Final = Layout(
    key="bromcom_week",
    title="Bromcom, by week",
    header=("StudentId", *BROMCOM_COLUMNS),
    read=_bromcom,
    needs=("week",),
)
WEEKLY_GRID: Final = Layout(
    key="weekly_grid",
    title="Weekly grid of one pupil",
    header=("Week Start Date", *GRID_COLUMNS),
    read=_grid,
    needs=("pupil",),
)
