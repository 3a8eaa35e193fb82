"""Every alert there was and is, for the page of alerts: how long each took, who was not heard of, and who was told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session

from data.models import (
    AlertRow,
    AlertStepRow,
    DeadlineRow,
    NotMonitored,
    Person,
    School,
    StepResultRow,
    VisitorRow,
)
from data.queries.calendar import local_day
from data.queries.school import schools_for
from visits.alerts import reference
from visits.permissions import Action, Viewer, schools_where
from visits.words import AlarmCause, LadderKind

DAY: Final = timedelta(days=1)
LATE_S: Final = 60.0
"""Raised so many seconds after the deadline is late (`data.models.AlertRow.late_s`)."""


@dataclass(frozen=True, kw_only=True)
class Unheard:
    """A visitor of whom word was due and had not come, from `due_at` until `heard_at`; None while it has not."""

    visitor_id: UUID
    name: str
    due_at: datetime
    heard_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """An alert in the list, without a word about the family. `names` are its visitors', for who may see live visits.

    `noticed_at` is the first acknowledgement or action, `first_action_at` the first outcome that was recorded of a step,
    `safe_at` when everybody was accounted for, else when a person stood it down. `not_watched`: it fell due while
    nobody watched. `unheard`: of whom it was, each span; empty for an emergency, which has no deadline.
    """

    alert_id: UUID
    school_id: UUID
    school: str
    timezone: str
    visit_id: UUID | None
    reference: str
    kind: LadderKind
    drill: bool
    due_at: datetime
    due_on: date
    raised_at: datetime
    late_s: float
    noticed_at: datetime | None
    first_action_at: datetime | None
    safe_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    closed_as: str | None
    cause_kind: AlarmCause | None
    cause: str
    police_called_at: datetime | None
    police_told_at: datetime | None
    names: tuple[str, ...]
    unheard: tuple[Unheard, ...]
    not_watched: bool

    @property
    def late(self) -> bool:
        return self.late_s > LATE_S

    @property
    def police_to_tell(self) -> bool:
        """The police were called, it is over, and nobody has said that they were told."""
        return bool(self.police_called_at and self.closed_at and not self.police_told_at)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A span in which nobody watched, and the alerts of the viewer's schools that fell due in it."""

    from_at: datetime
    to_at: datetime
    alerts: tuple[AlertLine, ...]


@dataclass(frozen=True, kw_only=True)
class AlertScope:
    """The schools whose alerts a viewer sees, by name, and the day of the first alert there; None before there is one."""

    schools: dict[UUID, str]
    first_on: date | None


@dataclass(frozen=True, kw_only=True)
class AlertsSeen:
    """The alerts of a span of days, drills among them, and when nobody watched: each newest first."""

    alerts: tuple[AlertLine, ...]
    gaps: tuple[Gap, ...]


def alert_scope(session: Session, viewer: Viewer) -> AlertScope:
    """Where and since when there are alerts for this viewer to see."""
    schools = schools_for(session, viewer, Action.SEE_ALERTS)
    query = (
        select(AlertRow.due_at, School)
        .join(School, School.id == AlertRow.school_id)
        .where(AlertRow.school_id.in_(schools))
        .order_by(AlertRow.due_at)
    )
    first = session.execute(query.limit(1)).one_or_none()
    return AlertScope(schools=schools, first_on=local_day(first[1], first[0]) if first else None)


def alerts_seen(session: Session, viewer: Viewer, *, from_on: date, to_on: date) -> AlertsSeen:
    """The alerts that fell due from the one day to before the other, of the schools whose alerts the viewer sees.

    Whoever sees none is not told of gaps either.
    """
    schools = schools_where(viewer, Action.SEE_ALERTS, wide=True)
    if not schools:
        return AlertsSeen(alerts=(), gaps=())
    span = datetime.combine(from_on, time(), UTC), datetime.combine(to_on, time(), UTC)
    # A day longer at both ends than UTC's: the school's own day decides.
    which = and_(
        AlertRow.school_id.in_(schools),
        AlertRow.due_at >= span[0] - DAY,
        AlertRow.due_at < span[1] + DAY,
    )
    gaps = _not_watched(session)
    alerts = tuple(a for a in _lines(session, viewer, which, gaps) if from_on <= a.due_on < to_on)
    return AlertsSeen(
        alerts=alerts, gaps=_gaps([(s, e) for s, e in gaps if s < span[1] and e >= span[0]], alerts)
    )


def past_alert(session: Session, viewer: Viewer, alert_id: UUID) -> AlertLine | None:
    """One alert; None where there is no such alert for this viewer."""
    which = and_(
        AlertRow.id == alert_id,
        AlertRow.school_id.in_(schools_where(viewer, Action.SEE_ALERTS, wide=True)),
    )
    return next(iter(_lines(session, viewer, which, _not_watched(session))), None)


def _not_watched(session: Session) -> list[tuple[datetime, datetime]]:
    query = select(NotMonitored.from_at, NotMonitored.to_at)
    return [(row.from_at, row.to_at) for row in session.execute(query)]


def _lines(
    session: Session,
    viewer: Viewer,
    which: ColumnElement[bool],
    spans: Sequence[tuple[datetime, datetime]],
) -> list[AlertLine]:
    """The alerts that the condition names, newest first. Each part is read by one query, however many they are."""
    rows = session.scalars(select(AlertRow).where(which).order_by(AlertRow.due_at.desc(), AlertRow.id)).all()
    ids = select(AlertRow.id).where(which).scalar_subquery()
    school_ids = {row.school_id for row in rows}
    schools = {s.id: s for s in session.scalars(select(School).where(School.id.in_(school_ids)))}
    visitors = _visitors(session, which)
    unheard = _unheard(session, which, visitors)
    acknowledged, acted = _acknowledged(session, ids), _acted(session, ids)
    people = _closers(session, which)
    live = schools_where(viewer, Action.SEE_LIVE, wide=True)
    return [
        AlertLine(
            alert_id=row.id,
            school_id=row.school_id,
            school=schools[row.school_id].name,
            timezone=schools[row.school_id].timezone,
            visit_id=row.visit_id,
            reference=reference(row.visit_id),
            kind=row.kind,
            drill=row.drill,
            due_at=row.due_at,
            due_on=local_day(schools[row.school_id], row.due_at),
            raised_at=row.raised_at,
            late_s=row.late_s,
            noticed_at=_first(
                row.acknowledged_at,
                acknowledged.get(row.id),
                acted.get(row.id),
                _since(row, row.police_called_at),
            ),
            first_action_at=acted.get(row.id),
            safe_at=row.accounted_at or row.closed_at,
            closed_at=row.closed_at,
            closed_by=people.get(row.closed_by_id, ""),
            closed_as=row.closed_as,
            cause_kind=row.cause_kind,
            cause=row.cause,
            police_called_at=row.police_called_at,
            police_told_at=row.police_told_at,
            names=tuple(visitors.get(row.visit_id, {}).values()) if row.school_id in live else (),
            unheard=tuple(unheard[row.id]),
            not_watched=any(start <= row.due_at < end for start, end in spans) and row.raised_at > row.due_at,
        )
        for row in rows
    ]


def _since(row: AlertRow, at: datetime | None) -> datetime | None:
    """The moment, if it is not before the alert: what somebody did before there was one is no notice of it."""
    return at if at is not None and at >= row.raised_at else None


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at), default=None)


def _visitors(session: Session, which: ColumnElement[bool]) -> dict[UUID | None, dict[UUID, str]]:
    """The visitors of each visit by id, the lead first."""
    query = (
        select(VisitorRow.visit_id, VisitorRow.id, VisitorRow.name)
        .where(VisitorRow.visit_id.in_(select(AlertRow.visit_id).where(which)))
        .order_by(VisitorRow.visit_id, VisitorRow.position)
    )
    found: dict[UUID | None, dict[UUID, str]] = defaultdict(dict)
    for row in session.execute(query):
        found[row.visit_id][row.id] = row.name
    return found


def _unheard(
    session: Session, which: ColumnElement[bool], visitors: dict[UUID | None, dict[UUID, str]]
) -> defaultdict[UUID, list[Unheard]]:
    """The deadlines that each alert was raised for, by visitor. One of the whole visit is everybody's."""
    query = (
        select(
            DeadlineRow.alert_id,
            DeadlineRow.visit_id,
            DeadlineRow.visitor_id,
            DeadlineRow.due_at,
            DeadlineRow.closed_at,
        )
        .where(
            # By the visits, which have an index: an alert's deadlines are its visit's.
            DeadlineRow.visit_id.in_(select(AlertRow.visit_id).where(which)),
            DeadlineRow.alert_id.in_(select(AlertRow.id).where(which)),
        )
        .order_by(DeadlineRow.due_at, DeadlineRow.id)
    )
    found: defaultdict[UUID, list[Unheard]] = defaultdict(list)
    for row in session.execute(query):
        for visitor_id, name in visitors.get(row.visit_id, {}).items():
            if row.visitor_id in (None, visitor_id):
                heard = Unheard(visitor_id=visitor_id, name=name, due_at=row.due_at, heard_at=row.closed_at)
                found[row.alert_id].append(heard)
    return found


def _acknowledged(session: Session, alert_ids: ScalarSelect[UUID]) -> dict[UUID, datetime]:
    query = (
        select(AlertStepRow.alert_id, func.min(AlertStepRow.acknowledged_at))
        .where(AlertStepRow.alert_id.in_(alert_ids), AlertStepRow.acknowledged_at.is_not(None))
        .group_by(AlertStepRow.alert_id)
    )
    return {row[0]: row[1] for row in session.execute(query) if row[1]}


def _acted(session: Session, alert_ids: ScalarSelect[UUID]) -> dict[UUID, datetime]:
    query = (
        select(AlertStepRow.alert_id, func.min(StepResultRow.at))
        .join(StepResultRow, StepResultRow.alert_step_id == AlertStepRow.id)
        .where(AlertStepRow.alert_id.in_(alert_ids))
        .group_by(AlertStepRow.alert_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _closers(session: Session, which: ColumnElement[bool]) -> dict[UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(select(AlertRow.closed_by_id).where(which)))
    return {row.id: row.name for row in session.execute(query)}


def _gaps(spans: Sequence[tuple[datetime, datetime]], alerts: Sequence[AlertLine]) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            from_at=start,
            to_at=end,
            alerts=tuple(a for a in alerts if not a.drill and a.not_watched and start <= a.due_at < end),
        )
        for start, end in sorted(spans, reverse=True)
    )
