"""Attendance around visits, on simulated schools of which the truth is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.around_visits import Study, study
from analysis.weeks import Engine, monday, placed, school_weeks, weekly
from data.marks import Scan, scan
from tests.analysis.simulated import HOLIDAYS, SESSIONS, WEEKS, Simulated, simulate
from visits.attendance_codes import Category

RUNS = 12


@pytest.fixture(scope="module")
def engine() -> Iterator[Scan]:
    with scan(Path("nowhere"), []) as opened:
        yield opened


def studied(engine: Engine, made: Simulated) -> Study:
    rows = engine.keep(engine.beside(made.by_week))
    return study(engine, rows, visits=made.visits, every_visit=made.visits)


@pytest.mark.parametrize("effect", [0.0, 0.05])
def test_the_matched_curve_finds_the_truth_and_the_naive_one_does_not(
    engine: Scan, effect: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no effect there is regression to the mean alone: the naive curve rises, the matched one does not."""
    covered, errors, rises, wide = [], [], [], []
    for seed in range(RUNS):
        made = simulate(seed, effect=effect)
        change = studied(engine, made).change
        assert change is not None
        assert change.low is not None
        assert change.high is not None
        assert change.rose == pytest.approx(change.anyway + change.beyond)
        covered.append(change.low <= made.truth <= change.high)
        errors.append(change.beyond - made.truth)
        rises.append(change.rose)
        wide.append(change.high - change.low)
    share = float(np.mean(covered))
    with capsys.disabled():
        print(  # noqa: T201
            f"\neffect {effect:.2f}: {share:.0%} of {RUNS} intervals cover the truth; naive rise "
            f"{np.mean(rises):+.3f}, matched {np.mean(errors) + effect:+.3f} (error {np.mean(errors):+.4f}), "
            f"interval {np.mean(wide):.3f} wide"
        )
    assert share >= 0.83
    assert abs(float(np.mean(errors))) < 0.008
    assert float(np.mean(rises)) > effect + 0.02, "the naive curve rises by more than the truth"


def test_visits_by_chance_alone_show_neither_a_rise_nor_an_effect(engine: Scan) -> None:
    change = studied(engine, simulate(3, effect=0.0, poor=False)).change
    assert change is not None
    assert abs(change.rose) < 0.01
    assert abs(change.beyond) < 0.015


def test_the_curve_counts_what_stands_behind_each_point(engine: Scan) -> None:
    made = simulate(1, effect=0.0)
    curve = studied(engine, made).curve
    assert curve["week"].tolist() == list(range(-8, 9))
    at_visit = curve[curve["week"] == 0].iloc[0]
    assert at_visit["visits"] == len(made.visits)
    assert at_visit["pupils"] == made.visits["pupil"].nunique()
    assert at_visit["sessions"] == SESSIONS * len(made.visits)
    joined = made.visits.merge(made.by_week, on=["pupil", "week"])
    assert at_visit["attendance"] == pytest.approx(joined["attended"].sum() / joined["possible"].sum())
    assert not curve["provisional"].any(), "no visit is in the last ten weeks"


def test_holidays_are_no_weeks(engine: Scan) -> None:
    made = simulate(1, effect=0.0)
    weeks = school_weeks(engine, engine.beside(made.by_week))
    assert (weeks.groupby("school")["place"].max() == WEEKS - 1).all()
    last_before = int(made.by_week["week"].min()) + 7 * (HOLIDAYS[0] - 1)
    in_holiday = made.visits.head(1).assign(week=last_before + 7)
    assert placed(in_holiday, weeks)["place"].tolist() == [HOLIDAYS[0]], "the first school week after"
    assert placed(in_holiday.assign(week=10**6), weeks).empty


def test_the_two_newest_weeks_are_provisional(engine: Scan) -> None:
    made = simulate(1, effect=0.0)
    weeks = school_weeks(engine, engine.beside(made.by_week))
    assert weeks[weeks["provisional"]].groupby("school")["place"].agg(list).tolist() == [[38, 39], [38, 39]]
    late = made.visits.assign(week=int(weeks.loc[weeks["place"] == 35, "week"].iloc[0]))
    found = study(engine, engine.keep(engine.beside(made.by_week)), visits=late, every_visit=late)
    assert found.curve.loc[found.curve["provisional"], "week"].tolist() == [3, 4]
    assert found.change is None, "the eight weeks after are not over"


def test_pupils_who_were_visited_then_are_similar_to_nobody(engine: Scan) -> None:
    made = simulate(1, effect=0.0)
    everybody = made.by_week[made.by_week["week"].isin(made.by_week["week"].unique()[::6])]
    every = everybody.reset_index(drop=True).assign(visit=lambda t: t.index)
    found = study(engine, engine.keep(engine.beside(made.by_week)), visits=made.visits, every_visit=every)
    assert found.change is None
    assert found.curve["similar"].isna().all()
    assert found.threshold is not None


def test_no_visit_at_all_is_said_and_nothing_breaks(engine: Scan) -> None:
    made = simulate(1, effect=0.0)
    none = made.visits.head(0)
    found = study(engine, engine.keep(engine.beside(made.by_week)), visits=none, every_visit=made.visits)
    assert (found.visits, found.change, found.threshold) == (0, None, None)
    assert (found.curve["visits"] == 0).all()


def test_lines_of_absence_are_counted_with_their_sessions(engine: Scan) -> None:
    mondays = [monday(20_000) + 7 * week for week in range(20)]
    came = [5] * 9 + [9] * 8 + [10] * 3
    by_week = pd.DataFrame(
        {"pupil": 7, "school": 0, "cohort": 0, "week": mondays, "attended": came, "possible": 10}
    )
    visits = pd.DataFrame({"visit": [0], "pupil": [7], "school": [0], "week": [mondays[8]]})
    lines = study(engine, engine.keep(engine.beside(by_week)), visits=visits, every_visit=visits).threshold
    assert lines is not None
    assert (lines.severe_before, lines.severe_after) == (1, 0)
    assert (lines.persistent_before, lines.persistent_after) == (1, 1), "exactly 90.0% is persistent"
    assert (lines.sessions_before, lines.sessions_after) == (80, 80)


def test_children_behind_a_line_are_counted_once_each(engine: Scan) -> None:
    mondays = [monday(20_000) + 7 * week for week in range(24)]
    by_week = pd.concat(
        pd.DataFrame(
            {"pupil": pupil, "school": 0, "cohort": 0, "week": mondays, "attended": came, "possible": 10}
        )
        for pupil, came in ((7, [4] * 24), (8, [8] * 24), (9, [10] * 24))
    )
    visits = pd.DataFrame(
        {
            "visit": range(5),
            "pupil": [7, 7, 7, 8, 9],
            "school": 0,
            "week": [mondays[n] for n in (8, 9, 10, 8, 8)],
        }
    )
    lines = study(engine, engine.keep(engine.beside(by_week)), visits=visits, every_visit=visits).threshold
    assert lines is not None
    assert (lines.severe_before, lines.persistent_before, lines.visits) == (3, 4, 5)
    assert lines.children == {
        f"{name}_{when}": count
        for when in ("before", "after")
        for name, count in (
            ("persistent", 2),
            ("not_persistent", 1),
            ("severe", 1),
            ("not_severe", 2),
            ("between", 1),
        )
    }


def test_marks_are_gathered_by_the_rules(engine: Scan) -> None:
    first = monday(20_000)
    rows = [
        (1, first, Category.PRESENT),
        (1, first, Category.NOT_POSSIBLE),
        (1, first + 6, Category.APPROVED),
        (1, first + 7, Category.UNAUTHORISED),
        (2, first, Category.NOT_POSSIBLE),
        (3, first, Category.PRESENT),
    ]
    marks = pd.DataFrame(rows, columns=["pupil", "day", "category"]).astype("int64")
    pupils = pd.DataFrame({"pupil": [1, 2], "school": [0, 0], "cohort": [9, 9]})
    found = engine.frame(weekly(engine.beside(marks), engine.beside(pupils)))
    by_week = sorted(found[["pupil", "week", "attended", "possible"]].itertuples(index=False, name=None))
    assert by_week == [(1, first, 2, 2), (1, first + 7, 0, 1)]
