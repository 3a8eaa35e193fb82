"""A visit that is known has left before anybody said yes: one press, and it is watched with the plan that it has."""

from uuid import UUID

import streamlit as st

from data.commands import left
from data.commands.core import Invalid, Refused
from data.opened import DatabaseError
from data.queries.people import LONDON
from data.queries.planned import Planned, planned
from pages import acting, guard
from pages.menu import HERE
from pages.parts import clock_time, day_and_time, plain, way_to
from pages.visit_form import binding
from pages.visit_form.clock import WRITE_A_TIME
from pages.visit_form.leaving import NOT_SENT, SAID, due_at, show_said
from visits.labels import STATE_WORDS
from visits.permissions import Action, Viewer
from visits.words import VisitState

DUE = "left_known_due"
WRONG = "left_known_wrong"


def show(viewer: Viewer, visit_id: str) -> None:
    """The visit of that id in a few lines, and the press."""
    st.html(HERE / "static" / "form.css")
    show_said(viewer)
    try:
        found = _find(viewer, visit_id)
    except DatabaseError:
        st.error("This visit cannot be read just now: the database cannot be reached. Ring whoever is out.")
        st.button("Try again", key="try_again")
        return
    if found is None:
        st.warning(
            "This visit is not there, or you may not see it. Say who is out instead.",
            icon=":material/search_off:",
        )
        way_to(viewer, "left", "Already left, not authorised")
        return
    _lines(found)
    if found.state is VisitState.OUT:
        st.info("They are out and watched.", icon=":material/visibility:")
        way_to(viewer, "visit", "Follow it here", visit=found.visit_id)
        return
    if found.plan.back_at <= guard.now():
        st.text_input(
            "Due back", key=DUE, max_chars=5, placeholder="14:05", help="Guess early if you are not sure."
        )
        binding.problem(st.session_state.get(WRONG))
    acting.pin_fields(viewer)
    st.button("They are out: watch them now", type="primary", key="watch", on_click=_watch, args=(found,))


def _find(viewer: Viewer, visit_id: str) -> Planned | None:
    try:
        wanted = UUID(visit_id)
    except ValueError:
        return None
    action = Action.SEE_LIVE if viewer.board else Action.LOG_LEFT_UNAUTHORISED
    with guard.db().read() as session:
        return planned(session, viewer, wanted, action)


def _lines(found: Planned) -> None:
    plan = found.plan
    who = " and ".join(f"**{plain(v.name)}** {plain(v.mobile)}" for v in plan.visitors)
    where = "; ".join(plain(stop.address) for stop in plan.stops)
    when = f"{day_and_time(plan.out_at)} to {clock_time(plan.back_at)}"
    with st.container(border=True, key="left_known"):
        st.markdown(f"{who}  \n{where}  \n{when} · {plain(found.school)} · {STATE_WORDS[found.state]}")


def _watch(found: Planned) -> None:
    by = acting.person_acting()
    if by is None:
        return
    now = guard.now()
    typed = str(st.session_state.get(DUE) or "")
    due = due_at(typed, now=now, tz=LONDON)
    st.session_state[WRONG] = WRITE_A_TIME if due is None and found.plan.back_at <= now else None
    st.session_state.pop(SAID, None)
    if st.session_state[WRONG]:
        return
    try:
        left.left_before_authorised(guard.db(), visit_id=found.visit_id, due_at=due, by=by, now=now)
    except DatabaseError:
        st.session_state[SAID] = ("error", NOT_SENT, "")
    except Invalid as why:
        st.session_state[WRONG] = str(why)
    except Refused as why:
        st.session_state[SAID] = ("error", f"Not recorded. {why}", "")
    else:
        text = f"Watched since {clock_time(now)}. That nobody had authorised it is recorded."
        st.session_state[SAID] = ("done", text, str(found.visit_id))
