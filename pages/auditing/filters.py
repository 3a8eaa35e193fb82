"""What is asked of the audit, chosen on the page and kept in the address, so that a link shows the same."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import streamlit as st

from data.audit_search import FIRST, LAST, OUTCOMES, SYSTEM, Search
from visits.audit_words import CHOICES, OUTCOME_WORDS, choice_words

ASKED: Final = "audit_asked"
FIELDS: Final = ("school", "from", "to", "person", "what", "outcome", "visit")


def choose(found: Search, *, schools: Mapping[UUID, str], people: Mapping[UUID, str]) -> None:
    """The fields as the search has them; what is changed in one goes into the address."""
    _from_address(found)
    first, last, person = st.columns(3)
    first.date_input(
        "From",
        key=_key("from"),
        format="DD/MM/YYYY",
        min_value=FIRST,
        max_value=LAST,
        on_change=_into_address,
    )
    last.date_input(
        "To", key=_key("to"), format="DD/MM/YYYY", min_value=FIRST, max_value=LAST, on_change=_into_address
    )
    names = {"": "Everybody", SYSTEM: "Homeward itself", **{str(one): name for one, name in people.items()}}
    if found.person and found.person not in names:
        names[found.person] = "Somebody else"
    person.selectbox(
        "Who", list(names), key=_key("person"), format_func=names.__getitem__, on_change=_into_address
    )
    what, outcome, visit = st.columns(3)
    what.selectbox("What", CHOICES, key=_key("what"), format_func=choice_words, on_change=_into_address)
    outcome.selectbox(
        "Outcome",
        ["", *OUTCOMES],
        key=_key("outcome"),
        format_func=lambda one: OUTCOME_WORDS[one] if one else "Any",
        on_change=_into_address,
    )
    visit.text_input(
        "A visit's reference", key=_key("visit"), max_chars=6, placeholder="3F9A21", on_change=_into_address
    )
    if len(schools) > 1:
        st.selectbox(
            "School",
            [str(one) for one in schools],
            key=_key("school"),
            format_func=lambda one: schools[UUID(one)],
            on_change=_into_address,
        )


def _from_address(found: Search) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    if st.session_state.get(ASKED) == found.query and _key("from") in st.session_state:
        return
    st.session_state[ASKED] = found.query
    given = found.query
    for name in FIELDS:
        st.session_state[_key(name)] = given.get(name, "")
    st.session_state[_key("from")], st.session_state[_key("to")] = found.first_on, found.last_on


def _into_address() -> None:
    """A choice begins at the first page again."""
    chosen = {name: str(st.session_state.get(_key(name)) or "") for name in FIELDS}
    st.query_params.from_dict({name: value for name, value in chosen.items() if value})


def _key(name: str) -> str:
    return f"audit_{name}"
