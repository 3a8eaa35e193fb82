"""Watch: who has the watch over a school's visits, handing it over, and a school that closes today."""

import streamlit as st

from data.queries.watching import who_watches
from pages import guard
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.watching.closed import show_closed
from pages.watching.line import show_if_closed
from pages.watching.one_school import GOES_ON, show_school, show_turns
from visits.permissions import Action, Viewer, may


def show(viewer: Viewer) -> None:
    """Each school at which the viewer may keep the watch."""
    with guard.db().read() as session:
        found = who_watches(session, viewer, now=guard.now())
    mine = [watch for watch in found if may(viewer, Action.KEEP_WATCH, school_id=watch.school_id)]
    st.caption(GOES_ON)
    for watch in mine:
        st.header(watch.school)
        show_if_closed([watch], now=guard.now())
        show_school(viewer, watch, only=len(mine) == 1)
        show_closed(viewer, watch)
        show_turns(viewer, watch)


viewer = guard.require(Action.KEEP_WATCH)
st.title("Watch")
say_what_was_done()
with said_if_lost("Who has the watch"):
    show(viewer)
