"""Counts by reason, month and school, as they are shown to who knows the families."""

from datetime import date

import pandas as pd

from analysis.periods import ALL, TERM, YEAR, periods
from analysis.reasons import Counts, as_text, bars, counted, sentence

PERIODS = periods(today=date(2026, 3, 10), first_month="2025-08")
LABELS = {"attendance": "Attendance concern", "child_safe": "Establish that a child is safe"}
BOTH = ("Quillmere High", "Tarrowby School")
Group = tuple[str, str, str, int]


def frame(*groups: Group) -> pd.DataFrame:
    return pd.DataFrame(groups, columns=["school", "month", "common_reason", "visits"]).astype(
        {"school": "str", "month": "str", "common_reason": "str", "visits": int}
    )


VISITS = frame(
    ("Quillmere High", "2026-01", "attendance", 40),
    ("Quillmere High", "2026-01", "child_safe", 3),
    ("Quillmere High", "2026-03", "holiday", 9),
    ("Quillmere High", "2025-10", "attendance", 12),
    ("Tarrowby School", "2026-02", "attendance", 30),
)


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in as_text(table).itertuples(index=False)]


def seen(visits: pd.DataFrame, *, schools: tuple[str, ...] = BOTH, key: str = TERM) -> Counts:
    """What somebody who may see small numbers sees."""
    return counted(visits, period=PERIODS[key], schools=schools, labels=LABELS)


def test_reasons_in_the_words_of_people_the_most_first() -> None:
    found = seen(VISITS)
    assert found.total == 82
    assert rows(found.tables["reason"]) == [
        ("Attendance concern", "70", "85%"),
        ("holiday", "9", "11%"),
        ("Establish that a child is safe", "3", "4%"),
    ]


def test_a_month_without_visits_is_a_zero_and_months_are_in_order() -> None:
    assert [row[:2] for row in rows(seen(VISITS, schools=BOTH[1:]).tables["month"])] == [
        ("January 2026", "0"),
        ("February 2026", "30"),
        ("March 2026 (so far)", "0"),
    ]


def test_a_school_without_visits_stands_there_with_a_zero() -> None:
    one = VISITS[VISITS["school"] == BOTH[0]]
    assert rows(seen(one).tables["school"]) == [(BOTH[0], "52", "100%"), (BOTH[1], "0", "0%")]


def test_only_the_chosen_period_and_schools_are_counted() -> None:
    assert seen(VISITS, key=YEAR).total == 94
    assert seen(VISITS, schools=BOTH[:1], key=ALL).total == 64


def test_nothing_counted_is_nothing_and_no_error() -> None:
    found = seen(frame())
    assert found.total == 0
    assert found.tables["reason"].empty
    assert sentence(found.tables["reason"], what="reason") == "No visits by reason."
    assert len(bars(found.tables["reason"]).data[0].x) == 0


def test_the_figure_starts_at_zero_and_carries_its_numbers() -> None:
    figure = bars(seen(VISITS).tables["reason"])
    (bar,) = figure.data
    assert list(bar.x) == [70, 9, 3]
    assert list(bar.text) == ["70", "9", "3"]
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.yaxis.ticktext[2] == "Establish that a<br>child is safe"


def test_the_figure_in_words() -> None:
    assert sentence(seen(VISITS).tables["reason"], what="reason") == (
        "Most by reason: Attendance concern 70, holiday 9, Establish that a child is safe 3."
    )


def test_a_frame_is_not_changed_by_counting() -> None:
    before = VISITS.copy()
    seen(VISITS)
    pd.testing.assert_frame_equal(VISITS, before)
