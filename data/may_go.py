"""Whether a record may be erased now: a sentence that says why not, or None."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from data.models import (
    AttendanceFile,
    DisposalItem,
    Household,
    Incident,
    Person,
    PersonRole,
    Pupil,
    StopPupil,
    StopRow,
    VisitorRow,
    VisitRow,
)
from data.over_time import Matter, kept_of_children, not_ended, on_roll
from visits.aftercare import IncidentKind
from visits.retention import ALLEGATION_YEARS, RuleKey, later_by
from visits.times import day_said
from visits.words import RecordKind

STILL_OPEN = "A visit of theirs is not closed yet, or something of it is not done."
VISIT_OPEN = "The visit is not closed yet, or something of it is not done."


def why_not(session: Session, matter: Matter, *, today: date) -> str | None:
    """Why this record cannot go today, whatever its time. What is gone already may go again."""
    if matter.kind is RecordKind.CHILD:
        return _child(session, matter.subject_id, today)
    if matter.kind is RecordKind.STAFF:
        return _staff(session, matter.subject_id, today)
    if matter.kind is RecordKind.HOUSEHOLD:
        return _home(session, matter.subject_id)
    if matter.kind is RecordKind.ATTENDANCE:
        return None if session.get(AttendanceFile, matter.subject_id) else "There is no such file."
    visit = select(VisitRow.id).where(VisitRow.id == matter.subject_id)
    if session.scalar(visit) is None:
        return "There is no such visit."
    return VISIT_OPEN if session.scalar(visit.where(not_ended())) is not None else None


def law_keeps(session: Session, matter: Matter, *, today: date) -> str | None:
    """Why a record that somebody asks to have erased has to stay before its time (UK GDPR, Article 17(3))."""
    if (put_off := _put_off(session, matter, today)) is not None:
        return f"It is kept until {day_said(put_off)}, as was written on a list."
    if matter.kind is RecordKind.CHILD:
        pupil = session.get_one(Pupil, matter.subject_id)
        kept = kept_of_children(session, pupil.school_id, [pupil])[pupil.id]
        if kept.rule is not RuleKey.CHILD_PROTECTED or kept.is_over(today):
            return None
        how_long = f"until {day_said(kept.until)}" if kept.until else "for 25 years from their date of birth"
        return (
            f"There is a matter of child protection in a visit to this child. It has to be kept {how_long}, "
            "and the right to erasure does not reach it."
        )
    accused = (
        select(func.max(Incident.happened_at))
        .join(VisitorRow, VisitorRow.visit_id == Incident.visit_id)
        .where(VisitorRow.person_id == matter.subject_id, Incident.kind == IncidentKind.ACCUSATION.value)
    )
    last = session.scalar(accused)
    if last is None or (until := later_by(last.date(), ALLEGATION_YEARS)) <= today:
        return None
    return (
        f"An accusation was reported of a visit that they were on. It has to be kept until {day_said(until)}, "
        "and the right to erasure does not reach it."
    )


def _child(session: Session, pupil_id: UUID, today: date) -> str | None:
    pupil = session.get(Pupil, pupil_id)
    if pupil is None:
        return "There is no such child."
    if on_roll(pupil, today):
        return "This child is on roll. A record of them goes once they have left."
    open_one = (
        select(VisitRow.id)
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .join(StopPupil, StopPupil.stop_id == StopRow.id)
        .where(StopPupil.pupil_id == pupil_id, not_ended())
    )
    return STILL_OPEN if session.scalar(open_one.limit(1)) is not None else None


def _staff(session: Session, person_id: UUID, today: date) -> str | None:
    person = session.get(Person, person_id)
    if person is None:
        return "There is no such person."
    still = select(PersonRole.id).where(
        PersonRole.person_id == person_id, or_(PersonRole.to_on.is_(None), PersonRole.to_on >= today)
    )
    if session.scalar(still.limit(1)) is not None:
        return "They hold a role at a school today. A record of them goes once they have left."
    open_one = (
        select(VisitRow.id)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(VisitorRow.person_id == person_id, not_ended())
    )
    return STILL_OPEN if session.scalar(open_one.limit(1)) is not None else None


def _home(session: Session, household_id: UUID) -> str | None:
    if session.get(Household, household_id) is None:
        return "There is no such home."
    lives_there = exists().where(Pupil.household_id == household_id, Pupil.erased_at.is_(None))
    if session.scalar(select(lives_there)):
        return "A child of this home is kept still. The home goes with the last of them."
    open_one = (
        select(VisitRow.id)
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .where(StopRow.household_id == household_id, not_ended())
    )
    return STILL_OPEN if session.scalar(open_one.limit(1)) is not None else None


def _put_off(session: Session, matter: Matter, today: date) -> date | None:
    query = select(func.max(DisposalItem.kept_until)).where(
        DisposalItem.kind == matter.kind, DisposalItem.subject_id == matter.subject_id
    )
    until = session.scalar(query)
    return until if until is not None and until > today else None


ANOTHER_TRY = timedelta(days=30)
"""How long something that was signed and could not go stays off the lists: by then it is closed, or looked into."""
