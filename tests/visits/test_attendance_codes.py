"""Attendance codes: every line of the published list, and the rules of counting to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.attendance_codes import code_table
from visits.attendance_codes import ABSENT, ATTENDED, Attendance, Category, UnknownCode

CURRENT = """
/ \\ L: present
K V P W B: approved
C1 M J1 S C2 C T R I E: authorised
G N O U: unauthorised
D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z #: not_possible
"""
EXPECTED = {
    code: Category[name.strip().upper()]
    for line in CURRENT.strip().splitlines()
    for codes, name in [line.rsplit(":", 1)]
    for code in codes.split()
}
categories = st.lists(st.sampled_from(Category), max_size=60)


def test_every_code_in_force_counts_as_the_guidance_says() -> None:
    table = code_table()
    assert {code: one.category for code, one in table.codes.items() if not one.ended} == EXPECTED


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("H", Category.AUTHORISED),
        ("F", Category.AUTHORISED),
        ("J", Category.APPROVED),
        ("Y", Category.NOT_POSSIBLE),
    ],
)
def test_a_code_that_ended_counts_as_it_did(code: str, category: Category) -> None:
    found = code_table().find(code)
    assert found is not None
    assert (found.category, found.ended) == (category, True)


@pytest.mark.parametrize("mark", ["", " ", "-", "--"])
def test_a_blank_is_not_taken_and_not_absent(mark: str) -> None:
    assert code_table().find(mark) is None


@pytest.mark.parametrize("mark", ["A", "Y8", "//", "?", "0", "PRESENT", "X (2020"])
def test_an_unknown_code_is_an_error(mark: str) -> None:
    with pytest.raises(UnknownCode, match="There is no attendance code"):
        code_table().find(mark)


@given(st.text(max_size=6))
def test_any_text_is_a_code_of_the_list_or_none_or_an_error(mark: str) -> None:
    try:
        found = code_table().find(mark)
    except UnknownCode:
        return
    assert found is None or found.code in code_table().codes


@given(categories)
def test_what_is_not_possible_counts_in_neither(marks: list[Category]) -> None:
    possible = [mark for mark in marks if mark is not Category.NOT_POSSIBLE]
    counted = Attendance.of(marks)
    assert counted == Attendance.of(possible)
    assert counted.possible == len(possible)
    assert counted.attended + counted.absent == counted.possible
    assert counted.attended == sum(mark in ATTENDED for mark in marks)
    assert counted.absent == sum(mark in ABSENT for mark in marks)
    assert (counted.share is None) == (counted.possible == 0)


@given(st.integers(0, 400), st.integers(0, 400))
def test_persistent_and_severe_are_exact(attended: int, absent: int) -> None:
    found = Attendance(attended=attended, possible=attended + absent)
    assert found.is_persistent == (attended + absent > 0 and 100 * absent >= 10 * (attended + absent))
    assert found.is_severe == (attended + absent > 0 and absent >= attended)
    assert found.is_persistent or not found.is_severe


def test_exactly_ninety_per_cent_is_persistent() -> None:
    assert Attendance(attended=342, possible=380).is_persistent
    assert not Attendance(attended=343, possible=380).is_persistent
    assert Attendance(attended=190, possible=380).is_severe
    assert not Attendance(attended=191, possible=380).is_severe


def test_nobody_is_persistent_over_no_sessions() -> None:
    assert not Attendance(attended=0, possible=0).is_persistent
    assert not Attendance(attended=0, possible=0).is_severe
