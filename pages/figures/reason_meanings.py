"""Which reason of which policy counts as what: the common list, shown."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.queries.reason_details import Meaning
from pages.figures.reason_choice import Chosen
from pages.parts import download
from visits.labels import COMMON_REASON_WORDS


def table(found: Sequence[Meaning]) -> pd.DataFrame:
    """A row for each reason of each policy."""
    return pd.DataFrame(
        [(COMMON_REASON_WORDS[one.common], one.reason, one.policy) for one in found],
        columns=["Counts as", "The policy's own reason", "Policy"],
        dtype="str",
    )


def show(shown: pd.DataFrame, chosen: Chosen) -> None:
    """The table, folded: one reads it once."""
    st.header("What counts as what")
    st.caption(
        "Each policy has reasons of its own. So that schools and years can stand beside each other, each counts as one "
        "of a common list. A reason that was typed because it was not on the list counts as another reason."
    )
    if shown.empty:
        st.markdown("No policy has been adopted yet.")
        return
    with st.expander(f"All {len(shown)} reasons of the policies"):
        st.dataframe(shown, hide_index=True, width="stretch", height=min(36 * (len(shown) + 1), 620))
    asked = {"table": "meanings", **chosen.as_query()}
    st.html(download("/exports/reasons.csv", asked, "Download what counts as what as CSV"))
