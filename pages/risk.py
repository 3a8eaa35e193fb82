"""Risk assessments: which homes need one, and one home whole."""

import streamlit as st

from pages import guard
from pages.assessing.all_homes import show_list
from pages.assessing.one_home import show_home
from pages.assessing.standing import show_standing
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.parts import id_in_address
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    household_id = id_in_address("home")
    if household_id is not None:
        show_home(viewer, household_id, id_in_address("visit"))
        return
    st.title("Risk assessments")
    say_what_was_done()
    show_list(viewer)
    show_standing(viewer)


viewer = guard.require(Action.ASSESS_RISK)
with said_if_lost("The risk assessments"):
    _page(viewer)
