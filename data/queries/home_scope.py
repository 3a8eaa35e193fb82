"""The table of permissions as a WHERE on homes: whole schools, or the homes of visits that one is on."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from data.models import Household, StopRow
from data.queries.scope import theirs
from visits.permissions import Action, Viewer, schools_where


def homes_for(viewer: Viewer, action: Action = Action.SEE_HOUSEHOLD) -> ColumnElement[bool]:
    """A condition on `households`: those of the schools that the viewer may reach wholly, and at the others those to
    which a visit goes that they planned, go on or authorised."""
    wide = schools_where(viewer, action, wide=True)
    narrow = schools_where(viewer, action) - wide
    found: list[ColumnElement[bool]] = []
    if wide:
        found.append(Household.school_id.in_(wide))
    if narrow and viewer.person_id is not None:
        # By what is theirs, and from there to the homes: a school has many visits and a visitor few.
        visited = select(StopRow.household_id).where(
            StopRow.household_id.is_not(None), StopRow.visit_id.in_(theirs(viewer.person_id))
        )
        found.append(and_(Household.school_id.in_(narrow), Household.id.in_(visited)))
    return or_(*found) if found else false()


def may_reach_home(session: Session, viewer: Viewer, action: Action, household_id: UUID) -> bool:
    """Whether the viewer may do this with that home."""
    query = select(Household.id).where(Household.id == household_id, homes_for(viewer, action))
    return session.scalar(query) is not None
