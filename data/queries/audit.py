"""The audit of one school, for its lead DSL and its headteacher: searched, newest first, in words that name no more than
they may know anyway."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, false, func, select
from sqlalchemy.orm import Session

from data.audit_search import SYSTEM, Search
from data.models import AuditHead, AuditPayload, AuditRow, Person, PersonRole, School, SignIn, VisitRow
from data.queries.audit_subjects import Subject, subjects
from data.queries.people import LONDON
from visits.permissions import Action, Viewer, schools_where

PAGE: Final = 50
REFERENCE: Final = re.compile(r"[0-9A-Fa-f]{6}")
LATE: Final = timedelta(days=1)
"""A look that could not be written at once is written later, with its own time."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry. `who` is empty where nobody in person did it; `device` is the browser from which, empty if not known."""

    number: int
    at: datetime
    who: str
    command: str
    outcome: str
    subject: Subject
    device: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of entries, and how many there are in all pages. `anchored_at`: when the end of the school's audit was last
    kept off this machine; None if never."""

    lines: tuple[Line, ...]
    total: int
    anchored_at: datetime | None = None


def audited_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The schools whose audit the viewer may see, by name."""
    query = select(School.id, School.name).where(School.id.in_(schools_where(viewer, Action.SEE_AUDIT)))
    return dict(session.execute(query.order_by(School.name)).all())


def audited_people(session: Session, viewer: Viewer, school_id: UUID) -> dict[UUID, str]:
    """Everybody who holds or held a role at the school, by name; nobody for who may not see its audit."""
    query = (
        select(Person.id, Person.name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(
            PersonRole.school_id == school_id,
            PersonRole.school_id.in_(schools_where(viewer, Action.SEE_AUDIT)),
        )
        .order_by(Person.name, Person.id)
        .distinct()
    )
    return dict(session.execute(query).all())


def _last_anchored_at(session: Session, viewer: Viewer, school_id: UUID) -> datetime | None:
    query = select(func.max(AuditRow.at)).where(
        AuditRow.subject_id == school_id, AuditRow.command == "audit.anchor", _chains(viewer)
    )
    return session.scalar(query)


def audit_entries(session: Session, viewer: Viewer, search: Search, *, most: int = PAGE) -> Found:
    """The entries that were asked for, newest first, `most` a page; none of a school whose audit is not the viewer's."""
    where = _where(session, viewer, search)
    total = session.scalar(select(func.count()).select_from(AuditRow).where(*where)) or 0
    query = (
        select(AuditRow, AuditPayload.payload, Person.name)
        .outerjoin(AuditPayload, AuditPayload.entry_id == AuditRow.id)
        .outerjoin(Person, Person.id == AuditRow.actor_id)
        .where(*where)
        .order_by(AuditRow.number.desc())
        .limit(most)
        .offset((search.page - 1) * most)
    )
    rows = [(row, payload or {}, name or "") for row, payload, name in session.execute(query)]
    about = subjects(session, viewer, {row.subject_id for row, *_ in rows if row.subject_id})
    devices = devices_of(session, [facts for _, facts, _ in rows])
    lines = tuple(
        Line(
            number=row.number,
            at=row.at,
            who=name,
            command=row.command,
            outcome=row.outcome,
            subject=about.get(row.subject_id, Subject()) if row.subject_id else Subject(),
            device=devices.get(str(facts.get("sign_in", "")), ""),
            facts=facts,
        )
        for row, facts, name in rows
    )
    return Found(lines=lines, total=total, anchored_at=_last_anchored_at(session, viewer, search.school_id))


def _where(session: Session, viewer: Viewer, search: Search) -> list[ColumnElement[bool]]:
    starts = datetime.combine(search.first_on, time(), LONDON)
    ends = datetime.combine(search.last_on + timedelta(days=1), time(), LONDON)
    chain = str(search.school_id)
    found: list[ColumnElement[bool]] = [
        AuditRow.chain == chain,
        _chains(viewer),
        AuditRow.at >= starts,
        AuditRow.at < ends,
        AuditRow.number >= _first_number(session, chain, starts - LATE),
        AuditRow.number <= _first_number(session, chain, ends + LATE),
    ]
    if search.person == SYSTEM:
        found.append(AuditRow.actor_id.is_(None))
    elif search.person:
        found.append(AuditRow.actor_id == UUID(search.person))
    if search.what:
        found.append(
            AuditRow.command.startswith(search.what, autoescape=True)
            if search.what.endswith(".")
            else AuditRow.command == search.what
        )
    if search.outcome:
        found.append(AuditRow.outcome == search.outcome)
    if search.reference:
        found.append(AuditRow.subject_id.in_(_visits(session, search)))
    return found


def _chains(viewer: Viewer) -> ColumnElement[bool]:
    """The chains of the schools at which the viewer may see the audit, whatever was asked for."""
    schools = schools_where(viewer, Action.SEE_AUDIT)
    return AuditRow.chain.in_(sorted(map(str, schools))) if schools else false()


def _visits(session: Session, search: Search) -> Sequence[UUID]:
    """Visits of the school with this reference, which is the end of their id."""
    if not REFERENCE.fullmatch(search.reference):
        return []
    ending = cast(VisitRow.id, String).like(f"%{search.reference.lower()}")
    return session.scalars(select(VisitRow.id).where(VisitRow.school_id == search.school_id, ending)).all()


def _first_number(session: Session, chain: str, at: datetime) -> int:
    """The first entry of a chain that is not before a time, by halving: numbers rise with time, and have the index."""
    low, high = 1, (session.scalar(select(AuditHead.number).where(AuditHead.chain == chain)) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        found = session.scalar(select(AuditRow.at).where(AuditRow.chain == chain, AuditRow.number == middle))
        if found is None or found >= at:
            high = middle
        else:
            low = middle + 1
    return low


def devices_of(session: Session, facts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the browsers are called from which it was done, by session."""
    ids = {UUID(one) for one in (str(f["sign_in"]) for f in facts if f.get("sign_in"))}
    query = select(SignIn.id, SignIn.device).where(SignIn.id.in_(ids))
    return {str(sign_in): device for sign_in, device in session.execute(query)} if ids else {}
