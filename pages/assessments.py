"""Risk assessments: which homes need one, and the standing table of working alone."""

import streamlit as st

from pages import guard
from pages.assessing.all_homes import show_list
from pages.assessing.standing import show_standing
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.parts import way_to
from visits.permissions import Action

viewer = guard.require(Action.ASSESS_RISK)
st.title("Risk assessments")
with said_if_lost("The risk assessments"):
    say_what_was_done()
    way_to(viewer, "risk_figures", "Risk in figures")
    show_list(viewer)
    show_standing(viewer)
