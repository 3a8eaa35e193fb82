"""Who acts. A person who is signed in acts as themselves; at a shared board it takes a person's PIN, each time."""

import streamlit as st

from data.commands.core import Refused
from data.commands.session import board_school, use_pin
from data.keys import signing_key
from data.queries.people import london_day, pin_holders
from data.settings import current
from data.throttle import TooMany
from pages import guard
from visits.permissions import Viewer

WHO, PIN, PROBLEM = "acting_who", "acting_pin", "acting_problem"


def pin_fields(viewer: Viewer) -> None:
    """At a shared board: ask who acts and for their PIN, before they press anything. For a person: nothing."""
    if not viewer.board:
        return
    school_id = board_school(viewer)
    with guard.db().read() as reading:
        people = pin_holders(reading, viewer, school_id, today=london_day(guard.now()))
    names = {p.person_id: p.name for p in people}
    who, pin = st.columns(2)
    who.selectbox(
        "Who are you?",
        list(names),
        key=WHO,
        index=None,
        format_func=lambda person_id: names.get(person_id, ""),
        placeholder="Choose your name",
    )
    pin.text_input("Your PIN, for the next button that you press", key=PIN, type="password", max_chars=12)
    if problem := st.session_state.pop(PROBLEM, None):
        st.error(problem)
        st.toast(problem, icon=":material/error:", duration="long")


def person_acting() -> Viewer | None:
    """Whoever acts now, for a button's callback; None when the PIN was not right, with the sentence on the page."""
    viewer = guard.person()
    if not viewer.board:
        return viewer
    who, pin = st.session_state.get(WHO), st.session_state.get(PIN, "")
    if who is None or not pin:
        st.session_state[PROBLEM] = "Choose your name and type your PIN first."
        return None
    try:
        return use_pin(
            guard.db(), board=viewer, person_id=who, pin=pin, key=signing_key(current()), now=guard.now()
        )
    except (Refused, TooMany) as why:
        st.session_state[PROBLEM] = str(why)
        return None
    finally:
        st.session_state[PIN] = ""
