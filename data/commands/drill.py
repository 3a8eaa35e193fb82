"""A drill: the school's own ladder, walked as in earnest, of a visit that there is not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit
from data.alerts import begin_step, held
from data.commands.core import Invalid, Refused, Repeated, command, require
from data.happening import hold_school
from data.models import AlertRow
from data.queries.calendar import local_day
from data.queries.drills import in_earnest
from data.queries.policy import in_force
from visits.permissions import Action, Viewer
from visits.words import LadderKind

KINDS = (LadderKind.OVERDUE, LadderKind.EMERGENCY)
"""What can be practised: that nobody answers, and that the code phrase is heard."""


@command("alert.drill")
def hold_drill(session: Session, *, school_id: UUID, kind: LadderKind, by: Viewer, now: datetime) -> UUID:
    """Begin a drill and return its alert. Every message says that it is one, and it never asks for the police.

    It has no visit: what comes in earnest meanwhile goes on beside it and is raised as ever. One at a time of a kind:
    begun twice it is the same drill. It ends by `stand_down`. Refused without a policy in force, which has the ladder,
    and while an alert is open in earnest: nobody must have to ask which of the two they were told of.
    """
    audit.note(session, school_id=school_id, kind=kind)
    require(by, Action.HOLD_DRILL, school_id=school_id)
    if kind not in KINDS:
        raise Invalid({"kind": "A drill is of an overdue visit or of the code phrase."})
    school = hold_school(session, school_id)
    if in_force(session, school_id=school_id, on=local_day(school, now)) is None:
        raise Refused("No policy is in force at this school, so there is no ladder to practise.")
    open_one = select(AlertRow.id).where(
        AlertRow.school_id == school_id,
        AlertRow.drill,
        AlertRow.kind == kind,
        AlertRow.closed_at.is_(None),
    )
    if (there := session.scalar(open_one)) is not None:
        raise Repeated(there)
    if in_earnest(session, [school_id]):
        raise Refused(f"A real alert is open at {school.name}: hold the drill once it is over.")
    row = AlertRow(id=uuid7(), school_id=school_id, kind=kind, due_at=now, raised_at=now, drill=True)
    session.add(row)
    session.flush()
    alert = held(session, row.id)
    begin_step(session, alert, alert.ladder.steps[0], now)
    audit.note(session, subject_id=row.id, alert_id=row.id)
    return row.id
