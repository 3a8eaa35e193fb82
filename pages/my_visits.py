"""My visits: what is mine to do?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import streamlit as st

from data.queries.my_visits import Mine, MyVisits, my_visits
from data.queries.tasks import OpenConcern, TaskItem, late_tasks, my_tasks, open_concerns
from pages import guard, looking
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.mine.cards import declined_because, due_back, show_draft, show_visit, write_up_due
from pages.mine.concerns import show_concern
from pages.mine.tasks import show_task
from pages.parts import nothing, way_to
from pages.visit_form.fields import LOG, QUICK
from visits.aftercare import TaskKind
from visits.permissions import Action, Viewer

T = TypeVar("T")
EMPTY = "Visits that you plan or go on stand here, and what they ask of you afterwards."
FORMS = frozenset({LOG, QUICK})
"""Forms of new visits. One that was begun to change a visit waits behind that visit's own link."""


def _read(viewer: Viewer) -> tuple[MyVisits, list[TaskItem], list[OpenConcern], list[TaskItem]]:
    now = guard.now()
    with guard.db().read() as session:
        own = my_tasks(session, viewer)
        return (
            my_visits(session, viewer, now=now),
            own,
            open_concerns(session, viewer),
            [t for t in late_tasks(session, viewer, now=now) if t.task_id not in {o.task_id for o in own}],
        )


def _sentence(concerns: int, mine: MyVisits, to_write: int, tasks: int) -> str:
    """Everything that waits, in one line."""
    counted = (
        (concerns, "concern to take", "concerns to take"),
        (len(mine.today), "visit today", "visits today"),
        (to_write, "visit to write up", "visits to write up"),
        (len(mine.declined), "visit declined", "visits declined"),
        (tasks, "other thing to do", "other things to do"),
    )
    parts = [f"{count} {one if count == 1 else more}" for count, one, more in counted if count]
    return f"{', '.join(parts)}." if parts else ""


def _page(viewer: Viewer) -> None:
    now = guard.now()
    mine, own, concerns, late = _read(viewer)
    looking.at_list(viewer, "my_visits")
    tasks = _not_listed_otherwise(own, mine)
    yours = [m for m in mine.to_write_up if m.yours]
    drafts = [draft for draft in mine.drafts if draft.form in FORMS]
    with st.container(horizontal=True):
        way_to(viewer, "log_visit", "Log a visit")
        way_to(viewer, "absent_child", "Absent child, quick")
        way_to(viewer, "assessments", "Risk assessments")
    if waiting := _sentence(len(concerns), mine, len(yours), len(tasks)):
        st.markdown(f"**{waiting}**")
    elif not drafts and not mine.coming:
        nothing("Nothing is waiting for you.", EMPTY)
    _section("Concerns to take", concerns, lambda c: show_concern(viewer, c, now=now))
    _section("Today", mine.today, lambda m: show_visit(viewer, m, label="Open", extra=due_back(m, now=now)))
    _section("To be written up by you", yours, lambda m: _to_write_up(viewer, m, now))
    _section("Declined", mine.declined, lambda m: _declined(viewer, m))
    _section("To do", tasks, lambda t: show_task(viewer, t, now=now, where="own"))
    _section("Begun, not sent", drafts, lambda d: show_draft(viewer, d, now=now))
    _section("Coming", mine.coming, lambda m: show_visit(viewer, m, label="Open"))
    if others := [m for m in mine.to_write_up if not m.yours]:
        with st.expander(f"Your visits that others have to write up: {len(others)}"):
            for one in others:
                _to_write_up(viewer, one, now)
    if late:
        with st.expander(f"Late at your school, of others: {len(late)}"):
            for item in late:
                show_task(viewer, item, now=now, where="late")
    guard.in_an_emergency(viewer)


def _section(title: str, rows: Sequence[T], draw: Callable[[T], None]) -> None:
    """A heading with its number, and a row each; nothing at all where there is none."""
    if rows:
        st.header(f"{title}: {len(rows)}")
        for row in rows:
            draw(row)


def _to_write_up(viewer: Viewer, mine: Mine, now: datetime) -> None:
    show_visit(viewer, mine, label="Write it up", extra=write_up_due(mine, now=now))


def _declined(viewer: Viewer, mine: Mine) -> None:
    show_visit(viewer, mine, label="Open", extra=declined_because(mine))


def _not_listed_otherwise(tasks: list[TaskItem], mine: MyVisits) -> list[TaskItem]:
    """Without what stands on the page already, as a concern or as a visit to write up."""
    visits = {m.visit_id for m in mine.to_write_up}
    return [
        task
        for task in tasks
        if task.kind is not TaskKind.CONCERN
        and not (task.kind is TaskKind.WRITE_UP and task.visit_id in visits)
    ]


viewer = guard.require(Action.DECLINE_TO_GO)
st.title("My visits")
say_what_was_done()
with said_if_lost("Your visits"):
    _page(viewer)
