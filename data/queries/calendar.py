"""A school's day: whether it is open, when it closes, and until when somebody watches."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.models import Closure, Duty, PersonRole, School, Term
from visits.deadlines import Calendar
from visits.permissions import WATCHERS


def local_day(school: School, at: datetime) -> date:
    """The day at the school."""
    return at.astimezone(ZoneInfo(school.timezone)).date()


def local_at(school: School, day: date, clock: time) -> datetime:
    """That time of day at the school, as an aware datetime."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(school.timezone))


def is_open(session: Session, *, school_id: UUID, on: date) -> bool:
    """Whether pupils are in school on that day. Where no terms were entered, every weekday counts as open."""
    if on.weekday() > 4 or is_closed(session, school_id=school_id, on=on):
        return False
    if session.scalar(select(Term.id).where(Term.school_id == school_id).limit(1)) is None:
        return True
    term = select(Term.id).where(Term.school_id == school_id, Term.starts_on <= on, Term.ends_on >= on)
    return session.scalar(term.limit(1)) is not None


def is_closed(session: Session, *, school_id: UUID, on: date) -> bool:
    """Whether that day was entered as one on which the school is shut."""
    closed = select(Closure.id).where(
        Closure.school_id == school_id, Closure.starts_on <= on, Closure.ends_on >= on
    )
    return session.scalar(closed.limit(1)) is not None


def watched_until(session: Session, *, school: School, on: date) -> datetime | None:
    """When the last of those who watch goes off duty that day; None where no hours of duty were entered."""
    query = (
        select(func.max(Duty.ends))
        .join(PersonRole, PersonRole.person_id == Duty.person_id)
        .where(
            Duty.school_id == school.id,
            PersonRole.school_id == school.id,
            PersonRole.role.in_(WATCHERS),
            PersonRole.from_on <= on,
            (PersonRole.to_on.is_(None)) | (PersonRole.to_on >= on),
            Duty.weekday == on.weekday(),
        )
    )
    ends = session.scalar(query)
    return local_at(school, on, ends) if ends else None


def calendar_of(session: Session, *, school: School, at: datetime) -> Calendar:
    """The rules' calendar of the day on which a visit leaves."""
    day = local_day(school, at)
    return Calendar(
        open_day=is_open(session, school_id=school.id, on=day),
        closes_at=local_at(school, day, school.closes),
        watched_until=watched_until(session, school=school, on=day),
    )
