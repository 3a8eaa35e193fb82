"""Lists of the past, children of whom a date is missing, and the rules by which everything is kept."""

import streamlit as st

from data.queries.keeping import Done
from pages.parts import nothing, plain
from visits.retention import counted, table
from visits.times import day_said


def show_past(past: tuple[Done, ...]) -> None:
    """Who signed for what, the newest first."""
    st.header("Signed before")
    if not past:
        nothing(
            "No list has been worked off yet.",
            "Each stands here afterwards: by whom, when, and how many of which kind.",
        )
        return
    lines = []
    for one in past:
        off = f" · {one.put_off} left off" if one.put_off else ""
        went = counted(one.went) or "nothing"
        lines.append(f"- **{day_said(one.signed_at.date())}**, signed by {plain(one.signed_by)}: {went}{off}")
    st.markdown("\n".join(lines))


def show_not_known(names: tuple[str, ...]) -> None:
    """Children who would stay for ever: nobody knows from when to count."""
    if not names:
        return
    with st.expander(f"A date of birth is missing: {len(names)}"):
        st.markdown(
            "These children have left. Their records are kept until an import brings their date of birth."
        )
        st.markdown("\n".join(f"- {plain(name)}" for name in names))


def show_rules() -> None:
    """How long everything is kept."""
    with st.expander("How long everything is kept, and why"):
        st.markdown(table())
