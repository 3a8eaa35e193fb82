"""This term beside the last and the same a year ago: as far as it has run, in school weeks."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.term_tables import Plan, Terms, as_text, briefly, figure, missing, named, plan, sentence, terms
from analysis.terms import Compared, alike, compared, heading, school_weeks
from visits.closed_terms import TermSpan, spans

AUTUMN_25 = ("Autumn term 2025/26", date(2025, 9, 3), date(2025, 12, 19))
SPRING_26 = ("Spring term 2025/26", date(2026, 1, 5), date(2026, 3, 27))
SUMMER_26 = ("Summer term 2025/26", date(2026, 4, 13), date(2026, 7, 21))
AUTUMN_26 = ("Autumn term 2026/27", date(2026, 9, 2), date(2026, 12, 18))
YEAR = (AUTUMN_25, SPRING_26, SUMMER_26, AUTUMN_26)
HALF_TERMS = ((date(2025, 10, 27), date(2025, 10, 31)), (date(2026, 10, 26), date(2026, 10, 30)))
LABELS = {"attendance": "Attendance concern", "holiday": "Suspected holiday"}
ROLL = pd.DataFrame(
    [("Quillmere High", "8", date(2020, 9, 1), date.max, 200)],
    columns=["school", "year_group", "from_on", "to_on", "pupils"],
)


def at(today: date) -> Compared:
    found = compared(spans(YEAR), HALF_TERMS, today=today)
    assert found is not None
    return found


def until(found: Compared) -> list[date]:
    return [window.until for window in found.windows.values()]


@pytest.mark.parametrize(
    ("today", "weeks", "days"),
    [
        # The Monday of the third school week.
        (date(2026, 9, 14), 3, [date(2026, 9, 14), date(2026, 4, 27), date(2025, 9, 15)]),
        # Half term: both have run eight weeks, to their end.
        (date(2026, 10, 28), 8, [date(2026, 10, 28), date(2026, 6, 7), date(2025, 10, 26)]),
        # After half term the holiday's week does not count: the ninth is the week after it, in each.
        (date(2026, 11, 4), 9, [date(2026, 11, 4), date(2026, 6, 10), date(2025, 11, 5)]),
        # In the holiday before its first day: as many days before the others' first days.
        (date(2026, 8, 28), 0, [date(2026, 8, 28), date(2026, 4, 8), date(2025, 9, 3) - timedelta(days=5)]),
    ],
)
def test_each_is_counted_to_the_same_day_of_the_same_school_week(
    today: date, weeks: int, days: list[date]
) -> None:
    found = at(today)
    assert found.now.runs
    assert found.now.weeks == weeks
    if weeks == 0:
        days[2] = max(days[2], found.windows["year_ago"].span.from_on)
    assert until(found) == days


def test_a_shorter_term_is_counted_whole_and_a_term_that_ended_has_whole_ones_beside_it() -> None:
    late = at(date(2026, 7, 20))
    assert late.last is not None
    assert (late.last.is_whole, late.last.weeks, heading(late.last)) == (True, 12, "Spring term 2025/26")
    ended = at(date(2027, 1, 2))
    assert not ended.now.runs
    assert [window.is_whole for window in ended.windows.values()] == [True, True, True]
    assert heading(ended.now) == "Autumn term 2026/27"


def test_the_same_term_a_year_ago_is_found_by_its_days() -> None:
    found = at(date(2026, 11, 4))
    assert found.year_ago is not None
    assert found.year_ago.span.name == "Autumn term 2025/26"
    assert heading(found.year_ago) == "Autumn term 2025/26, first 9 school weeks"
    assert at(date(2026, 5, 4)).year_ago is None
    assert compared(spans(YEAR), (), today=date(2024, 1, 1)) is None


@given(
    today=st.dates(date(2025, 9, 3), date(2026, 12, 31)),
    shut=st.lists(st.dates(date(2025, 9, 3), date(2026, 12, 18)), max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_no_window_leaves_its_term_and_none_has_more_weeks_than_the_one_that_runs(
    today: date, shut: list[date]
) -> None:
    closed = [(day, day + timedelta(days=6)) for day in shut]
    found = compared(spans(YEAR), closed, today=today)
    assert found is not None
    for window in found.windows.values():
        assert window.until <= min(window.span.to_on, today)
        assert window.until >= window.span.from_on or window is found.now
        weeks = school_weeks(window.span, closed)
        assert 0 <= window.weeks <= len(weeks)
        if found.now.runs:
            assert window.weeks <= found.now.weeks


def test_a_school_that_lacks_a_term_is_not_added_to_those_that_have_it() -> None:
    young = compared(spans(YEAR[2:]), (), today=date(2026, 11, 4))
    assert young is not None
    kept, left_out = alike([("Old", at(date(2026, 11, 4))), ("Young", young)])
    assert (list(kept), left_out) == (["Old"], ("Young",))
    assert alike([]) == ({}, ())


def seen(*rows: tuple[int, str, int], plans: dict[str, Plan] | None = None) -> Terms:
    """`rows` are a place in the plan's days, a common reason and a count."""
    own = plans or {"Quillmere High": plan(spans(YEAR), HALF_TERMS, today=date(2026, 11, 4))}
    visits = pd.DataFrame(
        [("Quillmere High", *row) for row in rows],
        columns=["school", "window", "common_reason", "visits"],
    ).astype({"window": int, "visits": int})
    found = terms(visits, own, roll=ROLL, labels=LABELS)
    assert found is not None
    return found


COUNTS = (
    (0, "attendance", 12),
    (0, "holiday", 3),
    (1, "attendance", 9),
    (2, "holiday", 4),
    (3, "attendance", 30),
    (6, "attendance", 15),
)


def test_terms_stand_beside_each_other_with_their_sums_per_100_pupils() -> None:
    found = seen(*COUNTS)
    assert as_text(found).to_numpy().tolist() == [
        ["Attendance concern", "12", "9", "0"],
        ["Suspected holiday", "3", "0", "4"],
        ["All", "15", "9", "4"],
        ["All, per 100 pupils", "7.5", "4.5", "2.0"],
    ]
    assert list(as_text(found).columns)[1:] == [
        "Autumn term 2026/27, so far",
        "Summer term 2025/26, first 9 school weeks",
        "Autumn term 2025/26, first 9 school weeks",
    ]
    assert list(briefly(found).columns) == ["Reason", "This term", "Last term", "A year ago"]
    assert named(found).startswith(
        "This term: Autumn term 2026/27, so far. Last term: Summer term 2025/26, first 9"
    )
    assert sentence(found) == (
        "15 visits so far this term, 9 the term before, 4 in the same term a year ago. "
        "Each is counted to the same day of its school week 9."
    )
    assert sentence(replace(found, totals={"now": 1})).startswith("1 visit so far this term.")
    assert missing(found) == []


def test_whole_terms_follow_each_other_and_the_one_that_runs_says_so() -> None:
    table = seen(*COUNTS).over_time
    assert list(zip(table["term"], table["visits"], strict=True)) == [
        ("Autumn term 2025/26", 30),
        ("Spring term 2025/26", 0),
        ("Summer term 2025/26", 0),
        ("Autumn term 2026/27 (so far)", 15),
    ]
    assert table["per_100"].tolist() == [15.0, 0.0, 0.0, 7.5]


def test_what_is_missing_is_said() -> None:
    plans = {
        "Quillmere High": plan(spans(YEAR[2:]), (), today=date(2026, 11, 4)),
        "Tarrowby School": plan([], (), today=date(2026, 11, 4)),
    }
    found = seen((0, "attendance", 1), plans=plans)
    assert missing(found) == [
        "No terms are entered for Tarrowby School: counted by month alone.",
        "The same term a year ago is not entered.",
    ]
    none: dict[str, Plan] = {"Tarrowby School": plans["Tarrowby School"]}
    assert terms(seen(*COUNTS).beside, none, roll=ROLL, labels=LABELS) is None


def test_the_figure_begins_at_zero_and_each_bar_says_which_term_it_is() -> None:
    drawn = figure(seen(*COUNTS))
    assert drawn.layout.xaxis.range[0] == 0
    assert [next(iter(bar.text)) for bar in drawn.data] == ["12 this term", "9 last term", "0 a year ago"]
    assert len({bar.marker.color for bar in drawn.data}) == 3


def test_a_term_with_its_holiday_is_one_span() -> None:
    found = spans(YEAR)
    assert all(isinstance(one, TermSpan) for one in found)
    assert plan(found, (), today=date(2026, 11, 4)).days[0] == (date(2026, 7, 22), date(2026, 11, 4))
