"""Layouts with one mark in a row: Bromcom by period, Wonde, Arbor, SIMS and the plain one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from data.imports.attendance.layouts import Asked, Layout, Read, Sheet
from data.imports.attendance.marks import AM, PM, Marks, at_school, day_number, pupil_number, session_of
from data.imports.cells import BadCell, tidied

T = TypeVar("T")

LESSON: Final = "rows of lessons: only registration, morning and afternoon, is counted"
_CLOCK: Final = re.compile(r"[ T](\d{1,2}):\d{2}")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where the four things stand. `lessons`: other names of sessions are lessons, and rightly not read."""

    pupil: str
    day: str
    session: str
    code: str
    lessons: bool = False


def _reader(columns: Columns, *, refused: str = "", decode: bool = False, by_clock: bool = False) -> Read:
    """A reader of rows with these columns.

    `refused` is a column in which the system itself says that a row is wrong. `decode`: the code may be an id.
    `by_clock`: where the session's name does not say which half of the day it is, the time of the day does.
    """

    def read(sheet: Sheet, marks: Marks, asked: Asked) -> None:
        for row, cells in sheet.rows:
            told = tidied(sheet.cell(cells, refused)) if refused and refused in sheet.places else ""
            if told:
                marks.refuse(row, refused, f"The system that wrote this row calls it wrong: {told[:120]}")
                continue
            code = sheet.cell(cells, columns.code)
            _one(sheet, marks, row, cells, columns, _meant(code, asked.codes) if decode else code, by_clock)

    return read


def _one(
    sheet: Sheet, marks: Marks, row: int, cells: list[str], columns: Columns, code: str, by_clock: bool
) -> None:
    named = sheet.cell(cells, columns.session)
    session = session_of(named)
    if session is None and by_clock:
        session = _by_clock(sheet.cell(cells, columns.day))
    if session is None:
        if columns.lessons and tidied(named):
            marks.left_out[LESSON] += 1
        else:
            marks.refuse(row, columns.session, "This is neither AM nor PM.")
        return
    pupil = _taken(marks, row, columns.pupil, pupil_number, sheet.cell(cells, columns.pupil))
    day = _taken(marks, row, columns.day, day_number, sheet.cell(cells, columns.day))
    if pupil is not None and day is not None:
        marks.add(row, pupil=pupil, day=day, session=session, code=code)


def _taken(marks: Marks, row: int, column: str, read: Callable[[str], T], cell: str) -> T | None:
    try:
        return read(cell)
    except BadCell as why:
        marks.refuse(row, column, str(why))
        return None


def _meant(code: str, codes: Mapping[str, str] | None) -> str:
    return (codes or {}).get(tidied(code), code)


def _by_clock(cell: str) -> int | None:
    found = _CLOCK.search(at_school(tidied(cell)))
    return None if found is None else (AM if int(found[1]) < 12 else PM)


BROMCOM_PERIOD: Final = Layout(
    key="bromcom_period",
    title="Bromcom, by period",
    header=("StudentId", "CalendarStartDate", "Mark", "PeriodDisplayName", "AttendanceComment"),
    optional=("AttendanceComment",),
    read=_reader(
        Columns(
            pupil="StudentId", day="CalendarStartDate", session="PeriodDisplayName", code="Mark", lessons=True
        )
    ),
)
WONDE: Final = Layout(
    key="wonde",
    title="Wonde sessions",
    header=(
        "student_id",
        "employee_id",
        "date",
        "session",
        "attendance_code_id",
        "comment",
        "minutes_late",
    ),
    optional=("employee_id", "comment", "minutes_late"),
    read=_reader(
        Columns(pupil="student_id", day="date", session="session", code="attendance_code_id"), decode=True
    ),
)
ARBOR: Final = Layout(
    key="arbor",
    title="Arbor roll call",
    header=(
        "attendanceRollCall",
        "recordDate",
        "student",
        "attendanceMark",
        "minutesLate",
        "sourceAttendanceRecord",
        "validationError",
        "source",
    ),
    optional=("minutesLate", "sourceAttendanceRecord", "validationError", "source"),
    read=_reader(
        Columns(pupil="student", day="recordDate", session="attendanceRollCall", code="attendanceMark"),
        refused="validationError",
        by_clock=True,
    ),
)
SIMS: Final = Layout(
    key="sims",
    title="SIMS, as synced",
    header=("Date", "ID", "Mark", "Session Name", "Student ID"),
    optional=("ID",),
    read=_reader(Columns(pupil="Student ID", day="Date", session="Session Name", code="Mark", lessons=True)),
)
PLAIN: Final = Layout(
    key="plain",
    title="Homeward's own",
    header=("pupil_id", "date", "session", "code"),
    read=_reader(Columns(pupil="pupil_id", day="date", session="session", code="code")),
)
