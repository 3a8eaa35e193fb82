"""Counts by reason, month and school, as they are shown to who knows the families."""

from datetime import date

import pandas as pd

from analysis.bars import bars, sentence
from analysis.periods import ALL, TERM, YEAR, Period, periods
from analysis.reasons import Counts, as_text, by_year_group, counted, meant
from visits.which import Which

PERIODS = periods(today=date(2026, 3, 10), first_month="2025-08")
LABELS = {"reason": {"attendance": "Attendance concern", "child_safe": "Establish that a child is safe"}}
TODAY = date(2026, 3, 10)
BOTH = ("Quillmere High", "Tarrowby School")
Group = tuple[str, str, str, int] | tuple[str, str, str, int, str]
COLUMNS = ["school", "month", "common_reason", "visits", "kind"]
ROLL = pd.DataFrame(
    [
        (BOTH[0], "8", date(2024, 9, 1), date.max, 200),
        (BOTH[0], "9", date(2024, 9, 1), date(2026, 2, 10), 50),
        (BOTH[1], "8", date(2026, 2, 12), date.max, 300),
    ],
    columns=["school", "year_group", "from_on", "to_on", "pupils"],
)
HAD = {"Old text": [BOTH[0]], "New": list(BOTH)}


def frame(*groups: Group) -> pd.DataFrame:
    """Groups of visits, procedural ones if nothing else is said."""
    rows = [(*group, "procedural")[:5] for group in groups]
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        {"school": "str", "month": "str", "common_reason": "str", "visits": int, "kind": "str"}
    )


VISITS = frame(
    ("Quillmere High", "2026-01", "attendance", 40),
    ("Quillmere High", "2026-01", "child_safe", 3),
    ("Quillmere High", "2026-03", "holiday", 9),
    ("Quillmere High", "2025-10", "attendance", 12),
    ("Tarrowby School", "2026-02", "attendance", 30),
)


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row)[:3] for row in as_text(table).itertuples(index=False)]


def rates(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [(row[0], row[3]) for row in as_text(table).itertuples(index=False)]


def seen(
    visits: pd.DataFrame,
    *,
    schools: tuple[str, ...] = BOTH,
    key: str = TERM,
    policies: dict[str, int] | None = None,
    which: Which | None = None,
) -> Counts:
    """What somebody who may see small numbers sees."""
    period = PERIODS[key]
    there = visits[visits["school"].isin(schools) & visits["month"].isin(period.months)]
    return counted(
        {
            **{
                name: {str(k): int(n) for k, n in there.groupby(column)["visits"].sum().items()}
                for name, column in (
                    ("reason", "common_reason"),
                    ("month", "month"),
                    ("kind", "kind"),
                    ("school", "school"),
                )
            },
            "policy": policies or {},
        },
        period=period,
        today=TODAY,
        labels=LABELS,
        among=meant(which or Which(), schools=schools, roll=ROLL, had=HAD),
    )


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


def test_counts_stand_per_100_pupils_on_roll_in_the_middle() -> None:
    found = seen(VISITS)
    # From 1 January to 10 March the middle is 4 February: Tarrowby's pupils come on the 12th, some of Quillmere's
    # leave on the 10th.
    assert (found.middle, found.on_roll) == (date(2026, 2, 4), 250)
    assert rates(found.tables["reason"])[0] == ("Attendance concern", "28.0")
    assert rates(found.tables["school"]) == [("Quillmere High", "20.8"), ("Tarrowby School", "")]
    # Of a month it is its 15th, of the one that runs today.
    assert rates(found.tables["month"]) == [
        ("January 2026", "17.2"),
        ("February 2026", "6.0"),
        ("March 2026 (so far)", "1.8"),
    ]


def test_year_groups_count_children_in_order_and_policies_their_visits() -> None:
    children = pd.DataFrame(
        [(BOTH[0], "10", 4), (BOTH[0], "8", 6), (BOTH[0], "Reception", 1)],
        columns=["school", "year_group", "pupils"],
    )
    among = meant(Which(), schools=BOTH, roll=ROLL, had=HAD)
    table = by_year_group(children, period=PERIODS[TERM], among=among)
    assert rows(table) == [("Reception", "1", "9%"), ("Year 8", "6", "55%"), ("Year 10", "4", "36%")]
    assert rates(table) == [("Reception", ""), ("Year 8", "3.0"), ("Year 10", "")]
    found = seen(VISITS, policies={"Old text": 5, "New": 7})
    assert rows(found.tables["policy"]) == [("New", "7", "58%"), ("Old text", "5", "42%")]


def test_of_a_year_group_a_count_is_per_100_of_its_pupils() -> None:
    year_8, year_9 = (seen(VISITS, which=Which(year_group=group)) for group in ("8", "9"))
    assert (year_8.on_roll, year_9.on_roll) == (200, 50)
    assert rates(year_8.tables["reason"])[0] == ("Attendance concern", "35.0")
    assert rates(year_8.tables["school"]) == [("Quillmere High", "26.0"), ("Tarrowby School", "")]
    assert rates(year_9.tables["month"])[1:] == [("February 2026", ""), ("March 2026 (so far)", "")]


def test_of_a_policy_a_count_is_per_100_pupils_of_the_schools_that_had_it() -> None:
    old = seen(VISITS, schools=BOTH, which=Which(policy="Old text"), policies={"Old text": 5})
    assert [row[0] for row in rows(old.tables["school"])] == [BOTH[0]]
    assert rates(old.tables["policy"]) == [("Old text", "2.0")]
    assert seen(VISITS, which=Which(policy="Nobody's")).on_roll == 0


def test_a_part_of_a_month_says_so() -> None:
    period = Period(
        key=TERM,
        name="Spring",
        days=(date(2025, 12, 20), TODAY),
        own_days={BOTH[0]: (date(2025, 12, 20), TODAY)},
    )
    none: dict[str, dict[str, int]] = {key: {} for key in ("reason", "month", "kind", "school", "policy")}
    among = meant(Which(), schools=BOTH[:1], roll=ROLL, had={})
    found = counted(none, period=period, today=TODAY, labels=LABELS, among=among)
    assert [row[0] for row in rows(found.tables["month"])][0::3] == [
        "December 2025 (from the 20th)",
        "March 2026 (so far)",
    ]


def test_nothing_is_called_the_most_while_a_number_is_hidden() -> None:
    """A row that stands as a range, or as c, may be the largest."""
    table = pd.DataFrame(
        {"Month": ["April", "May", "June"], "visits": pd.array([119, 8, None], dtype="Int64")}
    )
    assert sentence(table, what="month") == (
        "By month, of those that are shown exactly: April 119, May 8. 1 not shown exactly, and may be larger."
    )


RANGES = pd.DataFrame(
    {
        "Month": ["April", "May", "June", "July"],
        "visits": pd.array([119, None, None, None], dtype="Int64"),
        "least": pd.array([119, 130, 266, 1], dtype="Int64"),
        "most": pd.array([119, 134, 270, 5], dtype="Int64"),
        "shown": ["119", "130 to 134", "266 to 270", "c"],
    }
)


def test_a_range_that_is_surely_larger_is_named_before_a_number() -> None:
    assert sentence(RANGES, what="month") == (
        "Most by month: June 266 to 270, May 130 to 134, April 119, and 1 more. 3 not shown exactly."
    )
    open_end = RANGES.assign(most=pd.array([119, 300, 270, 5], dtype="Int64"))
    assert sentence(open_end, what="month") == (
        "By month, of those that are shown exactly: April 119. 3 not shown exactly, and may be larger."
    )


def test_a_range_has_a_bar_as_long_as_it_may_be() -> None:
    """Without one the largest row of a table was the only one with nothing drawn."""
    pale, full = bars(RANGES).data
    assert list(pale.x) == [119, 134, 270, 5]
    assert list(full.x) == [119, 130, 266, 1]
    assert list(pale.text) == ["119", "130 to 134", "266 to 270", "c"]
    assert bars(RANGES).layout.xaxis.range[1] > 270
