"""Watch: who has the watch over a school's visits, handing it over, and a school that closes today."""

from uuid import UUID

import streamlit as st

from data.queries.watching import Watch, who_watches
from pages import guard
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.parts import plain, way_to
from pages.watching.closed import show_closed
from pages.watching.line import show_if_closed
from pages.watching.one_school import GOES_ON, show_school, show_turns
from visits.permissions import Action, Viewer, may

EVERY_S = 5
Standing = tuple[tuple[UUID, UUID | None, UUID | None], ...]
"""Of each school who has the watch, and which offer waits."""


def show(viewer: Viewer) -> None:
    """Each school at which the viewer may keep the watch."""
    with guard.db().read() as session:
        found = who_watches(session, viewer, now=guard.now())
    mine = [watch for watch in found if may(viewer, Action.KEEP_WATCH, school_id=watch.school_id)]
    _follow(_standing(found))
    st.caption(GOES_ON)
    for watch in mine:
        st.header(plain(watch.school))
        show_if_closed([watch], now=guard.now())
        show_school(viewer, watch, only=len(mine) == 1)
        show_closed(viewer, watch)
        show_turns(viewer, watch)
    way_to(viewer, "opened_in_emergency", "What was opened in an emergency")


@st.fragment(run_every=EVERY_S)
def _follow(drawn: Standing) -> None:
    """Draw the page anew once somebody answered, took the watch or ended it meanwhile. What is typed stays."""
    viewer, standing = guard.require(Action.KEEP_WATCH), drawn
    with said_if_lost("Who has the watch"), guard.db().read() as session:
        standing = _standing(who_watches(session, viewer, now=guard.now()))
    if standing != drawn:
        st.rerun()


def _standing(found: list[Watch]) -> Standing:
    return tuple(
        (one.school_id, one.person_id, one.offer.handover_id if one.offer else None) for one in found
    )


viewer = guard.require(Action.KEEP_WATCH)
st.title("Watch")
say_what_was_done()
with said_if_lost("Who has the watch"):
    show(viewer)
