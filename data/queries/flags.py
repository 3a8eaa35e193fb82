"""What must be known at a home's door: its own school's flags, and the kinds of those of a school it is linked with.

Whoever calls has made sure that the home is the reader's to see. Of the other school's record nothing else ever comes
out: no note, for somebody typed it and it may name the family; no name, no address, no visit, no assessment.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select, union_all
from sqlalchemy.orm import Session

from data.models import Household, HouseholdFlag, HouseholdLink, School
from visits.assessments import FLAG_WORDS, FlagKind
from visits.times import day_said

LINKED = and_(HouseholdLink.taken_at.is_not(None), HouseholdLink.ended_at.is_(None))
"""A condition on `household_links`: both schools have agreed, and neither has ended it."""


@dataclass(frozen=True, kw_only=True)
class LinkedFlag:
    """A flag that holds at another school's record of the same home: its kind, which school, and since when."""

    kind: str
    school: str
    from_at: datetime

    @property
    def words(self) -> str:
        """As everybody reads it who goes there."""
        kind = FLAG_WORDS[FlagKind(self.kind)] if self.kind in set(FlagKind) else FLAG_WORDS[FlagKind.OTHER]
        return f"{kind}, says {self.school} (since {day_said(self.from_at.date())})"


def known_at_door(session: Session, homes: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Of each of these homes what holds now, in words: its own school's first."""
    if not homes:
        return {}
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    own = select(HouseholdFlag.household_id, HouseholdFlag.note, HouseholdFlag.kind).where(
        HouseholdFlag.household_id.in_(homes), HouseholdFlag.ended_at.is_(None)
    )
    for home, note, kind in session.execute(own.order_by(HouseholdFlag.from_at, HouseholdFlag.id)):
        found[home].append(note or kind)
    for home, flags in linked_flags(session, homes).items():
        found[home].extend(flag.words for flag in flags)
    return {home: tuple(words) for home, words in found.items()}


def linked_flags(session: Session, homes: Collection[UUID]) -> dict[UUID, tuple[LinkedFlag, ...]]:
    """The flags of other schools' records of these homes, for as long as both schools want it."""
    ours, theirs = HouseholdLink.household_id, HouseholdLink.other_household_id
    links = union_all(
        select(ours.label("home"), theirs.label("other")).where(ours.in_(homes), LINKED),
        select(theirs.label("home"), ours.label("other")).where(theirs.in_(homes), LINKED),
    ).subquery()
    query = (
        select(links.c.home, HouseholdFlag.kind, School.name, HouseholdFlag.from_at)
        .join(HouseholdFlag, HouseholdFlag.household_id == links.c.other)
        .join(Household, Household.id == HouseholdFlag.household_id)
        .join(School, School.id == Household.school_id)
        .where(HouseholdFlag.ended_at.is_(None), Household.erased_at.is_(None))
        .order_by(School.name, HouseholdFlag.from_at, HouseholdFlag.id)
    )
    found: defaultdict[UUID, list[LinkedFlag]] = defaultdict(list)
    for home, kind, school, from_at in session.execute(query):
        found[home].append(LinkedFlag(kind=kind, school=school, from_at=from_at))
    return {home: tuple(flags) for home, flags in found.items()}
