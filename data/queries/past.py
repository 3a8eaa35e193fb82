"""What happened at a home before: the visits that the viewer may see, and how many more there are (BT-26, RB-17)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session, selectinload

from data.models import Household, StopRow, VisitRow
from data.queries.home_scope import homes_for
from data.queries.reasons import reason_words
from data.queries.scope import visits_for
from visits.permissions import Viewer
from visits.words import StopOutcome, VisitState

MADE = (VisitState.OUT, VisitState.BACK, VisitState.WRITTEN_UP, VisitState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class PastVisit:
    """A visit that went to the home. `outcome` and `seen` are of the stop at this home; None where not written up."""

    visit_id: UUID
    out_at: datetime
    state: VisitState
    reason: str
    outcome: StopOutcome | None
    seen: str
    visitors: tuple[str, ...]
    unauthorised: bool


@dataclass(frozen=True, kw_only=True)
class Past:
    """Newest first. `others` are visits that the viewer was not on: only their number and the last day are told."""

    visits: tuple[PastVisit, ...]
    others: int
    last_other_at: datetime | None


def past_of_home(session: Session, viewer: Viewer, household_id: UUID, *, limit: int = 20) -> Past | None:
    """What happened at a home; None for an unknown one and for one out of the viewer's reach."""
    reachable = select(Household.id).where(Household.id == household_id, homes_for(viewer))
    if session.scalar(reachable) is None:
        return None
    went = StopRow.household_id == household_id, VisitRow.state.in_(MADE)
    query = (
        select(VisitRow, StopRow)
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .where(*went, visits_for(viewer))
        .options(selectinload(VisitRow.visitors))
        .order_by(VisitRow.out_at.desc())
        .limit(limit)
    )
    rows = session.execute(query).all()
    reasons = reason_words(session, [visit for visit, _ in rows])
    hidden = (
        select(func.count(VisitRow.id.distinct()), func.max(VisitRow.out_at))
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .where(*went, not_(visits_for(viewer)))
    )
    others, last = session.execute(hidden).one()
    return Past(
        visits=tuple(_past(visit, stop, reasons[visit.id]) for visit, stop in rows),
        others=others,
        last_other_at=last,
    )


def _past(visit: VisitRow, stop: StopRow, reason: str) -> PastVisit:
    return PastVisit(
        visit_id=visit.id,
        out_at=visit.out_at,
        state=visit.state,
        reason=reason,
        outcome=stop.outcome,
        seen=stop.who_was_seen,
        visitors=tuple(v.name for v in visit.visitors),
        unauthorised=visit.unauthorised,
    )
