"""What the policy wants its visitors to know, at the moment when it matters."""

import streamlit as st

from pages.parts import duty_badge, plain
from visits.policy import Policy
from visits.words import Moment, VisitState

M = Moment
MOMENT_WORDS = {
    M.PLANNING: "While planning",
    M.LEAVING: "Before you leave",
    M.TRAVEL: "On the way",
    M.DOOR: "At the door",
    M.INSIDE: "Inside",
    M.THREATENED: "If you are threatened",
    M.CHILD_AT_RISK: "If a child is at risk",
    M.AFTER: "Afterwards",
}
_GOING = (M.LEAVING, M.TRAVEL, M.DOOR, M.INSIDE, M.THREATENED, M.CHILD_AT_RISK)
BY_STATE = {
    VisitState.REQUESTED: (M.PLANNING, *_GOING),
    VisitState.AUTHORISED: _GOING,
    VisitState.OUT: (M.THREATENED, M.CHILD_AT_RISK, M.TRAVEL, M.DOOR, M.INSIDE),
    VisitState.BACK: (M.AFTER,),
}


def show_guidance(policy: Policy, state: VisitState) -> None:
    """The advice for this state of a visit, folded away; nothing where the policy has none."""
    moments = [m for m in BY_STATE.get(state, ()) if any(g.moment is m for g in policy.guidance)]
    if not moments:
        return
    with st.expander("What our policy says for this moment"):
        for one in moments:
            told = "\n".join(
                f"- {plain(g.text)} ({duty_badge(g.duties)})" for g in policy.guidance if g.moment is one
            )
            st.markdown(f"**{MOMENT_WORDS[one]}**\n{told}")
