"""The four ways to falsify an audit, each anywhere in a chain of any length: edit, delete, reorder, cut. Each is found.

By hand, and by a process of its own, they are in `test_audit_attacked`; here a lot says which entry, column and value.
"""

import random
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import Connection, Uuid, create_engine, delete, insert, select, update

from data.database import Database
from data.models import AuditHead, AuditPayload, AuditRow, Base
from data.models.base import Moment
from data.verify import Tip, verify
from tests import sample
from tests.data.test_verify import _drop_triggers

TRIES: Final = 12
"""Of each way, on each database."""
LONGEST: Final = 9
CHAIN: Final = str(sample.SCHOOL)
TABLES: Final = [Base.metadata.tables[name] for name in ("audit", "audit_payloads", "audit_heads")]
ENTRY, FACTS, HEAD = AuditRow.__table__, AuditPayload.__table__, AuditHead.__table__
Lot = random.Random


def another(value: Any, kind: object, by: Lot) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(kind, Moment):
        return value + timedelta(microseconds=by.randrange(1, 10**9))
    if isinstance(kind, Uuid):
        return by.choice([None, UUID(int=by.getrandbits(128))]) if value else UUID(int=by.getrandbits(128))
    if isinstance(value, int):
        return value + by.randrange(1_000, 2_000)
    if value in ("change", "read", "refused"):
        return by.choice([word for word in ("change", "read", "refused") if word != value])
    if isinstance(value, str) and value:
        at = by.randrange(len(value))
        return f"{value[:at]}{'x' if value[at] != 'x' else 'y'}{value[at + 1 :]}"
    return "x"


def edit(connection: Connection, length: int, by: Lot) -> str:
    """One column of one entry, or its facts."""
    number = by.randint(1, length)
    row = connection.execute(select(ENTRY).where(ENTRY.c.chain == CHAIN, ENTRY.c.number == number)).one()
    column = by.choice([*(c.name for c in ENTRY.columns if c.name != "id"), "facts", "salt"])
    if column in ("facts", "salt"):
        changed = {"salt": secrets.token_hex(16)} if column == "salt" else {"payload": {"number": -1}}
        connection.execute(update(FACTS).where(FACTS.c.entry_id == row.id).values(**changed))
    else:
        value = another(getattr(row, column), ENTRY.c[column].type, by)
        connection.execute(update(ENTRY).where(ENTRY.c.id == row.id).values({column: value}))
    return f"edit {column} of {number}"


def remove(connection: Connection, length: int, by: Lot) -> str:
    """Some entries that are not the last ones, their facts with them."""
    numbers = by.sample(range(1, length), by.randint(1, length - 1))
    _take_out(connection, numbers)
    if by.random() < 0.5:
        _close_ranks(connection)
    return f"delete {sorted(numbers)}"


def reorder(connection: Connection, length: int, by: Lot) -> str:
    """Two entries or more in another order."""
    numbers = list(range(1, length + 1))
    while numbers == sorted(numbers):
        by.shuffle(numbers)
    _number(connection, numbers)
    return f"reorder {numbers}"


def cut(connection: Connection, length: int, by: Lot) -> str:
    """The last ones, and sometimes the head that told of them is mended."""
    left = by.randint(0, length - 1)
    _take_out(connection, list(range(left + 1, length + 1)))
    if mended := by.random() < 0.5:
        last = connection.execute(
            select(ENTRY.c.hash).where(ENTRY.c.chain == CHAIN, ENTRY.c.number == left)
        ).scalar()
        head = {"number": left, "hash": last or "0" * 64}
        connection.execute(update(HEAD).where(HEAD.c.chain == CHAIN).values(**head))
    return f"cut after {left}, head mended: {mended}"


def _take_out(connection: Connection, numbers: list[int]) -> None:
    gone = select(ENTRY.c.id).where(ENTRY.c.chain == CHAIN, ENTRY.c.number.in_(numbers))
    connection.execute(delete(FACTS).where(FACTS.c.entry_id.in_(gone)))
    connection.execute(delete(ENTRY).where(ENTRY.c.chain == CHAIN, ENTRY.c.number.in_(numbers)))


def _close_ranks(connection: Connection) -> None:
    numbers = connection.scalars(
        select(ENTRY.c.number).where(ENTRY.c.chain == CHAIN).order_by(ENTRY.c.number)
    ).all()
    for becomes, was in enumerate(numbers, start=1):
        _move(connection, was, becomes)


def _number(connection: Connection, numbers: list[int]) -> None:
    for was, becomes in enumerate(numbers, start=1):
        _move(connection, was, -becomes)
    for becomes in numbers:
        _move(connection, -becomes, becomes)


def _move(connection: Connection, was: int, becomes: int) -> None:
    there = (ENTRY.c.chain == CHAIN, ENTRY.c.number == was)
    connection.execute(update(ENTRY).where(*there).values(number=becomes))


WAYS: Final[dict[str, Callable[[Connection, int, Lot], str]]] = {
    "edit": edit,
    "delete": remove,
    "reorder": reorder,
    "cut": cut,
}


@pytest.fixture
def whole(db: Database) -> tuple[Database, list[Tip]]:
    """A chain, and its end after each entry, as if each had been kept on another machine."""
    tips = []
    for number in range(LONGEST):
        with db.write() as session:
            sample.entry(session, number)
        with db.read() as session:
            head = session.get_one(AuditHead, CHAIN)
            tips.append(Tip(number=head.number, hash=head.hash))
    return db, tips


@pytest.mark.parametrize("way", WAYS)
def test_it_is_found_wherever_it_is_done(whole: tuple[Database, list[Tip]], way: str) -> None:
    db, tips = whole
    by = random.Random(seed := secrets.randbits(32))
    engine = create_engine(db.url)
    with engine.connect() as connection:
        kept = {table: [dict(row._mapping) for row in connection.execute(select(table))] for table in TABLES}
    for _ in range(TRIES):
        length = by.randint(2, LONGEST)
        with engine.begin() as connection:
            _drop_triggers(connection)
            _shorten(connection, length, tips)
        assert broken(db, [tips[length - 1]]) == "", "whole, before anybody did anything"
        with engine.begin() as connection:
            _drop_triggers(connection)
            did = WAYS[way](connection, length, by)
        assert broken(db, [tips[length - 1]]), f"{did}, of {length}; random.Random({seed})"
        if "mended: True" not in did:
            # Without what was kept elsewhere too: only an end that was cut off cleanly needs that.
            assert broken(db, []), f"{did}, of {length}; random.Random({seed})"
        with engine.begin() as connection:
            _drop_triggers(connection)
            _put_back(connection, kept)
    engine.dispose()


def _shorten(connection: Connection, length: int, tips: list[Tip]) -> None:
    """The chain as it was when it had so many entries."""
    _take_out(connection, list(range(length + 1, LONGEST + 1)))
    end = tips[length - 1]
    connection.execute(update(HEAD).where(HEAD.c.chain == CHAIN).values(number=end.number, hash=end.hash))


def _put_back(connection: Connection, kept: dict[Any, list[dict[str, Any]]]) -> None:
    for table in (FACTS, ENTRY, HEAD):
        connection.execute(delete(table))
    for table in TABLES:
        connection.execute(insert(table), kept[table])


def broken(db: Database, tips: list[Tip]) -> str:
    found = verify(db, tips={CHAIN: tips} if tips else None)
    return " ".join(chain.broken.what for chain in found if chain.broken)
