"""The script that Streamlit runs for everybody at every address: who is there, which pages they have, and the one asked
for. A page that is not open to them never runs."""

import streamlit as st

from analysis.colours import as_css
from data import logs
from data.counters import RUNS
from pages import guard, head, menu, of_you, step_due
from pages.emergency import anywhere

logs.bind_correlation()
RUNS.labels(what="page").inc()
st.set_page_config(page_title="Homeward", page_icon=str(menu.HERE / "static" / "house.png"), layout="wide")
st.html(f"<style>{as_css()}</style>")
st.html(menu.HERE / "static" / "page.css")
st.logo(str(menu.HERE / "static" / "house.svg"), size="large")

found = guard.signed_in()
viewer = found.viewer
guard.used(found)

home = st.Page(menu.HERE / "home.py", title="Homeward", default=True, visibility="hidden")
pages = {
    st.Page(
        item.path,
        title=item.title,
        visibility="visible" if item.listed and menu.is_open(item, viewer) else "hidden",
    ): item
    for item in menu.items()
}
due = step_due.is_due(found)
page = st.navigation([home, *pages], position="hidden" if due else "top")
if due:
    step_due.show(found)
    st.stop()
if page != home:
    head.show(pages[page].file)
    if not menu.is_open(pages[page], viewer):
        guard.refuse(pages[page].file)
    if pages[page].file not in ("live", "briefing"):
        anywhere.show(viewer)
    of_you.show_line(viewer, pages[page].file)
page.run()
