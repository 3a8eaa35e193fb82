"""What people do with an alert: acknowledge it, record what came of a step, say it is worse, and stand it down."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit, outbox
from data.accounting import account_for, more_time_for
from data.alerts import Alert, OnThisVisit, begin_step, due_visitors, end_step, open_alert, wait_on
from data.commands.core import Invalid, Refused, Repeated, Stale, command, require_person
from data.models import AlertStepRow
from data.results import check_outcomes, latest, write_results
from data.standing_down import close, tell_everybody
from visits.alerts import decided
from visits.ladders import CLOSE, STAY
from visits.permissions import Action, Viewer
from visits.words import EventKind, LadderKind, StepKind, StepOutcome, Via

__all__ = [
    "OnThisVisit",
    "acknowledge",
    "cause_for_concern_now",
    "police_called",
    "record_step",
    "stand_down",
]


@command("alert.acknowledge")
def acknowledge(session: Session, *, alert_id: UUID, by: Viewer, now: datetime) -> None:
    """A named person has it: the step's reminders stop, also after a restart. The next step asks its own people."""
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    person_id, step = require_person(by), alert.step
    if step is None or step.remind_at is None:
        raise Repeated(None)
    step.acknowledged_at, step.acknowledged_by_id, step.remind_at = now, person_id, None
    if alert.row.acknowledged_at is None:
        alert.row.acknowledged_at, alert.row.acknowledged_by_id = now, person_id
    outbox.withdraw(session, alert_id=alert_id, now=now, topics=(outbox.REMINDER,))
    audit.note(session, step=step.key)


@command("alert.record_step")
def record_step(
    session: Session,
    *,
    alert_id: UUID,
    step_key: str,
    outcomes: Mapping[UUID | None, StepOutcome],
    by: Viewer,
    now: datetime,
    note: str = "",
    via: Via = Via.BOARD,
    more_minutes: int = 0,
) -> None:
    """Record what came of a step, of each visitor by name where they are rung; of all of them under None elsewhere.

    The ladder goes on once everybody who is due has an outcome; the worst decides (BT-15: both). Who answered well is
    accounted for by that, and rung again after the policy's interval while they are out. `more_minutes` from now, once
    all of them are well, is *more time* within the policy's cap. Raises Stale when the alert has moved on to another
    step, Invalid for an outcome that the step cannot have.
    """
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    row = alert.step
    if row is None or row.key != step_key:
        raise Stale
    due = due_visitors(session, alert, now)
    check_outcomes(alert, row, outcomes, due)
    write_results(session, row, outcomes, by=by, now=now, via=via, note=note)
    audit.note(session, step=row.key, outcomes=sorted({o.value for o in outcomes.values()}))
    outcome = decided(due=due, results=outcomes if None in outcomes else latest(session, row))
    _hear(session, alert, outcomes, due, by=by, now=now, via=via, note=note)
    if more_minutes:
        if outcome is not StepOutcome.ANSWERED_WELL:
            raise Invalid({"more_minutes": "More time is for when everybody who is due has answered well."})
        more_time_for(session, alert, more_minutes, by=by, now=now, via=via)
    _go_on(session, alert, row, outcome, now)


@command("alert.cause_for_concern")
def cause_for_concern_now(
    session: Session, *, alert_id: UUID, by: Viewer, now: datetime, note: str = ""
) -> None:
    """There is cause for concern, whatever the step: go to where the policy says (WH-05: at any time)."""
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    row, target = alert.step, alert.ladder.concern_jumps_to
    if row is None or alert.row.accounted_at is not None:
        raise Refused(
            "Everybody has been heard of. If somebody is in danger, press 'Code phrase heard / somebody in danger'."
        )
    if alert.ladder.number(row.key) >= alert.ladder.number(target):
        raise Refused("The alert is already at that step.")
    write_results(session, row, {None: StepOutcome.CAUSE}, by=by, now=now, via=Via.BOARD, note=note)
    row.outcome = StepOutcome.CAUSE
    end_step(row, now)
    begin_step(session, alert, alert.ladder.step(target), now)


@command("alert.police_called")
def police_called(
    session: Session,
    *,
    alert_id: UUID,
    called_at: datetime,
    by: Viewer,
    now: datetime,
    reference: str = "",
    note: str = "",
) -> None:
    """A person has called the police: when, and the reference that they were given. It can be completed later.

    Homeward never calls them itself.
    """
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    if called_at > now:
        raise Invalid(
            {"called_at": "That time is still to come. Give the time at which the police were called."}
        )
    row = alert.row
    if row.police_called_at is None:
        row.police_called_by_id = require_person(by)
        if alert.step is not None and alert.step.kind is StepKind.POLICE:
            called: dict[UUID | None, StepOutcome] = {None: StepOutcome.POLICE_CALLED}
            write_results(session, alert.step, called, by=by, now=now, via=Via.BOARD, note=note)
            _go_on(session, alert, alert.step, StepOutcome.POLICE_CALLED, now)
    row.police_called_at, row.police_reference = called_at, reference.strip() or row.police_reference
    audit.note(session, police_called_at=called_at)


@command("alert.stand_down")
def stand_down(
    session: Session, *, alert_id: UUID, closed_as: str, by: Viewer, now: datetime, cause: str = ""
) -> None:
    """It is over: everybody is safe, or it was a false alarm. Everybody who was told is told.

    While somebody who is due has not been heard of, and for an emergency, it takes a sentence why; then it is the word of
    whoever stands it down, and who is still out is rung again after the policy's interval, never left unwatched.
    """
    alert = open_alert(session, alert_id, by, Action.STAND_DOWN)
    cause = cause.strip()
    due = due_visitors(session, alert, now)
    if closed_as not in ("safe", "false_alarm"):
        raise Invalid({"closed_as": "Is everybody safe, or was it a false alarm?"})
    if closed_as == "false_alarm" and not cause:
        raise Invalid(
            {"cause": "What set the false alarm off? One sentence, so that it does not happen again."}
        )
    if not cause and alert.row.kind is LadderKind.EMERGENCY:
        raise Invalid({"cause": "How do you know that they are safe? One sentence."})
    if not cause and due:
        raise Invalid(
            {"cause": "Not everybody has been heard of. How do you know that they are safe? One sentence."}
        )
    close(session, alert, closed_as=closed_as, cause=cause, by=by, now=now)
    if alert.row.kind is LadderKind.OVERDUE and due:
        account_for(session, alert, due, EventKind.WELL, by=by, now=now, via=Via.BOARD, note=cause)
    tell_everybody(session, alert, by=by, now=now)
    audit.note(session, closed_as=closed_as, unheard=len(due))


def _hear(
    session: Session,
    alert: Alert,
    outcomes: Mapping[UUID | None, StepOutcome],
    due: frozenset[UUID],
    *,
    by: Viewer,
    now: datetime,
    via: Via,
    note: str,
) -> None:
    """Write down of whom there is word by this, so that their deadlines are worked out anew."""
    for outcome, kind in (
        (StepOutcome.ANSWERED_WELL, EventKind.WELL),
        (StepOutcome.ANSWERED_CONCERN, EventKind.CONCERN),
    ):
        heard = (
            due if outcomes.get(None) is outcome else {v for v, o in outcomes.items() if v and o is outcome}
        )
        if heard:
            account_for(session, alert, frozenset(heard), kind, by=by, now=now, via=via, note=note)


def _go_on(
    session: Session, alert: Alert, row: AlertStepRow, outcome: StepOutcome | None, now: datetime
) -> None:
    """Take the ladder where the outcome leads. Only word of everybody ends it, whatever a policy says of an outcome."""
    target = alert.ladder.step(row.key).next[outcome] if outcome else STAY
    if alert.row.accounted_at is not None:
        target = CLOSE
    elif target == CLOSE:
        target = STAY
    if target == STAY:
        wait_on(alert, row, now)
        return
    row.outcome = outcome
    end_step(row, now)
    if target != CLOSE:
        begin_step(session, alert, alert.ladder.step(target), now)
