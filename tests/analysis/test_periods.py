"""The periods that can be chosen, in whole months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.periods import ALL, KEYS, MONTH, TERM, YEAR, month_within, months_between, periods, this_term
from visits.closed_terms import spans


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
    month, term, year, every = (found[key].months for key in (MONTH, TERM, YEAR, ALL))
    assert {months[-1] for months in (month, term, year, every)} == {f"{today:%Y-%m}"}
    assert set(month) <= set(term) <= set(year) <= set(every)


SUMMER = ("Summer term 2025/26", date(2026, 4, 13), date(2026, 7, 20))
AUTUMN = ("Autumn term 2026/27", date(2026, 9, 1), date(2026, 12, 18))
LATER = ("Autumn term 2026/27", date(2026, 9, 7), date(2026, 12, 18))


def test_this_term_is_the_schools_own_with_the_holiday_before_it() -> None:
    found = this_term({"Quillmere High": spans([SUMMER, AUTUMN])}, today=date(2026, 11, 23))
    assert str(found) == "Autumn term 2026/27: 21 July 2026 to 23 November 2026"
    assert found.notes == (
        "By the school's own term dates, 1 September 2026 to 18 December 2026, with the holiday before it.",
    )
    assert found.months[0] == "2026-07"
    assert found.middle_at("Quillmere High") == date(2026, 10, 12)


def test_schools_with_other_dates_are_each_counted_by_their_own() -> None:
    own = {"Quillmere High": spans([SUMMER, AUTUMN]), "Tarrowby School": spans([LATER])}
    found = this_term(own, today=date(2026, 11, 23))
    assert str(found) == "Autumn term 2026/27: each school's own, from 21 July 2026 to 23 November 2026"
    assert found.days_at("Tarrowby School") == (date(2026, 9, 7), date(2026, 11, 23))
    assert found.notes == ("By each school's own term dates, each term with the holiday before it.",)


@pytest.mark.parametrize("terms", [[], [SUMMER]])
def test_without_a_term_for_today_it_is_calendar_months_and_says_so(
    terms: list[tuple[str, date, date]],
) -> None:
    said = (
        "No term that holds today is entered for Tarrowby School: counted there by calendar months instead, "
        "September to November 2026."
    )
    alone = this_term({"Tarrowby School": spans(terms)}, today=date(2026, 11, 23))
    assert str(alone) == "Autumn term 2026: September to November 2026"
    assert alone.notes == (said,)
    both = {"Quillmere High": spans([SUMMER, AUTUMN]), "Tarrowby School": spans(terms)}
    beside = this_term(both, today=date(2026, 11, 23))
    assert beside.days_at("Tarrowby School") == (date(2026, 9, 1), date(2026, 11, 23))
    assert beside.notes[-1] == said


TO_JULY = (date(2026, 3, 28), date(2026, 7, 20))


@pytest.mark.parametrize(
    ("month", "terms", "says"),
    [
        ("2026-03", [TO_JULY, TO_JULY], "March 2026 (from the 28th)"),
        ("2026-04", [TO_JULY], "April 2026"),
        ("2026-07", [TO_JULY], "July 2026 (to the 20th)"),
        ("2026-02", [(date(2026, 2, 3), date(2026, 2, 20))], "February 2026 (3rd to the 20th)"),
        ("2026-07", [TO_JULY, (date(2026, 3, 28), date(2026, 7, 22))], "July 2026 (a part)"),
        ("2026-12", [(date(2026, 9, 1), date(2026, 12, 31))], "December 2026"),
        ("2026-03", [], "March 2026"),
    ],
)
def test_a_month_says_which_part_of_it_lies_in_the_term(
    month: str, terms: list[tuple[date, date]], says: str
) -> None:
    """A March of four days in the holidays stood there as a month without a visit."""
    assert month_within(month, terms) == says
