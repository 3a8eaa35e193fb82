"""Absent child, quick: the pupil's name, two questions, ask."""

import streamlit as st

from pages import guard
from pages.visit_form import quick
from visits.permissions import Action

viewer = guard.require(Action.LOG_VISIT)
st.title("Absent child, quick")
quick.show(viewer)
