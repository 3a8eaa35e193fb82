"""The same marks as each of the eight systems would write them, and a school of pupils to bring them in for."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.commands import attendance
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import MarksPreview
from data.imports.attendance.xporter import XPORTER
from data.marks import date_of, read
from data.models import AttendanceFile, Pupil
from tests.staff import NOW, Staff, fill
from visits.permissions import Viewer
from visits.words import Role

MONDAY = date(2026, 11, 9)
NUMBERS = ("Q2001", "Q2002", "Q2003")
HALVES = ("AM", "PM")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")

Marks = Mapping[tuple[str, date, int], str]
"""The code of a pupil (by number), a day and a session; "" where none was taken."""


def week_of(codes: Iterable[str], *, numbers: tuple[str, ...] = NUMBERS, monday: date = MONDAY) -> Marks:
    """The codes in order: pupil by pupil, day by day, morning and afternoon."""
    places = [
        (number, monday + timedelta(days=day), half)
        for number in numbers
        for day in range(5)
        for half in (0, 1)
    ]
    return dict(zip(places, codes, strict=True))


def _csv(rows: Iterable[Iterable[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _rows(marks: Marks, number: str) -> list[str]:
    return [marks[number, MONDAY + timedelta(days=day), half] for day in range(5) for half in (0, 1)]


def _numbers(marks: Marks) -> list[str]:
    return sorted({number for number, _, _ in marks})


def bromcom_week(marks: Marks) -> str:
    header = ["StudentId", *(f"{day}{half}" for day in DAYS for half in HALVES)]
    return _csv([header, *([number, *_rows(marks, number)] for number in _numbers(marks))])


def weekly_grid(marks: Marks) -> str:
    header = ["Week Start Date", *(f"{day} {half}" for day in DAYS for half in HALVES)]
    (number,) = _numbers(marks)
    return _csv([header, [f"{MONDAY:%d/%m/%Y}", *_rows(marks, number)]])


def bromcom_period(marks: Marks) -> str:
    header = ["StudentId", "CalendarStartDate", "Mark", "PeriodDisplayName", "AttendanceComment"]
    rows = [[n, f"{day}T00:00:00", code, HALVES[half], ""] for (n, day, half), code in marks.items()]
    lesson = [NUMBERS[0], f"{MONDAY}T09:10:00", "/", "Mon:2", "a lesson"]
    return _csv([header, *rows, lesson])


def xporter(marks: Marks) -> str:
    rows = []
    for number in _numbers(marks):
        codes = [*_rows(marks, number), "#", "#", "-", "-"]
        given = {
            "Id": "7",
            "XID": "x-7",
            "MIS_ID": number,
            "AttStatsStartDate": MONDAY,
            "AttStatsEndDate": MONDAY + timedelta(days=6),
            "Marks": "".join(code[:1] or "-" for code in codes),
            "MarksCSV": _csv([codes]).strip(),
        }
        rows.append([given.get(column, "") for column in XPORTER.header])
    return _csv([XPORTER.header, *rows])


def wonde(marks: Marks) -> str:
    header = ["student_id", "employee_id", "date", "session", "attendance_code_id", "comment", "minutes_late"]
    rows = [[n, "", day, HALVES[half], code, "", ""] for (n, day, half), code in marks.items()]
    return _csv([header, *rows])


def arbor(marks: Marks) -> str:
    header = (
        "attendanceRollCall,recordDate,student,attendanceMark,minutesLate,sourceAttendanceRecord,"
        "validationError,source"
    )
    rows = [[f"Form {HALVES[h]}", day, n, code, "", "", "", "mis"] for (n, day, h), code in marks.items()]
    return _csv([header.split(","), *rows])


def sims(marks: Marks) -> str:
    header = ["Date", "ID", "Mark", "Session Name", "Student ID"]
    rows = [
        [f"{day:%d/%m/%Y}", 1, code, f"{day:%a} {HALVES[half]}", n] for (n, day, half), code in marks.items()
    ]
    return _csv([header, *rows])


def plain(marks: Marks) -> str:
    rows = [[number, day, HALVES[half], code] for (number, day, half), code in marks.items()]
    return _csv([["pupil_id", "date", "session", "code"], *rows])


WRITERS: dict[str, Callable[[Marks], str]] = {
    one.__name__: one
    for one in (bromcom_week, bromcom_period, xporter, weekly_grid, wonde, arbor, sims, plain)
}


class School:
    """A school with three pupils, and the folder of its attendance files."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db, self.folder = db, folder
        self.staff: Staff = fill(db)
        self.by: Viewer = self.staff.viewer(db, Role.ATTENDANCE)
        with db.write() as session:
            for number in NUMBERS:
                session.add(pupil(self.staff.school, number))

    def take(self, content: bytes | str, asked: Asked = Asked(), **more: Any) -> MarksPreview:  # noqa: B008
        given = {"school_id": self.staff.school, "by": self.by, "now": NOW, "folder": self.folder, **more}
        return attendance.take_file(self.db, content=content, asked=asked, **given)

    def kept(self) -> dict[tuple[str, date, int], str]:
        """All marks that count, by the pupil's number."""
        with self.db.read() as session:
            numbers = {p.id.int & ((1 << 63) - 1): p.number for p in session.scalars(select(Pupil))}
            names = list(
                session.scalars(select(AttendanceFile.name).where(AttendanceFile.replaced_at.is_(None)))
            )
        return {
            (numbers[row.pupil], date_of(row.day), row.session): row.code
            for name in names
            for row in read(self.folder, name).itertuples()
        }

    def ledger(self) -> int:
        with self.db.read() as session:
            return len(session.scalars(select(AttendanceFile.id)).all())


def pupil(school_id: UUID, number: str, *, year_group: str = "8") -> Pupil:
    return Pupil(
        school_id=school_id, number=number, given_name="Ada", family_name="Fern", year_group=year_group
    )
