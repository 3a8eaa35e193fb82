"""Calls that a policy wants without a time, on the board: they raise no alert, and are not forgotten (FS-03)."""

from datetime import datetime

import streamlit as st

from data.queries.soft_calls import SoftCall, soft_calls
from pages import guard
from pages.parts import moment, plain
from visits.permissions import Viewer
from visits.words import Stage

WORDS = {Stage.ARRIVE: "on arriving at", Stage.LEAVE: "on leaving"}


def show_soft_calls(viewer: Viewer, *, now: datetime) -> None:
    """The next such call of each visit that is out; nothing where no policy leaves a call without a time."""
    with guard.db().read() as session:
        found = soft_calls(session, viewer)
    if found:
        st.subheader(f"Calls to come that have no time of their own: {len(found)}")
        st.markdown("\n".join(_line(call, now) for call in found))
        st.caption("Nobody is told if one does not come. A school can give the call on arrival a time.")


def _line(call: SoftCall, now: datetime) -> str:
    who = " and ".join(plain(name) for name in call.people)
    return (
        f"- {who}: a call {WORDS[call.stage]} stop {call.number} of {call.of}, "
        f"planned for {moment(call.planned_at, now=now)} · {plain(call.school)}"
    )
