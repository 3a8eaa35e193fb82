"""Hours of duty and cover, as the pages show them."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from data.models import Cover, Duty, Person, School
from visits.permissions import Action, Viewer, may
from visits.words import Role


@dataclass(frozen=True, kw_only=True)
class CoverItem:
    """Somebody stands in, or has been asked to (`accepted_at` is None)."""

    cover_id: UUID
    school: str
    role: Role
    person_id: UUID
    name: str
    given_by: str
    from_at: datetime
    to_at: datetime
    for_authorising: bool
    accepted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Span:
    """One span of duty in a week; `weekday` is 0 for Monday, times are the school's own."""

    weekday: int
    starts: time
    ends: time


def cover_at(session: Session, viewer: Viewer, school_id: UUID, *, now: datetime) -> list[CoverItem]:
    """Cover at a school that runs or is still to come, the soonest first. Empty for who may not see people there."""
    if not may(viewer, Action.SEE_PEOPLE, school_id=school_id):
        return []
    return _cover(session, Cover.school_id == school_id, now)


def cover_of(session: Session, person_id: UUID, *, now: datetime) -> list[CoverItem]:
    """Where a person stands in or is asked to, now or later, the soonest first."""
    return _cover(session, Cover.person_id == person_id, now)


def hours_of(session: Session, viewer: Viewer, *, person_id: UUID, school_id: UUID) -> list[Span]:
    """Somebody's hours of duty at a school, in the week's order. Empty for who may not see people there."""
    if not may(viewer, Action.SEE_PEOPLE, school_id=school_id):
        return []
    query = (
        select(Duty)
        .where(Duty.person_id == person_id, Duty.school_id == school_id)
        .order_by(Duty.weekday, Duty.starts)
    )
    return [Span(weekday=row.weekday, starts=row.starts, ends=row.ends) for row in session.scalars(query)]


def _cover(session: Session, which: ColumnElement[bool], now: datetime) -> list[CoverItem]:
    giver = aliased(Person)
    query = (
        select(Cover, Person.name, giver.name, School.name)
        .join(Person, Person.id == Cover.person_id)
        .join(giver, giver.id == Cover.given_by_id)
        .join(School, School.id == Cover.school_id)
        .where(which, Cover.to_at > now)
        .order_by(Cover.from_at, Person.name)
    )
    return [
        CoverItem(
            cover_id=row.id,
            school=school,
            role=row.role,
            person_id=row.person_id,
            name=name,
            given_by=given_by,
            from_at=row.from_at,
            to_at=row.to_at,
            for_authorising=row.for_authorising,
            accepted_at=row.accepted_at,
        )
        for row, name, given_by, school in session.execute(query)
    ]
