"""What was opened in an emergency: by oneself now, and by others for who has to look into it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from data.models import AuditPayload, AuditRow, BrokenGlass, Person, School
from data.queries.audit import Line, devices_of
from data.queries.audit_subjects import Subject, subjects
from data.queries.people import glass_open
from visits.permissions import Action, Viewer, schools_where

MOST: Final = 50
MOST_LINES: Final = 300


@dataclass(frozen=True, kw_only=True)
class OpenNow:
    """A school that somebody has open just now, until then."""

    school_id: UUID
    school: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Who opened a school's visits and homes, why, and from when until when. `by` is empty until a lead has looked."""

    glass_id: UUID
    school: str
    person_id: UUID
    name: str
    reason: str
    from_at: datetime
    until: datetime
    seen_at: datetime | None
    by: str


def open_now(session: Session, viewer: Viewer, *, now: datetime) -> list[OpenNow]:
    """What the viewer has open, by the school's name."""
    query = (
        select(School.id, School.name, BrokenGlass.ends_at)
        .join(BrokenGlass, BrokenGlass.school_id == School.id)
        .where(
            BrokenGlass.person_id == viewer.person_id,
            School.id.in_(schools_where(viewer, Action.BREAK_GLASS)),
            glass_open(now),
        )
        .order_by(School.name)
    )
    return [OpenNow(school_id=row[0], school=row[1], until=row[2]) for row in session.execute(query)]


def to_look_into(session: Session, viewer: Viewer) -> int:
    """How many openings nobody has looked into yet, at the schools where the viewer has to."""
    query = select(func.count(BrokenGlass.id)).where(
        BrokenGlass.school_id.in_(schools_where(viewer, Action.SEE_BROKEN_GLASS)),
        BrokenGlass.seen_at.is_(None),
    )
    return session.scalar(query) or 0


def openings(session: Session, viewer: Viewer) -> list[Opening]:
    """What was opened at the schools where the viewer has to look into it: what is unseen first, then the newest."""
    saw = aliased(Person)
    query = (
        select(BrokenGlass, School.name, Person.name, saw.name)
        .join(School, School.id == BrokenGlass.school_id)
        .join(Person, Person.id == BrokenGlass.person_id)
        .outerjoin(saw, saw.id == BrokenGlass.seen_by_id)
        .where(BrokenGlass.school_id.in_(schools_where(viewer, Action.SEE_BROKEN_GLASS)))
        .order_by(BrokenGlass.seen_at.is_not(None), BrokenGlass.from_at.desc())
        .limit(MOST)
    )
    return [
        Opening(
            glass_id=row.id,
            school=school,
            person_id=row.person_id,
            name=name,
            reason=row.reason,
            from_at=row.from_at,
            until=row.ended_at or row.ends_at,
            seen_at=row.seen_at,
            by=by or "",
        )
        for row, school, name, by in session.execute(query)
    ]


def looked_at(session: Session, viewer: Viewer, glass_id: UUID) -> list[Line]:
    """The audit's entries of whoever opened it at that school, from then until its end, in their order: what they looked
    at and did, and what was refused. None of an opening that the viewer does not have to look into."""
    row = session.scalars(
        select(BrokenGlass).where(
            BrokenGlass.id == glass_id,
            BrokenGlass.school_id.in_(schools_where(viewer, Action.SEE_BROKEN_GLASS)),
        )
    ).one_or_none()
    if row is None:
        return []
    query = (
        select(AuditRow, AuditPayload.payload, Person.name)
        .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .join(Person, Person.id == AuditRow.actor_id)
        .where(
            AuditRow.chain == str(row.school_id),
            AuditRow.actor_id == row.person_id,
            AuditRow.at >= row.from_at,
            AuditRow.at <= (row.ended_at or row.ends_at),
        )
        .order_by(AuditRow.number)
        .limit(MOST_LINES)
    )
    rows = session.execute(query).all()
    about = subjects(
        session, viewer, {r.subject_id for r, _, _ in rows if r.subject_id}, action=Action.SEE_BROKEN_GLASS
    )
    devices = devices_of(session, [facts for _, facts, _ in rows])
    return [
        Line(
            number=entry.number,
            at=entry.at,
            who=name,
            command=entry.command,
            outcome=entry.outcome,
            subject=about.get(entry.subject_id, Subject()) if entry.subject_id else Subject(),
            device=devices.get(str(facts.get("sign_in", "")), ""),
            facts=facts,
        )
        for entry, facts, name in rows
    ]
