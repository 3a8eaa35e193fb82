"""The parts of what a school's visits of a term come to: each is one query, however many visits there are.

They ask nobody's permission: `data.queries.term_facts` reads them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session

from data.models import AlertRow, AlertStepRow, AnswerRow, DeadlineRow, StepResultRow, Task
from data.queries.raw import raw
from visits.aftercare import TaskKind
from visits.compliance import Verdict
from visits.counted import CALLS, NO, NOT_KNOWN, YES
from visits.words import LadderKind, Stage

ANSWERED: Final = {"company": "company", "told_beforehand": "told", "risk_assessment": "assessed"}
"""The policy's own answers that are counted, and the measure that each becomes."""
MINUTE: Final = timedelta(minutes=1)
Raw = Any
"""The id of a visit as the driver gives it (`data.queries.raw`)."""


def answers(session: Session, visits: ScalarSelect[UUID]) -> dict[Raw, dict[str, str]]:
    """By visit and measure; of several homes one that was not assessed is enough. `RECORD` there is "not known yet".

    The database makes one row of a visit's answers: of each measure the worst.
    """
    worst = case((AnswerRow.verdict == Verdict.OK, 1), (AnswerRow.verdict == Verdict.RECORD, 2), else_=3)
    ruled = [AnswerRow.key.startswith(rule, autoescape=True) for rule in ANSWERED]
    columns = [func.max(case((rule, worst))) for rule in ruled]
    query = (
        select(raw(AnswerRow.visit_id), *columns)
        .where(AnswerRow.visit_id.in_(visits), or_(*ruled))
        .group_by(AnswerRow.visit_id)
    )
    return {
        row[0]: {
            measure: _met(measure, found)
            for measure, found in zip(ANSWERED.values(), row[1:], strict=True)
            if found is not None
        }
        for row in session.execute(query)
    }


def _met(measure: str, worst: int) -> str:
    if worst == 1:
        return YES
    return NOT_KNOWN if measure == "assessed" and worst == 2 else NO


def calls(session: Session, visits: ScalarSelect[UUID]) -> dict[Raw, dict[Stage, str]]:
    """By visit and stage: in time if word of everybody came by the time that was set; not known while it is open."""
    how = case(
        (DeadlineRow.closed_at > DeadlineRow.due_at, 3),
        (DeadlineRow.raised_at.is_not(None), 3),
        (DeadlineRow.closed_at.is_(None), 2),
        else_=1,
    )
    said = {1: YES, 2: NOT_KNOWN, 3: NO}
    query = (
        select(
            raw(DeadlineRow.visit_id), *(func.max(case((DeadlineRow.stage == stage, how))) for stage in CALLS)
        )
        .where(DeadlineRow.visit_id.in_(visits))
        .group_by(DeadlineRow.visit_id)
    )
    return {
        row[0]: {stage: said[code] for stage, code in zip(CALLS, row[1:], strict=True) if code is not None}
        for row in session.execute(query)
    }


def write_ups(session: Session, visits: ScalarSelect[UUID]) -> dict[Raw, tuple[datetime, datetime | None]]:
    query = select(raw(Task.visit_id), Task.due_at, Task.done_at).where(
        Task.visit_id.in_(visits), Task.kind == TaskKind.WRITE_UP.value
    )
    return {visit_id: (due_at, done_at) for visit_id, due_at, done_at in session.execute(query) if visit_id}


def alerts(session: Session, visits: ScalarSelect[UUID]) -> dict[Raw, float | None]:
    """Minutes from overdue to the first outcome that somebody recorded, by visit; of several alerts the first counts."""
    acted = (
        select(AlertStepRow.alert_id, func.min(StepResultRow.at).label("at"))
        .join(StepResultRow, StepResultRow.alert_step_id == AlertStepRow.id)
        .group_by(AlertStepRow.alert_id)
        .subquery()
    )
    query = (
        select(raw(AlertRow.visit_id), AlertRow.due_at, acted.c.at)
        .outerjoin(acted, acted.c.alert_id == AlertRow.id)
        .where(AlertRow.visit_id.in_(visits), AlertRow.kind == LadderKind.OVERDUE, AlertRow.drill.is_(False))
        .order_by(AlertRow.due_at.desc())
    )
    return {
        visit_id: None if at is None else max(0.0, (_utc(at) - due_at) / MINUTE)
        for visit_id, due_at, at in session.execute(query)
        if visit_id
    }


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
