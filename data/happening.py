"""What the commands of a visit share: open it for somebody, take its next state, write down what happened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import NotPermitted, Refused, require
from data.models import EventRow, School, VisitRow
from data.queries.scope import is_involved
from data.queries.snapshot import Loaded, NoSuchVisit, load_visit
from data.refresh import refresh_deadlines
from visits.lifecycle import NotPossible, move
from visits.permissions import Action, Viewer
from visits.words import EventKind, StopOutcome, Via, VisitState


def open_visit(session: Session, visit_id: UUID, by: Viewer, action: Action) -> Loaded:
    """Read a visit for a command and hold its row. Somebody who may not know of it gets the same refusal as for none."""
    session.get(VisitRow, visit_id, with_for_update=True)
    try:
        loaded = load_visit(session, visit_id)
    except NoSuchVisit:
        raise NotPermitted from None
    audit.note(session, school_id=loaded.row.school_id, subject_id=visit_id, was=loaded.row.state)
    involved = is_involved(session, visit_id=visit_id, viewer=by)
    require(by, action, school_id=loaded.row.school_id, involved=involved)
    return loaded


def hold_school(session: Session, school_id: UUID) -> School:
    """The school, held until the end: whoever asks for the same at the same moment does it one after the other.

    Only those who hold it too wait. Events of the school's visits go on being written.
    """
    try:
        return session.get_one(School, school_id, with_for_update={"key_share": True})
    except NoResultFound:
        raise NotPermitted from None


def next_state(state: VisitState, event: EventKind) -> VisitState:
    """Where the event leads, or a refusal with its sentence."""
    try:
        return move(state, event).to
    except NotPossible as why:
        raise Refused(str(why)) from None


def record(
    session: Session,
    row: VisitRow,
    kind: EventKind,
    *,
    by: Viewer,
    now: datetime,
    happened_at: datetime | None = None,
    via: Via = Via.BOARD,
    visitor_ids: frozenset[UUID] = frozenset(),
    stop_id: UUID | None = None,
    minutes: int = 0,
    outcome: StopOutcome | None = None,
    note: str = "",
) -> EventRow:
    """Write an event: who, when it happened, when it was entered, how. It is never changed afterwards."""
    event = EventRow(
        school_id=row.school_id,
        visit_id=row.id,
        stop_id=stop_id,
        kind=kind,
        happened_at=happened_at or now,
        entered_at=now,
        by_id=by.person_id,
        by_name=by.name,
        via=via,
        visitor_ids=sorted(str(v) for v in visitor_ids),
        minutes=minutes,
        outcome=outcome,
        note=note,
    )
    session.add(event)
    session.flush()
    audit.note(session, event=kind, via=via)
    return event


def end(
    session: Session,
    row: VisitRow,
    to: VisitState,
    kind: EventKind,
    reason: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Decline or cancel: the state, the reason, the event, and nothing is due any more."""
    row.state = to
    row.version += 1
    if to is VisitState.DECLINED:
        row.declined_reason = reason
    record(session, row, kind, by=by, now=now, note=reason)
    audit.note(session, state=to)
    refresh_deadlines(session, visit_id=row.id, now=now)
