"""Spark says the same as DuckDB to the last mark. Needs requirements-spark.txt and Java; otherwise it is skipped."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import which

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis.around_visits import study
from analysis.triggered import by_day, triggered
from analysis.weeks import weekly
from data import marks, spark
from tests.analysis.simulated import simulate
from visits.triggers import Trigger

pytest.importorskip("pyspark", reason="requirements-spark.txt is not installed")
pytestmark = [
    pytest.mark.skipif(which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.timeout(300),
]
PUPILS, DAYS, FIRST = 60, 60, 20_000


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet file of marks as `data.marks` writes them."""
    dice = np.random.default_rng(5)
    rows = [
        (pupil, FIRST + day + 2 * (day // 5), session, "/", int(dice.choice([0, 1, 1, 1, 1, 2, 3, 4])))
        for pupil in range(PUPILS)
        for day in range(DAYS)
        for session in (0, 1)
    ]
    table = pa.Table.from_pandas(pd.DataFrame(rows, columns=marks.SCHEMA.names), preserve_index=False)
    folder = tmp_path_factory.mktemp("attendance")
    return folder / marks.write(table, folder=folder, school="quillmere", year="2024/25").name


@pytest.fixture(scope="module")
def engines(written: Path) -> Iterator[tuple[marks.Scan, spark.SparkScan]]:
    with marks.scan(written.parent, [written.name]) as duck, closing(spark.scan([written])) as local:
        assert isinstance(duck, marks.Scan)
        yield duck, local


def test_weeks_are_the_same(engines: tuple[marks.Scan, spark.SparkScan]) -> None:
    pupils = pd.DataFrame({"pupil": range(PUPILS), "school": 0, "cohort": 1}).astype("int64")
    found = [
        engine.frame(weekly(engine.marks(), engine.beside(pupils)))
        .sort_values(["pupil", "week"], ignore_index=True)
        .astype("int64")
        for engine in engines
    ]
    pd.testing.assert_frame_equal(*found)


def test_who_meets_a_trigger_is_the_same(engines: tuple[marks.Scan, spark.SparkScan]) -> None:
    trigger = Trigger(days=2, percent=75, persistent=True, severe=True)
    found = [
        triggered(engine, by_day(engine.marks()), trigger)
        .sort_values(["line", "pupil"], ignore_index=True)
        .astype({"pupil": "int64", "met_after": "float64", "last_day": "int64", "attended": "int64"})
        for engine in engines
    ]
    assert len(found[0])
    pd.testing.assert_frame_equal(*found, check_dtype=False)


def test_the_study_around_visits_is_the_same(engines: tuple[marks.Scan, spark.SparkScan]) -> None:
    made = simulate(2, effect=0.03, pupils=300)
    duck, local = (
        study(engine, engine.keep(engine.beside(made.by_week)), visits=made.visits, every_visit=made.visits)
        for engine in engines
    )
    pd.testing.assert_frame_equal(duck.curve, local.curve)
    assert duck.threshold == local.threshold
    assert duck.change is not None
    assert local.change is not None
    assert vars(local.change) == pytest.approx(vars(duck.change))
