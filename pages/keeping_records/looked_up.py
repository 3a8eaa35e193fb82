"""Visits whose record nobody has looked up yet in CPOMS or MyConcern: found there, their words here can go."""

from functools import partial

import streamlit as st

from data.commands.confirming import confirm_record
from data.queries.keeping import ToConfirm
from pages import guard
from pages.attempts import done
from pages.parts import plain, way_to
from visits.permissions import Viewer
from visits.retention import WORDS_AFTER
from visits.times import day_said

SAID = f"Noted. The words of that visit go from here in {WORDS_AFTER.days} days."


def show_to_look_up(viewer: Viewer, found: list[ToConfirm], many: int) -> None:
    """Where each record should be, and one press to say that it is."""
    if not found:
        return
    st.header(f"To look up: {many:,}")
    st.markdown(
        "Look each record up where its write-up says that it is kept. "
        f"{WORDS_AFTER.days} days after you found it, what was written here in words is emptied."
    )
    if many > len(found):
        st.caption(f"The {len(found)} oldest; the next follow as these are found.")
    for one in found:
        _one(viewer, one)


def _one(viewer: Viewer, one: ToConfirm) -> None:
    homes = ", ".join(plain(home) for home in one.homes) or "no home on record"
    with (
        st.container(border=True, key=f"look-up-{one.visit_id}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        st.markdown(
            f"**{plain(one.system)}, {plain(one.reference)}**  \n{day_said(one.out_at.date())} · {homes}",
            width="stretch",
        )
        if st.button("I found it there", key=f"found-{one.visit_id}"):
            done(
                partial(confirm_record, guard.db(), visit_id=one.visit_id, by=viewer, now=guard.now()),
                said=SAID,
            )
        way_to(viewer, "visit", "Open the visit", visit=one.visit_id)
