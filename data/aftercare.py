"""Tasks that a visit leaves behind, as rows: made from `visits.aftercare`, closed by the command that does the work."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.commands.core import Invalid
from data.models import PersonRole, School, Task, VisitRow
from data.queries.calendar import local_day
from data.queries.people import in_force
from data.queries.snapshot import Loaded
from visits.aftercare import TaskKind, Wanted, on_return
from visits.words import VisitorRole


def tasks_on_return(session: Session, *, loaded: Loaded, now: datetime) -> None:
    """Make what begins when everybody is back, or when a visit that has ended is logged.

    What is still open is not asked for twice; whoever left again and came back has it to do anew.
    """
    row = loaded.row
    open_ones = select(Task.kind).where(Task.visit_id == row.id, Task.done_at.is_(None))
    there = set(session.scalars(open_ones))
    for wanted in on_return(loaded.policy, unauthorised=needs_review(row), now=now):
        if wanted.kind not in there:
            add_visit_task(session, row=row, wanted=wanted, now=now)


def needs_review(row: VisitRow) -> bool:
    """Whether a leader has yet to look at how the visit left: it went without a yes, and went so again since they did."""
    if not row.unauthorised or row.left_at is None:
        return False
    return row.unauthorised_reviewed_at is None or row.unauthorised_reviewed_at < row.left_at


def add_visit_task(
    session: Session,
    *,
    row: VisitRow,
    wanted: Wanted,
    now: datetime,
    owner_id: UUID | None = None,
    about_id: UUID | None = None,
    note: str = "",
) -> Task:
    """Make a task of a visit. Without `owner_id` it belongs to the wanted role, or to whoever leads the visit."""
    if owner_id is None and wanted.owner is None:
        owner_id = lead_of(row)
    return add_task(
        session,
        school_id=row.school_id,
        wanted=wanted,
        now=now,
        visit_id=row.id,
        owner_id=owner_id,
        about_id=about_id,
        note=note,
    )


def add_task(
    session: Session,
    *,
    school_id: UUID,
    wanted: Wanted,
    now: datetime,
    visit_id: UUID | None = None,
    owner_id: UUID | None = None,
    about_id: UUID | None = None,
    note: str = "",
) -> Task:
    """Make a task with an owner: the person if one is given, else the wanted role."""
    task = Task(
        school_id=school_id,
        visit_id=visit_id,
        about_id=about_id,
        kind=wanted.kind,
        title=wanted.title,
        duties=" ".join(wanted.duties),
        owner_id=owner_id,
        owner_role=None if owner_id else wanted.owner,
        due_at=wanted.due_at,
        made_at=now,
        note=note,
    )
    session.add(task)
    return task


def close_tasks(
    session: Session,
    *,
    kinds: Iterable[TaskKind],
    by_id: UUID,
    now: datetime,
    visit_id: UUID | None = None,
    about_ids: Iterable[UUID] = (),
    came_of_it: str = "",
) -> int:
    """Close the open tasks of these kinds of a visit, or about these matters; return how many there were."""
    query = select(Task).where(Task.kind.in_(list(kinds)), Task.done_at.is_(None))
    if visit_id is not None:
        query = query.where(Task.visit_id == visit_id)
    if wanted := list(about_ids):
        query = query.where(Task.about_id.in_(wanted))
    if visit_id is None and not wanted:
        raise ValueError("tasks are closed for a visit or about a matter, never all of them")
    tasks = session.scalars(query).all()
    for task in tasks:
        task.done_at, task.done_by_id, task.came_of_it = now, by_id, came_of_it
    return len(tasks)


def lead_of(row: VisitRow) -> UUID:
    """Who answers for a visit's paperwork: the lead visitor, else another with an account, else who planned it."""
    known = [v for v in row.visitors if v.person_id is not None]
    leads = [v.person_id for v in known if v.role is VisitorRole.LEAD]
    return next((p for p in (*leads, *(v.person_id for v in known)) if p is not None), row.created_by_id)


def works_here(session: Session, school: School, owner_id: UUID | None, now: datetime) -> None:
    """Raise Invalid unless a task's owner holds a role at the school today, so that somebody will see it."""
    if owner_id is None:
        return
    role = select(PersonRole.id).where(
        PersonRole.person_id == owner_id, PersonRole.school_id == school.id, in_force(local_day(school, now))
    )
    if session.scalar(role.limit(1)) is None:
        raise Invalid({"owner": "Choose a colleague who works at this school now."})
