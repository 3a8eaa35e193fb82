"""One visit: what was planned, what happened, what is left to do."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from data.queries.tasks import TaskItem, tasks_of_visit
from data.queries.visit import VisitSeen, visit
from pages import guard, looking
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.mine.tasks import ON_ITS_VISIT, show_task
from pages.one_visit.guidance import show_guidance
from pages.one_visit.kept_where import show_erased, show_kept_where
from pages.one_visit.life import open_to, show_buttons, show_review
from pages.one_visit.plan import show_answers, show_marks, show_plan
from pages.one_visit.raising import (
    show_concern_form,
    show_concerns,
    show_follow_up_form,
    show_incident_form,
    show_incidents,
)
from pages.one_visit.timeline import show_timeline
from pages.one_visit.write_up import show_write_up_form, show_written_up
from pages.parts import day_and_time, id_in_address, nothing, way_to
from visits.labels import STATE_WORDS
from visits.permissions import Action, Viewer, may, without_glass
from visits.words import EventKind, VisitState

LEFT = frozenset({VisitState.OUT, VisitState.BACK, VisitState.WRITTEN_UP, VisitState.CLOSED})


def _page(viewer: Viewer) -> None:
    with said_if_lost("This visit"):
        _read(viewer)


def _read(viewer: Viewer) -> None:
    visit_id = id_in_address("visit")
    with guard.db().read() as session:
        seen = visit(session, viewer, visit_id) if visit_id else None
        tasks = tasks_of_visit(session, viewer, visit_id) if visit_id else []
    if visit_id:
        looking.at_visit(viewer, visit_id, page="visit")
    if seen is None:
        st.title("Visit")
        nothing("There is no such visit, or it is not yours to see.", "Open one from your own list.")
        way_to(viewer, "my_visits", "My visits")
        way_to(viewer, "live", "Live visits")
        guard.in_an_emergency(viewer)
        return
    _show(viewer, seen, tasks, guard.now())


def _acting(viewer: Viewer, seen: VisitSeen) -> Viewer:
    """Who acts here. What somebody sees only because they opened it in an emergency is not theirs to change."""
    own = without_glass(viewer)
    school_id = seen.loaded.row.school_id
    theirs = own == viewer or may(own, Action.SEE_VISIT, school_id=school_id, involved=seen.involved)
    return own if theirs else replace(viewer, roles={})


def _show(viewer: Viewer, seen: VisitSeen, tasks: list[TaskItem], now: datetime) -> None:
    row = seen.loaded.row
    st.title(f"Visit on {day_and_time(row.out_at)}")
    say_what_was_done()
    st.markdown(f"**{STATE_WORDS[row.state]}**")
    show_marks(seen, now=now)
    show_erased(seen)
    acting = _acting(viewer, seen)
    show_review(acting, seen)
    show_buttons(acting, seen)
    plan, rest = st.columns([3, 2], gap="large")
    with plan:
        _write_up(acting, seen, now)
        st.header("Plan")
        show_plan(viewer, seen)
    with rest:
        show_guidance(seen.loaded.policy, row.state)
        _tell(acting, seen, now)
        _left_to_do(acting, tasks, now)
        st.header("What happened")
        show_timeline(seen)
        if seen.answers:
            with st.expander("What the policy said"):
                show_answers(seen)


def _write_up(viewer: Viewer, seen: VisitSeen, now: datetime) -> None:
    may_write = EventKind.WRITE_UP in open_to(viewer, seen)
    if seen.written_up is not None:
        st.header("Written up")
        show_written_up(seen, now=now)
        show_kept_where(viewer, seen, now=now)
        if may_write:
            with st.expander("Mend the write-up"):
                show_write_up_form(viewer, seen)
    elif may_write:
        st.header("Write up")
        show_write_up_form(viewer, seen)


def _tell(viewer: Viewer, seen: VisitSeen, now: datetime) -> None:
    """What somebody who was there has to tell. Possible from the moment of leaving, also while they are out."""
    row = seen.loaded.row
    show_concerns(viewer, seen.concerns, now=now)
    show_incidents(seen.incidents, now=now)
    if row.state not in LEFT:
        return
    if may(viewer, Action.RAISE_CONCERN, school_id=row.school_id, involved=seen.involved):
        with st.expander("Raise a safeguarding concern"):
            show_concern_form(viewer, seen)
        with st.expander("Report an incident"):
            show_incident_form(viewer, seen, now=now)
    if may(viewer, Action.WRITE_UP, school_id=row.school_id, involved=seen.involved):
        with st.expander("Set a further visit"):
            show_follow_up_form(viewer, seen, now=now)


def _left_to_do(viewer: Viewer, tasks: list[TaskItem], now: datetime) -> None:
    if not tasks:
        return
    waiting = [task for task in tasks if task.done_at is None]
    finished = [task for task in tasks if task.done_at is not None]
    st.header(f"To do: {len(waiting)}" if waiting else "To do: all done")
    for task in waiting:
        show_task(viewer, task, now=now, where=ON_ITS_VISIT)
    if finished:
        with st.expander(f"Done: {len(finished)}"):
            for task in finished:
                show_task(viewer, task, now=now, where=ON_ITS_VISIT)


viewer = guard.require(Action.SEE_VISIT)
_page(viewer)
