"""Who has the watch, whom it is offered to, and who could take it: for the board, every page's head, the page Watch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from data.models import (
    Cover,
    DeadlineRow,
    Handover,
    Person,
    PersonRole,
    School,
    VisitorRow,
    VisitRow,
    WatchTurn,
)
from data.queries.people import covering, in_force, is_past, london_day, on_duty
from data.queries.scope import LIVE
from data.queries.watch_open import may_keep, out_counts, who_is_out
from visits.permissions import Action, Reach, Viewer, may, reach, schools_where
from visits.words import Role, VisitState

KEEPERS: Final = tuple(role for role in Role if reach(Action.KEEP_WATCH, frozenset({role})) is Reach.SCHOOL)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The watch, offered and not answered yet. `from_name` is empty where nobody has the watch."""

    handover_id: UUID
    school_id: UUID
    school: str
    to_id: UUID
    to_name: str
    from_name: str
    by_name: str
    closed: bool
    note: str
    offered_at: datetime


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Who watches at one school. `name` is None where nobody has taken the watch.

    `is_out`: who has it is on a visit. `is_gone`: they no longer hold a role there that may keep it.
    """

    school_id: UUID
    school: str
    timezone: str
    person_id: UUID | None
    name: str | None
    since: datetime | None
    is_out: bool
    is_gone: bool
    out: int
    offer: Offer | None

    @property
    def lost(self) -> bool:
        """Whether who has it cannot keep it, so that somebody else may take it."""
        return self.is_out or self.is_gone


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Somebody who could be offered the watch."""

    person_id: UUID
    name: str
    on_duty: bool
    is_out: bool


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A turn of watching, over or still running."""

    name: str
    from_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OpenVisit:
    """A visit that is out, or that may leave: who, and when they are due back. Nothing of the family."""

    visit_id: UUID
    state: VisitState
    people: tuple[tuple[str, str], ...]
    out_at: datetime
    back_at: datetime
    next_due_at: datetime | None


def who_watches(session: Session, viewer: Viewer, *, now: datetime) -> list[Watch]:
    """Who has the watch at each school whose board the viewer sees, by the school's name."""
    mine = schools_where(viewer, Action.SEE_LIVE, wide=True)
    query = (
        select(
            School.id,
            School.name.label("school"),
            School.timezone,
            WatchTurn.person_id,
            WatchTurn.from_at,
            Person.name,
        )
        .outerjoin(WatchTurn, (WatchTurn.school_id == School.id) & WatchTurn.ended_at.is_(None))
        .outerjoin(Person, Person.id == WatchTurn.person_id)
        .where(School.id.in_(mine))
        .order_by(School.name)
    )
    rows = session.execute(query).all()
    offers = {offer.school_id: offer for offer in _offers(session, Handover.school_id.in_(mine))}
    count, out = out_counts(session, mine), who_is_out(session, {r.person_id for r in rows if r.person_id})
    return [
        Watch(
            school_id=row.id,
            school=row.school,
            timezone=row.timezone,
            person_id=row.person_id,
            name=row.name,
            since=row.from_at,
            is_out=row.person_id in out,
            is_gone=row.person_id is not None and not may_keep(session, row.id, row.person_id, now=now),
            out=count.get(row.id, 0),
            offer=offers.get(row.id),
        )
        for row in rows
    ]


def offers_to(session: Session, viewer: Viewer) -> list[Offer]:
    """What is offered to the viewer by name and waits for their yes or no, the oldest first."""
    if viewer.person_id is None or viewer.board:
        return []
    return _offers(
        session,
        Handover.to_id == viewer.person_id,
        Handover.school_id.in_(schools_where(viewer, Action.KEEP_WATCH, wide=True)),
    )


def keepers(session: Session, viewer: Viewer, school_id: UUID, *, now: datetime) -> list[Keeper]:
    """Who could be offered the watch at a school, those on duty first, but for the viewer. Empty for who may not."""
    if not may(viewer, Action.KEEP_WATCH, school_id=school_id):
        return []
    today = london_day(now)
    held = select(PersonRole.person_id).where(
        PersonRole.school_id == school_id, PersonRole.role.in_(KEEPERS), in_force(today)
    )
    covered = select(Cover.person_id).where(
        Cover.school_id == school_id, Cover.role.in_(KEEPERS), covering(now)
    )
    query = select(Person).where(
        or_(Person.id.in_(held), Person.id.in_(covered)), Person.id != viewer.person_id
    )
    now_on = {c.person_id for c in on_duty(session, school_id=school_id, roles=KEEPERS, at=now)}
    people = session.scalars(query).all()
    out = who_is_out(session, {person.id for person in people})
    found = [
        Keeper(
            person_id=person.id,
            name=person.name,
            on_duty=person.id in now_on,
            is_out=person.id in out,
        )
        for person in people
        if not is_past(person.left_on, today)
    ]
    return sorted(found, key=lambda k: (k.is_out, not k.on_duty, k.name))


def turns(session: Session, viewer: Viewer, school_id: UUID, *, limit: int = 10) -> list[Turn]:
    """The latest turns at a school, the newest first. Empty for who may not keep the watch there."""
    if not may(viewer, Action.KEEP_WATCH, school_id=school_id):
        return []
    query = (
        select(WatchTurn, Person.name)
        .join(Person, Person.id == WatchTurn.person_id)
        .where(WatchTurn.school_id == school_id)
        .order_by(WatchTurn.from_at.desc(), WatchTurn.id.desc())
        .limit(limit)
    )
    return [
        Turn(name=name, from_at=row.from_at, ended_at=row.ended_at) for row, name in session.execute(query)
    ]


def open_visits(session: Session, viewer: Viewer, school_id: UUID) -> list[OpenVisit]:
    """The visits of a school that are out or may leave, who is out first. Empty for who may not see its board."""
    if not may(viewer, Action.SEE_LIVE, school_id=school_id):
        return []
    live = (VisitState.OUT, VisitState.AUTHORISED)
    rows = session.scalars(
        select(VisitRow).where(VisitRow.school_id == school_id, LIVE, VisitRow.state.in_(live))
    ).all()
    people = _people(session, [row.id for row in rows])
    due = _next_due(session, [row.id for row in rows])
    found = [
        OpenVisit(
            visit_id=row.id,
            state=row.state,
            people=tuple(people.get(row.id, ())),
            out_at=row.out_at,
            back_at=row.back_at,
            next_due_at=due.get(row.id),
        )
        for row in rows
    ]
    return sorted(
        found, key=lambda v: (v.state is not VisitState.OUT, v.next_due_at or v.back_at, v.visit_id)
    )


def _offers(session: Session, *which: ColumnElement[bool]) -> list[Offer]:
    to, giver, holder = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(Handover, School.name, to.name, giver.name, holder.name)
        .join(School, School.id == Handover.school_id)
        .join(to, to.id == Handover.to_id)
        .join(giver, giver.id == Handover.by_id)
        .outerjoin(holder, holder.id == Handover.from_id)
        .where(Handover.answered_at.is_(None), *which)
        .order_by(Handover.offered_at)
    )
    return [
        Offer(
            handover_id=row.id,
            school_id=row.school_id,
            school=school,
            to_id=row.to_id,
            to_name=to_name,
            from_name=from_name or "",
            by_name=by_name,
            closed=row.why == "closed",
            note=row.note,
            offered_at=row.offered_at,
        )
        for row, school, to_name, by_name, from_name in session.execute(query)
    ]


def _people(session: Session, visit_ids: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    query = (
        select(VisitorRow.visit_id, VisitorRow.name, VisitorRow.mobile)
        .where(VisitorRow.visit_id.in_(visit_ids))
        .order_by(VisitorRow.position)
    )
    found: dict[UUID, list[tuple[str, str]]] = {}
    for visit_id, name, mobile in session.execute(query):
        found.setdefault(visit_id, []).append((name, mobile))
    return found


def _next_due(session: Session, visit_ids: list[UUID]) -> dict[UUID, datetime]:
    query = (
        select(DeadlineRow.visit_id, func.min(DeadlineRow.due_at).label("due_at"))
        .where(DeadlineRow.visit_id.in_(visit_ids), DeadlineRow.closed_at.is_(None), DeadlineRow.ladder)
        .group_by(DeadlineRow.visit_id)
    )
    return {row.visit_id: row.due_at for row in session.execute(query)}
