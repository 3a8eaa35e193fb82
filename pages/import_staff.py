"""Import staff: a file of staff and their roles, shown before anything of it is taken."""

import streamlit as st

from pages import guard
from pages.attempts import say_what_was_done
from pages.importing.files import STAFF, school_chosen, show_file
from visits.permissions import Action

viewer = guard.require(Action.IMPORT_STAFF)
st.title("Import staff")
say_what_was_done()
if (school_id := school_chosen(viewer, Action.IMPORT_STAFF)) is not None:
    show_file(STAFF, viewer, school_id)
