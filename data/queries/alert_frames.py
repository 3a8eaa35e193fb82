"""Alerts as the frames that `analysis.alarms` takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from data.queries.alerts_past import AlertLine

FRAME: Final = (
    "alert_id",
    "school",
    "due_on",
    "kind",
    "drill",
    "due_at",
    "noticed_at",
    "first_action_at",
    "safe_at",
    "closed_at",
    "closed_as",
    "cause_kind",
    "late",
)


def as_frames(alerts: Sequence[AlertLine], *, now: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The alerts and the spans of their visitors as `analysis.alarms` takes them. A span that goes on ends `now`."""
    rows = [[getattr(a, name) for name in FRAME] for a in alerts]
    spans = [(a.alert_id, u.visitor_id, u.due_at, u.heard_at or now) for a in alerts for u in a.unheard]
    return (
        pd.DataFrame(rows, columns=list(FRAME), dtype=object).rename(columns={"cause_kind": "cause"}),
        pd.DataFrame(spans, columns=["alert_id", "visitor", "from_at", "to_at"], dtype=object),
    )
