"""Import: a file of pupils or of attendance marks, shown before anything of it is taken."""

import streamlit as st

from pages import guard
from pages.attempts import say_what_was_done
from pages.importing import marks
from pages.importing.files import PUPILS, school_chosen, show_file
from visits.permissions import Action

ATTENDANCE = "Attendance marks"


def show() -> None:
    """The whole page: choose, look, take."""
    viewer = guard.require(Action.IMPORT_RECORDS)
    st.title("Import")
    say_what_was_done()
    school_id = school_chosen(viewer, Action.IMPORT_RECORDS)
    if school_id is None:
        return
    if st.radio("What the file holds", [PUPILS.title, ATTENDANCE], horizontal=True) == ATTENDANCE:
        marks.show(viewer, school_id)
    else:
        show_file(PUPILS, viewer, school_id)


show()
