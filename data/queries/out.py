"""What somebody who stands at a door needs on their phone: their own visit, its stops, and the office's number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from data import tokens
from data.models import EventRow, PersonRole, School, SignIn, VisitorRow, VisitRow
from data.queries.flags import known_at_door
from data.queries.snapshot import as_events, load_visit
from visits.deadlines import is_back
from visits.limits import limits
from visits.permissions import Action, Viewer, schools_where
from visits.visit import Event
from visits.words import EventKind, Via, VisitState

SOON: Final = timedelta(hours=12)
"""An authorised visit is offered for signing out from so long before its time."""


@dataclass(frozen=True, kw_only=True)
class OutStop:
    """A stop as this visitor has told of it: a colleague's word is not theirs. `done`: they left it or turned back.

    `flags` are what must be known at the door.
    """

    id: UUID
    number: int
    address: str
    flags: tuple[str, ...]
    due_in_at: datetime
    due_out_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    not_made_at: datetime | None

    @property
    def done(self) -> bool:
        return self.left_at is not None or self.not_made_at is not None


@dataclass(frozen=True, kw_only=True)
class OutVisitor:
    """Somebody on the visit. `back` is whether word has come that they are."""

    id: UUID
    name: str
    mobile: str
    back: bool


@dataclass(frozen=True, kw_only=True)
class OutVisit:
    """The visit that somebody is on, or is about to leave for (`leaving`). `me` is their own entry on it.

    `emergency_at` is None once the emergency has been stood down.
    """

    visit_id: UUID
    school_id: UUID
    school: str
    office_phone: str
    leaving: bool
    out_at: datetime
    back_at: datetime
    stops: tuple[OutStop, ...]
    me: OutVisitor
    others: tuple[OutVisitor, ...]
    emergency_at: datetime | None
    last_word_at: datetime | None

    @property
    def stop(self) -> OutStop | None:
        """The stop that they are at or on the way to; None after the last."""
        return next((stop for stop in self.stops if not stop.done), None)


def visit_out(session: Session, person_id: UUID, *, now: datetime) -> OutVisit | None:
    """The visit that this person is out on and not yet back from, else the next that they may sign out for."""
    mine = (
        select(VisitRow)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(VisitorRow.person_id == person_id)
        .options(selectinload(VisitRow.stops), selectinload(VisitRow.visitors), selectinload(VisitRow.events))
    )
    out = mine.where(VisitRow.state == VisitState.OUT).order_by(VisitRow.left_at.desc())
    found = [_as_seen(session, row, person_id) for row in session.scalars(out)]
    if still := [visit for visit in found if not visit.me.back]:
        return still[0]
    next_one = mine.where(
        VisitRow.state == VisitState.AUTHORISED, VisitRow.out_at < now + SOON, VisitRow.back_at > now
    )
    row = session.scalars(next_one.order_by(VisitRow.out_at)).first()
    return None if row is None else _as_seen(session, row, person_id)


def was_on(session: Session, *, visit_id: UUID, person_id: UUID) -> UUID | None:
    """The school of a visit that this person is or was on, whatever became of it; None for any other."""
    query = (
        select(VisitRow.school_id)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(VisitRow.id == visit_id, VisitorRow.person_id == person_id)
    )
    return session.scalar(query.limit(1))


def schools_to_alarm(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The schools at which somebody can say that they are in danger though they are out on no visit, by name."""
    wanted = schools_where(viewer, Action.RAISE_EMERGENCY)
    query = select(School.id, School.name).where(School.id.in_(wanted)).order_by(School.name)
    return {row.id: row.name for row in session.execute(query)}


def more_time_since(session: Session, *, visit_id: UUID, person_id: UUID, since: datetime) -> bool:
    """Whether this person's phone has already been given more time since then: a form sent a second time."""
    query = select(func.count()).where(
        EventRow.visit_id == visit_id,
        EventRow.kind == EventKind.MORE_TIME,
        EventRow.by_id == person_id,
        EventRow.via == Via.PHONE_LINK,
        EventRow.entered_at >= since,
    )
    return bool(session.scalar(query))


def came_back(session: Session, *, visit_id: UUID, person_id: UUID) -> bool | None:
    """Of somebody who was on that visit and is back: whether everybody else is too. None for anybody else."""
    visitors = select(VisitorRow.id, VisitorRow.person_id).where(VisitorRow.visit_id == visit_id)
    backs = select(EventRow).where(EventRow.visit_id == visit_id, EventRow.kind == EventKind.BACK)
    told = {visitor for event in session.scalars(backs) for visitor in event.visitor_ids}
    is_back = [(owner, str(visitor) in told) for visitor, owner in session.execute(visitors)]
    if (person_id, True) not in is_back:
        return None
    return all(back for _, back in is_back)


def office_phones(session: Session, viewer: Viewer) -> dict[str, str]:
    """The numbers of the offices of somebody's schools, by the school's name; schools without a number left out."""
    query = select(School.name, School.office_phone).where(
        School.id.in_(viewer.schools), School.office_phone != ""
    )
    return {row.name: row.office_phone for row in session.execute(query.order_by(School.name))}


def office_phones_by_token(session: Session, token: str) -> dict[str, str]:
    """The same for whoever's session this was, though it has ended: a school gives these numbers to anybody.

    It lets nobody in. Empty for a token that was never given, and for a shared board.
    """
    theirs = (
        select(PersonRole.school_id)
        .join(SignIn, SignIn.person_id == PersonRole.person_id)
        .where(SignIn.token_hash == tokens.kept(token), PersonRole.to_on.is_(None))
    )
    query = select(School.name, School.office_phone).where(School.id.in_(theirs), School.office_phone != "")
    return {row.name: row.office_phone for row in session.execute(query.order_by(School.name))}


def _stood_down(row: VisitRow) -> bool:
    return (
        row.emergency_at is not None
        and row.stood_down_at is not None
        and row.emergency_at <= row.stood_down_at
    )


def _told(events: Sequence[Event], kind: EventKind, stop_id: UUID, visitor_id: UUID) -> datetime | None:
    """When word came of that of this visitor at this stop."""
    times = (
        e.happened_at for e in events if e.kind is kind and e.stop_id == stop_id and visitor_id in e.visitors
    )
    return min(times, default=None)


def _as_seen(session: Session, row: VisitRow, person_id: UUID) -> OutVisit:
    school = session.get_one(School, row.school_id)
    events = as_events(row.events)
    people = [
        (v.person_id, OutVisitor(id=v.id, name=v.name, mobile=v.mobile, back=is_back(v.id, events)))
        for v in row.visitors
    ]
    me = next(visitor for owner, visitor in people if owner == person_id)
    loaded = load_visit(session, row.id)
    limit = limits(loaded.visit, loaded.policy.hours.more_time_cap_minutes, loaded.events)
    doors = known_at_door(session, {stop.household_id for stop in row.stops if stop.household_id})
    return OutVisit(
        visit_id=row.id,
        school_id=row.school_id,
        school=school.name,
        office_phone=school.office_phone,
        leaving=row.state is VisitState.AUTHORISED,
        out_at=row.out_at,
        back_at=limit.back_at,
        stops=tuple(
            OutStop(
                id=stop.id,
                number=number,
                address=stop.address,
                flags=doors.get(stop.household_id, ()) if stop.household_id else (),
                due_in_at=limit.in_at[number - 1],
                due_out_at=limit.out_at[number - 1],
                arrived_at=_told(events, EventKind.ARRIVE, stop.id, me.id),
                left_at=_told(events, EventKind.LEAVE, stop.id, me.id),
                not_made_at=_told(events, EventKind.NOT_MADE, stop.id, me.id),
            )
            for number, stop in enumerate(row.stops, start=1)
        ),
        me=me,
        others=tuple(visitor for _, visitor in people if visitor.id != me.id),
        emergency_at=None if _stood_down(row) else row.emergency_at,
        last_word_at=row.last_word_at,
    )
