"""Already left, not authorised: two people are out, so they are watched from this second and the rest comes later."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.commands.core import Invalid, Repeated, command, require, require_person
from data.happening import hold_school, next_state, open_visit, record
from data.models import Person, School, StopRow, VisitorRow, VisitRow
from data.plans import NOT_SAID
from data.queries.calendar import local_day
from data.refresh import refresh_deadlines
from data.stand_in import version_to_watch_by
from visits.permissions import Action, Viewer
from visits.words import (
    CommonReason,
    EventKind,
    Place,
    Travel,
    Via,
    VisitKind,
    VisitorRole,
    VisitState,
)

SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Left:
    """All that is asked: who (name and mobile each), where, and when they are due back."""

    school_id: UUID
    names: tuple[str, ...]
    mobiles: tuple[str, ...]
    address: str
    due_at: datetime
    household_id: UUID | None = None
    person_ids: tuple[UUID | None, ...] = ()


@command("visit.leave_unauthorised")
def leave_unauthorised(
    session: Session, *, left: Left, idempotency_key: str, by: Viewer, now: datetime
) -> UUID:
    """Watch somebody who is out already. Only what cannot be done without is asked for; the breach is recorded.

    Raises Invalid where a name, mobile, address or due time is missing: without them nobody can be found.
    """
    audit.note(session, school_id=left.school_id)
    require(by, Action.LOG_LEFT_UNAUTHORISED, school_id=left.school_id)
    hold_school(session, left.school_id)
    there = select(VisitRow.id).where(
        VisitRow.school_id == left.school_id, VisitRow.idempotency_key == idempotency_key
    )
    if (visit_id := session.scalar(there)) is not None:
        raise Repeated(visit_id)
    left = _with_numbers(session, left)
    _complete(left)
    row = _row(session, left, idempotency_key, by, now)
    visitor_ids = _parts(session, row, left)
    record(session, row, EventKind.LEAVE_UNAUTHORISED, by=by, now=now, via=Via.FORM, visitor_ids=visitor_ids)
    audit.note(session, subject_id=row.id, state=row.state, unauthorised=True)
    refresh_deadlines(session, visit_id=row.id, now=now)
    return row.id


@command("visit.left_before_authorised")
def left_before_authorised(
    session: Session, *, visit_id: UUID, by: Viewer, now: datetime, due_at: datetime | None = None
) -> None:
    """A visit that is known has left without a yes, or again: from any state, with the plan that it has.

    `due_at` replaces the time back; it has to be given where the planned time has passed.
    """
    loaded = open_visit(session, visit_id, by, Action.LOG_LEFT_UNAUTHORISED)
    row = loaded.row
    if row.state is VisitState.OUT:
        raise Repeated(None)
    row.state = next_state(row.state, EventKind.LEAVE_UNAUTHORISED)
    _due_back(row, due_at, now)
    row.unauthorised, row.left_at, row.last_word_at, row.returned_at = True, now, now, None
    row.version += 1
    everybody = frozenset(v.id for v in row.visitors)
    record(session, row, EventKind.LEAVE_UNAUTHORISED, by=by, now=now, visitor_ids=everybody)
    audit.note(session, state=row.state, unauthorised=True)
    refresh_deadlines(session, visit_id=row.id, now=now)


def _due_back(row: VisitRow, due_at: datetime | None, now: datetime) -> None:
    back_at = due_at or row.back_at
    if back_at <= now:
        raise Invalid({"due_at": "When are they due back? Give a time that is still to come."})
    row.back_at = back_at
    row.out_at = min(row.out_at, now)
    for stop in row.stops:
        if stop.due_out_at <= now or stop.due_out_at > back_at:
            stop.due_in_at, stop.due_out_at = min(stop.due_in_at, now), back_at


def _with_numbers(session: Session, left: Left) -> Left:
    """A colleague's own number where none was typed: whoever reports them may not know it."""
    people = left.person_ids or (None,) * len(left.names)
    if len(left.mobiles) != len(people):
        return left
    found = [
        session.get(Person, i) if i and not m.strip() else None
        for i, m in zip(people, left.mobiles, strict=True)
    ]
    numbers = zip(left.mobiles, found, strict=True)
    return replace(left, mobiles=tuple(person.mobile if person else mobile for mobile, person in numbers))


def _complete(left: Left) -> None:
    problems = {}
    if not left.names or not all(name.strip() for name in left.names):
        problems["names"] = "Who is out? Give at least one name."
    if len(left.mobiles) != len(left.names) or not any(m.strip() for m in left.mobiles):
        problems["mobiles"] = "Give a mobile number, so that they can be rung."
    if not left.address.strip():
        problems["address"] = "Where did they go? Give the address, or as much of it as you know."
    if problems:
        raise Invalid(problems)


def _row(session: Session, left: Left, key: str, by: Viewer, now: datetime) -> VisitRow:
    school = session.get_one(School, left.school_id)
    version = version_to_watch_by(session, school, now=now)
    out_at = min(now, left.due_at - SHORTEST)
    row = VisitRow(
        id=uuid7(),
        school_id=school.id,
        policy_version_id=version.id,
        state=next_state(VisitState.DRAFT, EventKind.LEAVE_UNAUTHORISED),
        kind=VisitKind.EMERGENCY,
        reason=NOT_SAID,
        common_reason=CommonReason.OTHER,
        month=local_day(school, out_at).strftime("%Y-%m"),
        travel=Travel.CAR,
        out_at=out_at,
        back_at=left.due_at,
        created_at=now,
        created_by_id=require_person(by),
        left_at=now,
        last_word_at=now,
        unauthorised=True,
        idempotency_key=key,
    )
    session.add(row)
    session.flush()
    return row


def _parts(session: Session, row: VisitRow, left: Left) -> frozenset[UUID]:
    session.add(
        StopRow(
            id=uuid7(),
            school_id=row.school_id,
            visit_id=row.id,
            position=1,
            household_id=left.household_id,
            address=left.address.strip(),
            place=Place.HOME,
            due_in_at=row.out_at,
            due_out_at=row.back_at,
        )
    )
    people = left.person_ids or (None,) * len(left.names)
    visitors = [
        VisitorRow(
            id=uuid7(),
            school_id=row.school_id,
            visit_id=row.id,
            position=position,
            person_id=person_id,
            name=name.strip(),
            role=VisitorRole.LEAD if position == 1 else VisitorRole.SECOND,
            mobile=mobile.strip(),
        )
        for position, (name, mobile, person_id) in enumerate(
            zip(left.names, left.mobiles, people, strict=True), start=1
        )
    ]
    session.add_all(visitors)
    session.flush()
    return frozenset(v.id for v in visitors)
