"""Which school and which term: chosen on the page, kept in the address, so that a link shows the same."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from data.queries.figures import SchoolFigures
from pages.parts import id_in_address, nothing, plain

SCHOOL, TERM, ASKED = "oversight_school", "oversight_term", "oversight_asked"
_NAMES: Final = ("school", "term")


def school_in_address() -> UUID | None:
    """The school that the address asks for. An address that names none is asked for with the first."""
    return id_in_address("school")


def not_yours(every: Sequence[SchoolFigures]) -> None:
    """The address asks for a school that is not theirs, or that there is not."""
    nothing("There is no such school, or it is not one that you may see.", "Choose one of yours.")
    _select(every, None)


def school(every: Sequence[SchoolFigures], shown: UUID) -> None:
    """The schools to choose from, where there are several."""
    if len(every) > 1:
        _select(every, shown)


def term(names: Sequence[str]) -> int:
    """The place of the term that is chosen; the newest where the address names none."""
    options = list(reversed(names))
    asked = st.query_params.get("term", "")
    if TERM not in st.session_state or st.session_state.get(ASKED) != asked:
        st.session_state[TERM] = asked
        st.session_state[ASKED] = asked
    if st.session_state[TERM] not in options:
        st.session_state[TERM] = options[0]
    chosen = st.selectbox("Term", options, key=TERM, on_change=_term_into_address)
    if asked and asked not in options:
        st.markdown(
            f"**{plain(asked)}** is asked for and is not here: there is no such term, or it is not published yet, or it "
            f"is older than these. This is {plain(chosen)}."
        )
    return len(names) - 1 - options.index(chosen)


def _select(every: Sequence[SchoolFigures], shown: UUID | None) -> None:
    names = {str(one.school_id): one.school for one in every}
    st.session_state[SCHOOL] = None if shown is None else str(shown)
    st.selectbox(
        "School",
        list(names),
        key=SCHOOL,
        format_func=names.__getitem__,
        on_change=_school_into_address,
        placeholder="Choose a school",
    )


def _school_into_address() -> None:
    st.query_params.from_dict({"school": st.session_state[SCHOOL]})


def _term_into_address() -> None:
    kept = {name: value for name, value in st.query_params.to_dict().items() if name in _NAMES}
    st.session_state[ASKED] = st.session_state[TERM]
    st.query_params.from_dict({**kept, "term": st.session_state[TERM]})
