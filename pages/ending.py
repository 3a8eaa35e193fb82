"""Said above every page before a session ends, so that nobody is signed out in an emergency without warning."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.queries.session import SignedIn
from pages import guard
from pages.parts import clock_time
from visits.session_limits import WARN_BEFORE, WARN_IDLE


def show(found: SignedIn) -> None:
    """That this session ends soon, when, and what to do; nothing while it does not."""
    now = guard.now()
    if found.ends_at - now <= WARN_BEFORE:
        _whole(found)
    elif found.idle_at is not None and found.idle_at - now <= WARN_IDLE:
        _idle(clock_time(found.idle_at))


def _whole(found: SignedIn) -> None:
    ends = clock_time(found.ends_at)
    said = (
        f"**This board closes at {ends}.** Whoever may open one signs in here and opens it again."
        if found.viewer.board
        else f"**You are signed out at {ends}**. Sign in again before that; what you typed is kept."
    )
    with _beside("session-ends"):
        st.warning(said, icon=":material/schedule:")
        st.html(
            f'<a href="{guard.way_to_sign_in_again()}" target="_self">Sign in again now</a>', width="content"
        )


def _idle(ends: str) -> None:
    with _beside("session-idle"):
        st.warning(
            f"**You are signed out at {ends}** unless you press something before that.",
            icon=":material/schedule:",
        )
        # The press itself is what counts: the guard sees it.
        st.button("Stay signed in", key="stay_signed_in", on_click=guard.person)


def _beside(key: str) -> DeltaGenerator:
    """What to press stands beside the words where there is room: an alert below stays in sight."""
    return st.container(key=key, horizontal=True, vertical_alignment="center")
