"""When each school last practised, and whether it is due to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import AlertRow, School
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer, schools_where
from visits.words import LadderKind


@dataclass(frozen=True, kw_only=True)
class DrillLine:
    """When a school last practised. `ended_at` of the last drill that was ended; None for a school without one.

    `due_on` is the day by which the next is due, None where there was none yet: then it is due at once. `open_id` is the
    drill that goes on. `may_hold`: the viewer may begin one. `in_earnest`: a real alert is open, so none can be begun.
    """

    school_id: UUID
    school: str
    kind: LadderKind | None
    ended_at: datetime | None
    due_on: date | None
    is_due: bool
    open_id: UUID | None
    may_hold: bool
    in_earnest: bool


def last_drills(session: Session, viewer: Viewer, *, now: datetime) -> list[DrillLine]:
    """The last drill at each school whose policy the viewer sees, by the school's name."""
    holds = schools_where(viewer, Action.HOLD_DRILL, wide=True)
    sees = schools_where(viewer, Action.SEE_POLICIES, wide=True)
    schools = session.scalars(select(School).where(School.id.in_(sees)).order_by(School.name)).all()
    query = select(AlertRow).where(AlertRow.school_id.in_(sees), AlertRow.drill).order_by(AlertRow.raised_at)
    drills: defaultdict[UUID, list[AlertRow]] = defaultdict(list)
    for row in session.scalars(query):
        drills[row.school_id].append(row)
    real = in_earnest(session, [school.id for school in schools])
    return [
        _drill_line(
            school, drills[school.id], may_hold=school.id in holds, in_earnest=school.id in real, now=now
        )
        for school in schools
    ]


def in_earnest(session: Session, school_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the schools at which an alert is open that is no drill. For whoever has asked before who may."""
    query = select(AlertRow.school_id).where(
        AlertRow.school_id.in_(school_ids), ~AlertRow.drill, AlertRow.closed_at.is_(None)
    )
    return frozenset(session.scalars(query))


def _drill_line(
    school: School, drills: Sequence[AlertRow], *, may_hold: bool, in_earnest: bool, now: datetime
) -> DrillLine:
    ended = [row for row in drills if row.closed_at]
    last = max(ended, key=lambda row: row.closed_at or row.raised_at, default=None)
    going = next((row for row in drills if row.closed_at is None), None)
    day = local_day(school, last.closed_at) if last and last.closed_at else None
    due_on = day + timedelta(days=school.drill_days) if day else None
    return DrillLine(
        school_id=school.id,
        school=school.name,
        kind=last.kind if last else None,
        ended_at=last.closed_at if last else None,
        due_on=due_on,
        is_due=due_on is None or due_on <= local_day(school, now),
        open_id=going.id if going else None,
        may_hold=may_hold,
        in_earnest=in_earnest,
    )
