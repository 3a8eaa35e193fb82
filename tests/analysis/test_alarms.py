"""How long alerts took: what is known is measured, what is not is counted as not known, and drills never count."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.alarms import (
    COLUMNS,
    MEASURES,
    SPANS,
    Term,
    causes,
    causes_as_text,
    measured,
    minutes,
    summary,
    summary_as_text,
    term_of,
    terms,
    unaccounted,
)

DUE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
AUTUMN = Term(year=2026, number=3)


def at(minutes: float) -> datetime:
    """So many minutes after the deadline."""
    return DUE + timedelta(minutes=minutes)


def alarm(name: str = "1", **given: Any) -> dict[str, Any]:
    """An alert that was noticed after 1 minute, acted on after 3 and safe after 12."""
    row = {
        "alert_id": name,
        "school": "Quillmere High",
        "due_on": DUE.date(),
        "kind": "overdue",
        "drill": False,
        "due_at": DUE,
        "noticed_at": at(1),
        "first_action_at": at(3),
        "safe_at": at(12),
        "closed_at": at(15),
        "closed_as": "safe",
        "cause": None,
        "late": False,
    }
    return {**row, **given}


def frame(*alarms: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(alarms), columns=list(COLUMNS), dtype=object)


def spans(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(alert, who, at(start), at(end)) for alert, who, start, end in rows],
        columns=list(SPANS),
        dtype=object,
    )


def row_of(*alarms: dict[str, Any], of: pd.DataFrame | None = None) -> dict[str, Any]:
    """The only row of the summary."""
    table = summary(measured(frame(*alarms), spans() if of is None else of))
    assert len(table) == 1
    return dict(table.iloc[0])


def test_each_is_measured_from_the_deadline() -> None:
    row = row_of(alarm(), of=spans(("1", "a", 0, 10), ("1", "b", 0, 12)))
    assert [row[f"{name}_median"] for name in MEASURES] == [1, 3, 12, 22]
    assert (row["alerts"], row["open"], row["safe"], row["false_alarms"], row["late"]) == (1, 0, 1, 0, 0)


def test_a_median_is_of_what_is_known_and_says_of_how_many() -> None:
    waiting = {
        "noticed_at": None,
        "first_action_at": None,
        "safe_at": None,
        "closed_at": None,
        "closed_as": None,
    }
    row = row_of(alarm("1"), alarm("2", noticed_at=at(4)), alarm("3", **waiting))
    assert (row["notice_median"], row["notice_known"], row["notice_not_known"]) == (2.5, 2, 1)
    assert (row["unaccounted_median"], row["unaccounted_known"], row["unaccounted_not_known"]) == (None, 0, 3)
    assert (row["open"], row["safe"]) == (1, 2)


def test_what_is_not_known_is_never_a_nought() -> None:
    shown = summary_as_text(summary(measured(frame(alarm(noticed_at=None)), spans())))
    assert list(shown["To notice, median"]) == ["not known (1)"]
    assert list(shown["To safe, median"]) == ["12 min (n 1)"]


def test_drills_never_count() -> None:
    assert row_of(alarm("1"), alarm("2", drill=True, noticed_at=at(90)))["alerts"] == 1
    assert summary(measured(frame(alarm(drill=True)), spans())).empty


def test_what_came_before_the_deadline_took_no_time() -> None:
    assert row_of(alarm(noticed_at=at(-5)))["notice_median"] == 0


def test_schools_and_terms_stand_apart_the_newest_term_first() -> None:
    table = summary(
        measured(
            frame(
                alarm("1", due_on=date(2026, 4, 30)),
                alarm("2", school="Tarrowby School"),
                alarm("3"),
            ),
            spans(),
        )
    )
    assert [(row.school, row.term.name) for row in table.itertuples()] == [
        ("Quillmere High", "Autumn term 2026"),
        ("Tarrowby School", "Autumn term 2026"),
        ("Quillmere High", "Spring term 2026"),
    ]


def test_false_alarms_by_cause_the_most_frequent_first() -> None:
    false = {"closed_as": "false_alarm"}
    table = causes(
        measured(
            frame(
                alarm("1", **false, cause="no_signal"),
                alarm("2", **false, cause="forgot_to_call"),
                alarm("3", **false, cause="forgot_to_call"),
                alarm("4", **false),
                alarm("5", cause="phone_flat"),
                alarm("6", **false, cause="phone_flat", drill=True),
            ),
            spans(),
        )
    )
    words = {"forgot_to_call": "Forgot to call", "no_signal": "No signal"}
    assert [tuple(row[2:]) for row in causes_as_text(table, words).itertuples(index=False)] == [
        ("Forgot to call", "2"),
        ("Not chosen", "1"),
        ("No signal", "1"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not known"),
        (pd.NA, "not known"),
        (float("nan"), "not known"),
        (0.0, "0.0 min"),
        (0.44, "0.4 min"),
        (9.94, "9.9 min"),
        (9.96, "10 min"),
        (59.6, "1 h 00 min"),
        (65.0, "1 h 05 min"),
    ],
)
def test_minutes_as_people_read_them(value: object, words: str) -> None:
    assert minutes(value) == words


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Spring term 2026"),
        (date(2026, 4, 30), "Spring term 2026"),
        (date(2026, 5, 1), "Summer term 2026"),
        (date(2026, 8, 31), "Summer term 2026"),
        (date(2026, 9, 1), "Autumn term 2026"),
        (date(2026, 12, 31), "Autumn term 2026"),
    ],
)
def test_a_term_is_its_calendar_months(day: date, name: str) -> None:
    assert term_of(day).name == name


def test_every_term_from_the_first_alert_to_today() -> None:
    found = terms(first_on=date(2025, 11, 2), today=date(2026, 9, 3))
    assert [term.key for term in found] == ["2026-3", "2026-2", "2026-1", "2025-3"]
    assert terms(first_on=None, today=date(2026, 9, 3)) == (AUTUMN,)


DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


@given(day=DAYS)
def test_a_day_is_in_its_term_and_in_no_other(day: date) -> None:
    term = term_of(day)
    assert term.first_day <= day < term.following.first_day


@given(first=DAYS, today=DAYS)
def test_terms_follow_each_other_without_a_hole(first: date, today: date) -> None:
    found = terms(first_on=first, today=today)
    assert found[0] == term_of(today)
    assert found[-1] == min(term_of(first), term_of(today))
    assert all(later == earlier.following for later, earlier in pairwise(found))


PIECES = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 300), st.integers(0, 120)), min_size=1, max_size=8
)


@given(pieces=PIECES)
def test_a_moment_counts_once_a_visitor(pieces: list[tuple[str, int, int]]) -> None:
    table = spans(*[("1", who, start, start + length) for who, start, length in pieces])
    counted = {(who, m) for who, start, length in pieces for m in range(start, start + length)}
    assert unaccounted(table)["1"] == pytest.approx(len(counted))


OFFSETS = st.one_of(st.none(), st.integers(0, 500))


@st.composite
def alarms(draw: st.DrawFn) -> dict[str, Any]:
    noticed, acted, safe = (None if m is None else at(m) for m in draw(st.tuples(OFFSETS, OFFSETS, OFFSETS)))
    closed_as = draw(st.sampled_from([None, "safe", "false_alarm"]))
    return alarm(
        draw(st.uuids()).hex,
        school=draw(st.sampled_from(["Quillmere High", "Tarrowby School"])),
        due_on=draw(st.sampled_from([date(2026, 2, 1), date(2026, 11, 23)])),
        drill=draw(st.booleans()),
        noticed_at=noticed,
        first_action_at=acted,
        safe_at=safe,
        closed_as=closed_as,
        closed_at=None if closed_as is None else at(600),
        cause=draw(st.sampled_from([None, "no_signal", "other"])),
        late=draw(st.booleans()),
    )


@settings(deadline=None)
@given(some=st.lists(alarms(), max_size=12), turned=st.randoms())
def test_nothing_is_lost_and_no_order_matters(some: list[dict[str, Any]], turned: Any) -> None:
    found = summary(measured(frame(*some), spans()))
    real = [row for row in some if not row["drill"]]
    assert found["alerts"].sum() == len(real)
    assert (found["open"] + found["safe"] + found["false_alarms"]).sum() == len(real)
    for name in MEASURES:
        assert (found[f"{name}_known"] + found[f"{name}_not_known"]).sum() == len(real)
    false = sum(row["closed_as"] == "false_alarm" for row in real)
    assert causes(measured(frame(*some), spans()))["alerts"].sum() == false
    mixed = list(some)
    turned.shuffle(mixed)
    pd.testing.assert_frame_equal(summary(measured(frame(*mixed), spans())), found)
