"""Your account's part on the second step: what there is, and the way to the plain page where its secrets stand."""

import streamlit as st

from data.queries.second_step import OwnStep, own_account
from data.second_step import RECOVERY_CODES
from pages import guard
from pages.parts import day_and_time
from visits.permissions import Viewer

FEW = 3


def show(viewer: Viewer) -> None:
    """The heading, a sentence, and the link."""
    with guard.db().read() as reading:
        account = own_account(reading, viewer.person_id)
    if account is None or not account.has_password:
        return
    st.header("Second step when you sign in")
    step = account.step
    if step is None or step.since is None:
        st.markdown("None. Your password alone is enough to sign in, for you and for whoever learns it.")
        st.html('<a href="/second-step" target="_self">Set up a second step</a>')
        return
    st.markdown(f":material/check: Set up {day_and_time(step.since)}. {_left(step)}")
    st.html('<a href="/second-step" target="_self">New recovery codes, a new phone, or take it off</a>')


def _left(step: OwnStep) -> str:
    left = f"**{step.codes_left} of {RECOVERY_CODES}** recovery codes left"
    return f"{left}: make new ones." if step.codes_left < FEW else f"{left}."
