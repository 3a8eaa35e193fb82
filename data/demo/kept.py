"""Made-up visits whose record was found in CPOMS or MyConcern: a month later their words are gone from here."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from data.demo.made import Made
from data.demo.schools import END
from data.models import (
    AlertRow,
    AlertStepRow,
    Concern,
    EventRow,
    Incident,
    StepResultRow,
    StopRow,
    Task,
    VisitRow,
    WriteUp,
)
from data.purging import EMPTY
from visits.retention import WORDS_AFTER
from visits.words import VisitState

NOT_LOOKED_UP: Final = timedelta(days=21)
"""The records of the last weeks are still to be looked up."""


def look_up(made: Made) -> None:
    """Let the safeguarding lead have found what was closed, and empty what was found more than a month ago."""
    rows = made.rows
    unfinished = {row["visit_id"] for row in rows.get(Task, []) if row["done_at"] is None}
    unfinished |= {row["visit_id"] for row in rows.get(Concern, []) if row["taken_at"] is None}
    closed = {row["id"]: row for row in rows.get(VisitRow, []) if row["state"] is VisitState.CLOSED}
    found = {
        row["visit_id"]: at
        for row in rows.get(WriteUp, [])
        if row["visit_id"] in closed and (at := _found(row)) is not None
    }
    gone = {visit_id for visit_id, at in found.items() if at + WORDS_AFTER <= END} - unfinished
    for visit_id in gone:
        closed[visit_id].update(EMPTY, purged_at=found[visit_id] + WORDS_AFTER)
    for model, texts in (
        (StopRow, ("who_was_seen",)),
        (EventRow, ("note",)),
        (WriteUp, ("actions",)),
        (Concern, ("note",)),
        (Incident, ("note",)),
        (AlertRow, ("heard",)),
    ):
        _empty([row for row in rows.get(model, []) if row["visit_id"] in gone], texts)
    alerts = {row["id"] for row in rows.get(AlertRow, []) if row["visit_id"] in gone}
    steps = {row["id"] for row in rows.get(AlertStepRow, []) if row["alert_id"] in alerts}
    _empty([row for row in rows.get(StepResultRow, []) if row["alert_step_id"] in steps], ("note",))


def _found(row: dict[str, Any]) -> datetime | None:
    """Three days after the write-up, by whoever wrote it; None while nobody has looked."""
    at: datetime = row["written_at"] + timedelta(days=3)
    if at > END - NOT_LOOKED_UP:
        return None
    by_id: UUID = row["by_id"]
    row["confirmed_at"], row["confirmed_by_id"] = at, by_id
    return at


def _empty(rows: list[dict[str, Any]], texts: tuple[str, ...]) -> None:
    for row in rows:
        for text in texts:
            if row.get(text):
                row[text] = ""
