"""What was recorded of a step: whether it can be, and what the latest of each visitor is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.alerts import Alert
from data.commands.core import Invalid, Stale, require_person
from data.models import AlertStepRow, StepResultRow
from visits.alerts import by_name, outcomes_of, takes_names
from visits.labels import STEP_OUTCOME_WORDS
from visits.permissions import Viewer
from visits.words import StepOutcome, Via


def check_outcomes(
    alert: Alert, row: AlertStepRow, outcomes: Mapping[UUID | None, StepOutcome], due: Collection[UUID]
) -> None:
    """Raise Invalid for outcomes that this step cannot have, Stale for a visitor who was heard of meanwhile."""
    drill = alert.row.drill
    possible = outcomes_of(row.kind, drill=drill)
    if not outcomes or any(outcome not in possible for outcome in outcomes.values()):
        words = ", ".join(f"'{STEP_OUTCOME_WORDS[outcome]}'" for outcome in possible)
        raise Invalid({"outcomes": f"Choose what came of this step: {words}."})
    names = {visitor for visitor in outcomes if visitor is not None}
    if None in outcomes and (names or by_name(row.kind, drill=drill)):
        raise Invalid({"outcomes": "Say what came of it for each visitor by name."})
    if names and not takes_names(row.kind):
        raise Invalid({"outcomes": "This step has one outcome for all."})
    if names - set(due):
        visitors = {v.id for v in alert.loaded.row.visitors} if alert.loaded else set()
        if names <= visitors:
            raise Stale
        raise Invalid({"outcomes": "One of them is not on this visit."})


def write_results(
    session: Session,
    row: AlertStepRow,
    outcomes: Mapping[UUID | None, StepOutcome],
    *,
    by: Viewer,
    now: datetime,
    via: Via,
    note: str,
) -> None:
    """Keep each outcome with who recorded it, when and how. It is never changed afterwards."""
    session.add_all(
        StepResultRow(
            id=uuid7(),
            school_id=row.school_id,
            alert_step_id=row.id,
            visitor_id=visitor_id,
            outcome=outcome,
            at=now,
            by_id=require_person(by),
            by_name=by.name,
            via=via,
            note=note.strip(),
        )
        for visitor_id, outcome in outcomes.items()
    )
    session.flush()


def latest(session: Session, row: AlertStepRow) -> dict[UUID | None, StepOutcome]:
    """The latest outcome of each visitor by name in this step."""
    query = (
        select(StepResultRow)
        .where(StepResultRow.alert_step_id == row.id, StepResultRow.visitor_id.is_not(None))
        .order_by(StepResultRow.at, StepResultRow.id)
    )
    return {result.visitor_id: result.outcome for result in session.scalars(query)}
