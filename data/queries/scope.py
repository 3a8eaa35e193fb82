"""The table of permissions as a WHERE: which visits a viewer may see or act on."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, false, literal_column, or_, select, union
from sqlalchemy.orm import Session

from data.models import VisitorRow, VisitRow
from data.models.visit import LIVE_STATES
from visits.permissions import Action, Viewer, schools_where

LIVE: Final[ColumnElement[bool]] = literal_column(f"visits.{LIVE_STATES}")
"""A condition on `visits`: requested, authorised or out. As it stands in the partial index `ix_visits_live`, beside the
one state that is wanted: with bound values neither database uses that index, and reads every visit of a school."""


def visits_for(viewer: Viewer, action: Action = Action.SEE_VISIT) -> ColumnElement[bool]:
    """A condition on `visits`: every visit of the schools that the viewer may reach wholly, and those they are on,
    planned or authorised at the others (BT-26, RB-17: staff who are not involved see no visit)."""
    wide = schools_where(viewer, action, wide=True)
    narrow = schools_where(viewer, action) - wide
    found: list[ColumnElement[bool]] = []
    if wide:
        found.append(VisitRow.school_id.in_(wide))
    if narrow and viewer.person_id is not None:
        found.append(and_(VisitRow.school_id.in_(narrow), involving(viewer.person_id)))
    return or_(*found) if found else false()


def is_involved(session: Session, *, visit_id: UUID, viewer: Viewer) -> bool:
    """Whether the viewer planned the visit, goes on it or authorised it."""
    if viewer.person_id is None:
        return False
    return session.execute(theirs(viewer.person_id, visit_id=visit_id)).first() is not None


def involving(person_id: UUID) -> ColumnElement[bool]:
    """A condition on `visits`: those that this person planned, goes on or authorised."""
    return VisitRow.id.in_(theirs(person_id))


def theirs(person_id: UUID, *, visit_id: UUID | None = None) -> CompoundSelect[UUID]:
    """The ids of the visits that this person planned, goes on or authorised, each kind by its own index.

    With `visit_id` that one visit, if it is among them.
    """
    goes = select(VisitorRow.visit_id).where(VisitorRow.person_id == person_id)
    planned = select(VisitRow.id).where(VisitRow.created_by_id == person_id)
    authorised = select(VisitRow.id).where(VisitRow.authorised_by_id == person_id)
    if visit_id is not None:
        goes = goes.where(VisitorRow.visit_id == visit_id)
        planned, authorised = (
            planned.where(VisitRow.id == visit_id),
            authorised.where(VisitRow.id == visit_id),
        )
    return union(goes, planned, authorised)
