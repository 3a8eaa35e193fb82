"""Tasks that a person says are done. Those that end by a command of their own say by which."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require_person
from data.models import Incident, Task
from data.queries.scope import is_involved
from data.queries.snapshot import load_visit
from data.queries.tasks import may_finish
from visits.aftercare import ENDS_BY_ITSELF, OF_AN_INCIDENT, TaskKind
from visits.permissions import Viewer


@command("task.finish")
def finish_task(
    session: Session,
    *,
    task_id: UUID,
    came_of_it: str = "",
    training_needed: bool | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Say that a task is done and what came of it. Finished twice, the first stays.

    An incident keeps what was found: when it was investigated, which agencies know, whether safety measures were
    looked at and training is needed (WH-10). Raises Invalid for what is missing.
    """
    person_id = require_person(by)
    task = session.get(Task, task_id, with_for_update=True)
    if task is None:
        raise NotPermitted
    audit.note(session, school_id=task.school_id, subject_id=task.visit_id, task=task.id, kind=task.kind)
    involved = task.visit_id is not None and is_involved(session, visit_id=task.visit_id, viewer=by)
    if not may_finish(by, task, involved=involved):
        raise NotPermitted
    if task.done_at is not None:
        raise Repeated(None)
    kind = TaskKind(task.kind)
    if kind in ENDS_BY_ITSELF:
        raise Refused(ENDS_BY_ITSELF[kind])
    if kind in OF_AN_INCIDENT:
        _keep_with_incident(session, task, kind, came_of_it.strip(), training_needed, person_id, now)
    task.done_at, task.done_by_id, task.came_of_it = now, person_id, came_of_it.strip()


def _keep_with_incident(
    session: Session,
    task: Task,
    kind: TaskKind,
    came_of_it: str,
    training_needed: bool | None,
    person_id: UUID,
    now: datetime,
) -> None:
    incident = session.get_one(Incident, task.about_id)
    if person_id in {v.person_id for v in load_visit(session, incident.visit_id).row.visitors}:
        raise Refused("Somebody who was on the visit cannot be the one who looks into what happened there.")
    if not came_of_it:
        raise Invalid({"came_of_it": _ASK[kind]})
    if kind is TaskKind.INVESTIGATE:
        incident.investigated_at = now
    elif kind is TaskKind.AGENCIES:
        incident.agencies_notified = came_of_it
    elif kind is TaskKind.MEASURES:
        if training_needed is None:
            raise Invalid({"training_needed": "Say whether training is needed."})
        incident.measures_reviewed_at, incident.training_needed = now, training_needed


_ASK: dict[TaskKind, str] = {
    TaskKind.ADVICE: "Say what was advised, and to whom.",
    TaskKind.INVESTIGATE: "Say what the investigation found.",
    TaskKind.AGENCIES: "Say which agencies were told, or that none needs to know.",
    TaskKind.MEASURES: "Say what was looked at, and what changes.",
}
