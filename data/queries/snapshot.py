"""A visit read whole: its rows, and the same as the rules see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from data.models import EventRow, PolicyVersion, School, VisitRow
from data.queries.policy import policy_of
from visits.as_set import as_set
from visits.deadlines import this_trip
from visits.policy import Policy
from visits.visit import Event, Stop, Visit, Visitor


class NoSuchVisit(LookupError):
    """There is no visit of that id, or none that the viewer may know of."""


@dataclass(frozen=True)
class Loaded:
    """`row` for changing, `visit` and the `events` of this trip for the rules, `policy` as in force for this visit.

    What the policy's text leaves open is in it as the school has set it.
    """

    row: VisitRow
    visit: Visit
    events: tuple[Event, ...]
    policy: Policy
    school: School


def load_visit(session: Session, visit_id: UUID) -> Loaded:
    """Read one visit with its stops, visitors and events. Raises NoSuchVisit.

    It does not ask who reads: commands check their permission themselves, pages go by `data.queries.visit`.
    """
    query = (
        select(VisitRow)
        .where(VisitRow.id == visit_id)
        .options(selectinload(VisitRow.stops), selectinload(VisitRow.visitors), selectinload(VisitRow.events))
        .execution_options(populate_existing=True)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NoSuchVisit
    version = session.get_one(PolicyVersion, row.policy_version_id)
    school = session.get_one(School, row.school_id)
    return Loaded(
        row=row,
        visit=as_visit(row),
        events=this_trip(as_events(row.events)),
        policy=as_set(policy_of(version), arrive_minutes=school.arrive_minutes),
        school=school,
    )


def as_visit(row: VisitRow) -> Visit:
    """The visit as the rules see it."""
    return Visit(
        id=row.id,
        state=row.state,
        out_at=row.out_at,
        back_at=row.back_at,
        stops=tuple(
            Stop(id=s.id, address=s.address, due_in_at=s.due_in_at, due_out_at=s.due_out_at)
            for s in row.stops
        ),
        visitors=tuple(Visitor(id=v.id, name=v.name, role=v.role) for v in row.visitors),
    )


def as_events(rows: Sequence[EventRow]) -> tuple[Event, ...]:
    """Events as the rules see them, in the order in which they happened."""
    return tuple(
        Event(
            kind=row.kind,
            happened_at=row.happened_at,
            visitors=frozenset(UUID(v) for v in row.visitor_ids),
            stop_id=row.stop_id,
            minutes=row.minutes,
            via=row.via,
            outcome=row.outcome,
        )
        for row in rows
    )
