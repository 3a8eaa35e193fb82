"""The periods that can be chosen, in whole months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.periods import ALL, KEYS, TERM, YEAR, months_between, periods


@pytest.mark.parametrize(
    ("today", "term", "year"),
    [
        (
            date(2026, 11, 22),
            "Autumn term 2026: September to November 2026",
            "School year 2026 to 2027: September to November 2026",
        ),
        (
            date(2027, 1, 4),
            "Spring term 2027: January 2027",
            "School year 2026 to 2027: September 2026 to January 2027",
        ),
        (
            date(2027, 8, 31),
            "Summer term 2027: May to August 2027",
            "School year 2026 to 2027: September 2026 to August 2027",
        ),
        (
            date(2026, 9, 1),
            "Autumn term 2026: September 2026",
            "School year 2026 to 2027: September 2026",
        ),
    ],
)
def test_a_term_and_a_school_year_are_said_with_their_months(today: date, term: str, year: str) -> None:
    found = periods(today=today, first_month=None)
    assert (str(found[TERM]), str(found[YEAR])) == (term, year)


def test_all_begins_with_the_first_month_that_has_a_visit() -> None:
    found = periods(today=date(2026, 11, 22), first_month="2024-09")
    assert str(found[ALL]) == "All that is recorded: September 2024 to November 2026"
    assert len(found[ALL].months) == 27


def test_months_run_over_the_new_year() -> None:
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 2000))
def test_each_period_ends_now_and_lies_within_the_next(today: date, days: int) -> None:
    found = periods(today=today, first_month=f"{today - timedelta(days=days):%Y-%m}")
    assert tuple(found) == KEYS
    term, year, every = (found[key].months for key in KEYS)
    assert {months[-1] for months in (term, year, every)} == {f"{today:%Y-%m}"}
    assert set(term) <= set(year) <= set(every)
