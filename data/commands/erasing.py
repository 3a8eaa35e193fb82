"""One record goes before its time, because somebody asked for it; and what was erased goes again after a restore."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import (
    SYSTEM,
    Invalid,
    NotPermitted,
    Refused,
    Repeated,
    command,
    require,
    require_person,
)
from data.commands.records import NOTHING, WORD
from data.erasing import erase
from data.erasing_text import Found
from data.may_go import law_keeps, why_not
from data.models import Person, PersonRole, Pupil, School
from data.over_time import Matter
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer, schools_where
from visits.retention import EraseReason, counted
from visits.words import RecordKind


@command("records.erase_child")
def erase_child(
    session: Session,
    *,
    pupil_id: UUID,
    reason: EraseReason,
    word: str,
    found: Found = NOTHING,
    by: Viewer,
    now: datetime,
) -> None:
    """Erase a child who has left, with their home if no other child lives there.

    Refused with a sentence where the child is on roll, a visit is open, or the law keeps it.
    """
    pupil = session.get(Pupil, pupil_id, with_for_update=True)
    if pupil is None:
        raise NotPermitted
    audit.note(session, school_id=pupil.school_id, subject_id=pupil_id)
    require(by, Action.DISPOSE_RECORDS, school_id=pupil.school_id)
    if pupil.erased_at is not None:
        raise Repeated(None)
    _erase(session, Matter(RecordKind.CHILD, pupil_id), pupil.school_id, reason, word, found, by, now)


@command("records.erase_person")
def erase_person(
    session: Session,
    *,
    person_id: UUID,
    reason: EraseReason,
    word: str,
    found: Found = NOTHING,
    by: Viewer,
    now: datetime,
) -> None:
    """Erase a member of staff who has left, at every school. Refused as for a child.

    By who may at every school where they worked.
    """
    person = session.get(Person, person_id, with_for_update=True)
    worked = select(PersonRole.school_id).where(PersonRole.person_id == person_id)
    schools = set(session.scalars(worked))
    mine = schools_where(by, Action.DISPOSE_RECORDS)
    school_id = min(schools, key=str, default=None)
    audit.note(session, school_id=school_id, subject_id=person_id)
    if person is None or by.board or school_id is None or not schools <= mine:
        raise NotPermitted
    if person.erased_at is not None:
        raise Repeated(None)
    _erase(session, Matter(RecordKind.STAFF, person_id), school_id, reason, word, found, by, now)


@command("records.erase_again")
def erase_again(
    session: Session, *, matters: Sequence[Matter], found: Found = NOTHING, by: Viewer, now: datetime
) -> None:
    """Erase what was erased before and came back with a backup. It was signed for once."""
    if by is not SYSTEM:
        raise NotPermitted
    gone = erase(session, matters, found=found, by_id=None, now=now)
    audit.note(session, went=counted(Counter(one.kind for one in gone)))


def _erase(
    session: Session,
    matter: Matter,
    school_id: UUID,
    reason: EraseReason,
    word: str,
    found: Found,
    by: Viewer,
    now: datetime,
) -> None:
    today = local_day(session.get_one(School, school_id), now)
    because = why_not(session, matter, today=today) or law_keeps(session, matter, today=today)
    if because is not None:
        raise Refused(because)
    if word.strip().casefold() != WORD:
        raise Invalid({"word": f"Type the word {WORD}: what is erased cannot be brought back."})
    gone = erase(session, [matter], found=found, by_id=require_person(by), now=now)
    audit.note(session, reason=reason, went=counted(Counter(one.kind for one in gone)))
