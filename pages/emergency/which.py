"""An emergency of which nobody knows yet which visit it is: who is out at the school, to read out and to choose from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pandas as pd

from data.queries.briefing import Briefing
from visits.words import LadderKind, VisitState


@dataclass(frozen=True, kw_only=True)
class Out:
    """A visit that is out. `address` is of the stop where they are or to which they go; `vehicle` is empty for none."""

    visit_id: UUID
    names: str
    address: str
    vehicle: str
    left_at: datetime | None


def is_open(found: Briefing) -> bool:
    """Whether it is an emergency that goes on and has no visit yet. In a drill nobody is named."""
    asks = found.kind is LadderKind.EMERGENCY and not found.drill and found.closed_at is None
    return asks and found.visit_id is None


def who_is_out(live: pd.DataFrame, school_id: UUID) -> tuple[Out, ...]:
    """Everybody who is out at the school, of the visits that `data.queries.live` found."""
    return tuple(
        Out(
            visit_id=row["visit_id"],
            names=" and ".join(one["name"] for one in row["visitors"]),
            address=row["address"] or "",
            vehicle=row["vehicle"] or "",
            left_at=row["left_at"],
        )
        for row in live.to_dict("records")
        if row["state"] is VisitState.OUT and row["school_id"] == school_id
    )
