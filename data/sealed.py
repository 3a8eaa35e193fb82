"""The audit's entries as text, in batches, and whether each is what its seal says: 100,000 a second and more.

What a hash covers is text, so nothing is made into ids and times on the way: the columns are read in the form that was
sealed, past SQLAlchemy's rows. `data.audit` says what that form is, and `tests/data/test_verify.py` holds the two to it.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, Select, String, cast, func, select, type_coerce

from data.audit import digest_of
from data.database import Database
from data.models import AuditPayload, AuditRow

AT_ONCE: Final = 5_000
"""Entries in one read: reads stay short, so that SQLite's journal does not grow behind them."""


class Sealed(NamedTuple):
    """One entry as it was sealed. `salt` and `payload` are None where its facts are missing."""

    number: int
    at: str
    actor_id: str
    command: str
    outcome: str
    subject_id: str
    correlation: str
    digest: str
    previous: str
    hash: str
    salt: str | None
    payload: str | None


def batches(db: Database, chain: str, *, end: int) -> Iterator[list[Sealed]]:
    """The entries of a chain in their order, up to number `end`; each batch is a read of its own."""
    after: int | None = None
    entries = _query(sqlite=db.is_sqlite).where(AuditRow.chain == chain, AuditRow.number <= end)
    while True:
        query = entries if after is None else entries.where(AuditRow.number > after)
        with db.read() as session:
            result: Any = session.connection().execute(query.order_by(AuditRow.number).limit(AT_ONCE))
            # The driver's own tuples: a Row of SQLAlchemy's for each takes as long as the hashing.
            rows = result.cursor.fetchall()
        yield rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1][0]


def _query(*, sqlite: bool) -> Select[*tuple[Any, ...]]:
    if sqlite:
        at: ColumnElement[str] = (
            func.replace(func.replace(type_coerce(AuditRow.at, String), " ", "T"), ".000000", "") + "+00:00"
        )
        payload: ColumnElement[str] = type_coerce(AuditPayload.payload, String)
    else:
        utc = func.timezone("UTC", AuditRow.at)
        at = func.replace(func.to_char(utc, 'YYYY-MM-DD"T"HH24:MI:SS.US'), ".000000", "") + "+00:00"
        payload = cast(AuditPayload.payload, String)
    return select(
        AuditRow.number,
        at,
        _uuid(AuditRow.actor_id, sqlite=sqlite),
        AuditRow.command,
        AuditRow.outcome,
        _uuid(AuditRow.subject_id, sqlite=sqlite),
        AuditRow.correlation,
        AuditRow.digest,
        AuditRow.previous,
        AuditRow.hash,
        AuditPayload.salt,
        payload,
    ).outerjoin(AuditPayload, AuditPayload.entry_id == AuditRow.id)


def _uuid(column: Any, *, sqlite: bool) -> ColumnElement[str]:
    """An id as people write it, empty for none. SQLite keeps its 32 digits alone."""
    if not sqlite:
        return func.coalesce(cast(column, String), "")
    digits = type_coerce(column, String)
    parts = [
        func.substr(digits, start, length) for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    ]
    dashed = parts[0] + "-" + parts[1] + "-" + parts[2] + "-" + parts[3] + "-" + parts[4]
    return func.coalesce(dashed, "")


def is_sealed(chain: str, entry: Sealed) -> bool:
    """Whether an entry's own hash covers what it says."""
    number, at, actor, command, outcome, subject, correlation, digest, previous, kept, *_ = entry
    said = "\x1f".join(
        (chain, str(number), at, actor, command, outcome, subject, correlation, digest, previous)
    )
    return sha256(said.encode()).hexdigest() == kept


def is_emptied(entry: Sealed) -> bool:
    """Whether an erasure took the facts and, with them, the salt."""
    return entry[11] == "{}" and entry[10] == ""


def has_its_facts(entry: Sealed) -> bool:
    """Whether the facts are those of which the entry covers the digest.

    A quick way of writing them anew first: sorted already on SQLite, and without a letter beyond ASCII. Where that does
    not fit, the very form that was sealed decides.
    """
    salt, payload = entry[10], entry[11]
    if salt is None or payload is None:
        return False
    try:
        if sha256(salt.encode() + to_json(from_json(payload))).hexdigest() == entry[7]:
            return True
        return digest_of(salt, json.loads(payload)) == entry[7]
    except ValueError:  # no JSON at all
        return False
