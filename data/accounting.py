"""Word of visitors that comes through an alert: the same events as from anywhere else, and the same deadlines."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy.orm import Session

from data.alerts import Alert
from data.commands.core import Invalid
from data.happening import record
from data.queries.calendar import calendar_of
from data.queries.snapshot import Loaded
from data.refresh import refresh_deadlines
from visits.deadlines import Deadline, open_deadlines
from visits.lifecycle import TABLE
from visits.limits import granted
from visits.permissions import Viewer
from visits.words import EventKind, Stage, Via


def account_for(
    session: Session,
    alert: Alert,
    visitor_ids: Collection[UUID],
    kind: EventKind,
    *,
    by: Viewer,
    now: datetime,
    via: Via,
    note: str,
) -> None:
    """Write down WELL or CONCERN of these visitors. Of somebody who is only awaited at home, being well is being home.

    A visit that was never signed out has no such word: it waits for being signed out or cancelled.
    """
    if alert.loaded is None:
        return
    row = alert.loaded.row
    if kind is EventKind.WELL and (row.state, kind) not in TABLE:
        kind = EventKind.HOME
    if (row.state, kind) not in TABLE:
        return
    record(session, row, kind, by=by, now=now, via=via, visitor_ids=frozenset(visitor_ids), note=note)
    row.last_word_at, row.version = now, row.version + 1
    refresh_deadlines(session, visit_id=row.id, now=now)


def more_time_for(
    session: Session, alert: Alert, minutes: int, *, by: Viewer, now: datetime, via: Via
) -> None:
    """Move what was due to so many minutes from now, as *more time*, within what the policy still allows."""
    loaded = alert.loaded
    if loaded is None or (loaded.row.state, EventKind.MORE_TIME) not in TABLE:
        raise Invalid({"more_minutes": "Only a visit that is out can have more time."})
    due = _soonest(session, loaded)
    wanted = max(1, ceil((now + timedelta(minutes=minutes) - due.due_at) / timedelta(minutes=1)))
    cap = loaded.policy.hours.more_time_cap_minutes
    used = sum((length for _, length in granted(loaded.events, cap)), timedelta(0))
    left = cap - int(used / timedelta(minutes=1))
    if minutes < 1 or wanted > left:
        latest = max(0, left - (wanted - minutes))
        raise Invalid(
            {
                "more_minutes": f"The policy allows {cap} minutes more in all. "
                + (f"From now, {latest} minutes are left." if latest else "None are left from now.")
            }
        )
    record(
        session,
        loaded.row,
        EventKind.MORE_TIME,
        by=by,
        now=now,
        via=via,
        stop_id=due.stop_id,
        minutes=wanted,
    )
    refresh_deadlines(session, visit_id=loaded.row.id, now=now)


def _soonest(session: Session, loaded: Loaded) -> Deadline:
    """What is due first by the plan. That somebody answered well, or was said to be safe, puts a call in
    its place and moves no plan."""
    calendar = calendar_of(session, school=loaded.school, at=loaded.visit.out_at)
    planned = [e for e in loaded.events if e.kind not in (EventKind.WELL, EventKind.STAND_DOWN)]
    due = open_deadlines(loaded.visit, loaded.policy, calendar, planned)
    return next(d for d in due if d.stage is not Stage.COVER)
