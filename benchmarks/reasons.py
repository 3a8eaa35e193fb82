"""Reasons by month at a million visits: the page's query into its frame, beside SQLite alone and beside pandas alone.

The floor is the same grouping by hand-written SQL through the sqlite3 module, on the same covering index. The other way
is what a dashboard does that reads its rows and groups them in pandas: whole rows, and the four columns alone.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.past import make
from benchmarks.timing import in_turn, ms, seconds
from data.database import Database
from data.queries.statistics import NOT_MADE, reason_statistics
from visits.permissions import Viewer

VISITS = 1_000_000
RUNS, FEW_RUNS = 15, 5
LIMIT_RATIO, LEAST_FASTER = 2.0, 40.0
UNTIL = "2026-11"

_NOT_MADE = ", ".join(f"'{state.value}'" for state in NOT_MADE)
FLOOR = (
    "SELECT school_id, month, common_reason, kind, count(*) FROM visits"
    f" WHERE school_id = (SELECT id FROM schools) AND month <= '{UNTIL}' AND state NOT IN ({_NOT_MADE})"
    " GROUP BY school_id, month, common_reason, kind"
)
READ_ALL = "SELECT * FROM visits"
READ_FOUR = "SELECT month, common_reason, kind, state FROM visits"


def _ours(db: Database, viewer: Viewer) -> pd.DataFrame:
    with db.read() as session:
        return reason_statistics(session, viewer, until=UNTIL).visits


def _floor(raw: sqlite3.Connection) -> list[tuple[str, ...]]:
    return raw.execute(FLOOR).fetchall()


def _in_pandas(raw: sqlite3.Connection, query: str) -> pd.DataFrame:
    rows = pd.read_sql_query(query, raw)
    made = rows[(rows["month"] <= UNTIL) & ~rows["state"].isin([state.value for state in NOT_MADE])]
    return made.groupby(["month", "common_reason", "kind"], as_index=False).size()


def _beside(slow: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
    """Seconds of one slow run, and how many times that is of ours, a few runs before it and a few after."""
    before = [seconds(ours) for _ in range(FEW_RUNS)]
    taken = seconds(slow)
    return taken, taken / median([*before, *(seconds(ours) for _ in range(FEW_RUNS))])


def main() -> None:
    """Print the table: ours, the floor and pandas, and how they stand to each other."""
    print(f"Reasons by month: {VISITS:,} visits to a frame; floor: sqlite3 on the same covering index")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reasons.db"
        db, viewer = make(path, past=VISITS, bare=True)
        raw = sqlite3.connect(path)
        ours, floor, all_rows = _ours(db, viewer), _floor(raw), _in_pandas(raw, READ_FOUR)
        assert len(ours) == len(floor) == len(all_rows)
        assert ours["visits"].sum() == all_rows["size"].sum()
        near = in_turn(partial(_ours, db, viewer), partial(_floor, raw), runs=RUNS)
        four = _beside(partial(_in_pandas, raw, READ_FOUR), partial(_ours, db, viewer))
        far = _beside(partial(_in_pandas, raw, READ_ALL), partial(_ours, db, viewer))
        raw.close()
        db.close()
    print(f"{'groups':>8} {'ours':>10} {'floor':>10} {'ratio':>7}   (at most {LIMIT_RATIO:.0f})")
    print(f"{len(ours):>8,} {ms(near.ours):>10} {ms(near.floor):>10} {near.ratio:>7.2f}")
    print(f"pandas reading all rows: {far[0]:.2f} s, {far[1]:.0f} times ours (at least {LEAST_FASTER:.0f})")
    print(f"pandas reading four columns: {four[0]:.2f} s, {four[1]:.0f} times ours\n")


if __name__ == "__main__":
    main()
