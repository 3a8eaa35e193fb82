"""The lines above every page: what one has open oneself, and for a lead that somebody opened it."""

from uuid import UUID

import streamlit as st

from data.commands.core import Refused
from data.commands.glass import end_glass
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.glass import OpenNow
from pages import guard
from pages.attempts import NOT_SAVED
from pages.parts import clock_time, plain, way_to
from visits.permissions import Viewer

PROBLEM = "glass_problem"


def show_open(opened: list[OpenNow]) -> None:
    """Until when what they opened is open, with the button that ends it."""
    if problem := st.session_state.pop(PROBLEM, ""):
        st.error(problem, icon=":material/error:")
    for one in opened:
        with st.container(key=f"glass-{one.school_id}", horizontal=True, vertical_alignment="center"):
            said = (
                f"**Opened in an emergency until {clock_time(one.until)}:** you see the visits and homes of "
                f"{plain(one.school)}, and each that you look at is on record."
            )
            st.warning(said, icon=":material/lock_open:")
            st.button("End it now", key=f"end_glass_{one.school_id}", on_click=_end, args=(one.school_id,))


def show_to_look_into(viewer: Viewer, count: int, *, in_a_line: bool) -> None:
    """That somebody opened it, until a lead has looked into it."""
    if not count:
        return
    if in_a_line:
        way_to(viewer, "opened_in_emergency", "Opened in an emergency: not looked into yet")
        return
    what = "**Visits and homes were opened in an emergency"
    times = "." if count == 1 else f", {count} times."
    st.warning(f"{what}{times}** Nobody has looked into it yet.", icon=":material/lock_open:")
    way_to(viewer, "opened_in_emergency", "Who, why, and what they looked at")


def _end(school_id: UUID) -> None:
    try:
        end_glass(guard.db(), school_id=school_id, by=guard.person(), now=guard.now())
    except Refused as why:
        st.session_state[PROBLEM] = str(why)
    except DatabaseError as error:
        raise_unless_passing(error)
        st.session_state[PROBLEM] = NOT_SAVED
