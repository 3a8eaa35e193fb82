"""What people do with an alert: acknowledge it, record what came of a step, say it is worse, and stand it down."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.accounting import account_for, more_time_for
from data.acknowledging import acknowledge_step
from data.alerts import Alert, OnThisVisit, begin_step, due_visitors, end_step, held, open_alert, wait_on
from data.commands.core import (
    Invalid,
    NotPermitted,
    Refused,
    Repeated,
    Stale,
    command,
    require,
    require_person,
)
from data.models import AlertRow, AlertStepRow
from data.results import check_outcomes, latest, write_results
from data.standing_down import check_known_safe, close, how_known, tell_everybody, why_false
from visits.alerts import decided, leads_in_drill
from visits.ladders import CLOSE, STAY
from visits.permissions import Action, Viewer
from visits.words import AlarmCause, EventKind, LadderKind, StepKind, StepOutcome, Via

__all__ = [
    "OnThisVisit",
    "acknowledge",
    "cause_for_concern_now",
    "police_called",
    "record_step",
    "stand_down",
    "tell_police_it_is_over",
]

LONGEST_BEFORE: Final = timedelta(days=1)


@command("alert.acknowledge")
def acknowledge(session: Session, *, alert_id: UUID, by: Viewer, now: datetime) -> None:
    """A named person has it: the step's reminders stop, also after a restart. The next step asks its own people."""
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    if not acknowledge_step(session, alert, by=by, now=now):
        raise Repeated(None)


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
        raise Refused("Everybody has been heard of. If somebody is in danger, press 'Raise an emergency'.")
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

    Homeward never calls them itself. Raises Invalid for a time that is still to come, or more than `LONGEST_BEFORE`
    before the alert: they may have been called before anybody pressed, and never days before.
    """
    alert = open_alert(session, alert_id, by, Action.ACT_ON_ALERT)
    if alert.row.drill:
        raise Refused("In a drill nobody rings the police. Say what you would do.")
    if called_at > now:
        raise Invalid(
            {"called_at": "That time is still to come. Give the time at which the police were called."}
        )
    row = alert.row
    if called_at < row.raised_at - LONGEST_BEFORE:
        raise Invalid(
            {
                "called_at": "That is more than a day before this alert. Give the time at which the police were called "
                "about it."
            }
        )
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
    session: Session,
    *,
    alert_id: UUID,
    closed_as: str,
    by: Viewer,
    now: datetime,
    cause: str = "",
    cause_kind: AlarmCause | None = None,
    known_safe: Collection[UUID] = (),
    police_told: bool = False,
) -> None:
    """It is over: everybody is safe, or it was a false alarm and why. Everybody who was told is told.

    While somebody who is due has not been heard of, and for an emergency, it takes a sentence why. Whoever is due and not
    heard of has to be among `known_safe`: whoever stands it down says of each by name that they know it. That is kept as
    theirs, never as word of a visitor, and who is still out is rung again after the policy's interval, never left
    unwatched. A drill is ended and takes no sentence. `police_told`: the police, who had been called, were told by this
    person just now; else `tell_police_it_is_over` is still to come.
    """
    alert = open_alert(session, alert_id, by, Action.STAND_DOWN)
    cause, due = cause.strip(), due_visitors(session, alert, now)
    if closed_as not in ("safe", "false_alarm"):
        raise Invalid({"closed_as": "Is everybody safe, or was it a false alarm?"})
    if alert.row.drill:
        closed_as, cause_kind, cause = "safe", None, cause or "Drill ended"
    elif closed_as == "false_alarm":
        cause = why_false(cause_kind, cause)
    else:
        cause_kind = None
        how_known(alert, cause, due)
    check_known_safe(alert, due=due, known_safe=known_safe)
    if police_told and alert.row.police_called_at is None:
        raise Invalid({"police_told": "The police were not called, so there is nobody to tell."})
    if police_told:
        alert.row.police_told_at, alert.row.police_told_by_id = now, require_person(by)
    close(session, alert, closed_as=closed_as, cause=cause, cause_kind=cause_kind, due=due, by=by, now=now)
    tell_everybody(session, alert, by=by, now=now)
    audit.note(session, closed_as=closed_as, cause_kind=cause_kind, unheard=len(due), police_told=police_told)


@command("alert.police_told")
def tell_police_it_is_over(session: Session, *, alert_id: UUID, by: Viewer, now: datetime) -> None:
    """A person has told the police, who had been called, that it is over. Until then it is on the board as to be done.

    Homeward never tells them itself. Refused while the alert is open: it is not over yet.
    """
    row = session.get(AlertRow, alert_id)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.visit_id or alert_id, alert_id=alert_id)
    require(by, Action.STAND_DOWN, school_id=row.school_id)
    alert = held(session, alert_id)
    if require_person(by) in alert.own_people:
        raise OnThisVisit
    if alert.row.police_called_at is None:
        raise Refused("The police were not called, so there is nobody to tell.")
    if alert.row.closed_at is None:
        raise Refused("The alert is still open. Stand it down first, then tell the police that it is over.")
    if alert.row.police_told_at is not None:
        raise Repeated(None)
    alert.row.police_told_at, alert.row.police_told_by_id = now, require_person(by)


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
    step = alert.ladder.step(row.key)
    target = step.next[outcome] if outcome else STAY
    if alert.row.drill and outcome:
        target = leads_in_drill(step, outcome)
        alert.row.accounted_at = now if target == CLOSE else None
    elif alert.row.kind is LadderKind.PUPIL_NOT_SEEN and target == CLOSE:
        # Nothing but this outcome says that the child is well; it waits to be stood down.
        alert.row.accounted_at = now
    elif alert.row.accounted_at is not None:
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
