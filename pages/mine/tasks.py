"""Tasks in a list, with the way to do each: here, or on the page where the work itself is done."""

from datetime import datetime

import streamlit as st

from data.commands.task import finish_task
from data.queries.tasks import TaskItem
from pages import guard
from pages.attempts import done
from pages.parts import duty_badge, plain, until, way_to
from visits.aftercare import ENDS_BY_ITSELF, OF_AN_INCIDENT, TaskKind
from visits.labels import ROLE_WORDS
from visits.permissions import Viewer

ON_ITS_VISIT = "visit"
_LABELS = {
    TaskKind.WRITE_UP: "Write it up",
    TaskKind.CONCERN: "Read the concern",
    TaskKind.REVIEW_UNAUTHORISED: "Look at the visit",
}


def show_task(viewer: Viewer, item: TaskItem, *, now: datetime, where: str) -> None:
    """One task. `where` names the list it stands in, so that the same task may stand in two."""
    with st.container(border=True, key=f"{where}-{item.task_id}"):
        st.markdown(_lines(viewer, item, now=now))
        if item.done_at is not None:
            return
        if item.kind in OF_AN_INCIDENT and item.may_finish:
            _look_into(viewer, item, where)
        elif item.kind is TaskKind.ASSESS_HOME and item.about_id is not None:
            way_to(viewer, "risk", "Do the risk assessment", home=item.about_id)
        elif item.kind in ENDS_BY_ITSELF:
            _to_visit(viewer, item, where, _LABELS[item.kind])
        elif item.may_finish:
            _tick(viewer, item, where)


def _lines(viewer: Viewer, item: TaskItem, *, now: datetime) -> str:
    homes = ", ".join(plain(home) for home in item.homes)
    due = until(item.due_at, now=now)
    facts = [
        f"done: {plain(item.came_of_it)}" if item.came_of_it else "done",
    ]
    if item.done_at is None:
        facts = [f"**{due}**" if item.due_at <= now else f"due {due}"]
    owner = item.owner or (ROLE_WORDS[item.owner_role] if item.owner_role else "")
    facts.append("" if owner == viewer.name else plain(owner))
    facts.append(duty_badge(item.duties, ours=not item.duties))
    lines = [f"**{plain(item.title)}**", plain(item.note), homes, " · ".join(fact for fact in facts if fact)]
    return "  \n".join(line for line in lines if line)


def _tick(viewer: Viewer, item: TaskItem, where: str) -> None:
    with st.container(horizontal=True):
        if st.button("Done", key=f"{where}-done-{item.task_id}"):
            done(
                lambda: finish_task(guard.db(), task_id=item.task_id, by=viewer, now=guard.now()),
                said=f"Done: {plain(item.title)}.",
            )
        _to_visit(viewer, item, where, "Open the visit")


def _look_into(viewer: Viewer, item: TaskItem, where: str) -> None:
    """What was found is asked for; the sentence stays if it could not be kept."""
    note = st.text_area("What came of it", key=f"{where}-note-{item.task_id}", height=80)
    training = None
    if item.kind is TaskKind.MEASURES:
        training = st.radio(
            "Is training needed?",
            [True, False],
            index=None,
            format_func=lambda needed: "Yes" if needed else "No",
            horizontal=True,
            key=f"{where}-training-{item.task_id}",
        )
    with st.container(horizontal=True):
        if st.button("Record and finish", key=f"{where}-done-{item.task_id}"):
            done(
                lambda: finish_task(
                    guard.db(),
                    task_id=item.task_id,
                    came_of_it=note,
                    training_needed=training,
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"Recorded: {plain(item.title)}.",
            )
        _to_visit(viewer, item, where, "Open the visit")


def _to_visit(viewer: Viewer, item: TaskItem, where: str, label: str) -> None:
    """The way to the task's visit, except on that visit's own page."""
    if item.visit_id is not None and where != ON_ITS_VISIT:
        way_to(viewer, "visit", label, visit=item.visit_id)
