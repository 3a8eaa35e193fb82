"""Where everybody needs a second step and this person has none: raising an emergency, the way to set it up, no more."""

import streamlit as st

from data.queries import second_step
from data.queries.session import SignedIn
from data.settings import current
from pages import guard
from pages.emergency import anywhere


def is_due(found: SignedIn) -> bool:
    """Whether this session shows nothing else."""
    if current().second_step != "required":
        return False
    with guard.db().read() as reading:
        return second_step.is_due(reading, found, current())


def show(found: SignedIn) -> None:
    """In place of every page."""
    anywhere.show(found.viewer, leads_on=False)
    st.title("Set up your second step")
    st.write(
        "Your school asks everybody for a second step when they sign in: a code that only your phone shows. "
        "It takes two minutes. Then everything is here again."
    )
    st.html('<a href="/second-step" target="_self">Set it up now</a>')
    st.html('<a href="/out" target="_self">Report from a visit</a>')
    st.html('<a href="/sign-out" target="_self">Sign out</a>')
