"""Pupils whose absence asks for a visit: what the schools have set, whose marks there are, and who was visited when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from data.marks import day_of, pupil_key, school_year
from data.models import AttendanceFile, Pupil, School, StopPupil, StopRow, VisitRow
from data.queries.people import london_day
from data.queries.scope import LIVE
from visits.permissions import Action, Viewer, schools_where
from visits.triggers import Trigger
from visits.words import VisitState

NOT_GOING = (VisitState.DECLINED, VisitState.CANCELLED)
TO_COME = (VisitState.REQUESTED, VisitState.AUTHORISED)
_WENT = VisitRow.state.not_in((*NOT_GOING, *TO_COME))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A pupil on roll, the last day (since 1970) on which they were visited, and that of the next planned visit."""

    pupil_id: UUID
    household_id: UUID | None
    name: str
    year_group: str
    visited: int | None
    planned: int | None


@dataclass(frozen=True, kw_only=True)
class SchoolWatch:
    """One school: its trigger, the files of this school year's marks, and the pupils by their number in the files."""

    name: str
    trigger: Trigger
    files: tuple[str, ...]
    last_on: date | None
    pupils: dict[int, Watched]


def unvisited_source(
    session: Session, viewer: Viewer, school_id: UUID, *, now: datetime
) -> SchoolWatch | None:
    """What it takes to say who was not visited at a school; None where that is not for the viewer to see."""
    if school_id not in schools_where(viewer, Action.SEE_UNVISITED, wide=True):
        return None
    school, today = session.get_one(School, school_id), london_day(now)
    files = session.scalars(
        select(AttendanceFile).where(
            AttendanceFile.school_id == school_id,
            AttendanceFile.school_year == school_year(today),
            AttendanceFile.replaced_at.is_(None),
        )
    ).all()
    return SchoolWatch(
        name=school.name,
        trigger=trigger_of(school),
        files=tuple(file.name for file in files),
        last_on=max((file.last_on for file in files), default=None),
        pupils=_pupils(session, school_id, today=today),
    )


def trigger_of(school: School) -> Trigger:
    """What the school has set."""
    return Trigger(
        days=school.trigger_days,
        percent=school.trigger_percent,
        persistent=school.trigger_persistent,
        severe=school.trigger_severe,
    )


def _pupils(session: Session, school_id: UUID, *, today: date) -> dict[int, Watched]:
    went = _days(session, school_id, func.max(func.coalesce(VisitRow.left_at, VisitRow.out_at)), _WENT)
    to_come = _days(session, school_id, func.min(VisitRow.out_at), and_(LIVE, VisitRow.state.in_(TO_COME)))
    on_roll = select(
        Pupil.id, Pupil.household_id, Pupil.given_name, Pupil.family_name, Pupil.year_group
    ).where(
        Pupil.school_id == school_id,
        Pupil.on_roll_from.is_(None) | (Pupil.on_roll_from <= today),
        Pupil.on_roll_to.is_(None) | (Pupil.on_roll_to >= today),
    )
    return {
        pupil_key(row.id): Watched(
            pupil_id=row.id,
            household_id=row.household_id,
            name=f"{row.given_name} {row.family_name}",
            year_group=row.year_group,
            visited=went.get(row.id),
            planned=to_come.get(row.id),
        )
        for row in session.execute(on_roll)
    }


def _days(
    session: Session, school_id: UUID, which: ColumnElement[datetime], visits: ColumnElement[bool]
) -> dict[UUID, int]:
    """One day (since 1970) of each pupil's visits, chosen by the database: one row a pupil, however many visits."""
    query = (
        select(StopPupil.pupil_id, which)
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(VisitRow.school_id == school_id, visits)
        .group_by(StopPupil.pupil_id)
    )
    return {pupil_id: day_of(london_day(at)) for pupil_id, at in session.execute(query)}
