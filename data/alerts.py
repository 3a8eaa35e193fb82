"""What the commands of an alert share: open it for somebody, begin a step, tell its people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, outbox
from data.commands.core import NotPermitted, Refused, Stale, require, require_person
from data.models import AlertRow, AlertStepRow, School, VisitRow
from data.outbox import Recipient
from data.queries.calendar import local_day
from data.queries.policy import in_force, policy_of
from data.queries.reach import told_by
from data.queries.snapshot import Loaded, load_visit
from data.settle import due_rows
from data.ways import recipients
from visits.alerts import ladder_of
from visits.ladders import Ladder, Step
from visits.notices import Matter, step_notice
from visits.permissions import Action, Viewer
from visits.words import LadderKind


class OnThisVisit(Refused):
    """Nobody acts on the alert of a visit that they are on."""

    def __init__(self) -> None:
        super().__init__("You are on this visit yourself, so somebody else has to act on its alert.")


@dataclass(frozen=True)
class Alert:
    """An open alert with all that its commands need. `loaded` is None while nobody knows which visit it is.

    `step` is the row of the step that is open, None when the ladder waits (everybody is accounted for).
    """

    row: AlertRow
    loaded: Loaded | None
    school: School
    ladder: Ladder
    step: AlertStepRow | None

    @property
    def own_people(self) -> frozenset[UUID]:
        """The people who are on the visit: never told as a step's people, never asked to act."""
        visitors = self.loaded.row.visitors if self.loaded else []
        return frozenset(v.person_id for v in visitors if v.person_id is not None)

    @property
    def matter(self) -> Matter:
        """What a message may say of it."""
        return Matter(
            school=self.school.name,
            timezone=self.school.timezone,
            visit_id=self.row.visit_id,
            kind=self.row.kind,
            due_at=self.row.due_at,
            drill=self.row.drill,
        )


def open_alert(session: Session, alert_id: UUID, by: Viewer, action: Action) -> Alert:
    """Read an alert for somebody's command and hold it.

    Refuses whoever may not at that school, and whoever is on the visit. Raises Stale when it has been stood down.
    """
    row = session.get(AlertRow, alert_id)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.visit_id or alert_id, alert_id=alert_id)
    require(by, action, school_id=row.school_id)
    alert = held(session, alert_id)
    if require_person(by) in alert.own_people:
        raise OnThisVisit
    if alert.row.closed_at is not None:
        raise Stale
    return alert


def held(session: Session, alert_id: UUID) -> Alert:
    """Lock an alert and read it whole. The visit's row is locked first: every command takes them in this order."""
    visit_id = session.get_one(AlertRow, alert_id).visit_id
    if visit_id is not None:
        session.get(VisitRow, visit_id, with_for_update=True)
    session.get_one(AlertRow, alert_id, with_for_update=True, populate_existing=True)
    return read_alert(session, alert_id)


def read_alert(session: Session, alert_id: UUID) -> Alert:
    """Read an alert whole, to show something of it."""
    row = session.get_one(AlertRow, alert_id)
    visit_id = row.visit_id
    loaded = load_visit(session, visit_id) if visit_id is not None else None
    school = session.get_one(School, row.school_id)
    open_step = select(AlertStepRow).where(AlertStepRow.alert_id == alert_id, AlertStepRow.ended_at.is_(None))
    return Alert(
        row=row,
        loaded=loaded,
        school=school,
        ladder=_ladder(session, row, loaded, school),
        # It may have been read before the lock was waited for.
        step=session.scalars(open_step.execution_options(populate_existing=True)).one_or_none(),
    )


def due_visitors(session: Session, alert: Alert, now: datetime) -> frozenset[UUID]:
    """Who has not been heard of though word was due. A deadline of the whole visit is everybody's.

    Nobody, for a pupil who was not seen: that alert is about the child, and no word of a visitor settles it.
    """
    if alert.loaded is None or alert.row.kind is LadderKind.PUPIL_NOT_SEEN:
        return frozenset()
    rows = due_rows(session, visit_id=alert.loaded.row.id, now=now)
    if any(row.visitor_id is None for row in rows):
        return frozenset(v.id for v in alert.loaded.row.visitors)
    return frozenset(row.visitor_id for row in rows if row.visitor_id is not None)


def begin_step(session: Session, alert: Alert, step: Step, now: datetime) -> AlertStepRow:
    """Come to a step and tell its people. The earlier step has ended before."""
    row = AlertStepRow(**step_values(step, school_id=alert.row.school_id, alert_id=alert.row.id, now=now))
    session.add(row)
    session.flush()
    tell_step(session, alert, row, step, now)
    audit.note(session, step=step.key)
    return row


def repeat_step(session: Session, alert: Alert, row: AlertStepRow, now: datetime) -> None:
    """Remind the step's people once more, and again after the policy's minutes."""
    step = alert.ladder.step(row.key)
    row.reminded += 1
    row.remind_at = _next_reminder(step, now)
    session.flush()
    tell_step(session, alert, row, step, now)


def wait_on(alert: Alert, row: AlertStepRow, now: datetime) -> None:
    """The step goes on: its people are reminded after the policy's minutes, also where it was acknowledged before."""
    row.remind_at = _next_reminder(alert.ladder.step(row.key), now)


def tell_step(session: Session, alert: Alert, row: AlertStepRow, step: Step, now: datetime) -> None:
    """One message to each of the step's people who is on duty, except whoever is on the visit."""
    outbox.put(
        session,
        step_recipients(session, step, school_id=alert.row.school_id, at=now, not_these=alert.own_people),
        topic=outbox.REMINDER if row.reminded else outbox.STEP,
        key=f"{alert.row.id}:{row.key}:{_times(session, row)}",
        notice=step_notice(alert.matter, alert.ladder, step, reminder=row.reminded),
        now=now,
        school_id=alert.row.school_id,
        alert_id=alert.row.id,
        step_id=row.id,
    )


def step_recipients(
    session: Session, step: Step, *, school_id: UUID, at: datetime, not_these: Collection[UUID]
) -> list[Recipient]:
    """Whom a step tells, and by which way. To leave out somebody who is not among them changes nothing."""
    people = told_by(
        session, school_id=school_id, roles=(*step.acts, *step.tells), at=at, not_these=not_these
    )
    return recipients(session, ((c.person_id, c.email) for c in people))


def step_values(step: Step, *, school_id: UUID, alert_id: UUID, now: datetime) -> dict[str, Any]:
    """The row of a step that an alert comes to now."""
    return {
        "id": uuid7(),
        "school_id": school_id,
        "alert_id": alert_id,
        "key": step.key,
        "kind": step.kind,
        "started_at": now,
        "remind_at": _next_reminder(step, now),
        "reminded": 0,
    }


def end_step(row: AlertStepRow, now: datetime) -> None:
    """Nothing more is asked of this step."""
    row.ended_at, row.remind_at = now, None


def _times(session: Session, row: AlertStepRow) -> int:
    """How often the step's people were told before. A ladder that begins anew comes to the same step twice."""
    told = select(func.sum(AlertStepRow.reminded + 1)).where(
        AlertStepRow.alert_id == row.alert_id, AlertStepRow.key == row.key
    )
    return int(session.scalar(told) or 1) - 1


def _next_reminder(step: Step, now: datetime) -> datetime:
    return now + timedelta(minutes=step.remind_minutes)


def _ladder(session: Session, row: AlertRow, loaded: Loaded | None, school: School) -> Ladder:
    if loaded is not None:
        return ladder_of(row.kind, loaded.policy)
    version = in_force(session, school_id=school.id, on=local_day(school, row.raised_at))
    return ladder_of(row.kind, policy_of(version) if version else None)
