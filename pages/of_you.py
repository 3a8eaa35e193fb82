"""What is kept of whoever looks: their next of kin, the notice, the file. Parts of Your account; a line above pages."""

import streamlit as st

from data.commands import kin
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.kin import own_kin
from data.queries.notice import notice_read_at
from pages import guard
from pages.attempts import done
from visits.permissions import Viewer

NOT_HERE = frozenset({"live", "watch", "alerts", "briefing", "visit", "notice"})
"""Pages on which somebody may be in the middle of an emergency, and the notice itself."""


def show_line(viewer: Viewer, file: str) -> None:
    """One line above a page until the notice is read. It stands in nobody's way."""
    if viewer.board or file in NOT_HERE:
        return
    try:
        with guard.db().read() as reading:
            read_at = notice_read_at(reading, viewer)
    except DatabaseError as error:
        raise_unless_passing(error)
        return
    if read_at is None:
        st.page_link(
            "notice.py",
            label="New to Homeward? Read once what is kept of you, and why.",
            icon=":material/info:",
        )


def show_kin(viewer: Viewer) -> None:
    """Give, change or take away whom to ring."""
    with guard.db().read() as reading:
        found = own_kin(reading, viewer)
    st.header("Next of kin")
    st.caption(
        "Your choice. Whom should the school ring if you are missing or hurt on a visit? Only the DSL and leaders see "
        "it, only while an alert about a visit of yours is open, and each look is recorded. Tell them that you give "
        "their number."
    )
    with st.form("kin", border=False):
        name = st.text_input("Name", value=found.name if found else "", max_chars=120, key="kin_name")
        who = st.text_input(
            "Who they are to you (may be left empty)",
            value=found.relationship if found else "",
            max_chars=60,
            key="kin_relationship",
        )
        phone = st.text_input("Phone", value=found.phone if found else "", max_chars=30, key="kin_phone")
        if st.form_submit_button("Save"):
            done(
                lambda: kin.give(
                    guard.db(), name=name, relationship=who, phone=phone, by=viewer, now=guard.now()
                ),
                said="Your next of kin is saved.",
            )
    if found and st.button("Take it away", key="kin_remove"):
        done(lambda: kin.remove(guard.db(), by=viewer, now=guard.now()), said="Your next of kin is gone.")


def show_file() -> None:
    """The way to the notice and to the file."""
    st.header("What is kept of you")
    st.html('<p><a href="/subject-access/own" target="_self">Take the file of what is kept of you</a></p>')
    st.page_link("notice.py", label="What is kept of you, and why")
