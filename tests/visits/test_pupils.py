"""A pupil is found as a receptionist types the name, and stands on roll or not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.pupils import Roll, folded, matches, roll

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed", ["zo", "ZOE", "oneill", "o'ne", "ash", "zoe ash", "ash zo", "O\u2019Neill Z"]
)
def test_a_name_is_found_by_any_of_its_beginnings(typed: str) -> None:
    assert matches(typed, "Zo\u00eb", "O'Neill-Ash")


@pytest.mark.parametrize("typed", ["", "  ", "oe", "neill", "zoe brown", "-"])
def test_what_does_not_begin_a_name_finds_nothing(typed: str) -> None:
    assert not matches(typed, "Zo\u00eb", "O'Neill-Ash")


@given(st.text(max_size=20), st.text(max_size=20))
def test_whole_names_are_always_found(given_name: str, family_name: str) -> None:
    both = f"{given_name} {family_name}"
    assert matches(both, given_name, family_name) == bool(folded(both))


@pytest.mark.parametrize(
    ("starts", "ends", "stands"),
    [
        (None, None, Roll.NOT_YET),
        (date(2026, 11, 24), None, Roll.NOT_YET),
        (DAY, None, Roll.ON),
        (date(2025, 9, 1), DAY, Roll.ON),
        (date(2025, 9, 1), date(2026, 11, 22), Roll.NO_LONGER),
        (None, date(2026, 11, 22), Roll.NO_LONGER),
    ],
)
def test_the_first_and_the_last_day_count(starts: date | None, ends: date | None, stands: Roll) -> None:
    assert roll(on_roll_from=starts, on_roll_to=ends, on=DAY) is stands
