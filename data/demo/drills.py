"""Drills that the made-up schools held: one not long ago, one too long ago, and one school that has held none."""

from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from data.demo.made import Made
from data.demo.schools import ANCHOR, MadeSchool
from data.demo.staff import MadePerson, Staff
from data.models import AlertRow, AlertStepRow, StepResultRow
from visits.alerts import ladder_of, leads_in_drill
from visits.ladders import CLOSE, STAY, Step
from visits.words import LadderKind, Role, StepOutcome, Via

HELD: Final = {
    "quillmere": (LadderKind.OVERDUE, 52),
    "lanternfold": (LadderKind.EMERGENCY, 38),
    "tarrowby": (LadderKind.OVERDUE, 171),
}
"""By school: what was practised, and how many days before the history ends. The others have held none."""
AT: Final = time(15, 50)
TOOK: Final = (timedelta(seconds=50), timedelta(seconds=95), timedelta(seconds=140), timedelta(seconds=70))
"""How long it took to acknowledge each step in turn; what came of it was recorded twice as late."""
UNLUCKY: Final[tuple[StepOutcome, ...]] = (
    StepOutcome.NO_ANSWER,
    StepOutcome.TOLD,
    StepOutcome.CAUSE,
    StepOutcome.POLICE_NOT_NEEDED,
)


def practise(made: Made, school: MadeSchool, staff: Staff) -> None:
    """Walk the ladder of a school that has held a drill, as `data.commands.drill` would have kept it."""
    if school.plan.slug not in HELD:
        return
    kind, days = HELD[school.plan.slug]
    day = ANCHOR - timedelta(days=days)
    begun_at = school.at(day, AT)
    leader = staff.with_role((Role.SLT, Role.HEADTEACHER), day)[0]
    office = staff.with_role((Role.OFFICE,), day)[0]
    alert_id = made.uuid(begun_at)
    made.note(school.id, begun_at, leader.id, "alert.drill", alert_id, {"kind": kind.value})
    steps, ended_at = _walked(school, kind, begun_at)
    closed_at = ended_at + timedelta(minutes=2)
    made.put(
        AlertRow,
        alert_id,
        school_id=school.id,
        visit_id=None,
        kind=kind,
        due_at=begun_at,
        raised_at=begun_at,
        acknowledged_at=begun_at + TOOK[0],
        acknowledged_by_id=office.id,
        accounted_at=ended_at,
        closed_at=closed_at,
        closed_by_id=leader.id,
        closed_as="safe",
        cause="Drill ended",
        drill=True,
    )
    for step, started_at, acknowledged_at, done_at, outcome in steps:
        _keep(made, school, alert_id, office, step, started_at, acknowledged_at, done_at, outcome)
    made.note(school.id, closed_at, leader.id, "alert.stand_down", alert_id, {"closed_as": "safe"})


def _walked(
    school: MadeSchool, kind: LadderKind, begun_at: datetime
) -> tuple[list[tuple[Step, datetime, datetime, datetime, StepOutcome]], datetime]:
    """Each step with when it came, was acknowledged and done, and what came of it; and when the last was done."""
    ladder, at = ladder_of(kind, school.policy), begun_at
    step = ladder.steps[0]
    found: list[tuple[Step, datetime, datetime, datetime, StepOutcome]] = []
    for took in TOOK * 2:
        outcome = next(o for o in UNLUCKY if o in step.next)
        found.append((step, at, at + took, at + 2 * took, outcome))
        at += 2 * took
        target = leads_in_drill(step, outcome)
        if target in (CLOSE, STAY):
            break
        step = ladder.step(target)
    return found, at


def _keep(
    made: Made,
    school: MadeSchool,
    alert_id: UUID,
    by: MadePerson,
    step: Step,
    started_at: datetime,
    acknowledged_at: datetime,
    done_at: datetime,
    outcome: StepOutcome,
) -> None:
    step_id = made.add(
        AlertStepRow,
        started_at,
        school_id=school.id,
        alert_id=alert_id,
        key=step.key,
        kind=step.kind,
        started_at=started_at,
        remind_at=None,
        reminded=0,
        acknowledged_at=acknowledged_at,
        acknowledged_by_id=by.id,
        ended_at=done_at,
        outcome=outcome,
    )
    made.add(
        StepResultRow,
        done_at,
        school_id=school.id,
        alert_step_id=step_id,
        visitor_id=None,
        outcome=outcome,
        at=done_at,
        by_id=by.id,
        by_name=by.name,
        via=Via.BOARD,
        note="",
    )
    facts = {"alert_id": str(alert_id), "step": step.key, "outcome": outcome.value}
    made.note(school.id, acknowledged_at, by.id, "alert.acknowledge", alert_id, {"alert_id": str(alert_id)})
    made.note(school.id, done_at, by.id, "alert.record_step", alert_id, facts)
