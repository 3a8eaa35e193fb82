"""Pupils whose absence asks for a visit: what the schools have set, whose marks there are, and who was visited when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.marks import day_of, pupil_key, school_year
from data.models import AttendanceFile, Pupil, School, StopPupil, StopRow, VisitRow
from data.queries.people import london_day
from data.queries.school import schools_for
from visits.permissions import Action, Viewer
from visits.triggers import Trigger
from visits.words import VisitState

NOT_GOING = (VisitState.DECLINED, VisitState.CANCELLED)
TO_COME = (VisitState.REQUESTED, VisitState.AUTHORISED)


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A pupil on roll, with the days (since 1970) on which they were visited, and the day of a visit that is planned."""

    pupil_id: UUID
    household_id: UUID | None
    name: str
    year_group: str
    visited: tuple[int, ...]
    planned: int | None


@dataclass(frozen=True, kw_only=True)
class SchoolWatch:
    """One school: its trigger, the files of this school year's marks, and the pupils by their number in the files."""

    name: str
    trigger: Trigger
    files: tuple[str, ...]
    last_on: date | None
    pupils: dict[int, Watched]


def unvisited_source(session: Session, viewer: Viewer, *, now: datetime) -> dict[UUID, SchoolWatch]:
    """For each school of which the viewer may see it, what it takes to say who was not visited."""
    today = london_day(now)
    found = {}
    for school_id in schools_for(session, viewer, Action.SEE_UNVISITED):
        school = session.get_one(School, school_id)
        files = session.scalars(
            select(AttendanceFile).where(
                AttendanceFile.school_id == school_id,
                AttendanceFile.school_year == school_year(today),
                AttendanceFile.replaced_at.is_(None),
            )
        ).all()
        found[school_id] = SchoolWatch(
            name=school.name,
            trigger=trigger_of(school),
            files=tuple(file.name for file in files),
            last_on=max((file.last_on for file in files), default=None),
            pupils=_pupils(session, school_id, today=today),
        )
    return found


def trigger_of(school: School) -> Trigger:
    """What the school has set."""
    return Trigger(
        days=school.trigger_days,
        percent=school.trigger_percent,
        persistent=school.trigger_persistent,
        severe=school.trigger_severe,
    )


def _pupils(session: Session, school_id: UUID, *, today: date) -> dict[int, Watched]:
    visits = _visits(session, school_id)
    on_roll = select(Pupil).where(
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
            visited=tuple(day for day, to_come in visits.get(row.id, ()) if not to_come),
            planned=min((day for day, to_come in visits.get(row.id, ()) if to_come), default=None),
        )
        for row in session.scalars(on_roll)
    }


def _visits(session: Session, school_id: UUID) -> dict[UUID, list[tuple[int, bool]]]:
    """The days of each pupil's visits, and whether it is still to come."""
    query = (
        select(StopPupil.pupil_id, VisitRow.left_at, VisitRow.out_at, VisitRow.state)
        .join(StopRow, StopRow.id == StopPupil.stop_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(VisitRow.school_id == school_id, VisitRow.state.not_in(NOT_GOING))
        .order_by(VisitRow.out_at)
    )
    found: dict[UUID, list[tuple[int, bool]]] = {}
    for row in session.execute(query):
        day = day_of(london_day(row.left_at or row.out_at))
        found.setdefault(row.pupil_id, []).append((day, row.state in TO_COME))
    return found
