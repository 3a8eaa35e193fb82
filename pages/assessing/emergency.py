"""Putting an assessment off in an emergency: said plainly, and a task within a day."""

from uuid import UUID

import streamlit as st

from data.commands.risk import not_known_yet
from data.queries.household import Home
from pages import guard
from pages.attempts import done
from visits.labels import KIND_WORDS
from visits.permissions import Viewer
from visits.policy import Policy


def show_not_known(viewer: Viewer, home: Home, policy: Policy, visit_id: UUID | None, *, asked: bool) -> None:
    """The button, where this policy allows it and there is something to put off."""
    kinds = policy.risk.unknown_allowed
    if not asked or not kinds:
        return
    allowed = ", ".join(KIND_WORDS[kind].lower() for kind in kinds)
    st.markdown(
        f"**No time now?** Allowed for: {allowed}. It never counts as done, and becomes your task within a day."
    )
    if st.button("Emergency: not known yet", key="not_known"):
        done(
            lambda: not_known_yet(
                guard.db(),
                household_id=home.household_id,
                kind=kinds[0],
                visit_id=visit_id,
                by=viewer,
                now=guard.now(),
            ),
            said="Put off. It is your task within a day.",
        )
