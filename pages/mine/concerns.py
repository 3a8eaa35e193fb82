"""A concern that waits for a safeguarding lead."""

from datetime import datetime

import streamlit as st

from data.commands.concern import take_concern
from data.queries.tasks import OpenConcern
from pages import guard
from pages.attempts import done
from pages.parts import ago, plain, way_to
from visits.permissions import Viewer


def show_concern(viewer: Viewer, concern: OpenConcern, *, now: datetime) -> None:
    """The concern with whoever raised it, and the button by which a lead takes it."""
    with st.container(border=True, key=f"concern-{concern.concern_id}"):
        about = f" about {plain(concern.pupil)}" if concern.pupil else ""
        st.markdown(
            f"**Concern{about}**, raised {ago(concern.raised_at, now=now)} by {plain(concern.by_name)} · "
            f"{plain(concern.school)}  \n{plain(concern.note)}"
        )
        with st.container(horizontal=True):
            if st.button("I take it from here", type="primary", key=f"take-{concern.concern_id}"):
                done(
                    lambda: take_concern(
                        guard.db(), concern_id=concern.concern_id, by=viewer, now=guard.now()
                    ),
                    said="You have taken the concern. Whoever raised it sees that.",
                )
            way_to(viewer, "visit", "Open the visit", visit=concern.visit_id)
