"""Everything that happened to an alert, in the order in which it happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import (
    AlertRow,
    AlertStepRow,
    EventRow,
    OutboxRow,
    Person,
    School,
    StepResultRow,
    VisitorRow,
    VisitRow,
)
from data.queries.calendar import local_day
from data.queries.policy import in_force, policy_of
from data.queries.presses import presses
from data.queries.snapshot import load_visit
from visits.alerts import asked, ladder_of
from visits.ladders import Ladder
from visits.permissions import Action, Viewer, schools_where
from visits.words import EventKind, StepOutcome, Via


class Moment(StrEnum):
    """What a line of the timeline is, in the order of what happens at one moment: an outcome, then the step it led to."""

    DUE = "due"
    RAISED = "raised"
    RESULT = "result"
    WORD = "word"
    STEP = "step"
    ACKNOWLEDGED = "acknowledged"
    TOLD = "told"
    ACCOUNTED = "accounted"
    POLICE = "police"
    STOOD_DOWN = "stood_down"
    POLICE_TOLD = "police_told"


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One thing: when, what kind, and what is known of it. Only what fits the kind is filled in.

    `of` are the visitors named by a word or an outcome; `after` is how long after its step came it was acknowledged, and
    how long after the deadline the alert was raised. Of a message (`told`) three facts are kept apart: attempted,
    accepted by the channel, and (on the alert) acknowledged.
    """

    at: datetime
    what: Moment
    who: str = ""
    text: str = ""
    of: tuple[str, ...] = ()
    after: timedelta | None = None
    outcome: StepOutcome | None = None
    event: EventKind | None = None
    via: Via | None = None
    channel: str = ""
    attempts: int = 0
    accepted_at: datetime | None = None
    withdrawn: bool = False


def timeline(session: Session, viewer: Viewer, alert_id: UUID) -> list[TimelineLine] | None:
    """The alert's lines, oldest first; None where there is no such alert for this viewer."""
    row = session.scalars(
        select(AlertRow).where(
            AlertRow.id == alert_id,
            AlertRow.school_id.in_(schools_where(viewer, Action.SEE_LIVE, wide=True)),
        )
    ).one_or_none()
    if row is None:
        return None
    lines = [
        *_own(session, row),
        *_steps(session, row),
        *_messages(session, row),
        *_words(session, row),
    ]
    order = list(Moment)
    return sorted(lines, key=lambda line: (line.at, order.index(line.what)))


def _own(session: Session, row: AlertRow) -> Iterator[TimelineLine]:
    yield TimelineLine(at=row.due_at, what=Moment.DUE)
    late = timedelta(seconds=row.late_s)
    pressed = presses(session, row)
    who = pressed[0].name if pressed else ""
    yield TimelineLine(at=row.raised_at, what=Moment.RAISED, who=who, text=row.heard, after=late)
    for number, press in enumerate(pressed):
        text = "pressed danger again" if number else "raised the emergency"
        yield TimelineLine(at=press.at, what=Moment.RESULT, who=press.name, text=text)
    if row.accounted_at:
        yield TimelineLine(at=row.accounted_at, what=Moment.ACCOUNTED)
    if row.police_called_at:
        who = _name(session, row.police_called_by_id)
        yield TimelineLine(at=row.police_called_at, what=Moment.POLICE, who=who, text=row.police_reference)
    if row.closed_at:
        who = _name(session, row.closed_by_id)
        yield TimelineLine(at=row.closed_at, what=Moment.STOOD_DOWN, who=who, text=row.cause)
    if row.police_told_at:
        who = _name(session, row.police_told_by_id)
        yield TimelineLine(at=row.police_told_at, what=Moment.POLICE_TOLD, who=who)


def _steps(session: Session, row: AlertRow) -> Iterator[TimelineLine]:
    ladder = _ladder(session, row)
    names = _visitors(session, row)
    for step in session.scalars(select(AlertStepRow).where(AlertStepRow.alert_id == row.id)):
        text = asked(ladder.step(step.key), drill=row.drill)
        yield TimelineLine(at=step.started_at, what=Moment.STEP, text=text)
        if step.acknowledged_at:
            who = _name(session, step.acknowledged_by_id)
            yield TimelineLine(
                at=step.acknowledged_at,
                what=Moment.ACKNOWLEDGED,
                who=who,
                text=text,
                after=step.acknowledged_at - step.started_at,
            )
        for r in session.scalars(select(StepResultRow).where(StepResultRow.alert_step_id == step.id)):
            of = names.get(str(r.visitor_id), "")
            yield TimelineLine(
                at=r.at,
                what=Moment.RESULT,
                who=r.by_name,
                text=". ".join(part for part in (of or text, r.note) if part),
                of=(of,) if of else (),
                outcome=r.outcome,
                via=r.via,
            )


def _messages(session: Session, row: AlertRow) -> Iterator[TimelineLine]:
    query = (
        select(OutboxRow, Person.name)
        .outerjoin(Person, Person.id == OutboxRow.person_id)
        .where(OutboxRow.alert_id == row.id)
    )
    for message, name in session.execute(query):
        yield TimelineLine(
            at=message.attempted_at or message.made_at,
            what=Moment.TOLD,
            who=name or "",
            text=message.subject,
            channel=message.channel,
            attempts=message.attempts,
            accepted_at=message.delivered_at,
            withdrawn=message.given_up_at is not None,
        )


def _words(session: Session, row: AlertRow) -> Iterator[TimelineLine]:
    """Word of the visitors while the alert was open, from wherever it came. The stand-down is a line of its own."""
    if row.visit_id is None:
        return
    query = select(EventRow).where(
        EventRow.visit_id == row.visit_id,
        EventRow.entered_at >= row.raised_at,
        EventRow.kind != EventKind.STAND_DOWN,
    )
    if row.closed_at:
        query = query.where(EventRow.entered_at <= row.closed_at)
    names = _visitors(session, row)
    for event in session.scalars(query):
        if event.visitor_ids:
            yield TimelineLine(
                at=event.happened_at,
                what=Moment.WORD,
                who=event.by_name,
                text=event.note,
                of=tuple(names[v] for v in event.visitor_ids if v in names),
                event=event.kind,
                via=event.via,
            )


def _visitors(session: Session, row: AlertRow) -> dict[str, str]:
    query = select(VisitorRow.id, VisitorRow.name).where(VisitorRow.visit_id == row.visit_id)
    return {str(visitor.id): visitor.name for visitor in session.execute(query)}


def _ladder(session: Session, row: AlertRow) -> Ladder:
    if row.visit_id is not None and session.get(VisitRow, row.visit_id) is not None:
        return ladder_of(row.kind, load_visit(session, row.visit_id).policy)
    school = session.get_one(School, row.school_id)
    version = in_force(session, school_id=school.id, on=local_day(school, row.raised_at))
    return ladder_of(row.kind, policy_of(version) if version else None)


def _name(session: Session, person_id: UUID | None) -> str:
    return session.get_one(Person, person_id).name if person_id else ""
