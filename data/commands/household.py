"""What whoever stands at a door must know of the home, from when until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Invalid, NotPermitted, Repeated, command, require_person
from data.models import Household, HouseholdFlag
from data.queries.home_scope import may_reach_home
from visits.assessments import FLAG_WORDS, FlagKind
from visits.permissions import Action, Viewer


@command("household.add_flag")
def add_flag(
    session: Session, *, household_id: UUID, kind: FlagKind, note: str = "", by: Viewer, now: datetime
) -> UUID:
    """Mark a home: a dog, somebody known to be violent, no signal. The same mark twice is one.

    Raises Invalid where "something else" says nothing.
    """
    person_id = require_person(by)
    household = session.get(Household, household_id, with_for_update=True)
    if household is None:
        raise NotPermitted
    _reach(session, by, household.school_id, household_id)
    text = note.strip() or FLAG_WORDS[kind]
    if kind is FlagKind.OTHER and not note.strip():
        raise Invalid({"note": "Say what it is that whoever stands at the door must know."})
    same = select(HouseholdFlag.id).where(
        HouseholdFlag.household_id == household_id,
        HouseholdFlag.kind == kind,
        HouseholdFlag.note == text,
        HouseholdFlag.ended_at.is_(None),
    )
    if (there := session.scalar(same)) is not None:
        raise Repeated(there)
    flag = HouseholdFlag(
        school_id=household.school_id,
        household_id=household_id,
        kind=kind,
        note=text,
        from_at=now,
        by_id=person_id,
    )
    session.add(flag)
    session.flush()
    audit.note(session, flag=flag.id, kind=kind)
    return flag.id


@command("household.end_flag")
def end_flag(session: Session, *, flag_id: UUID, by: Viewer, now: datetime) -> None:
    """Say that it no longer holds. It stays in the home's history; ended twice, the first stays."""
    require_person(by)
    flag = session.get(HouseholdFlag, flag_id, with_for_update=True)
    if flag is None:
        raise NotPermitted
    _reach(session, by, flag.school_id, flag.household_id)
    if flag.ended_at is not None:
        raise Repeated(None)
    flag.ended_at = now
    audit.note(session, flag=flag.id, kind=flag.kind)


def _reach(session: Session, by: Viewer, school_id: UUID, household_id: UUID) -> None:
    """Go on only with a home that the viewer may assess. An unknown one is refused like one out of reach."""
    audit.note(session, school_id=school_id, subject_id=household_id)
    if not may_reach_home(session, by, Action.ASSESS_RISK, household_id):
        raise NotPermitted
