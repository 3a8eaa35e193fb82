"""What schools' systems write beside the marks: titles above the header, old spreadsheets, moments in UTC."""

from datetime import date

import pytest

from data.imports.attendance.layouts import Asked
from data.imports.attendance.reading import read
from tests.data.attendance_files import MONDAY, NUMBERS, plain

ABOVE_ALL = plain({(NUMBERS[0], MONDAY, 0): "/"})


@pytest.mark.parametrize("above", ["Attendance,,,\n", "\n", "Attendance,,,\n,,,\n"])
def test_a_title_above_the_header_is_told_with_the_row_of_the_header(above: str) -> None:
    (problem,) = read(above + ABOVE_ALL, Asked()).problems
    assert problem.sentence.startswith(f"The header stands in row {above.count(chr(10)) + 1}.")


def test_an_old_spreadsheet_is_told_to_be_one() -> None:
    (problem,) = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", Asked()).problems
    assert problem.sentence.startswith("This is a spreadsheet, not a CSV file.")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-06-08T23:00:00Z", date(2026, 6, 9)),  # midnight of the 9th, in summer
        ("2026-06-08T23:00:00.000+00:00", date(2026, 6, 9)),
        ("2026-06-09T00:00:00+01:00", date(2026, 6, 9)),
        ("2026-11-09T00:00:00Z", date(2026, 11, 9)),
        ("2026-06-08 23:00:00", date(2026, 6, 8)),
    ],
)
def test_a_moment_in_utc_is_the_day_that_it_was_at_school(written: str, day: date) -> None:
    found = read(f"pupil_id,date,session,code\nQ2001,{written},AM,/\n", Asked())
    assert found.problems == []
    assert list(found.codes) == [("Q2001", (day - date(1970, 1, 1)).days, 0)]


def test_half_past_eleven_in_utc_is_the_afternoon_of_a_summer_day() -> None:
    header = "attendanceRollCall,recordDate,student,attendanceMark\n"
    found = read(f"{header},2026-06-08T11:30:00Z,Q2001,/\n,2026-11-09T11:30:00Z,Q2001,/\n", Asked())
    assert [half for _, _, half in found.codes] == [1, 0]


def test_a_day_that_there_is_not_is_refused_whatever_stands_after_it() -> None:
    (problem,) = read("pupil_id,date,session,code\nQ2001,2026-02-30T00:00:00Z,AM,/\n", Asked()).problems
    assert "There is no such day" in problem.sentence
