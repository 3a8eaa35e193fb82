"""Log a visit: what does our policy want to know, and can we go?"""

import streamlit as st

from pages import guard
from pages.visit_form import page
from visits.permissions import Action

viewer = guard.require(Action.LOG_VISIT)
st.title("Log a visit")
page.show(viewer)
