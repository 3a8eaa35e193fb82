"""What is somebody's own: what they began, what was declined, what is on today, what waits to be written up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from data.models import Draft, Household, School, Task, VisitRow
from data.queries.people import london_day
from data.queries.reasons import reason_words
from data.queries.scope import involving, visits_for
from visits.aftercare import TaskKind
from visits.permissions import Viewer
from visits.words import VisitState

S = VisitState
RECENT: Final = timedelta(days=30)
"""How long a declined visit stays on its planner's screen."""


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A visit of somebody's. `where` names the homes, or addresses where no home is known.

    `due_at` is when its write-up is due, None where none is awaited; `yours` is whether the viewer has to write it.
    """

    visit_id: UUID
    school: str
    state: VisitState
    reason: str
    out_at: datetime
    back_at: datetime
    where: tuple[str, ...]
    visitors: tuple[str, ...]
    declined_reason: str
    due_at: datetime | None
    yours: bool


@dataclass(frozen=True, kw_only=True)
class DraftItem:
    """A form as somebody left it."""

    draft_id: UUID
    form: str
    title: str
    saved_at: datetime


@dataclass(frozen=True, kw_only=True)
class MyVisits:
    """Each list in the order in which it asks for something: the soonest or the longest waiting first."""

    drafts: tuple[DraftItem, ...]
    declined: tuple[Mine, ...]
    today: tuple[Mine, ...]
    coming: tuple[Mine, ...]
    to_write_up: tuple[Mine, ...]


def my_visits(session: Session, viewer: Viewer, *, now: datetime) -> MyVisits:
    """The viewer's own screen: visits that they planned, go on or authorised, and that they may see."""
    if viewer.person_id is None:
        return MyVisits(drafts=(), declined=(), today=(), coming=(), to_write_up=())
    query = (
        select(VisitRow)
        .where(
            visits_for(viewer),
            involving(viewer.person_id),
            VisitRow.state.in_((S.REQUESTED, S.AUTHORISED, S.OUT, S.BACK, S.DECLINED)),
            (VisitRow.state != S.DECLINED) | (VisitRow.out_at > now - RECENT),
        )
        .options(selectinload(VisitRow.stops), selectinload(VisitRow.visitors))
        .order_by(VisitRow.out_at)
    )
    rows = session.scalars(query).all()
    mine = _mine(session, list(rows), viewer.person_id)
    planned = [m for m in mine if m.state in (S.REQUESTED, S.AUTHORISED)]
    today = {m.visit_id for m in planned if london_day(m.out_at) == london_day(now) or m.out_at < now}
    return MyVisits(
        drafts=_drafts(session, viewer.person_id),
        declined=tuple(m for m in mine if m.state is S.DECLINED),
        today=tuple(m for m in mine if m.state is S.OUT or m.visit_id in today),
        coming=tuple(m for m in planned if m.visit_id not in today),
        to_write_up=tuple(
            sorted((m for m in mine if m.state is S.BACK), key=lambda m: m.due_at or m.back_at)
        ),
    )


def _mine(session: Session, rows: list[VisitRow], person_id: UUID) -> list[Mine]:
    reasons = reason_words(session, rows)
    schools = dict(session.execute(select(School.id, School.name)).all())
    homes = _homes(session, rows)
    due = _write_ups(session, [row.id for row in rows])
    return [
        Mine(
            visit_id=row.id,
            school=schools[row.school_id],
            state=row.state,
            reason=reasons[row.id],
            out_at=row.out_at,
            back_at=row.back_at,
            where=tuple(homes.get(stop.household_id, stop.address) for stop in row.stops),
            visitors=tuple(v.name for v in row.visitors),
            declined_reason=row.declined_reason,
            due_at=due[row.id].due_at if row.id in due else None,
            yours=row.id in due and due[row.id].owner_id == person_id,
        )
        for row in rows
    ]


def _homes(session: Session, rows: list[VisitRow]) -> dict[UUID | None, str]:
    wanted: set[UUID] = {s.household_id for row in rows for s in row.stops if s.household_id}
    query = select(Household.id, Household.name).where(Household.id.in_(wanted))
    return dict(session.execute(query).all())


def _write_ups(session: Session, ids: list[UUID]) -> dict[UUID | None, Task]:
    query = select(Task).where(Task.visit_id.in_(ids), Task.kind == TaskKind.WRITE_UP, Task.done_at.is_(None))
    return {task.visit_id: task for task in session.scalars(query)}


def _drafts(session: Session, person_id: UUID) -> tuple[DraftItem, ...]:
    query = select(Draft).where(Draft.person_id == person_id).order_by(Draft.saved_at.desc())
    return tuple(
        DraftItem(draft_id=d.id, form=d.form, title=d.title, saved_at=d.saved_at)
        for d in session.scalars(query)
    )
