"""A visit's plan, to be changed or repeated, and what somebody planned last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from data.models import School, VisitRow
from data.plans import plan_of
from data.queries.scope import visits_for
from visits.permissions import Action, Viewer
from visits.visit import VisitPlan
from visits.words import VisitState


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A visit that is kept, as its planner sees it. `version` is what a change has to name."""

    visit_id: UUID
    version: int
    state: VisitState
    school: str
    declined_reason: str
    plan: VisitPlan


@dataclass(frozen=True, kw_only=True)
class Known:
    """A visit in one line."""

    visit_id: UUID
    state: VisitState
    out_at: datetime
    created_at: datetime
    address: str


def planned(session: Session, viewer: Viewer, visit_id: UUID, action: Action) -> Planned | None:
    """The visit with its plan; None for an unknown one, for one that the viewer may not see, or not do this with."""
    query = (
        select(VisitRow)
        .where(VisitRow.id == visit_id, visits_for(viewer), visits_for(viewer, action))
        .options(selectinload(VisitRow.stops), selectinload(VisitRow.visitors))
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    return Planned(
        visit_id=row.id,
        version=row.version,
        state=row.state,
        school=session.get_one(School, row.school_id).name,
        declined_reason=row.declined_reason,
        plan=plan_of(session, row),
    )


def last_planned(session: Session, viewer: Viewer) -> Known | None:
    """The visit that the viewer planned last, for repeating it."""
    mine = select(VisitRow).where(
        VisitRow.created_by_id == viewer.person_id, visits_for(viewer), visits_for(viewer, Action.LOG_VISIT)
    )
    return _known(session, mine.order_by(VisitRow.created_at.desc()))


def sent_already(session: Session, viewer: Viewer, key: str) -> Known | None:
    """The viewer's visit that came of the form with this key, if it was sent."""
    mine = select(VisitRow).where(
        VisitRow.created_by_id == viewer.person_id, VisitRow.idempotency_key == key, visits_for(viewer)
    )
    return _known(session, mine)


def _known(session: Session, query: Select[VisitRow]) -> Known | None:
    row = session.scalars(query.options(selectinload(VisitRow.stops)).limit(1)).one_or_none()
    if row is None:
        return None
    return Known(
        visit_id=row.id,
        state=row.state,
        out_at=row.out_at,
        created_at=row.created_at,
        address=row.stops[0].address if row.stops else "",
    )
