"""What one looks at, chosen on the page and kept in the address, so that a link shows the same."""

from datetime import date
from uuid import UUID

import streamlit as st

from analysis.alarm_choice import ALL_TERMS, DRILLS, STATES, WHAT, Choice
from analysis.alarms import Term, terms
from data.queries.alerts_past import AlertScope
from pages.figures import filtered
from visits.labels import LADDER_KIND_WORDS

NAMES = ("school", "term", "what", "state")
ASKED = "alerts_asked"
WHAT_WORDS = {
    "": "All alerts",
    **{kind.value: words for kind, words in LADDER_KIND_WORDS.items()},
    DRILLS: "Drills",
}
STATE_WORDS = {"": "Open and ended", "open": "Open", "ended": "Ended"}


def choose(scope: AlertScope, *, today: date) -> Choice:
    """Four lists; what is chosen stands in the address."""
    every = terms(first_on=scope.first_on, today=today)
    _from_address(scope, every)
    school, term, what, state = st.columns(4)
    if len(scope.schools) > 1:
        school.selectbox(
            "School",
            ["", *map(str, scope.schools)],
            key=_key("school"),
            format_func=lambda one: scope.schools[UUID(one)] if one else "All schools",
            on_change=_into_address,
        )
    names = {"": f"This term: {every[0].name}", ALL_TERMS: "All terms", **{t.key: t.name for t in every[1:]}}
    term.selectbox(
        "Term", list(names), key=_key("term"), format_func=names.__getitem__, on_change=_into_address
    )
    what.selectbox(
        "What", list(WHAT), key=_key("what"), format_func=WHAT_WORDS.__getitem__, on_change=_into_address
    )
    state.selectbox(
        "Open or ended",
        STATES,
        key=_key("state"),
        format_func=STATE_WORDS.__getitem__,
        on_change=_into_address,
    )
    filtered.not_here(
        {
            "school": [str(one) for one in scope.schools],
            "term": [ALL_TERMS, *(one.key for one in every)],
            "what": WHAT,
            "state": STATES,
        }
    )
    return _chosen()


def _from_address(scope: AlertScope, every: tuple[Term, ...]) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = {name: st.query_params.get(name, "") for name in NAMES}
    if st.session_state.get(ASKED) == asked and _key("term") in st.session_state:
        return
    st.session_state[ASKED] = asked
    choice = Choice.of(asked, schools=scope.schools, terms=every[1:])
    for name in NAMES:
        st.session_state[_key(name)] = getattr(choice, name)


def _into_address() -> None:
    choice = _chosen()
    st.session_state[ASKED] = {name: getattr(choice, name) for name in NAMES}
    st.query_params.from_dict(choice.query)


def _chosen() -> Choice:
    return Choice(**{name: st.session_state.get(_key(name), "") for name in NAMES})


def _key(name: str) -> str:
    return f"alerts_{name}"
