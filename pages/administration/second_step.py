"""Somebody lost their phone and their recovery codes: who manages people takes their second step off."""

from uuid import UUID

import streamlit as st

from data.commands import second_step
from data.queries.people import StaffMember
from data.queries.second_step import staff_with_step
from pages import guard
from pages.attempts import done
from pages.parts import plain
from visits.permissions import Viewer


def show(viewer: Viewer, school_id: UUID, member: StaffMember) -> None:
    """Nothing where they have none, and nothing for oneself: that is done in Your account."""
    if member.person_id == viewer.person_id:
        return
    with guard.db().read() as reading:
        held = staff_with_step(reading, viewer, school_id)
    if member.person_id not in held:
        return
    with st.expander("They lost their phone and their recovery codes"):
        st.caption(
            f"Make sure that it is really {plain(member.name)} who asks: ring them, or see them. Their second step "
            "is taken off, they are signed out everywhere, and they are told. They sign in with their password alone "
            "until they set it up again."
        )
        if st.button("Take their second step off", key=f"step_off_{member.person_id}"):
            done(
                lambda: second_step.reset(guard.db(), person_id=member.person_id, by=viewer, now=guard.now()),
                said=f"The second step of {plain(member.name)} is taken off, and they are signed out.",
            )
