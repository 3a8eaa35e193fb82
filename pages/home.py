"""The bare address leads to the page that answers the person's own question."""

import streamlit as st

from pages import guard, menu

st.switch_page(menu.HERE / f"{menu.first_file(guard.person())}.py")
