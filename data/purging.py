"""A visit's words: what was written of a family in sentences. They go once CPOMS or MyConcern is known to have them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from data.models import (
    AlertRow,
    AlertStepRow,
    Concern,
    EventRow,
    Incident,
    StepResultRow,
    StopRow,
    VisitRow,
    WriteUp,
)
from data.over_time import not_ended
from visits.retention import WORDS_AFTER
from visits.words import VisitState

UNSYNCED: Final[dict[str, Any]] = {"synchronize_session": False}
EMPTY: Final = {"purpose": "", "alternatives": "", "who_to_see": "", "agency_plan": ""}


def purge_words(session: Session, visit_ids: Collection[UUID], *, now: datetime) -> None:
    """Empty what these visits say in words. What was decided, when, by whom and what came of it stays."""
    alerts = select(AlertRow.id).where(AlertRow.visit_id.in_(visit_ids))
    steps = select(AlertStepRow.id).where(AlertStepRow.alert_id.in_(alerts))
    for change in (
        update(VisitRow).where(VisitRow.id.in_(visit_ids)).values(**EMPTY, purged_at=now),
        update(StopRow).where(StopRow.visit_id.in_(visit_ids)).values(who_was_seen=""),
        update(EventRow).where(EventRow.visit_id.in_(visit_ids), EventRow.note != "").values(note=""),
        update(StepResultRow)
        .where(StepResultRow.alert_step_id.in_(steps), StepResultRow.note != "")
        .values(note=""),
        update(AlertRow).where(AlertRow.visit_id.in_(visit_ids)).values(heard=""),
        update(WriteUp).where(WriteUp.visit_id.in_(visit_ids)).values(actions=""),
        update(Concern).where(Concern.visit_id.in_(visit_ids)).values(note=""),
        update(Incident).where(Incident.visit_id.in_(visit_ids)).values(note=""),
    ):
        session.execute(change, execution_options=UNSYNCED)


def to_confirm() -> ColumnElement[bool]:
    """A condition on `visits` joined with their write-ups: nobody has looked whether the record is there, or something
    was told since that may not be in it."""
    concern = exists().where(Concern.visit_id == VisitRow.id, Concern.raised_at > WriteUp.confirmed_at)
    incident = exists().where(Incident.visit_id == VisitRow.id, Incident.entered_at > WriteUp.confirmed_at)
    return or_(WriteUp.confirmed_at.is_(None), concern, incident)


def ready_to_purge(now: datetime) -> ColumnElement[bool]:
    """A condition on `visits` joined with their write-ups: confirmed long enough ago, closed, and nothing is open."""
    return (
        (VisitRow.purged_at.is_(None))
        & (VisitRow.state == VisitState.CLOSED)
        & (WriteUp.confirmed_at <= now - WORDS_AFTER)
        & not_(to_confirm())
        & not_(not_ended())
    )


def next_to_purge(session: Session, *, now: datetime, limit: int) -> list[UUID]:
    """Visits whose words can go now."""
    query = (
        select(VisitRow.id)
        .join(WriteUp, WriteUp.visit_id == VisitRow.id)
        .where(ready_to_purge(now))
        .order_by(VisitRow.id)
        .limit(limit)
    )
    return list(session.scalars(query))
