"""How many entries of the audit are walked in a second, beside reading them alone, by the sqlite3 module."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from uuid6 import uuid7

from data import migrate
from data.audit import About
from data.audit_many import Entry, append_many
from data.database import Database
from data.verify import verify

ENTRIES: Final = 200_000
LIMIT_A_SECOND: Final = 100_000
AT_ONCE: Final = 5_000
START: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
READ: Final = (
    "SELECT audit.*, salt, payload FROM audit LEFT JOIN audit_payloads ON entry_id = audit.id"
    " WHERE chain = ? AND number BETWEEN ? AND ? ORDER BY chain, number"
)


def make(db: Database, *, school_id: UUID) -> None:
    """A chain with facts such as commands note: ids, states and times."""
    people = [uuid7() for _ in range(50)]
    for first in range(0, ENTRIES, AT_ONCE):
        now = START + timedelta(minutes=first)
        entries = [
            Entry(About(school_id, uuid7(), _facts(people, n, now)), f"c{n:014x}") for n in range(AT_ONCE)
        ]
        with db.write() as session:
            append_many(session, entries, actor_id=people[first % 50], command="word.arrive", now=now)


def _facts(people: list[UUID], n: int, now: datetime) -> dict[str, Any]:
    return {
        "stop": uuid7(),
        "state": "out",
        "via": "call",
        "happened_at": now,
        "visitors": people[n % 40 :][:2],
    }


def raw(path: Path, chain: str) -> None:
    """The same rows in the same batches, and nothing done with them."""
    connection = sqlite3.connect(path)
    for first in range(1, ENTRIES, AT_ONCE):
        connection.execute(READ, (chain, first, first + AT_ONCE - 1)).fetchall()
    connection.close()


def main() -> None:
    """Print both, by this process's own time, which others on the machine do not lengthen, and by the clock."""
    with TemporaryDirectory() as folder:
        path, school_id = Path(folder) / "verify.db", uuid7()
        db = Database(f"sqlite:///{path}")
        migrate.upgrade(db, backup_dir=None, now=START)
        make(db, school_id=school_id)
        began, busy = time.perf_counter(), time.process_time()
        (chain,) = verify(db)
        busy, took = time.process_time() - busy, time.perf_counter() - began
        floor = time.process_time()
        raw(path, str(school_id))
        floor = time.process_time() - floor
        db.close()
    assert chain.broken is None
    assert chain.entries == ENTRIES
    print(
        f"Verify: {ENTRIES:,} entries of one chain; floor: the same rows read by sqlite3 (a second, at least)"
    )
    print(
        f"ours {ENTRIES / busy:,.0f} ({ENTRIES / took:,.0f} by the clock)   floor {ENTRIES / floor:,.0f}   "
        f"(at least {LIMIT_A_SECOND:,})\n"
    )


if __name__ == "__main__":
    main()
