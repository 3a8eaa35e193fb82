"""Who meets a school's trigger, against a slow count by hand of the same marks."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.triggered import by_day, triggered
from data.marks import Scan
from visits.attendance_codes import Attendance, Category
from visits.triggers import FEWEST_SESSIONS, Line, Trigger, problems

FIRST = 20_000
Day = tuple[int, int]
"""A morning's and an afternoon's category; -1 for no mark."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Scan]:
    connection = duckdb.connect()
    yield Scan(connection, [])
    connection.close()


def found(engine: Scan, history: dict[int, list[Day]], trigger: Trigger) -> pd.DataFrame:
    rows = [
        (pupil, FIRST + place, session, category)
        for pupil, days in history.items()
        for place, day in enumerate(days)
        for session, category in enumerate(day)
        if category >= 0
    ]
    marks = pd.DataFrame(rows, columns=["pupil", "day", "session", "category"]).astype("int64")
    return triggered(engine, by_day(engine.beside(marks)), trigger)


def by_hand(days: list[Day], trigger: Trigger) -> dict[Line, tuple[int | None, int]]:
    """For each line that is met: the last day on which it was not, and the days in a row."""
    possible = [
        (place, [Category(c) for c in day if c > 0])
        for place, day in enumerate(days)
        if any(c > 0 for c in day)
    ]
    met: dict[Line, tuple[int | None, int]] = {}
    if not possible:
        return met
    there = [place for place, day in possible if Attendance.of(day).attended]
    away = [place for place, _ in possible if not there or place > there[-1]]
    if trigger.days and len(away) >= trigger.days:
        met[Line.DAYS] = (FIRST + there[-1] if there else None, len(away))
    for line in (Line.SEVERE, Line.PERSISTENT, Line.PERCENT):
        states = []
        for upto in range(1, len(possible) + 1):
            so_far = Attendance.of([c for _, day in possible[:upto] for c in day])
            states.append(so_far.possible >= FEWEST_SESSIONS and _is_met(line, so_far, trigger))
        if states[-1]:
            before = [place for (place, _), state in zip(possible, states, strict=True) if not state]
            met[line] = (FIRST + before[-1] if before else None, 0)
    return met


def _is_met(line: Line, so_far: Attendance, trigger: Trigger) -> bool:
    if line is Line.SEVERE:
        return trigger.severe and so_far.is_severe
    if line is Line.PERSISTENT:
        return trigger.persistent and so_far.is_persistent
    return trigger.percent is not None and so_far.attended * 100 < trigger.percent * so_far.possible


SESSION = st.sampled_from([-1, 0, 1, 1, 1, 2, 3, 4, 4])
DAYS = st.lists(st.tuples(SESSION, SESSION), max_size=30)
TRIGGERS = st.builds(
    Trigger,
    days=st.none() | st.integers(1, 6),
    percent=st.none() | st.integers(40, 99),
    persistent=st.booleans(),
    severe=st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(history=st.dictionaries(st.integers(1, 4), DAYS, min_size=1, max_size=4), trigger=TRIGGERS)
def test_it_is_what_counting_by_hand_says(
    engine: Scan, history: dict[int, list[Day]], trigger: Trigger
) -> None:
    got = found(engine, history, trigger)
    said = {
        (row.pupil, Line(row.line)): (None if pd.isna(row.met_after) else int(row.met_after), int(row.days))
        for row in got.itertuples()
    }
    assert said == {
        (pupil, line): what
        for pupil, days in history.items()
        for line, what in by_hand(days, trigger).items()
    }


@pytest.mark.parametrize(("absent", "is_met"), [(2, False), (3, True)])
def test_exactly_ninety_percent_is_persistent(engine: Scan, absent: int, is_met: bool) -> None:
    days = [(4, 1)] * absent + [(1, 1)] * (15 - absent)
    assert len(found(engine, {1: days}, Trigger(persistent=True))) == is_met


def test_exactly_on_the_schools_own_line_is_not_below_it(engine: Scan) -> None:
    days = [(4, 1)] * 3 + [(1, 1)] * 12
    assert found(engine, {1: days}, Trigger(percent=90)).empty
    assert not found(engine, {1: days}, Trigger(percent=91)).empty


def test_a_trigger_that_asks_for_nothing_finds_nobody(engine: Scan) -> None:
    assert found(engine, {1: [(4, 4)] * 20}, Trigger()).empty
    assert not Trigger().is_set


def test_lines_have_limits() -> None:
    assert problems(Trigger(days=0, percent=100)).keys() == {"days", "percent"}
    assert problems(Trigger(days=3, percent=90, severe=True)) == {}
