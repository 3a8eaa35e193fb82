"""Visits by month beside attendance: months of school alone, and the newest weeks marked."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.months import HOW_MANY, as_text, beside, days, figure, sentence, with_published
from data.marks import Scan, day_of
from visits.attendance_codes import ABSENT, ATTENDED, Category

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def engine() -> Iterator[Scan]:
    connection = duckdb.connect()
    yield Scan(connection, [])
    connection.close()


class Marks(Scan):
    """An engine in which these marks are open."""

    def __init__(self, engine: Scan, marks: pd.DataFrame) -> None:
        super().__init__(engine._connection, [])
        self._marks = marks

    def marks(self):  # type: ignore[no-untyped-def]
        return self.beside(self._marks)


def marked(*rows: tuple[int, date, int, int]) -> pd.DataFrame:
    """Schools, days, attended and possible sessions."""
    return pd.DataFrame(
        [(school, day_of(on), came, of) for school, on, came, of in rows],
        columns=["school", "day", "attended", "possible"],
    )


TABLE = beside(
    marked(
        (0, date(2026, 7, 6), 90, 100),
        (0, date(2026, 9, 7), 95, 100),
        (0, date(2026, 11, 9), 40, 50),
        (0, date(2026, 11, 16), 40, 50),
        (1, date(2026, 9, 7), 97, 100),
        (1, date(2026, 9, 28), 97, 100),
        (1, date(2026, 11, 16), 50, 50),
    ),
    {"2026-07": 3, "2026-08": 2, "2026-11": 12},
    today=TODAY,
)


def test_months_of_school_with_their_visits_and_newest_weeks_marked() -> None:
    assert as_text(TABLE).to_numpy().tolist() == [
        ["July 2026", "90.0%", "100", "3", ""],
        # The second school's newest two school weeks are of September and of November.
        ["September 2026", "96.3%", "300", "0", "provisional"],
        ["November 2026 (so far)", "86.7%", "150", "12", "provisional"],
    ]
    assert sentence(TABLE) == (
        "Attendance was highest in September 2026 (96.3%) and lowest in November 2026 (86.7%). "
        "Most visits went in November 2026 (12)."
    )
    assert sentence(TABLE.assign(visits=[0, 1, 0])).endswith(" The one visit went in September 2026.")
    assert sentence(TABLE.head(1).assign(visits=0)) == (
        "Attendance in July 2026 was 90.0%. No visit went in these months."
    )


def test_visits_begin_at_zero_and_provisional_months_are_open() -> None:
    drawn = figure(TABLE)
    line, bars = drawn.data
    assert list(line.marker.symbol) == ["circle", "circle-open", "circle-open"]
    assert list(bars.y) == [3, 0, 12]
    assert drawn.layout.yaxis.range[0] == 0
    assert drawn.layout.yaxis2.range[0] > 0
    assert list(drawn.layout.xaxis.ticktext) == ["Jul 26", "Sep 26", "Nov 26"]


def test_visits_are_whole_and_where_none_went_they_have_no_axis() -> None:
    few = figure(TABLE.assign(visits=[0, 1, 0]))
    assert few.layout.yaxis.dtick == 1
    none = figure(TABLE.assign(visits=0))
    assert len(none.data) == 1
    assert not none.layout.yaxis.visible
    assert "Visits" not in [note.text for note in none.layout.annotations]


def test_a_published_figure_stands_over_its_own_months_alone() -> None:
    figures = {"England, all schools": {"2026-07": 0.931}, "Ash, primary": {}, "Fern": {"2020-01": 0.9}}
    table = with_published(TABLE, figures)
    assert as_text(table)["England, all schools"].tolist() == ["93.1%", "", ""]
    assert not {"Ash, primary", "Fern"} & {*table.columns}
    drawn = figure(table)
    level = drawn.data[-1]
    assert level.line.dash == "dot"
    assert list(level.y) == [0.931, None, None]
    assert "····· England, all schools 93.1%" in [one.text for one in drawn.layout.annotations]


def test_nothing_marked_is_nothing() -> None:
    assert beside(days([], pupils=pd.DataFrame()), {"2026-11": 3}, today=TODAY).empty


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.dates(date(2023, 9, 1), TODAY),
            st.integers(0, 1),
            st.sampled_from(list(Category)),
        ),
        max_size=40,
        unique_by=lambda mark: mark[:3],
    )
)
@settings(max_examples=25, deadline=None)
def test_every_possible_session_is_counted_once(
    engine: Scan, marks: list[tuple[int, date, int, Category]]
) -> None:
    rows = pd.DataFrame(
        [(pupil, day_of(on), half, int(category)) for pupil, on, half, category in marks],
        columns=["pupil", "day", "session", "category"],
    ).astype("int64")
    pupils = pd.DataFrame({"pupil": [0, 1, 2, 3], "school": [0, 0, 1, 1]})
    found = days([({0, 1}, Marks(engine, rows))], pupils=pupils)
    came = sum(category in ATTENDED for *_, category in marks)
    assert int(found["attended"].sum()) == came
    assert int(found["possible"].sum()) == came + sum(category in ABSENT for *_, category in marks)
    table = beside(found, {}, today=TODAY)
    assert len(table) <= HOW_MANY
    assert table["attendance"].between(0, 1).all()
