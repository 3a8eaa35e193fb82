"""Word of those who are out: by the board, a call, or their phone. It is never refused for the state of the paperwork.

Each command names the visitors it accounts for; nobody else is accounted for by it. The same word twice is one event.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.aftercare import tasks_on_return
from data.commands.core import Invalid, Repeated, command
from data.happening import next_state, open_visit, record
from data.heard import heard, just_given, named, stop_of, when
from data.leaving import keep_gaps
from data.models import VisitRow
from data.not_seen import raise_if_not_seen
from data.refresh import refresh_deadlines
from visits.deadlines import is_back
from visits.limits import granted
from visits.permissions import Action, Viewer
from visits.visit import Event
from visits.words import EventKind, StopOutcome, Via


@command("word.sign_out")
def sign_out(
    session: Session,
    *,
    visit_id: UUID,
    by: Viewer,
    now: datetime,
    via: Via = Via.BOARD,
    happened_at: datetime | None = None,
) -> None:
    """They leave the school (BT-29, WH-04). From this moment they are watched.

    That nobody is on duty or can be reached is kept, and never a reason not to watch.
    """
    loaded = open_visit(session, visit_id, by, Action.RECORD_WORD)
    if heard(loaded, EventKind.SIGN_OUT, None, frozenset()):
        raise Repeated(None)
    row = loaded.row
    row.state = next_state(row.state, EventKind.SIGN_OUT)
    at = when(happened_at, now, earliest=row.authorised_at)
    row.left_at = at
    audit.note(session, gaps=keep_gaps(session, loaded, now=now))
    everybody = frozenset(v.id for v in row.visitors)
    _write(session, row, EventKind.SIGN_OUT, by=by, now=now, at=at, via=via, visitor_ids=everybody)


@command("word.arrive")
def arrive(
    session: Session,
    *,
    visit_id: UUID,
    stop_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.BOARD,
    happened_at: datetime | None = None,
) -> None:
    """They are at a stop."""
    _at_stop(session, EventKind.ARRIVE, visit_id, stop_id, visitor_ids, by, now, via, happened_at)


@command("word.leave")
def leave(
    session: Session,
    *,
    visit_id: UUID,
    stop_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.BOARD,
    happened_at: datetime | None = None,
    outcome: StopOutcome | None = None,
) -> None:
    """They have left a stop (BT-13: call between visits; FS-03). The outcome can be said later, in the write-up."""
    _at_stop(session, EventKind.LEAVE, visit_id, stop_id, visitor_ids, by, now, via, happened_at, outcome)


@command("word.not_made")
def not_made(
    session: Session,
    *,
    visit_id: UUID,
    stop_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.BOARD,
    happened_at: datetime | None = None,
    outcome: StopOutcome = StopOutcome.NOT_MADE,
) -> None:
    """They turned back, or did not go in (WH-08, FS-05, HA-07)."""
    _at_stop(session, EventKind.NOT_MADE, visit_id, stop_id, visitor_ids, by, now, via, happened_at, outcome)


@command("word.well")
def well(
    session: Session,
    *,
    visit_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.CALL,
    note: str = "",
) -> None:
    """They called, or answered, and are well. Still out: they are rung again after the policy's interval."""
    loaded = open_visit(session, visit_id, by, Action.RECORD_WORD)
    next_state(loaded.row.state, EventKind.WELL)
    whom = named(loaded, visitor_ids)
    _write(session, loaded.row, EventKind.WELL, by=by, now=now, via=via, visitor_ids=whom, note=note)


@command("word.more_time")
def more_time(
    session: Session,
    *,
    visit_id: UUID,
    minutes: int,
    by: Viewer,
    now: datetime,
    stop_id: UUID | None = None,
    via: Via = Via.BOARD,
    note: str = "",
) -> None:
    """A named person gives more time, within what the policy allows in all. Nothing else moves a deadline later."""
    loaded = open_visit(session, visit_id, by, Action.GIVE_MORE_TIME)
    next_state(loaded.row.state, EventKind.MORE_TIME)
    if stop_id is not None:
        stop_of(loaded.row, stop_id)
    cap = loaded.policy.hours.more_time_cap_minutes
    used = sum((length for _, length in granted(loaded.events, cap)), timedelta(0))
    left = cap - int(used.total_seconds() // 60)
    if not 1 <= minutes <= left:
        raise Invalid({"minutes": f"The policy allows {cap} minutes more in all; {left} are left."})
    if just_given(loaded, minutes, stop_id, now):
        raise Repeated(None)
    _write(
        session,
        loaded.row,
        EventKind.MORE_TIME,
        by=by,
        now=now,
        via=via,
        stop_id=stop_id,
        minutes=minutes,
        note=note,
    )


@command("word.back")
def back(
    session: Session,
    *,
    visit_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.BOARD,
    happened_at: datetime | None = None,
) -> None:
    """Back at school, or on the way home by arrangement (BT-13, RB-07, WH-04). The visit ends with the last of them."""
    loaded = open_visit(session, visit_id, by, Action.RECORD_WORD)
    whom = named(loaded, visitor_ids)
    if all(is_back(v, loaded.events) for v in whom):
        raise Repeated(None)
    row = loaded.row
    next_state(row.state, EventKind.BACK)
    at = when(happened_at, now, earliest=row.left_at)
    record(session, row, EventKind.BACK, by=by, now=now, happened_at=at, via=via, visitor_ids=whom)
    events = (*loaded.events, Event(kind=EventKind.BACK, happened_at=at, visitors=whom))
    everybody_is = all(is_back(v.id, events) for v in row.visitors)
    if everybody_is:
        row.state = next_state(row.state, EventKind.ALL_BACK)
        row.returned_at = at
    row.last_word_at, row.version = now, row.version + 1
    audit.note(session, state=row.state)
    loaded = refresh_deadlines(session, visit_id=visit_id, now=now)
    if everybody_is:
        tasks_on_return(session, loaded=loaded, now=now)


@command("word.home")
def home(
    session: Session,
    *,
    visit_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via = Via.CALL,
) -> None:
    """Safely home after a visit out of hours (WH-06)."""
    loaded = open_visit(session, visit_id, by, Action.RECORD_WORD)
    whom = named(loaded, visitor_ids)
    if heard(loaded, EventKind.HOME, None, whom):
        raise Repeated(None)
    next_state(loaded.row.state, EventKind.HOME)
    _write(session, loaded.row, EventKind.HOME, by=by, now=now, via=via, visitor_ids=whom)


def _at_stop(
    session: Session,
    kind: EventKind,
    visit_id: UUID,
    stop_id: UUID,
    visitor_ids: Collection[UUID],
    by: Viewer,
    now: datetime,
    via: Via,
    happened_at: datetime | None,
    outcome: StopOutcome | None = None,
) -> None:
    loaded = open_visit(session, visit_id, by, Action.RECORD_WORD)
    row, whom = loaded.row, named(loaded, visitor_ids)
    stop = stop_of(row, stop_id)
    if heard(loaded, kind, stop_id, whom):
        raise Repeated(None)
    next_state(row.state, kind)
    at = when(happened_at, now, earliest=row.left_at)
    before = stop.outcome
    if kind is EventKind.ARRIVE:
        stop.arrived_at = stop.arrived_at or at
    else:
        stop.left_at = stop.left_at or at
        stop.outcome = outcome or stop.outcome
    _write(
        session,
        row,
        kind,
        by=by,
        now=now,
        at=at,
        via=via,
        visitor_ids=whom,
        stop_id=stop_id,
        outcome=outcome,
    )
    raise_if_not_seen(session, row, stop, before=before, now=now)


def _write(
    session: Session,
    row: VisitRow,
    kind: EventKind,
    *,
    by: Viewer,
    now: datetime,
    via: Via,
    at: datetime | None = None,
    visitor_ids: frozenset[UUID] = frozenset(),
    stop_id: UUID | None = None,
    minutes: int = 0,
    outcome: StopOutcome | None = None,
    note: str = "",
) -> None:
    record(
        session,
        row,
        kind,
        by=by,
        now=now,
        happened_at=at,
        via=via,
        visitor_ids=visitor_ids,
        stop_id=stop_id,
        minutes=minutes,
        outcome=outcome,
        note=note,
    )
    row.last_word_at, row.version = now, row.version + 1
    audit.note(session, state=row.state)
    refresh_deadlines(session, visit_id=row.id, now=now)
