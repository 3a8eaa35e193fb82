"""What to say when one rings them, or they ring: the phrase, no phrase, no answer. The phrase itself only on request."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import streamlit as st

from data.commands.core import Refused
from data.commands.school import read_code_phrase
from pages import acting, guard
from pages.board.said import say_why_not
from pages.parts import plain

SHOWN_FOR: Final = timedelta(seconds=30)
SCRIPT: Final = """\
Say who you are and ask something ordinary. **Never say the phrase yourself, and never ask on the telephone whether they
are in danger**: somebody may be listening.

- **You hear the phrase.** Do not repeat it and do not ask about it. End the call as you would any other, then press
  "Raise an emergency". Do not ring back unless you are told to.
- **You do not hear it.** Ask: "Is your colleague with you?" Record of each of them only what you heard.
- **No answer.** Leave no message about the visit. Record "No answer", of each of them by name.
"""


def show_script(school_id: UUID, alert_id: UUID, *, now: datetime) -> None:
    """Closed until somebody wants it. Who looks at the phrase is kept, and it goes from the page by itself."""
    with st.expander("What to say on the call"):
        st.markdown(SCRIPT)
        phrase, until = st.session_state.get(_key(alert_id), ("", now))
        if now < until:
            st.markdown(
                f"The phrase: **{plain(phrase or 'none is agreed on')}**  \nIt goes from here in half a minute."
            )
            return
        st.session_state.pop(_key(alert_id), None)
        st.button(
            "Show the phrase (who looks is recorded)",
            key=f"phrase-{alert_id}",
            on_click=_show,
            args=(school_id, alert_id),
        )


def _show(school_id: UUID, alert_id: UUID) -> None:
    by, now = acting.person_acting(), guard.now()
    if by is None:
        return
    try:
        phrase = read_code_phrase(guard.db(), school_id=school_id, by=by, now=now)
    except Refused as why:
        say_why_not(why, now=now)
        return
    st.session_state[_key(alert_id)] = (phrase or "", now + SHOWN_FOR)


def _key(alert_id: UUID) -> str:
    return f"phrase-shown-{alert_id}"
