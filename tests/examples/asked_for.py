"""What the examples of queries ask for beside calling them: the example's own part of what is found."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from data.commands.core import NotPermitted
from data.imports.attendance.layouts import Asked
from data.models import Task
from data.queries import (
    imports,
    people,
    policies,
    scope,
    soft_calls,
    tasks,
    terms,
)
from tests.examples.queries import MINE, Scene, Sees
from tests.staff import NOW
from visits.permissions import Action, Viewer
from visits.words import Role, Stage

A, S = Action, Sees
BEFORE_DAWN = NOW - timedelta(days=3, hours=5)
NOBODY_YET = "Pupil number,Given name,Family name,Year group"


def ours(found: Any, scene: Scene) -> Any:
    """Of what is found by school, what is at the scene's."""
    return [school for school in found if getattr(school, "school_id", school) == scene.school]


def calls_to_come(session: Session, viewer: Viewer, scene: Scene) -> object:
    """What is out there goes by a text that gives every call a time: read as if it left one without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soft_calls, "_leaves_a_call_open", lambda *_: True)
        patch.setattr(soft_calls, "awaited_words", lambda visit, *_: [(Stage.ARRIVE, visit.stops[0].id)])
        return soft_calls.soft_calls(session, viewer)


def details(session: Session, viewer: Viewer, scene: Scene) -> object:
    with suppress(NoResultFound):
        found = people.own_details(session, viewer)
        return found if found.email == scene.world.staff.email(MINE) else None
    return None


def preview(session: Session, viewer: Viewer, scene: Scene, *, staff: bool) -> object:
    plan = imports.preview_staff if staff else imports.preview_pupils
    with suppress(NotPermitted):
        return plan(
            session,
            viewer=viewer,
            school_id=scene.school,
            content=NOBODY_YET,
            leavers=True,
            now=NOW,
        )
    return None


def preview_terms(session: Session, viewer: Viewer, scene: Scene) -> object:
    with suppress(NotPermitted):
        return terms.preview_terms(session, viewer=viewer, school_id=scene.school, content="Term")
    return None


def preview_marks(session: Session, viewer: Viewer, scene: Scene) -> object:
    with suppress(NotPermitted):
        return imports.preview_marks(
            session,
            viewer=viewer,
            school_id=scene.school,
            content="pupil_id,date,session,code",
            asked=Asked(),
            folder=Path("nowhere"),
            now=NOW,
        )
    return None


def read_by(session: Session, viewer: Viewer, scene: Scene) -> object:
    head = scene.world.who(Role.HEADTEACHER)
    line = policies.version(session, head, scene.world.version, now=NOW)
    assert line is not None
    return policies.readers(session, viewer, line, now=NOW)


def owned(session: Session, viewer: Viewer, scene: Scene) -> object:
    """Tasks of a role are whoever holds it; here it goes by the name."""
    name = scene.world.staff.names[scene.world.staff.people[MINE]]
    return [task for task in tasks.my_tasks(session, viewer) if task.owner == name]


def finish(session: Session, viewer: Viewer, scene: Scene) -> bool:
    involved = scope.is_involved(session, visit_id=scene.back, viewer=viewer)
    task = session.scalars(select(Task).where(Task.visit_id == scene.back, Task.kind == "write_up")).one()
    return tasks.may_finish(viewer, task, involved=involved)
