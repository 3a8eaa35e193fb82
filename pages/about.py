"""What Homeward is, and which version of it this is."""

import streamlit as st

from data.version import VERSION
from pages import guard
from visits.permissions import Action

guard.require(Action.SEE_POLICIES)
st.title("About Homeward")
st.write(
    "Homeward keeps school staff safe on home visits, and shows those who answer for them how it went. "
    "It never contacts the police itself: a person decides, and calls."
)
st.caption(f"Version {VERSION}")
