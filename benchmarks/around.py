"""Attendance around visits against plain DuckDB, and what it takes of memory: `python -m benchmarks.around`.

The floor is SQL by hand over the same files, all opened at once: it gathers marks by week and lays the curve of the
visited around their visits. The same curve by our own code, a few schools at a time, is held against it, and both
have to come to the same sums; the whole study, with similar pupils and an interval, stands beside it. Each run is a
process of its own, so that its memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.around_visits import PLACED, curve_of, part, together
from analysis.weeks import placed, school_weeks, weekly
from benchmarks.timing import exponent
from data.marks import batches

Numbers = npt.NDArray[np.int64]

DAYS: Final = 190
SCHOOLS: Final = 100
FIRST: Final = 20_000 - (20_000 + 3) % 7
"""A Monday."""
SIZES: Final = ((20_000, 2_000_000), (200_000, 20_000_000), (1_000_000, 50_000_000))
"""Visits and marks."""
RATIO_LIMIT: Final = 1.5
MEMORY_LIMIT_MB: Final = 300

PLAIN: Final = (
    "CREATE TABLE by_week AS SELECT pupil, school, day - (day + 3) % 7 AS week,"
    " count(*) FILTER (category IN (1, 2)) AS attended, count(*) AS possible"
    " FROM read_parquet($files) JOIN pupils USING (pupil) WHERE category <> 0 GROUP BY ALL",
    "CREATE TABLE weeks AS SELECT school, week, row_number() OVER of_school AS place, count(*) OVER (PARTITION BY school)"
    " AS last FROM (SELECT DISTINCT school, week FROM by_week) WINDOW of_school AS (PARTITION BY school ORDER BY week)",
    # As one question with the next it is planned many times slower.
    "CREATE TABLE around AS SELECT pupil, place + k AS place, k FROM visits"
    " ASOF JOIN weeks ON visits.school = weeks.school AND visits.week <= weeks.week, range(-8, 9) AS r(k)",
    "SELECT k, sum(attended), sum(possible), count(*), count(DISTINCT pupil), max((place > last - 2)::INT)"
    " FROM by_week JOIN weeks USING (school, week) JOIN around USING (pupil, place) GROUP BY k ORDER BY k",
)


def make(folder: Path, marks: int) -> int:
    """Write so many marks, a file a school; return the number of pupils."""
    pupils = marks // (DAYS * 2)
    low = _first_pupils(pupils)
    with duckdb.connect() as connection:
        for school in range(SCHOOLS):
            connection.execute(
                "COPY (SELECT p::BIGINT AS pupil, ($first + d + 2 * (d // 5))::INT AS day, s::TINYINT AS session,"
                " '/' AS code, (CASE WHEN hash(p, d, s, 1) % 100 < 4 + hash(p, 2) % 9 THEN 4 ELSE 1 END)::TINYINT AS"
                " category FROM range($low, $high) AS a(p), range($days) AS b(d), range(2) AS c(s)"
                f" ORDER BY ALL) TO '{folder}/{school}.parquet' (COMPRESSION zstd)",
                {
                    "first": FIRST,
                    "low": int(low[school]),
                    "high": int(low[school + 1]),
                    "days": DAYS,
                },
            )
    return pupils


def _first_pupils(pupils: int) -> Numbers:
    """The first pupil of each school, and one after the last school."""
    return np.arange(SCHOOLS + 1) * pupils // SCHOOLS


def _school_of(pupil: Numbers, pupils: int) -> Numbers:
    return np.searchsorted(_first_pupils(pupils), pupil, side="right") - 1


def visits_of(pupils: int, visits: int) -> pd.DataFrame:
    """Visits by chance alone, in any week but the last ten."""
    dice = np.random.default_rng(1)
    pupil = dice.integers(0, pupils, visits)
    week = FIRST + 7 * dice.integers(0, DAYS // 5 - 10, visits)
    return pd.DataFrame(
        {"visit": np.arange(visits), "pupil": pupil, "school": _school_of(pupil, pupils), "week": week}
    )


def one(kind: str, folder: Path, pupils: int, visits: int) -> None:
    """Run it once and print its seconds, the most megabytes that this process took, and the sums of its curve."""
    chosen = visits_of(pupils, visits)
    who = np.arange(pupils)
    known = pd.DataFrame({"pupil": who, "school": _school_of(who, pupils), "cohort": who % 7})
    names = sorted(path.name for path in folder.glob("*.parquet"))
    began = time.perf_counter()
    if kind == "plain":
        sums = _plain([str(folder / name) for name in names], known, chosen)
    else:
        sums = _ours(kind, folder, names, known, chosen)
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, sums]))


def _plain(files: list[str], pupils: pd.DataFrame, visits: pd.DataFrame) -> list[list[int]]:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("visits", visits)
        connection.register("pupils", pupils)
        for statement in PLAIN:
            connection.execute(statement, {"files": files} if "$files" in statement else None)
        return [[int(number) for number in row] for row in connection.fetchall()]


def _ours(
    kind: str, folder: Path, names: list[str], pupils: pd.DataFrame, visits: pd.DataFrame
) -> list[list[int]]:
    files = [(int(name.partition(".")[0]), name) for name in names]
    parts, curves = [], []
    for schools, engine in batches(folder, files):
        here, chosen = (frame[frame["school"].isin(schools)] for frame in (pupils, visits))
        by_week = engine.keep(weekly(engine.marks(), engine.beside(here)))
        if kind == "study":
            parts.append(part(engine, by_week, visits=chosen, every_visit=chosen))
            continue
        weeks = school_weeks(engine, by_week)
        rows = by_week.join(engine.beside(weeks), on=["school", "week"], how="inner")
        curves.append(curve_of(engine, rows, engine.beside(placed(chosen, weeks)[PLACED])))
    if parts:
        together(parts, visits=visits)
        curves = [part.curve for part in parts]
    added = sum(curves[1:], start=curves[0]).assign(newest=lambda curve: curve["newest"] > 0)
    return [[int(number) for number in row] for row in added.reset_index().to_numpy()]


def measured(kind: str, folder: Path, pupils: int, visits: int) -> tuple[float, float, list[list[int]]]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.around", kind, str(folder), str(pupils), str(visits)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes, sums = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes, sums


def main(sizes: Sequence[tuple[int, int]] = SIZES) -> None:
    """Print the table: each size with the times, the ratio of the same curve, and the memory of the whole study."""
    print(
        "Attendance around visits: the curve against plain SQL on DuckDB with the same sums, and the whole study"
    )
    curves = []
    for visits, marks in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            pupils = make(folder, marks)
            runs = {kind: measured(kind, folder, pupils, visits) for kind in ("plain", "curve", "study")}
        (plain, _, sums), (curve, _, same), (whole, memory, too) = runs.values()
        if not sums == same == too:
            raise RuntimeError("The curves differ.")
        curves.append((float(marks), whole))
        print(
            f"  {visits:>9,} visits, {marks:>10,} marks: plain {plain:.2f} s, curve {curve:.2f} s = {curve / plain:.1f}x "
            f"(limit {RATIO_LIMIT}); study {whole:.2f} s, {memory:.0f} MB (limit {MEMORY_LIMIT_MB})"
        )
    print(f"  growth exponent of the study {exponent(curves[0], curves[-1]):.2f} (limit 1)\n")


if __name__ == "__main__":
    if len(sys.argv) == 5:
        one(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
