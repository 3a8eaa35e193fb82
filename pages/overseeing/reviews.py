"""When the school's policy is next reviewed."""

from collections.abc import Sequence

import streamlit as st

from data.queries.policies import PolicyLine
from pages.parts import plain
from pages.policy_sheet.lines import state_of


def show(lines: Sequence[PolicyLine]) -> None:
    """One line a policy in force, late ones first."""
    st.header("Review of the policy")
    if not lines:
        st.markdown("The school has no home visit policy in force.")
    for line in lines:
        st.markdown(f"{state_of(line)}  \n{plain(line.policy.title)}")
