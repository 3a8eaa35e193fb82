"""Policies side by side: where does ours differ from the others?"""

from collections.abc import Mapping

import streamlit as st

from data.policy_files import load_all
from data.queries.policies import PolicyLine
from pages.policy_sheet.tables import show_table, sourced, text
from visits.policy import Policy
from visits.policy_words import aspects

MOST = 5
CHOSEN = "policies_beside"


@st.cache_resource
def texts() -> dict[str, Policy]:
    """The five texts that come with Homeward. They are files of the program and do not change while it runs."""
    return load_all()


def show_beside(lines: list[PolicyLine]) -> None:
    """The policies in force that the viewer sees, and beside them the texts that come with Homeward."""
    every = _named(lines)
    if len(every) < 2:
        return
    st.header("Side by side")
    chosen = list(every)
    if len(every) > MOST:
        chosen = st.multiselect(
            "Policies", list(every), default=list(every)[:MOST], key=CHOSEN, max_selections=MOST
        )
    if not chosen:
        st.markdown("Choose the policies to set side by side.")
        return
    columns = [aspects(every[name]) for name in chosen]
    show_table(
        ["", *chosen],
        [
            [text(row[0].label), *(sourced(a.text, a.duties, ours=a.ours) for a in row)]
            for row in zip(*columns, strict=True)
        ],
        caption="What each asks for. Where a text is silent, the default is marked as ours.",
    )


def _named(lines: list[PolicyLine]) -> Mapping[str, Policy]:
    """Each policy by the name of its column: the school, or for a text that none of them goes by, what it is for."""
    adopted = {line.policy.key for line in lines}
    others = [policy for key, policy in texts().items() if key not in adopted]
    return {
        **{line.school: line.policy for line in lines},
        **{f"{policy.label} (a text that comes with Homeward)": policy for policy in others},
    }
