"""Two schools link their records of one home, where brothers and sisters go to both: each sees the other's flags.

One makes a code and tells it to the other by telephone; the other types it at its own record of the home. So each has
agreed, each has said which home it is, and nobody can look for a home at another school. Either ends it at once.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, throttle, tokens
from data.commands.core import NotPermitted, Refused, Repeated, command, require_person
from data.database import Database
from data.models import Household, HouseholdLink
from data.queries.flags import LINKED
from data.queries.home_scope import may_reach_home
from visits.permissions import Action, Viewer

CODE_LASTS: Final = timedelta(days=7)
LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""None that is taken for another one when it is read out."""
GROUPS, GROUP = 3, 4


class BadCode(Refused):
    """Unknown, used, too old, ended, or of one's own school: which of them is not said."""

    def __init__(self) -> None:
        super().__init__(
            "No other school has a code like this open. Ask them to read it out again, or to make a new one."
        )


@command("link.make")
def make_code(session: Session, *, household_id: UUID, by: Viewer, now: datetime) -> str:
    """Make a one-time code for this home; return it, as it is read out. An earlier one that nobody took ends."""
    person_id = require_person(by)
    home = _home(session, household_id, by)
    waiting = (
        HouseholdLink.household_id == household_id,
        HouseholdLink.taken_at.is_(None),
        HouseholdLink.ended_at.is_(None),
    )
    session.execute(update(HouseholdLink).where(*waiting).values(ended_at=now, ended_by_id=person_id))
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    row = HouseholdLink(
        id=uuid7(),
        school_id=home.school_id,
        household_id=household_id,
        code_hash=_kept(code),
        code_ends_at=now + CODE_LASTS,
        made_at=now,
        made_by_id=person_id,
    )
    session.add(row)
    audit.note(session, link=row.id, until=row.code_ends_at)
    return code


def take_code(db: Database, *, household_id: UUID, code: str, key: str, by: Viewer, now: datetime) -> None:
    """Link one's own record of a home with the one that another school's code stands for.

    Raises BadCode (audited), or throttle.TooMany: then the code was not looked at.
    """
    person_id = require_person(by)
    subject = tokens.keyed(key, "link", str(person_id))
    reserved = throttle.reserve(db, {subject: throttle.PAIR}, now=now)
    _take(
        db,
        household_id=household_id,
        code_hash=_kept(code),
        reserved=reserved,
        subject=subject,
        by=by,
        now=now,
    )


@command("link.take")
def _take(
    session: Session,
    *,
    household_id: UUID,
    code_hash: str,
    reserved: tuple[UUID, ...],
    subject: str,
    by: Viewer,
    now: datetime,
) -> None:
    person_id = require_person(by)
    home = _home(session, household_id, by)
    open_code = select(HouseholdLink).where(
        HouseholdLink.code_hash == code_hash,
        HouseholdLink.code_ends_at > now,
        HouseholdLink.taken_at.is_(None),
        HouseholdLink.ended_at.is_(None),
        HouseholdLink.school_id != home.school_id,
    )
    row = session.scalars(open_code.with_for_update()).one_or_none()
    if row is None:
        raise BadCode
    if session.scalar(_linked(row.household_id, household_id)) is not None:
        raise Refused("These two records of the home are linked already.")
    row.other_school_id, row.other_household_id = home.school_id, household_id
    row.taken_at, row.taken_by_id = now, person_id
    throttle.forget(session, reserved=reserved, subjects=(subject,))
    _both(session, row, home.school_id)


@command("link.end")
def end_link(session: Session, *, link_id: UUID, by: Viewer, now: datetime) -> None:
    """End a link, or a code that nobody took: by either school. From then on neither sees the other's flags."""
    person_id = require_person(by)
    row = session.get(HouseholdLink, link_id, with_for_update=True)
    if row is None:
        raise NotPermitted
    homes = [row.household_id, *([row.other_household_id] if row.other_household_id else [])]
    mine = next((h for h in homes if may_reach_home(session, by, Action.LINK_HOUSEHOLD, h)), None)
    audit.note(session, school_id=row.school_id, subject_id=row.household_id)
    if mine is None:
        raise NotPermitted
    home = _home(session, mine, by)
    if row.ended_at is not None:
        raise Repeated(None)
    row.ended_at, row.ended_by_id = now, person_id
    audit.note(session, link=row.id)
    if row.taken_at is not None:
        _both(session, row, home.school_id)


def _both(session: Session, row: HouseholdLink, mine: UUID) -> None:
    """It stands in the audit of both schools, of each at its own record of the home."""
    assert row.other_school_id is not None  # noqa: S101  (a check of the table: taken with a home)
    sides = {row.school_id: row.household_id, row.other_school_id: row.other_household_id}
    (theirs,) = sides.keys() - {mine}
    audit.note(session, link=row.id, with_school=theirs)
    audit.also(session, school_id=theirs, subject_id=sides[theirs], link=row.id, with_school=mine)


def _home(session: Session, household_id: UUID, by: Viewer) -> Household:
    """The home, if `by` may link it. An unknown one and one out of reach are refused alike."""
    home = session.get(Household, household_id)
    if home is None:
        raise NotPermitted
    audit.note(session, school_id=home.school_id, subject_id=household_id)
    if by.board or not may_reach_home(session, by, Action.LINK_HOUSEHOLD, household_id):
        raise NotPermitted
    return home


def _linked(one: UUID, other: UUID) -> Select[UUID]:
    first, second = HouseholdLink.household_id, HouseholdLink.other_household_id
    either = or_((first == one) & (second == other), (first == other) & (second == one))
    return select(HouseholdLink.id).where(LINKED, either).limit(1)


def _kept(code: str) -> str:
    """What is kept of a code, however it was typed: with dashes or spaces, in small letters."""
    return tokens.kept("".join(c for c in code.upper() if c in LETTERS))
