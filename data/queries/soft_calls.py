"""Calls that a policy wants without a time: soft tasks on the board, which raise no alert (FS-03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import PolicyVersion, VisitRow
from data.queries.policy import policy_of
from data.queries.scope import LIVE, visits_for
from data.queries.snapshot import load_visit
from visits.deadlines import awaited_words
from visits.permissions import Action, Viewer
from visits.words import Stage, VisitState

_SOFT: Final[dict[UUID, bool]] = {}


@dataclass(frozen=True, kw_only=True)
class SoftCall:
    """A call that is still to come: to arrive at, or to leave, stop `number` of `of`. `planned_at` is the plan's time."""

    visit_id: UUID
    people: tuple[str, ...]
    school: str
    stage: Stage
    number: int
    of: int
    planned_at: datetime


def soft_calls(session: Session, viewer: Viewer) -> list[SoftCall]:
    """The next such call of each visit that is out at the schools whose board the viewer sees, the earliest first."""
    query = select(VisitRow.id, VisitRow.policy_version_id).where(
        LIVE, VisitRow.state == VisitState.OUT, visits_for(viewer, Action.SEE_LIVE)
    )
    rows = session.execute(query).all()
    soft = {v: _leaves_a_call_open(session, v) for v in {row.policy_version_id for row in rows}}
    found = [_next(session, row.id) for row in rows if soft[row.policy_version_id]]
    return sorted((one for one in found if one), key=lambda one: (one.planned_at, str(one.visit_id)))


def _leaves_a_call_open(session: Session, version_id: UUID) -> bool:
    """Whether the version wants a call without a time. A version never changes, so it is looked at once."""
    if version_id not in _SOFT:
        policy = policy_of(session.get_one(PolicyVersion, version_id))
        _SOFT[version_id] = any(c.grace_minutes is None for c in policy.check_ins)
    return _SOFT[version_id]


def _next(session: Session, visit_id: UUID) -> SoftCall | None:
    loaded = load_visit(session, visit_id)
    calls = awaited_words(loaded.visit, loaded.policy, loaded.events)
    if not calls:
        return None
    stage, stop_id = calls[0]
    number, stop = next((n, s) for n, s in enumerate(loaded.visit.stops, start=1) if s.id == stop_id)
    return SoftCall(
        visit_id=visit_id,
        people=tuple(v.name for v in loaded.visit.visitors),
        school=loaded.school.name,
        stage=stage,
        number=number,
        of=len(loaded.visit.stops),
        planned_at=stop.due_in_at if stage is Stage.ARRIVE else stop.due_out_at,
    )
