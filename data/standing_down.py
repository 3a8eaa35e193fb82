"""The end of an alert: what it takes, its rows, and telling everybody who was told."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import outbox
from data.alerts import Alert, end_step
from data.commands.core import Invalid, require_person
from data.happening import record
from data.models import AlertStepRow, OutboxRow, StepResultRow
from data.refresh import refresh_deadlines
from data.ways import recipients
from visits.labels import ALARM_CAUSE_WORDS
from visits.lifecycle import TABLE
from visits.notices import stand_down_notice
from visits.permissions import Viewer
from visits.words import AlarmCause, EventKind, LadderKind


def why_false(kind: AlarmCause | None, words: str) -> str:
    """What is kept as the cause: the words that were typed, else those of the cause that was chosen."""
    if kind is None:
        raise Invalid({"cause_kind": "What set the false alarm off? Choose what comes nearest."})
    if kind is AlarmCause.OTHER and not words:
        raise Invalid(
            {"cause": "What set the false alarm off? One sentence, so that it does not happen again."}
        )
    return words or ALARM_CAUSE_WORDS[kind]


def how_known(alert: Alert, words: str, due: frozenset[UUID]) -> None:
    """Refuse to call everybody safe without a sentence where not everybody was heard of."""
    if not words and alert.row.kind is LadderKind.EMERGENCY:
        raise Invalid({"cause": "How do you know that they are safe? One sentence."})
    if not words and alert.row.kind is LadderKind.PUPIL_NOT_SEEN and alert.row.accounted_at is None:
        raise Invalid({"cause": "How do you know that the child is safe? One sentence."})
    if not words and due:
        raise Invalid(
            {"cause": "Not everybody has been heard of. How do you know that they are safe? One sentence."}
        )


def check_known_safe(alert: Alert, *, due: Collection[UUID], known_safe: Collection[UUID]) -> None:
    """Refuse to stand down while somebody who is due and not heard of was not said to be safe, by name."""
    visitors = alert.loaded.row.visitors if alert.loaded else []
    missing = [v.name for v in visitors if v.id in due and v.id not in known_safe]
    if missing:
        have = "have" if len(missing) > 1 else "has"
        raise Invalid(
            {
                "known_safe": f"{' and '.join(missing)} {have} not been heard of. Tick that you know that they are "
                "safe, or leave the alert open."
            }
        )


def close(
    session: Session,
    alert: Alert,
    *,
    closed_as: str,
    cause: str,
    cause_kind: AlarmCause | None,
    due: frozenset[UUID],
    by: Viewer,
    now: datetime,
) -> None:
    """End the step and the alert, and note it on the visit.

    Standing down a silence names `due`, those who were not heard of: it ends the wait for what was due, in the name of
    whoever stands it down. It is no word of them: they are rung again (`visits.deadlines`).
    """
    row = alert.row
    if alert.step is not None:
        end_step(alert.step, now)
    row.closed_at, row.closed_by_id, row.closed_as = now, require_person(by), closed_as
    row.cause, row.cause_kind = cause, cause_kind
    if alert.loaded is None:
        return
    if row.kind is LadderKind.PUPIL_NOT_SEEN:
        # It was about the child: nothing was said of the visitors, who may be out still.
        return
    visit = alert.loaded.row
    visit.stood_down_at, visit.version = now, visit.version + 1
    if (visit.state, EventKind.STAND_DOWN) in TABLE:
        named = due if row.kind is LadderKind.OVERDUE else frozenset()
        record(session, visit, EventKind.STAND_DOWN, by=by, now=now, visitor_ids=named, note=cause)
        if named:
            refresh_deadlines(session, visit_id=visit.id, now=now)


def tell_everybody(session: Session, alert: Alert, *, by: Viewer, now: datetime) -> None:
    """Tell whoever was told, acted or acknowledged; what was still to be sent of the alert is withdrawn first."""
    row = alert.row
    told = _told(session, row.id) | {p for p in (row.acknowledged_by_id, row.police_called_by_id) if p}
    outbox.withdraw(session, alert_id=row.id, now=now, topics=(outbox.STEP, outbox.REMINDER))
    notice = stand_down_notice(
        alert.matter,
        closed_as=row.closed_as or "safe",
        by_name=by.name,
        now=now,
        police_called_at=row.police_called_at,
        police_reference=row.police_reference,
        police_told=row.police_told_at is not None,
    )
    outbox.put(
        session,
        recipients(session, outbox.addresses(session, told)),
        topic=outbox.STOOD_DOWN,
        key=f"{row.id}:stood_down:0",
        notice=notice,
        now=now,
        school_id=row.school_id,
        alert_id=row.id,
    )


def _told(session: Session, alert_id: UUID) -> set[UUID]:
    messages = select(OutboxRow.person_id).where(OutboxRow.alert_id == alert_id)
    acted = (
        select(StepResultRow.by_id)
        .join(AlertStepRow, AlertStepRow.id == StepResultRow.alert_step_id)
        .where(AlertStepRow.alert_id == alert_id)
    )
    acknowledged = select(AlertStepRow.acknowledged_by_id).where(AlertStepRow.alert_id == alert_id)
    return {
        person
        for query in (messages, acted, acknowledged)
        for person in session.scalars(query)
        if person is not None
    }
