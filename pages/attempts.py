"""Carry out what somebody pressed, and say what came of it. A refusal is a sentence; what was typed stays."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from data.commands.core import Invalid, Refused
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.throttle import TooMany

T = TypeVar("T")
NOT_SAVED = "This was not saved: the database did not answer. Try again in a minute."
_SAID = "attempts_said"


def attempt(action: Callable[[], T]) -> T | None:
    """The result, or None once the page says why it was not done."""
    try:
        return action()
    except Invalid as why:
        for sentence in why.problems.values():
            st.error(sentence, icon=":material/error:")
    except (Refused, TooMany) as why:
        st.error(str(why), icon=":material/block:")
    except DatabaseError as error:
        raise_unless_passing(error)
        st.error(NOT_SAVED, icon=":material/cloud_off:")
    return None


def done(action: Callable[[], object], *, said: str) -> None:
    """Carry it out; if it was done, draw the page anew with `said` above it."""
    if attempt(lambda: (action(), True)) is not None:
        st.session_state[_SAID] = said
        st.rerun()


def say_what_was_done() -> None:
    """What the last press did, said once."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
