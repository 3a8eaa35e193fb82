"""With which schools a home is linked, for who may link it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.models import HouseholdLink, School
from data.queries.home_scope import may_reach_home
from visits.permissions import Action, Viewer


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link that runs, or a code that waits to be taken: then `school` is empty and `code_ends_at` counts."""

    link_id: UUID
    school: str
    since: datetime
    code_ends_at: datetime


def links_of(session: Session, viewer: Viewer, household_id: UUID, *, now: datetime) -> list[Link]:
    """The home's links and waiting codes, the oldest first; none for who may not link it."""
    if not may_reach_home(session, viewer, Action.LINK_HOUSEHOLD, household_id):
        return []
    query = (
        select(HouseholdLink)
        .where(
            HouseholdLink.ended_at.is_(None),
            or_(
                HouseholdLink.other_household_id == household_id,
                HouseholdLink.household_id == household_id,
            ),
            or_(HouseholdLink.taken_at.is_not(None), HouseholdLink.code_ends_at > now),
        )
        .order_by(HouseholdLink.made_at)
    )
    rows = session.scalars(query).all()
    others = {
        row.id: row.other_school_id if row.household_id == household_id else row.school_id for row in rows
    }
    named = select(School.id, School.name).where(School.id.in_([one for one in others.values() if one]))
    names: dict[UUID | None, str] = {row.id: row.name for row in session.execute(named)}
    return [
        Link(
            link_id=row.id,
            school=names.get(others[row.id], ""),
            since=row.taken_at or row.made_at,
            code_ends_at=row.code_ends_at,
        )
        for row in rows
    ]
