"""Whom to ring for those who are out, shown to a leader who asks for it while an alert is open."""

import streamlit as st

from data.commands import kin
from data.queries.briefing import Briefing
from data.queries.kin import Kin
from pages import guard
from pages.attempts import attempt
from pages.parts import phone_link, plain
from visits.permissions import Action, Viewer, may
from visits.words import LadderKind


def show(viewer: Viewer, found: Briefing) -> None:
    """A button, and what stands behind it. For who may see it, and only about an alert in earnest."""
    alert_id = found.alert_id
    open_alert = alert_id is not None and found.closed_at is None and not found.drill
    if not open_alert or found.visit_id is None or found.kind is LadderKind.PUPIL_NOT_SEEN:
        return
    if (
        viewer.board
        or not found.may_act
        or not may(viewer, Action.SEE_NEXT_OF_KIN, school_id=found.school_id)
    ):
        return
    with st.container(key="kin"):
        pressed = st.button("Show next of kin", icon=":material/contact_emergency:", key="kin_show")
        st.caption("For leaders, while this alert is open. That you look is recorded.")
        if not pressed or alert_id is None:
            return
        seen = attempt(lambda: kin.read(guard.db(), alert_id=alert_id, by=viewer, now=guard.now()))
        for one in seen or ():
            st.markdown(_line(one))
        if seen == ():
            st.markdown("Everybody of this visit is back.")


def _line(one: Kin) -> str:
    if not one.phone:
        return f"**{plain(one.of)}** gave nobody. Ask the headteacher, who has the school's own records."
    who = f", {plain(one.relationship)}" if one.relationship else ""
    return f"For **{plain(one.of)}**: {plain(one.name)}{who} · {phone_link(one.phone)}"
