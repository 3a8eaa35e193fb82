"""A home whose children go to two schools: each school sees the other's flags once both have agreed, and nothing else."""

from datetime import datetime

import streamlit as st

from data.commands.linking import CODE_LASTS, end_link, make_code, take_code
from data.keys import signing_key
from data.queries.household import Home
from data.queries.links import Link
from data.settings import current
from pages import guard
from pages.attempts import attempt, done
from pages.parts import day_and_time, plain
from visits.permissions import Action, Viewer, may


def show_links(viewer: Viewer, home: Home, links: list[Link]) -> None:
    """The home's links, and the two ways to one; nothing for who may not link it."""
    if not may(viewer, Action.LINK_HOUSEHOLD, school_id=home.school_id):
        return
    st.header("Other schools")
    for link in links:
        _one(viewer, link)
    with st.expander("Brothers or sisters at another school?"):
        st.markdown(
            "Both schools can agree to see each other's flags of this home: what kind it is, and since when. Nothing "
            "else is seen, no name, address, visit or assessment, and either school ends it at once."
        )
        _make(viewer, home)
        _take(viewer, home)


def _one(viewer: Viewer, link: Link) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"link-{link.link_id}"):
        if link.school:
            st.markdown(
                f"Linked with **{plain(link.school)}** since {day_and_time(link.since)}: each sees the other's flags."
            )
        else:
            st.markdown(
                f"A code waits for another school to type it, until {day_and_time(link.code_ends_at)}."
            )
        if st.button("End it", key=f"end_link_{link.link_id}"):
            done(
                lambda: end_link(guard.db(), link_id=link.link_id, by=viewer, now=guard.now()),
                said="It is ended. Neither school sees the other's flags of this home.",
            )


def _make(viewer: Viewer, home: Home) -> None:
    if not st.button("Make a code for the other school", key="make_link"):
        return
    code = attempt(lambda: make_code(guard.db(), household_id=home.household_id, by=viewer, now=guard.now()))
    if code is not None:
        st.markdown(
            f"Ring the other school's designated lead, on a number that you know, and read this out. It works once, for "
            f"{CODE_LASTS.days} days, and is shown only now:"
        )
        st.code(code, language=None)


def _take(viewer: Viewer, home: Home) -> None:
    with st.form("take_link", border=False):
        code = st.text_input("A code that the other school read out to you", max_chars=30)
        if st.form_submit_button("Link this home") and code.strip():
            done(lambda: _link(viewer, home, code, guard.now()), said="Linked. Their flags stand with yours.")


def _link(viewer: Viewer, home: Home, code: str, now: datetime) -> None:
    key = signing_key(current())
    take_code(guard.db(), household_id=home.household_id, code=code, key=key, by=viewer, now=now)
