"""People: who works at a school and as what, who stands in for whom, and what the school has set."""

import streamlit as st

from data.queries.school import schools_for
from pages import guard
from pages.administration import cover, school, staff
from pages.attempts import say_what_was_done
from pages.parts import nothing
from visits.permissions import Action, may


def show() -> None:
    """The whole page, for one school at a time."""
    viewer = guard.require(Action.SEE_PEOPLE)
    with guard.db().read() as reading:
        schools = schools_for(reading, viewer, Action.SEE_PEOPLE)
    st.title("People")
    say_what_was_done()
    if not schools:
        nothing("No school yet.", "The first administrator's link makes one: `python -m data first-admin`.")
        return
    school_id = st.selectbox("School", list(schools), format_func=schools.__getitem__, key="people_school")
    names = ["Staff", "Cover"]
    if may(viewer, Action.SET_SCHOOL, school_id=school_id):
        names.append("School")
    for name, tab in zip(names, st.tabs(names), strict=True):
        with tab:
            {"Staff": staff.show, "Cover": cover.show, "School": school.show}[name](viewer, school_id)


show()
