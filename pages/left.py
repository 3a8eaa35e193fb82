"""Already left, not authorised: who, on which number, where, due when. Nothing that a policy asks stops the watch."""

import streamlit as st

from pages import guard
from pages.visit_form import leaving, leaving_known
from visits.permissions import Action

viewer = guard.person()
if not viewer.board:
    viewer = guard.require(Action.LOG_LEFT_UNAUTHORISED)
st.title("Already left, not authorised")
if asked := st.query_params.get("visit"):
    leaving_known.show(viewer, asked)
else:
    leaving.show(viewer)
