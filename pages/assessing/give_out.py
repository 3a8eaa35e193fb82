"""The ways to the file of what is kept of somebody, for who may give it out. No name stands in their addresses."""

from html import escape
from uuid import UUID

import streamlit as st

from data.queries.household import Home
from visits.permissions import Action, Viewer, may


def show_of_home(viewer: Viewer, home: Home) -> None:
    """One way a child of the home."""
    if not home.pupils or viewer.board or not may(viewer, Action.EXPORT_SUBJECT, school_id=home.school_id):
        return
    with st.expander("Somebody asks what is kept of a child"):
        st.caption("You look through it first, and choose what is left out. That you do is recorded.")
        lines = (_way("pupil", one.pupil_id, f"{one.name}: make the file") for one in home.pupils)
        st.html("".join(lines))


def show_of_person(viewer: Viewer, school_id: UUID, person_id: UUID, name: str) -> None:
    """The way for one member of staff."""
    if not viewer.board and may(viewer, Action.EXPORT_SUBJECT, school_id=school_id):
        st.html(_way("person", person_id, f"Make the file of what is kept of {name}"))


def _way(whose: str, one: UUID, words: str) -> str:
    return f'<p><a href="/subject-access?{whose}={one}" target="_self">{escape(words)}</a></p>'
