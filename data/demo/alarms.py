"""Past alerts of the made-up visits: late, rung, sometimes worse; each stood down with what was behind it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from data.demo import texts
from data.demo.staff import MadePerson
from data.demo.story import MINUTE, reception
from data.demo.trip import Trip
from data.models import AlertRow, AlertStepRow, StepResultRow
from visits.alerts import emergency_ladder
from visits.ladders import CLOSE, STAY, Ladder, Step
from visits.words import AlarmCause, EventKind, LadderKind, Role, StepKind, StepOutcome, Via

Outcome = StepOutcome
LATE_S: Final = (0.2, 1.6)
"""How long after the deadline the watcher was, in seconds."""
WORRY: Final = {0: 72.0, 1: 16.0, 2: 12.0}
"""How far it went: rung and answered; answered at the next step; nobody answered until they came back."""
POLICE: Final = 0.12


@dataclass(kw_only=True)
class Alarm:
    """A past alert. `accounted_at` is when everybody was heard of."""

    id: UUID
    kind: LadderKind
    due_at: datetime
    raised_at: datetime
    worry: int
    accounted_at: datetime | None = None
    answered: bool = False
    police_at: datetime | None = None
    steps: list[tuple[Step, datetime, datetime | None, StepOutcome | None]] = field(default_factory=list)


def silence(trip: Trip, due_at: datetime) -> Alarm:
    """Nobody was back when word was due. The ladder is walked; returns the alarm before they come back."""
    late_s = trip.made.dice.uniform(*LATE_S)
    raised_at = due_at + timedelta(seconds=late_s)
    alarm = Alarm(
        id=trip.made.uuid(raised_at),
        kind=LadderKind.OVERDUE,
        due_at=due_at,
        raised_at=raised_at,
        worry=trip.made.weighted(WORRY),
    )
    trip.made.note(trip.school.id, raised_at, None, "alert.raise", trip.id, {"alert_id": str(alarm.id)})
    _walk(trip, alarm, trip.school.policy.overdue)
    return alarm


def danger(trip: Trip, at: datetime) -> Alarm:
    """The phrase was heard."""
    by = reception(trip)
    alarm = Alarm(id=trip.made.uuid(at), kind=LadderKind.EMERGENCY, due_at=at, raised_at=at, worry=2)
    trip.happen(EventKind.PHRASE, at, by, "alert.emergency", via=Via.CALL)
    trip.more["emergency_at"] = at
    alarm.police_at = at + 3 * MINUTE
    alarm.steps.append(
        (emergency_ladder(trip.school.policy).steps[0], at, alarm.police_at, Outcome.POLICE_CALLED)
    )
    return alarm


def _walk(trip: Trip, alarm: Alarm, ladder: Ladder) -> None:
    step, at = ladder.steps[0], alarm.raised_at
    for place in range(len(ladder.steps)):
        outcome = _outcome(trip, alarm, step, place)
        ended_at = at + trip.made.dice.randint(2, 6) * MINUTE
        target = step.next[outcome]
        alarm.steps.append((step, at, ended_at, outcome))
        if outcome is Outcome.ANSWERED_WELL:
            _answered(trip, alarm, ended_at)
        if outcome is Outcome.POLICE_CALLED:
            alarm.police_at = ended_at
        if target in (CLOSE, STAY):
            return
        step, at = ladder.step(target), ended_at


def _outcome(trip: Trip, alarm: Alarm, step: Step, place: int) -> StepOutcome:
    if step.kind in (StepKind.RING_VISITORS, StepKind.RING_HOME):
        return Outcome.ANSWERED_WELL if alarm.worry <= place else Outcome.NO_ANSWER
    if step.kind is StepKind.JUDGE_CAUSE:
        return Outcome.NO_CAUSE
    if step.kind is StepKind.TELL:
        return Outcome.TOLD
    return (
        Outcome.POLICE_CALLED if alarm.worry > 1 and trip.made.chance(POLICE) else Outcome.POLICE_NOT_NEEDED
    )


def _answered(trip: Trip, alarm: Alarm, at: datetime) -> None:
    alarm.answered, alarm.accounted_at = True, at
    trip.happen(
        EventKind.WELL, at, reception(trip), "alert.record_step", via=Via.CALL, visitors=trip.everybody
    )


def back_after(trip: Trip, alarm: Alarm) -> datetime:
    """When they come back, on the minute: before they would be rung again."""
    last = alarm.steps[-1][2] or alarm.raised_at
    at = last + trip.made.dice.randint(3, 11) * MINUTE
    return at.replace(second=0, microsecond=0)


def stand_down(trip: Trip, alarm: Alarm, back_at: datetime) -> None:
    """Somebody of the school, not on the visit, says that it is over and what was behind it."""
    made = trip.made
    by = _steward(trip)
    alarm.accounted_at = alarm.accounted_at or back_at
    closed_at = max(back_at, alarm.accounted_at) + made.dice.randint(1, 9) * MINUTE
    safe = alarm.kind is LadderKind.EMERGENCY or (alarm.worry == 2 and made.chance(0.6))
    kind, cause = (None, texts.of_alert(made, "safe")) if safe else texts.of_false_alarm(made)
    if alarm.kind is LadderKind.EMERGENCY:
        cause = texts.of_alert(made, "emergency_safe")
    trip.happen(EventKind.STAND_DOWN, closed_at, by, "alert.stand_down", note=cause)
    trip.more["stood_down_at"] = closed_at
    _keep(trip, alarm, by, closed_at, cause_kind=kind, cause=cause)


def _steward(trip: Trip) -> MadePerson:
    roles = (Role.SLT, Role.HEADTEACHER, Role.DEPUTY_HEAD)
    leaders = [p for p in trip.staff.with_role(roles, trip.plan.out_at.date()) if p.id not in trip.own_people]
    return trip.made.one(leaders) if leaders and trip.made.chance(0.4) else reception(trip)


def _keep(
    trip: Trip,
    alarm: Alarm,
    by: MadePerson,
    closed_at: datetime,
    *,
    cause_kind: AlarmCause | None,
    cause: str,
) -> None:
    made, office, facts = trip.made, reception(trip), {"alert_id": str(alarm.id)}
    acknowledged_at = alarm.raised_at + timedelta(seconds=made.dice.randint(15, 100))
    made.note(trip.school.id, acknowledged_at, office.id, "alert.acknowledge", trip.id, facts)
    made.put(
        AlertRow,
        alarm.id,
        school_id=trip.school.id,
        visit_id=trip.id,
        kind=alarm.kind,
        due_at=alarm.due_at,
        raised_at=alarm.raised_at,
        late_s=(alarm.raised_at - alarm.due_at).total_seconds(),
        acknowledged_at=acknowledged_at,
        acknowledged_by_id=office.id,
        accounted_at=alarm.accounted_at,
        closed_at=closed_at,
        closed_by_id=by.id,
        closed_as="false_alarm" if cause_kind else "safe",
        cause=cause,
        cause_kind=cause_kind,
        heard=texts.of_alert(made, "emergency_heard") if alarm.kind is LadderKind.EMERGENCY else "",
        police_called_at=alarm.police_at,
        police_called_by_id=by.id if alarm.police_at else None,
        police_reference=f"{made.dice.randint(100, 999)} of {alarm.police_at:%d/%m/%Y}"
        if alarm.police_at
        else "",
        police_told_at=closed_at if alarm.police_at else None,
        police_told_by_id=by.id if alarm.police_at else None,
    )
    for place, (step, started_at, ended_at, outcome) in enumerate(alarm.steps):
        stays = place == len(alarm.steps) - 1 and not alarm.answered
        step_id = made.add(
            AlertStepRow,
            started_at,
            school_id=trip.school.id,
            alert_id=alarm.id,
            key=step.key,
            kind=step.kind,
            started_at=started_at,
            remind_at=None,
            reminded=0,
            acknowledged_at=acknowledged_at if place == 0 else None,
            acknowledged_by_id=office.id if place == 0 else None,
            ended_at=closed_at if stays else ended_at,
            outcome=None if stays else outcome,
        )
        if outcome is not None:
            if outcome is not Outcome.ANSWERED_WELL:
                facts = {"alert_id": str(alarm.id), "step": step.key, "outcome": outcome.value}
                at = ended_at or closed_at
                made.note(trip.school.id, at, office.id, "alert.record_step", trip.id, facts)
            _results(trip, step, step_id, outcome, ended_at or closed_at, office)


def _results(
    trip: Trip, step: Step, step_id: UUID, outcome: StepOutcome, at: datetime, by: MadePerson
) -> None:
    """One result of each visitor where they are rung by name, else one for all."""
    named = sorted(trip.everybody) if step.kind is StepKind.RING_VISITORS else [None]
    for visitor_id in named:
        trip.made.add(
            StepResultRow,
            at,
            school_id=trip.school.id,
            alert_step_id=step_id,
            visitor_id=visitor_id,
            outcome=outcome,
            at=at,
            by_id=by.id,
            by_name=by.name,
            via=Via.CALL,
            note=texts.of_alert(trip.made, "step_notes"),
        )
