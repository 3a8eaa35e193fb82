"""An emergency of which nobody knows yet which visit it is: who is out at the school, to read out and to choose from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data.queries.briefing import Briefing
from data.queries.live import live_visits
from visits.permissions import Viewer
from visits.words import LadderKind, VisitState


@dataclass(frozen=True, kw_only=True)
class Out:
    """A visit that is out. `address` is of the stop where they are or to which they go; `vehicle` is empty for none."""

    visit_id: UUID
    names: str
    address: str
    vehicle: str
    left_at: datetime | None


def who_is_out(session: Session, viewer: Viewer, found: Briefing, *, now: datetime) -> tuple[Out, ...]:
    """Everybody who is out at the school, while the emergency has no visit; nobody once it is known or over."""
    asks = found.kind is LadderKind.EMERGENCY and not found.drill and found.closed_at is None
    if not asks or found.visit_id is not None:
        return ()
    rows = live_visits(session, viewer, now=now).to_dict("records")
    return tuple(
        Out(
            visit_id=row["visit_id"],
            names=" and ".join(one["name"] for one in row["visitors"]),
            address=row["address"] or "",
            vehicle=row["vehicle"] or "",
            left_at=row["left_at"],
        )
        for row in rows
        if row["state"] is VisitState.OUT and row["school_id"] == found.school_id
    )
