"""What is kept of you, and why: the notice to staff, read once and there to be read again."""

import streamlit as st

from data.commands.notice import read_notice
from data.queries.notice import notice_read_at
from pages import guard, menu
from pages.attempts import done, say_what_was_done
from pages.parts import day_and_time
from visits.permissions import Action, Viewer

TEXT = menu.HERE / "static" / "staff-notice.md"
"""The one place of these words; `docs/staff-notice.md` has them for who has no account yet."""


def show(viewer: Viewer) -> None:
    """The whole page."""
    title, _, text = TEXT.read_text(encoding="utf-8").partition("\n")
    st.title(title.removeprefix("# "))
    say_what_was_done()
    with guard.db().read() as reading:
        read_at = notice_read_at(reading, viewer)
    st.markdown(text)
    if read_at is not None:
        st.caption(f"You said that you have read this: {day_and_time(read_at)}.")
    elif st.button("I have read this", type="primary", key="notice_read"):
        done(
            lambda: read_notice(guard.db(), by=viewer, now=guard.now()),
            said="Thank you. You find this again under Your account.",
        )
    st.html('<p><a href="/subject-access/own" target="_self">Take the file of what is kept of you</a></p>')
    st.page_link("account.py", label="To Your account")


show(guard.require(Action.OWN_ACCOUNT))
