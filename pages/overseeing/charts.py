"""Each measure over the last six terms, one small figure beside the other, with the table and the file."""

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go
import streamlit as st

from analysis.oversight import WORDS, Term, asked, over_time
from analysis.run_chart import figure, words
from data.queries.figures import SchoolFigures
from pages.parts import download, is_dark

STILL: Final = {"staticPlot": True, "displayModeBar": False}
BESIDE: Final = 3
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six")
_READ: Final = (
    "Share of the visits of a term for which the policy asks it, from 0 to 100%. Overdue and Incident, of which there "
    "should be few, are drawn larger: the axis says how far it goes. Nothing drawn: no visit went, or none of which the "
    "policy asks it."
)
_HIDDEN: Final = (
    "A bar, or an open circle where it is short: small numbers are hidden, and the share lies somewhere on it; no line "
    "goes through a bar. c: too few visits to show any."
)


def show(told: Sequence[Term], school: SchoolFigures) -> None:
    """The run charts. Beside each other where there is room, below each other on a telephone."""
    keys = asked(told)
    if not keys:
        return
    st.header(f"The last {_NUMBERS[len(told)]} terms" if len(told) > 1 else "This term")
    st.caption(_READ if school.small_numbers else f"{_READ} {_HIDDEN}")
    for start in range(0, len(keys), BESIDE):
        for column, key in zip(st.columns(BESIDE), keys[start : start + BESIDE], strict=False):
            with column:
                st.markdown(f"**{WORDS[key]}**")
                st.plotly_chart(
                    _figure(key, tuple(told), dark=is_dark()),
                    theme=None,
                    config=STILL,
                    key=f"oversight-{key}",
                    alt=words(key, told),
                )
    with st.expander("The same as a table"):
        st.dataframe(over_time(told), hide_index=True, width="stretch", height="content")
    asked_for = {"school": str(school.school_id)}
    st.html(download("/exports/oversight.csv", asked_for, "Download these terms as CSV"))


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={Term: repr})
def _figure(key: str, told: tuple[Term, ...], *, dark: bool) -> go.Figure:
    return figure(key, told, dark=dark)
