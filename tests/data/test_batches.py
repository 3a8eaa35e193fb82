"""Files opened a few schools at a time: no school in two batches, none left out, and the same study whatever the size."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis.attendance_choice import Choice, Seen, seen
from data.marks import SCHEMA, FileLost, Written, batches, write

SCHOOLS, PUPILS, WEEKS = 3, 60, 30
FIRST = 20_004
"""A Monday."""


def marks(school: int, dice: np.random.Generator) -> pa.Table:
    """A school's pupils with good and poor weeks."""
    rows = [
        (school * 100 + pupil, FIRST + 7 * week + day, half, "/", 1 if dice.random() > poor else 4)
        for pupil in range(PUPILS)
        for week in range(WEEKS)
        for poor in [dice.choice([0.05, 0.3])]
        for day in range(5)
        for half in (0, 1)
    ]
    return pa.Table.from_pandas(pd.DataFrame(rows, columns=SCHEMA.names), preserve_index=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, str]]]:
    folder, dice = tmp_path_factory.mktemp("attendance"), np.random.default_rng(3)
    made: list[Written] = [
        write(marks(school, dice), folder=folder, school=f"s{school}", year="2024/25")
        for school in range(SCHOOLS)
    ]
    return folder, [(school, one.name) for school, one in enumerate(made)]


def looked(files: tuple[Path, list[tuple[int, str]]], most: int) -> Seen:
    folder, names = files
    dice = np.random.default_rng(4)
    pupils = pd.DataFrame(
        {
            "pupil": [s * 100 + p for s in range(SCHOOLS) for p in range(PUPILS)],
            "cohort": 1,
            "year_group": "8",
        }
    ).assign(school=lambda t: t["pupil"] // 100)
    visits = (
        pupils.sample(90, random_state=1)
        .reset_index(drop=True)
        .assign(
            visit=lambda t: t.index,
            week=FIRST + 7 * dice.integers(5, 18, 90),
            on_roll=True,
            first=True,
            reason="",
        )
    )
    return seen(
        batches(folder, names, most=most), pupils=pupils, visits=visits, choice=Choice(), own_weeks=(0, 10**6)
    )


def test_every_school_is_in_one_batch(files: tuple[Path, list[tuple[int, str]]]) -> None:
    folder, names = files
    two = 2 * PUPILS * WEEKS * 10
    assert [set(schools) for schools, _ in batches(folder, names, most=two)] == [{0, 1}, {2}]
    assert [set(schools) for schools, _ in batches(folder, names, most=1)] == [{0}, {1}, {2}]


def test_the_study_is_the_same_however_it_is_parted(files: tuple[Path, list[tuple[int, str]]]) -> None:
    at_once, by_school = looked(files, 10**9), looked(files, 1)
    pd.testing.assert_frame_equal(at_once.study.curve, by_school.study.curve)
    assert at_once.study.threshold == by_school.study.threshold
    assert (at_once.own, at_once.study.visits) == (by_school.own, by_school.study.visits)
    assert at_once.study.change is not None
    assert by_school.study.change is not None
    assert vars(by_school.study.change) == pytest.approx(vars(at_once.study.change))


def test_a_lost_file_is_said_before_any_is_opened(files: tuple[Path, list[tuple[int, str]]]) -> None:
    folder, names = files
    with pytest.raises(FileLost):
        next(iter(batches(folder, [*names, (9, "gone.parquet")])))
