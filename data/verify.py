"""Is the audit whole? Walk every chain from its first entry to its last, and name the first that does not hold.

A chain holds together by itself when an entry was changed, taken out, put in or moved: the next one no longer fits.
That its end was cut off, or all of it written anew, shows only against a tip that was kept on another machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel
from sqlalchemy import func, select

from data.audit import START
from data.database import Database
from data.models import AuditHead, AuditRow
from data.sealed import Sealed, batches, has_its_facts, is_emptied, is_sealed


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
    """How far a chain was walked, the hash of the last entry that held, and the hashes that were kept elsewhere."""

    chain: str
    kept: dict[int, set[str]]
    number: int = 0
    hash: str = START
    emptied: int = 0
    broken: Broken | None = field(default=None)

    def over(self, entries: list[Sealed]) -> None:
        """Go on over these entries, up to the first that does not hold."""
        for entry in entries:
            emptied = is_emptied(entry)
            holds = entry[0] == self.number + 1 and entry[8] == self.hash and is_sealed(self.chain, entry)
            if not (holds and (emptied or has_its_facts(entry))):
                self.broken = _what(self, entry)
                return
            if entry[0] in self.kept and self.kept[entry[0]] != {entry[9]}:
                self.broken = _anew(entry[0])
                return
            self.number, self.hash = entry[0], entry[9]
            self.emptied += emptied


def verify(db: Database, *, tips: Mapping[str, Sequence[Tip]] | None = None) -> tuple[Chain, ...]:
    """Walk all chains, in the order of their names, also those that only `tips` (chain -> tips) know of.

    `tips` are ends as they were at any times, kept elsewhere: each has to lie on the chain.
    """
    kept = tips or {}
    with db.read() as session:
        heads = {
            head.chain: Tip(number=head.number, hash=head.hash) for head in session.scalars(select(AuditHead))
        }
        last = select(AuditRow.chain, func.max(AuditRow.number)).group_by(AuditRow.chain)
        ends: dict[str, int] = dict(list(session.execute(last)))
    names = sorted({*heads, *ends, *kept})
    return tuple(_chain(db, name, heads.get(name), ends.get(name, 0), kept.get(name, ())) for name in names)


def _chain(db: Database, name: str, head: Tip | None, end: int, tips: Sequence[Tip]) -> Chain:
    walk = _Walk(chain=name, kept={tip.number: set() for tip in tips})
    for tip in tips:
        walk.kept[tip.number].add(tip.hash)
    for entries in batches(db, name, end=end):
        walk.over(entries)
        if walk.broken is not None:
            break
    broken = walk.broken or _end(walk, head)
    tip_now = Tip(number=walk.number, hash=walk.hash) if broken is None else None
    return Chain(name=name, entries=walk.number, emptied=walk.emptied, broken=broken, tip=tip_now)


def _what(walk: _Walk, entry: Sealed) -> Broken:
    """In which way an entry does not follow the one before it, or is not what was sealed."""
    number, *_, previous, _, salt, _ = entry
    due = walk.number + 1
    if number != due:
        return Broken(due, f"Entry {due} is missing; the next that is there is {number}.")
    if previous != walk.hash:
        return Broken(
            due, f"Entry {due} does not continue from the entry before it: one of the two was changed."
        )
    if not is_sealed(walk.chain, entry):
        return Broken(due, f"Entry {due} was changed: it is not what its seal says.")
    if salt is None:
        return Broken(due, f"The facts of entry {due} are missing.")
    return Broken(due, f"The facts of entry {due} were changed.")


def _anew(number: int) -> Broken:
    return Broken(number, f"Entry {number} is not the one whose hash was kept: the chain was written anew.")


def _end(walk: _Walk, head: Tip | None) -> Broken | None:
    """In which way a chain ends where it must not."""
    due, furthest = walk.number + 1, max(walk.kept, default=0)
    if walk.number < furthest:
        return Broken(
            due, f"The chain ends with entry {walk.number}; once it had {furthest}. Its end was cut off."
        )
    if head is None or (head.number, head.hash) != (walk.number, walk.hash):
        said = "nothing" if head is None else f"entry {head.number}"
        return Broken(
            due,
            f"The chain ends with entry {walk.number}; its head speaks of {said}. Its end was cut off or added.",
        )
    return None
