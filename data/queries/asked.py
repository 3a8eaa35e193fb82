"""What the link in a message asks of its reader, and whether it still asks it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from data.alerts import Alert, read_alert
from data.models import AlertStepRow, OutboxRow, Person
from data.queries.people import london_day, viewer
from visits.permissions import Action, Viewer, may
from visits.words import LadderKind

LASTS: Final = timedelta(hours=24)


class Answer(StrEnum):
    """What has become of the question: it is open, somebody has answered it, or it is not asked of this reader."""

    OPEN = "open"
    MINE = "mine"
    OTHERS = "others"
    HEARD = "heard"
    STEP_OVER = "step_over"
    STOOD_DOWN = "stood_down"
    TOO_OLD = "too_old"
    NOT_YOURS = "not_yours"
    ON_VISIT = "on_visit"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The question, without a word of a family. `by` acts; `who` has acknowledged the step, at `at`.

    Where `answer` says that it is not asked of this reader any more, only that is filled in.
    """

    answer: Answer
    by: Viewer | None = None
    what: str = ""
    step: str = ""
    number: int = 0
    of: int = 0
    due_at: datetime | None = None
    emergency: bool = False
    timezone: str = "Europe/London"
    who: str = ""
    at: datetime | None = None
    office_phone: str = ""


def has_ended(message: OutboxRow, now: datetime) -> bool:
    """Whether the message is so old that its link counts no more."""
    return now - message.made_at >= LASTS


def asked_by(session: Session, message_id: UUID, *, now: datetime) -> Asked | None:
    """The question of a message's link; None where there is no such message, or none that asks anything.

    Whoever calls has the link's signature as proof: it is the reader's own.
    """
    message = session.get(OutboxRow, message_id)
    if message is None or message.alert_id is None or message.step_id is None or message.person_id is None:
        return None
    by = viewer(session, message.person_id, today=london_day(now), now=now)
    alert = read_alert(session, message.alert_id)
    if by is None or not may(by, Action.ACT_ON_ALERT, school_id=alert.row.school_id):
        return Asked(answer=Answer.NOT_YOURS)
    step = session.get_one(AlertStepRow, message.step_id)
    answer = _answer(alert, step, message, now)
    told = alert.ladder.step(step.key)
    return Asked(
        answer=answer,
        by=by,
        what=alert.matter.name,
        step=told.text,
        number=alert.ladder.number(step.key),
        of=len(alert.ladder.steps),
        due_at=alert.row.due_at,
        emergency=alert.row.kind is LadderKind.EMERGENCY,
        timezone=alert.school.timezone,
        who=_name(session, step.acknowledged_by_id),
        at=alert.row.closed_at if answer is Answer.STOOD_DOWN else step.acknowledged_at,
        office_phone=alert.school.office_phone,
    )


def _answer(alert: Alert, step: AlertStepRow, message: OutboxRow, now: datetime) -> Answer:
    if message.person_id in alert.own_people:
        return Answer.ON_VISIT
    if alert.row.closed_at is not None:
        return Answer.STOOD_DOWN
    if has_ended(message, now):
        return Answer.TOO_OLD
    if step.ended_at is not None:
        return Answer.STEP_OVER
    if alert.row.accounted_at is not None:
        return Answer.HEARD
    if step.remind_at is None:
        return Answer.MINE if step.acknowledged_by_id == message.person_id else Answer.OTHERS
    return Answer.OPEN


def _name(session: Session, person_id: UUID | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""
