"""The script that Streamlit runs for everybody at every address: it decides which pages there are."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent

st.set_page_config(page_title="Homeward", page_icon=str(HERE / "static" / "house.png"), layout="wide")
st.navigation([st.Page(HERE / "about.py", title="About Homeward")], position="top").run()
