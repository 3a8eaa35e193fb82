"""Is the audit whole? Walk every chain from its first entry to its last, and name the first that does not hold.

A chain holds together by itself when an entry was changed, taken out, put in or moved: the next one no longer fits.
That its end was cut off, or all of it written anew, shows only against a tip that was kept on another machine.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.audit import START, digest_of, seal
from data.database import Database
from data.models import AuditHead, AuditPayload, AuditRow

AT_ONCE: Final = 2_000
"""Entries in one read: reads stay short, so that SQLite's journal does not grow behind them."""


class Tip(BaseModel, frozen=True):
    """The last entry of a chain, as it was once: its number and its hash."""

    number: int
    hash: str


@dataclass(frozen=True)
class Broken:
    """The first entry of a chain that does not hold, and in which way. `what` is a sentence."""

    number: int
    what: str


@dataclass(frozen=True)
class Chain:
    """What came of walking one chain. `entries` were read; of `emptied` ones an erasure has taken the facts.

    `tip` is its end now, to be kept elsewhere; only a chain that is not broken has one.
    """

    name: str
    entries: int
    emptied: int
    broken: Broken | None
    tip: Tip | None


@dataclass
class _Walk:
    """How far a chain was walked, and the hash of the last entry that held."""

    number: int = 0
    hash: str = START
    emptied: int = 0


def verify(db: Database, *, tips: Mapping[str, Tip] | None = None) -> tuple[Chain, ...]:
    """Walk all chains, in the order of their names, also those that only `tips` (chain -> tip) know of."""
    kept = tips or {}
    with db.read() as session:
        heads = {
            head.chain: Tip(number=head.number, hash=head.hash) for head in session.scalars(select(AuditHead))
        }
        last = select(AuditRow.chain, func.max(AuditRow.number)).group_by(AuditRow.chain)
        ends: dict[str, int] = dict(list(session.execute(last)))
    names = sorted({*heads, *ends, *kept})
    return tuple(_chain(db, name, heads.get(name), ends.get(name, 0), kept.get(name)) for name in names)


def _chain(db: Database, name: str, head: Tip | None, end: int, kept: Tip | None) -> Chain:
    walk = _Walk()
    broken = None
    for entry, payload in _entries(db, name, end):
        broken = _entry(walk, entry, payload) or _against(kept, entry)
        if broken is not None:
            break
        walk.number, walk.hash = entry.number, entry.hash
        walk.emptied += payload is not None and _is_emptied(payload)
    broken = broken or _end(walk, head, kept)
    tip = Tip(number=walk.number, hash=walk.hash) if broken is None else None
    return Chain(name=name, entries=walk.number, emptied=walk.emptied, broken=broken, tip=tip)


def _entries(db: Database, chain: str, end: int) -> Iterator[tuple[AuditRow, AuditPayload | None]]:
    """The entries of a chain in their order, up to number `end`; each batch is a read of its own."""
    after: int | None = None
    while True:
        with db.read() as session:
            batch = _batch(session, chain, after=after, end=end)
        yield from batch
        if len(batch) < AT_ONCE:
            return
        after = batch[-1][0].number


def _batch(
    session: Session, chain: str, *, after: int | None, end: int
) -> list[tuple[AuditRow, AuditPayload | None]]:
    found = (
        select(AuditRow, AuditPayload)
        .outerjoin(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .where(AuditRow.chain == chain, AuditRow.number <= end)
        .order_by(AuditRow.number)
        .limit(AT_ONCE)
    )
    if after is not None:
        found = found.where(AuditRow.number > after)
    entries: list[tuple[AuditRow, AuditPayload | None]] = [(row[0], row[1]) for row in session.execute(found)]
    # They are looked at after the read has ended.
    session.expunge_all()
    return entries


def _entry(walk: _Walk, entry: AuditRow, payload: AuditPayload | None) -> Broken | None:
    """In which way an entry does not follow the one before it, or is not what was sealed."""
    due = walk.number + 1
    if entry.number != due:
        return Broken(due, f"Entry {due} is missing; the next that is there is {entry.number}.")
    if entry.previous != walk.hash:
        return Broken(
            due, f"Entry {due} does not continue from the entry before it: one of the two was changed."
        )
    if seal(entry.previous, entry) != entry.hash:
        return Broken(due, f"Entry {due} was changed: it is not what its seal says.")
    if payload is None:
        return Broken(due, f"The facts of entry {due} are missing.")
    if not _is_emptied(payload) and digest_of(payload.salt, payload.payload) != entry.digest:
        return Broken(due, f"The facts of entry {due} were changed.")
    return None


def _is_emptied(payload: AuditPayload) -> bool:
    return payload.payload == {} and payload.salt == ""


def _against(kept: Tip | None, entry: AuditRow) -> Broken | None:
    if kept is not None and kept.number == entry.number and kept.hash != entry.hash:
        return Broken(
            entry.number,
            f"Entry {entry.number} is not the one whose hash was kept: the chain was written anew.",
        )
    return None


def _end(walk: _Walk, head: Tip | None, kept: Tip | None) -> Broken | None:
    """In which way a chain ends where it must not."""
    due = walk.number + 1
    if kept is not None and walk.number < kept.number:
        return Broken(
            due, f"The chain ends with entry {walk.number}; once it had {kept.number}. Its end was cut off."
        )
    if head is None or (head.number, head.hash) != (walk.number, walk.hash):
        said = "nothing" if head is None else f"entry {head.number}"
        return Broken(
            due,
            f"The chain ends with entry {walk.number}; its head speaks of {said}. Its end was cut off or added.",
        )
    return None
