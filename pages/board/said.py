"""What came of the last press on the board: at the top for a minute, and once where one looks, however far down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from data.commands.core import Invalid, Refused

SAID: Final = "board_said"
SAID_FOR: Final = timedelta(minutes=1)


@dataclass
class _Said:
    """A press of its own, also where it says the same as the one before."""

    sentence: str
    is_problem: bool
    at: datetime
    told: bool = False


def say(sentence: str, *, now: datetime) -> None:
    """Something was recorded."""
    st.session_state[SAID] = _Said(sentence, is_problem=False, at=now)


def say_why_not(why: Refused | Invalid | str, *, now: datetime) -> None:
    """Nothing was recorded, and why."""
    st.session_state[SAID] = _Said(str(why), is_problem=True, at=now)


def forget() -> None:
    """Somebody does something else now."""
    st.session_state.pop(SAID, None)


def show_said(now: datetime) -> None:
    """The sentence of the last press; the toast once a press."""
    said: _Said | None = st.session_state.get(SAID)
    if said is None:
        return
    if now - said.at > SAID_FOR:
        forget()
        return
    icon = ":material/error:" if said.is_problem else ":material/check:"
    if not said.told:
        said.told = True
        st.toast(said.sentence, icon=icon, duration="long")
    (st.error if said.is_problem else st.success)(said.sentence, icon=icon)
