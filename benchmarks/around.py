"""Attendance around visits against plain DuckDB, and what it takes of memory: `python -m benchmarks.around`.

The floor is a plain SQL statement over the same files: it gathers marks by week and lays the curve of the visited around
their visits. The same curve by our own code is held against it; the whole study, with similar pupils and an interval,
stands beside it. Each run is a process of its own, so that its memory is its own.
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
import pandas as pd

from analysis.around_visits import PLACED, curve_of, part, together
from analysis.weeks import placed, school_weeks, weekly
from benchmarks.timing import exponent
from data.marks import batches

DAYS: Final = 190
SCHOOLS: Final = 100
FIRST: Final = 20_000 - (20_000 + 3) % 7
"""A Monday."""
SIZES: Final = ((20_000, 2_000_000), (200_000, 20_000_000), (1_000_000, 50_000_000))
"""Visits and marks."""
RATIO_LIMIT: Final = 1.5
MEMORY_LIMIT_MB: Final = 300

FLOOR: Final = """
WITH by_week AS (
    SELECT pupil, day - (day + 3) % 7 AS week, sum((category IN (1, 2))::INT) AS attended, count(*) AS possible
    FROM read_parquet($files) WHERE category <> 0 GROUP BY ALL
), spread AS (
    SELECT pupil, week + 7 * k AS week, k FROM visits, range(-8, 9) AS r(k)
)
SELECT k, sum(attended) / sum(possible) FROM by_week JOIN spread USING (pupil, week) GROUP BY k ORDER BY k
"""


def make(folder: Path, marks: int) -> int:
    """Write so many marks, a file a school; return the number of pupils."""
    pupils = marks // (DAYS * 2)
    with duckdb.connect() as connection:
        for school in range(SCHOOLS):
            connection.execute(
                "COPY (SELECT p::BIGINT AS pupil, ($first + d + 2 * (d // 5))::INT AS day, s::TINYINT AS session,"
                " '/' AS code, (CASE WHEN hash(p, d, s, 1) % 100 < 4 + hash(p, 2) % 9 THEN 4 ELSE 1 END)::TINYINT AS"
                " category FROM range($low, $high) AS a(p), range($days) AS b(d), range(2) AS c(s)"
                f" ORDER BY ALL) TO '{folder}/{school}.parquet' (COMPRESSION zstd)",
                {
                    "first": FIRST,
                    "low": pupils * school // SCHOOLS,
                    "high": pupils * (school + 1) // SCHOOLS,
                    "days": DAYS,
                },
            )
    return pupils


def visits_of(pupils: int, visits: int) -> pd.DataFrame:
    """Visits by chance alone, in any week but the last ten."""
    dice = np.random.default_rng(1)
    pupil = dice.integers(0, pupils, visits)
    week = FIRST + 7 * dice.integers(0, DAYS // 5 - 10, visits)
    return pd.DataFrame(
        {"visit": np.arange(visits), "pupil": pupil, "school": pupil * SCHOOLS // pupils, "week": week}
    )


def one(kind: str, folder: Path, pupils: int, visits: int) -> None:
    """Run it once and print its seconds and the most megabytes that this process took."""
    chosen = visits_of(pupils, visits)
    names = sorted(path.name for path in folder.glob("*.parquet"))
    began = time.perf_counter()
    if kind == "plain":
        _plain(folder, names, chosen)
    else:
        _ours(kind, folder, names, pupils, chosen)
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def _plain(folder: Path, names: list[str], visits: pd.DataFrame) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("visits", visits)
        connection.execute(FLOOR, {"files": [str(folder / name) for name in names]}).fetchall()


def _ours(kind: str, folder: Path, names: list[str], pupils: int, visits: pd.DataFrame) -> None:
    who = np.arange(pupils)
    known = pd.DataFrame({"pupil": who, "school": who * SCHOOLS // pupils, "cohort": who % 7})
    files = [(int(name.partition(".")[0]), name) for name in names]
    parts = []
    for schools, engine in batches(folder, files):
        here, chosen = (frame[frame["school"].isin(schools)] for frame in (known, visits))
        by_week = engine.keep(weekly(engine.marks(), engine.beside(here)))
        if kind == "study":
            parts.append(part(engine, by_week, visits=chosen, every_visit=chosen))
            continue
        weeks = school_weeks(engine, by_week)
        rows = by_week.join(engine.beside(weeks), on=["school", "week"], how="inner")
        curve_of(engine, rows, engine.beside(placed(chosen, weeks)[PLACED]))
    if parts:
        together(parts, visits=visits)


def measured(kind: str, folder: Path, pupils: int, visits: int) -> tuple[float, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.around", kind, str(folder), str(pupils), str(visits)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def main(sizes: Sequence[tuple[int, int]] = SIZES) -> None:
    """Print the table: each size with the times, the ratio of the same curve, and the memory of the whole study."""
    print("Attendance around visits: the curve against plain DuckDB, and the whole study")
    curves = []
    for visits, marks in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            pupils = make(folder, marks)
            runs = {kind: measured(kind, folder, pupils, visits) for kind in ("plain", "curve", "study")}
        (plain, _), (curve, _), (whole, memory) = (runs[kind] for kind in ("plain", "curve", "study"))
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
