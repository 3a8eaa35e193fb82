"""Many writers on one chain, in threads and in processes: each continues from the one before it, none forks it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import select

from data.audit import COMMON_CHAIN
from data.database import Database
from data.models import AuditRow
from data.verify import verify
from tests import sample
from tests.processes import at_once

TIMES = 40


def write(db: Database, times: int = TIMES) -> None:
    for number in range(times):
        with db.write() as session:
            sample.entry(session, number)


def write_in_a_process(url: str) -> None:
    db = Database(url)
    try:
        write(db)
    finally:
        db.close()


def assert_whole(db: Database, *, entries: int) -> None:
    (chain,) = verify(db)
    assert (chain.broken, chain.entries) == (None, entries)


def test_threads_do_not_fork_a_chain(db: Database) -> None:
    together = threading.Barrier(4)

    def one(_: int) -> None:
        together.wait()
        write(db)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))
    assert_whole(db, entries=4 * TIMES)


def test_processes_do_not_fork_a_chain(db: Database, db_url: str) -> None:
    at_once(write_in_a_process, db_url)
    assert_whole(db, entries=2 * TIMES)


def test_the_first_two_entries_of_a_chain_may_come_at_once(db: Database) -> None:
    """There is no head to lock yet: both try to make it."""
    together = threading.Barrier(2)

    def one(_: int) -> None:
        together.wait()
        write(db, 1)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert_whole(db, entries=2)


def test_each_school_has_a_chain_and_what_belongs_to_none_has_one(db: Database) -> None:
    schools = (UUID(int=1), UUID(int=2), None)
    for number, school in enumerate((*schools, *schools)):
        with db.write() as session:
            sample.entry(session, number, school_id=school)
    with db.read() as session:
        numbers = list(session.execute(select(AuditRow.chain, AuditRow.number).order_by(AuditRow.at)))
    names = [str(UUID(int=1)), str(UUID(int=2)), COMMON_CHAIN]
    assert [tuple(row) for row in numbers] == [(name, number) for number in (1, 2) for name in names]
    assert [(chain.name, chain.entries, chain.broken) for chain in verify(db)] == [
        (name, 2, None) for name in sorted(names)
    ]


def test_an_entry_of_a_write_that_failed_is_not_in_the_chain(db: Database) -> None:
    write(db, 2)
    with db.write() as session:
        sample.entry(session, 9)
        session.rollback()
    write(db, 1)
    assert_whole(db, entries=3)
