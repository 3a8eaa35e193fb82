"""The board's query to a DataFrame, beside the same rows fetched by hand-written SQL through the sqlite3 module."""

import sqlite3
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.past import LIVE, NOW, make
from benchmarks.timing import Pair, exponent, in_turn, ms
from data.database import Database
from data.queries.live import live_visits
from visits.permissions import Viewer

SIZES = (20_000, 1_000_000)
RUNS = 60
LIMIT_RATIO, LIMIT_EXPONENT = 20.0, 0.05

_IDS = "(SELECT id FROM visits WHERE state IN ('requested', 'authorised', 'out'))"
FLOOR = (
    "SELECT v.*, s.name FROM visits v JOIN schools s ON s.id = v.school_id"
    " WHERE v.state IN ('requested', 'authorised', 'out')",
    f"SELECT * FROM stops WHERE visit_id IN {_IDS}",
    f"SELECT * FROM visitors WHERE visit_id IN {_IDS}",
    f"SELECT visit_id, kind, happened_at, visitor_ids FROM events WHERE visit_id IN {_IDS} ORDER BY happened_at",
    f"SELECT visit_id, stage, due_at FROM deadlines WHERE closed_at IS NULL AND visit_id IN {_IDS} ORDER BY due_at",
)


def measure(past: int) -> Pair:
    """Time both over a file with so many past visits."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "board.db"
        db, viewer = make(path, past=past)
        raw = sqlite3.connect(path)
        pair = in_turn(partial(_ours, db, viewer), partial(_floor, raw), runs=RUNS)
        raw.close()
        db.close()
    return pair


def _ours(db: Database, viewer: Viewer) -> None:
    with db.read() as session:
        assert len(live_visits(session, viewer, now=NOW)) == LIVE


def _floor(raw: sqlite3.Connection) -> None:
    counts = [len(raw.execute(statement).fetchall()) for statement in FLOOR]
    assert counts[0] == LIVE


def main() -> None:
    """Print the table: one line a size, then how the time grows."""
    print(f"Board: {LIVE} live visits to a DataFrame; floor: the same rows by sqlite3 and hand-written SQL")
    print(f"{'past visits':>12} {'ours':>10} {'floor':>10} {'ratio':>7}   (at most {LIMIT_RATIO:.0f})")
    taken = []
    for past in SIZES:
        pair = measure(past)
        taken.append((float(past), median(pair.ours)))
        print(f"{past:>12,} {ms(pair.ours):>10} {ms(pair.floor):>10} {pair.ratio:>7.1f}")
    growth = exponent(taken[0], taken[-1])
    print(f"growth with past visits: exponent {growth:.3f} (at most {LIMIT_EXPONENT})\n")


if __name__ == "__main__":
    main()
