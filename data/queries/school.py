"""Schools, by what somebody may do there."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import School
from visits.permissions import Action, Viewer, may, schools_where
from visits.words import Response, Role


@dataclass(frozen=True, kw_only=True)
class SchoolSettings:
    """What can be set of a school. Times are its own; `version` is the one that was read.

    The rest is as in `data.models.School`: `unreachable` warns or blocks, `arrive_minutes` is None while the call on
    arrival has no time, the two numbers of days are how often the phrase is changed and a drill is held.
    """

    office_phone: str
    opens: time
    closes: time
    office_closes: time
    reminder_role: Role
    unreachable: Response
    arrive_minutes: int | None
    not_seen_on: bool
    phrase_days: int
    drill_days: int
    version: int


def live_schools(session: Session, viewer: Viewer) -> dict[UUID, str]:
    """The schools whose board the viewer sees, by name: id to name."""
    return schools_for(session, viewer, Action.SEE_LIVE)


def has_made_up(session: Session) -> bool:
    """Whether there are made-up schools here, whose accounts anybody may be shown the way to."""
    return session.scalar(select(School.id).where(School.made_up).limit(1)) is not None


def schools_for(session: Session, viewer: Viewer, action: Action) -> dict[UUID, str]:
    """The schools at which the viewer may do this to everything there, by name: id to name."""
    query = (
        select(School.id, School.name)
        .where(School.id.in_(schools_where(viewer, action, wide=True)))
        .order_by(School.name)
    )
    return {row.id: row.name for row in session.execute(query)}


def school_settings(session: Session, viewer: Viewer, school_id: UUID) -> SchoolSettings | None:
    """What a school has set, for whoever may change it; None for others, and where there is no such school."""
    school = session.get(School, school_id)
    if school is None or not may(viewer, Action.SET_SCHOOL, school_id=school_id):
        return None
    return SchoolSettings(
        office_phone=school.office_phone,
        opens=school.opens,
        closes=school.closes,
        office_closes=school.office_closes,
        reminder_role=school.reminder_role,
        unreachable=school.unreachable,
        arrive_minutes=school.arrive_minutes,
        not_seen_on=school.not_seen_on,
        phrase_days=school.phrase_days,
        drill_days=school.drill_days,
        version=school.settings_version,
    )
