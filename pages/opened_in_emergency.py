"""Opened in an emergency: who opened the school's visits and homes, why, and what did they look at?"""

from datetime import datetime

import streamlit as st

from data.commands.glass import glass_seen
from data.queries.glass import Opening, looked_at, openings
from pages import guard, looking
from pages.attempts import done, say_what_was_done
from pages.auditing.table import show_lines
from pages.lost import said_if_lost
from pages.parts import clock_time, counted, day_and_time, nothing, plain
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    now = guard.now()
    with guard.db().read() as session:
        found = openings(session, viewer)
    looking.at_list(viewer, "opened_in_emergency")
    if not found:
        nothing(
            "Nobody has opened anything in an emergency.",
            "Staff who see their own visits alone can open the school's for an hour when no lead answers. You are told "
            "at once, and it stands here.",
        )
    for one in found:
        _one(viewer, one, now)


def _one(viewer: Viewer, one: Opening, now: datetime) -> None:
    with st.container(border=True, key=f"opening-{one.glass_id}"):
        until = f"open until {clock_time(one.until)}" if one.until > now else f"to {clock_time(one.until)}"
        st.markdown(
            f"**{plain(one.name)}** · {plain(one.school)} · {day_and_time(one.from_at)} {until}  \n"
            f"Why: {plain(one.reason)}"
        )
        if one.seen_at is not None:
            st.markdown(f"Looked into by {plain(one.by)}, {day_and_time(one.seen_at)}.")
        elif one.person_id == viewer.person_id:
            st.markdown("Somebody else looks into what you opened yourself.")
        elif one.until > now:
            st.markdown("Still open. You can say that you looked into it once it has ended.")
        else:
            _seen(viewer, one)
        with st.expander("What they looked at and did", expanded=one.seen_at is None):
            _entries(viewer, one)


def _seen(viewer: Viewer, one: Opening) -> None:
    if st.button("I have looked into this", key=f"seen_{one.glass_id}", type="primary"):
        done(
            lambda: glass_seen(guard.db(), glass_id=one.glass_id, by=viewer, now=guard.now()),
            said=f"Noted that you have looked into what {plain(one.name)} opened.",
        )


def _entries(viewer: Viewer, one: Opening) -> None:
    with guard.db().read() as session:
        lines = looked_at(session, viewer, one.glass_id)
    found = counted(len(lines), "entry", "entries")
    show_lines(lines, caption=f"{found} of the audit in that time, the first above")


viewer = guard.require(Action.SEE_BROKEN_GLASS)
st.title("Opened in an emergency")
say_what_was_done()
with said_if_lost("What was opened"):
    _page(viewer)
