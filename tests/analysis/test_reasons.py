"""Counts by reason, month and school, as they are shown to who may see small numbers and to who may not."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import reasons
from analysis.periods import ALL, KEYS, TERM, YEAR, Period, periods
from analysis.protected import Protected
from analysis.reasons import Counts, as_text, bars, counted, sentence
from analysis.suppression import MARK, is_small

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
    assert not found.too_few
    assert found.tables["reason"].empty
    assert sentence(found.tables["reason"], what="reason") == "No visits by reason."
    assert len(bars(found.tables["reason"]).data[0].x) == 0


def blind(visits: pd.DataFrame, *, schools: tuple[str, ...] = BOTH[:1], key: str = TERM) -> Counts:
    """What a governor sees, or somebody for whom all these schools are theirs."""
    mine = visits[visits["school"].isin(schools)]
    protected = Protected(mine, schools=schools, periods=list(PERIODS.values()))
    return counted(mine, period=PERIODS[key], schools=schools, labels=LABELS, protected=protected)


def test_a_small_number_is_c_and_another_with_it() -> None:
    table = blind(VISITS).tables["reason"]
    assert rows(table) == [
        ("Attendance concern", "40", "77%"),
        ("Establish that a child is safe", MARK, MARK),
        ("holiday", MARK, MARK),
    ]


def test_the_order_of_what_is_hidden_says_nothing() -> None:
    names = blind(VISITS).tables["reason"].iloc[1:, 0]
    assert list(names) == sorted(names)


def test_one_to_five_in_all_are_not_broken_down() -> None:
    found = blind(frame((BOTH[0], "2026-01", "attendance", 4)))
    assert found.too_few
    assert found.total is None
    assert {MARK} == {row[1] for table in found.tables.values() for row in rows(table)}


def test_without_a_total_no_share_is_shown() -> None:
    found = blind(frame(*((BOTH[0], "2026-01", f"r{n}", 1) for n in range(6))))
    assert found.total is None
    assert found.tables["reason"]["share"].isna().all()


def test_none_at_all_is_a_zero_and_no_secret() -> None:
    found = blind(frame((BOTH[0], "2025-09", "attendance", 40)))
    assert (found.total, found.too_few) == (0, False)


def test_the_figure_starts_at_zero_and_carries_its_numbers() -> None:
    figure = bars(blind(VISITS).tables["reason"])
    (bar,) = figure.data
    assert list(bar.x) == [40, 0, 0]
    assert list(bar.text) == ["40", MARK, MARK]
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.yaxis.ticktext[1] == "Establish that a<br>child is safe"


def test_the_figure_in_words() -> None:
    assert sentence(seen(VISITS).tables["reason"], what="reason") == (
        "Most by reason: Attendance concern 70, holiday 9, Establish that a child is safe 3."
    )
    assert sentence(blind(VISITS).tables["reason"], what="reason") == (
        "Most by reason: Attendance concern 40. 2 not shown (c)."
    )


def test_a_frame_is_not_changed_by_counting() -> None:
    before = VISITS.copy()
    blind(VISITS)
    pd.testing.assert_frame_equal(VISITS, before)


# --- Everything that one person can reach, put together -----------------------------------------------------------

REASONS = ("attendance", "child_safe", "holiday")
MONTHS = PERIODS[ALL].months
SPANS = (
    PERIODS[TERM].months,
    tuple(m for m in PERIODS[YEAR].months if m not in PERIODS[TERM].months),
    tuple(m for m in MONTHS if m not in PERIODS[YEAR].months),
)

visits_of_two_schools = st.lists(
    st.tuples(st.sampled_from(BOTH), st.sampled_from(MONTHS), st.sampled_from(REASONS), st.integers(1, 30)),
    max_size=14,
)


class Attacker:
    """Somebody who writes an equation for each number they are shown, over unknowns of their own making.

    The unknowns are a school's visits for a reason within a span, and its visits in a month.
    """

    def __init__(self) -> None:
        unknowns = [(s, n, r) for s in BOTH for n in range(len(SPANS)) for r in REASONS]
        self.place = {
            one: number for number, one in enumerate([*unknowns, *((s, m) for s in BOTH for m in MONTHS)])
        }
        self.known = [
            self.of([(s, n, r) for r in REASONS]) - self.of([(s, m) for m in span])
            for s in BOTH
            for n, span in enumerate(SPANS)
        ]

    def of(self, unknowns: list[tuple[object, ...]]) -> np.ndarray:
        row = np.zeros(len(self.place))
        row[[self.place[one] for one in unknowns]] = 1
        return row

    def cell(self, kind: str, name: str, schools: tuple[str, ...], period: Period) -> np.ndarray:
        spans = [n for n, span in enumerate(SPANS) if span and span[0] in period.months]
        if kind == "month":
            return self.of([(s, name) for s in schools])
        whom = (name,) if kind == "school" else schools
        wanted = (name,) if kind == "reason" else REASONS
        return self.of([(s, n, r) for s in whom for n in spans for r in wanted])

    def works_out(self, row: np.ndarray) -> bool:
        known = np.array(self.known)
        answer, *_ = np.linalg.lstsq(known.T, row, rcond=None)
        return bool(np.allclose(known.T @ answer, row, atol=1e-8))


def cells(found: Counts) -> Iterator[tuple[str, str, int | None]]:
    """Every cell of a choice: table, row, number or None."""
    names = {month: reasons.month_name(month) for month in MONTHS}
    names[MONTHS[-1]] += " (so far)"
    back = {word: month for month, word in names.items()}
    for kind, table in found.tables.items():
        for name, count in zip(table[kind], table["visits"], strict=True):
            yield kind, back.get(name, name), None if pd.isna(count) else int(count)
    yield "total", "", found.total


@settings(max_examples=60, deadline=None)
@given(visits_of_two_schools)
def test_nothing_small_can_be_worked_out_from_all_that_one_person_can_reach(groups: list[Group]) -> None:
    visits = frame(*groups)
    protected = Protected(visits, schools=BOTH, periods=list(PERIODS.values()))
    attacker, secret = Attacker(), []
    for schools in (BOTH, BOTH[:1], BOTH[1:]):
        for key in KEYS:
            period = PERIODS[key]
            shown = counted(visits, period=period, schools=schools, labels={}, protected=protected)
            truth = counted(visits, period=period, schools=schools, labels={})
            true = {(kind, name): count for kind, name, count in cells(truth)}
            for kind, name, count in cells(shown):
                row = attacker.cell(kind, name, schools, period)
                assert count is None or (count == true.get((kind, name), 0) and not is_small(count))
                if count is not None:
                    attacker.known.append(row)
                elif is_small(true.get((kind, name), 0) or 0):
                    secret.append((row, kind, name, key, schools))
    assert [one[1:] for one in secret if attacker.works_out(one[0])] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_month_is_hidden_in_every_period_or_in_none(key: str) -> None:
    visits = frame(
        (BOTH[0], "2026-01", "attendance", 4),
        (BOTH[0], "2026-02", "attendance", 40),
        (BOTH[0], "2025-10", "attendance", 6),
        (BOTH[0], "2025-08", "attendance", 7),
    )
    hidden = {row[0] for row in rows(blind(visits, key=key).tables["month"]) if row[1] == MARK}
    assert hidden == {"January 2026", "February 2026"}
