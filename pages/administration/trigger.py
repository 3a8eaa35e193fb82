"""When absence asks for a visit at a school."""

from uuid import UUID

import streamlit as st

from data.commands.trigger import set_trigger
from data.models import School
from data.queries.unvisited import trigger_of
from pages import guard
from pages.attempts import done
from visits.permissions import Viewer
from visits.triggers import FEWEST_SESSIONS, HIGHEST_PERCENT, MOST_DAYS, Trigger


def show(viewer: Viewer, school_id: UUID) -> None:
    """The four lines, each of which may be left out."""
    with guard.db().read() as reading:
        kept = trigger_of(reading.get_one(School, school_id))
    with st.form(f"trigger_{school_id}", border=False):
        st.header("When absence asks for a visit")
        st.caption(
            "Pupils who meet one of these and had no visit since stand on the page Not visited. "
            f"Empty: not looked at. Attendance is looked at from {FEWEST_SESSIONS} possible sessions on."
        )
        days = st.number_input("Whole school days absent in a row", 1, MOST_DAYS, value=kept.days)
        percent = st.number_input("Attendance below, in percent", 1, HIGHEST_PERCENT, value=kept.percent)
        persistent = st.checkbox("Persistent absence: 10% of sessions or more", value=kept.persistent)
        severe = st.checkbox("Severe absence: 50% of sessions or more", value=kept.severe)
        if st.form_submit_button("Save these lines"):
            trigger = Trigger(days=days, percent=percent, persistent=persistent, severe=severe)
            done(
                lambda: set_trigger(
                    guard.db(), school_id=school_id, trigger=trigger, by=viewer, now=guard.now()
                ),
                said="Saved.",
            )
