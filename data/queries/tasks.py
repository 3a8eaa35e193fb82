"""What somebody has to do, and the concerns that wait for a safeguarding lead."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session

from data.models import (
    Concern,
    Household,
    Person,
    Pupil,
    RiskAssessment,
    School,
    StopRow,
    Task,
    VisitorRow,
    VisitRow,
)
from data.queries.home_scope import homes_for
from data.queries.scope import involving, visits_for
from visits.aftercare import OF_AN_INCIDENT, TaskKind
from visits.permissions import Action, Viewer, may, schools_where
from visits.words import Role

_GUARDED = frozenset({TaskKind.CONCERN, *OF_AN_INCIDENT})


@dataclass(frozen=True, kw_only=True)
class TaskItem:
    """A task. `owner` is a person's name or None where a role owns it; `homes` is empty for who may not see the visit.

    `may_finish` is whether the viewer may say that it is done.
    """

    task_id: UUID
    school: str
    kind: TaskKind
    title: str
    duties: tuple[str, ...]
    due_at: datetime
    note: str
    owner: str | None
    owner_role: Role | None
    visit_id: UUID | None
    visit_out_at: datetime | None
    homes: tuple[str, ...]
    about_id: UUID | None
    done_at: datetime | None
    came_of_it: str
    may_finish: bool


@dataclass(frozen=True, kw_only=True)
class OpenConcern:
    """A concern that nobody has taken yet. `pupil` is empty where none was named."""

    concern_id: UUID
    visit_id: UUID
    school: str
    raised_at: datetime
    by_name: str
    pupil: str
    note: str


def my_tasks(session: Session, viewer: Viewer, *, limit: int = 200) -> list[TaskItem]:
    """Open tasks of the viewer, by name or by a role that they hold at that school, the most pressing first."""
    return _items(session, viewer, and_(Task.done_at.is_(None), _owned(viewer)), limit)


def tasks_of_visit(session: Session, viewer: Viewer, visit_id: UUID) -> list[TaskItem]:
    """Every task of a visit that the viewer may see, open ones first.

    What concerns and incidents ask for is shown to its owners and to those who answer for all tasks of the school.
    """
    visible = select(VisitRow.id).where(VisitRow.id == visit_id, visits_for(viewer))
    wide = schools_where(viewer, Action.FINISH_TASK, wide=True)
    told = or_(Task.kind.not_in(_GUARDED), Task.school_id.in_(wide), _owned(viewer))
    items = _items(session, viewer, and_(Task.visit_id.in_(visible), told), 200)
    return sorted(items, key=lambda t: t.done_at is not None)


def tasks_about(session: Session, viewer: Viewer, about_ids: Collection[UUID]) -> list[TaskItem]:
    """Tasks that belong to these assessments or homes, done or not, of those that the viewer may see.

    A standing assessment is of no home: whoever may assess risks at its school sees it.
    """
    homes = select(Household.id).where(Household.id.in_(about_ids), homes_for(viewer))
    of_no_home = and_(
        RiskAssessment.household_id.is_(None),
        RiskAssessment.school_id.in_(schools_where(viewer, Action.ASSESS_RISK)),
    )
    of_homes = RiskAssessment.household_id.in_(select(Household.id).where(homes_for(viewer)))
    assessments = select(RiskAssessment.id).where(RiskAssessment.id.in_(about_ids), or_(of_homes, of_no_home))
    return _items(session, viewer, or_(Task.about_id.in_(homes), Task.about_id.in_(assessments)), 500)


def late_tasks(session: Session, viewer: Viewer, *, now: datetime) -> list[TaskItem]:
    """Open tasks past their time, of anybody, at the schools where the viewer answers for all of them."""
    wide = schools_where(viewer, Action.FINISH_TASK, wide=True)
    if not wide:
        return []
    late = and_(Task.done_at.is_(None), Task.due_at < now, Task.school_id.in_(wide))
    return _items(session, viewer, late, 200)


def open_concerns(session: Session, viewer: Viewer) -> list[OpenConcern]:
    """Concerns that wait at the schools whose safeguarding lead, deputy or head the viewer is, oldest first."""
    schools = schools_where(viewer, Action.TAKE_CONCERN, wide=True)
    query = (
        select(Concern, School.name, Person.name, Pupil)
        .join(School, School.id == Concern.school_id)
        .join(Person, Person.id == Concern.by_id)
        .outerjoin(Pupil, Pupil.id == Concern.pupil_id)
        .where(Concern.taken_at.is_(None), Concern.school_id.in_(schools))
        .order_by(Concern.raised_at)
    )
    return [
        OpenConcern(
            concern_id=concern.id,
            visit_id=concern.visit_id,
            school=school,
            raised_at=concern.raised_at,
            by_name=by_name,
            pupil=_name(pupil),
            note=concern.note,
        )
        for concern, school, by_name, pupil in session.execute(query)
    ]


def _name(pupil: Pupil | None) -> str:
    return f"{pupil.given_name} {pupil.family_name}" if pupil is not None else ""


def _owned(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on `tasks`: the viewer's own, at schools where they may finish tasks at all."""
    schools = schools_where(viewer, Action.FINISH_TASK)
    by_role = [
        and_(Task.school_id == school_id, Task.owner_role.in_(viewer.roles_at(school_id)))
        for school_id in schools
    ]
    by_name = and_(Task.owner_id == viewer.person_id, Task.school_id.in_(schools))
    return or_(by_name, *by_role)


def _not_about(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on `tasks`: no look into an incident by who was there, since it may be about them (WH-10, BT-21)."""
    was_there = exists().where(VisitorRow.visit_id == Task.visit_id, VisitorRow.person_id == viewer.person_id)
    return or_(Task.kind.not_in(OF_AN_INCIDENT), not_(was_there))


def _items(session: Session, viewer: Viewer, which: ColumnElement[bool], limit: int) -> list[TaskItem]:
    query = (
        select(Task, School.name, Person.name)
        .join(School, School.id == Task.school_id)
        .outerjoin(Person, Person.id == Task.owner_id)
        .where(which, _not_about(viewer))
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    ids = {task.visit_id for task, _, _ in rows if task.visit_id}
    visits, involved = _visits(session, viewer, ids), _involved(session, viewer, ids)
    about = homes_of(session, viewer, {task.about_id for task, _, _ in rows if task.about_id})
    return [
        TaskItem(
            task_id=task.id,
            school=school,
            kind=TaskKind(task.kind),
            title=task.title,
            duties=tuple(task.duties.split()),
            due_at=task.due_at,
            note=task.note,
            owner=owner,
            owner_role=task.owner_role,
            visit_id=task.visit_id if task.visit_id in visits else None,
            visit_out_at=visits[task.visit_id][0] if task.visit_id in visits else None,
            homes=about.get(task.about_id) or (visits[task.visit_id][1] if task.visit_id in visits else ()),
            about_id=task.about_id,
            done_at=task.done_at,
            came_of_it=task.came_of_it,
            may_finish=may_finish(viewer, task, involved=task.visit_id in involved),
        )
        for task, school, owner in rows
    ]


def homes_of(session: Session, viewer: Viewer, ids: Collection[UUID]) -> dict[UUID | None, tuple[str, ...]]:
    """The home of each of these matters that is a home or the assessment of one, of those that the viewer may see."""
    assessed = (
        select(RiskAssessment.id, Household.name)
        .join(Household, Household.id == RiskAssessment.household_id)
        .where(RiskAssessment.id.in_(ids), homes_for(viewer))
    )
    itself = select(Household.id, Household.name).where(Household.id.in_(ids), homes_for(viewer))
    return {matter: (name,) for query in (assessed, itself) for matter, name in session.execute(query)}


def may_finish(viewer: Viewer, task: Task, *, involved: bool) -> bool:
    """Whether the table lets the viewer say that it is done: theirs by name or by a role that they hold.

    What a visit asks of its visitors is any of theirs: `involved` is whether they are on the task's visit.
    """
    owns = viewer.person_id == task.owner_id or task.owner_role in viewer.roles_at(task.school_id)
    shared = involved and task.kind in (TaskKind.TELL_ON_RETURN, TaskKind.FURTHER_VISIT)
    theirs = not viewer.board and (owns or shared)
    return may(viewer, Action.FINISH_TASK, school_id=task.school_id, involved=theirs)


def _involved(session: Session, viewer: Viewer, ids: Collection[UUID]) -> set[UUID]:
    if viewer.person_id is None:
        return set()
    query = select(VisitRow.id).where(VisitRow.id.in_(ids), involving(viewer.person_id))
    return set(session.scalars(query))


def _visits(
    session: Session, viewer: Viewer, ids: Iterable[UUID]
) -> dict[UUID | None, tuple[datetime, tuple[str, ...]]]:
    """When each visit left and to which homes, of those that the viewer may see."""
    query = (
        select(VisitRow.id, VisitRow.out_at, Household.name)
        .join(StopRow, StopRow.visit_id == VisitRow.id)
        .outerjoin(Household, Household.id == StopRow.household_id)
        .where(VisitRow.id.in_(set(ids)), visits_for(viewer))
        .order_by(StopRow.position)
    )
    out_at: dict[UUID, datetime] = {}
    homes: defaultdict[UUID, list[str]] = defaultdict(list)
    for visit_id, left_at, name in session.execute(query):
        out_at[visit_id] = left_at
        homes[visit_id] += [name] if name else []
    return {visit_id: (at, tuple(homes[visit_id])) for visit_id, at in out_at.items()}
