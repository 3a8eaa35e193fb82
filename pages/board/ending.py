"""The end of an alert: safe, or a false alarm with its cause; and the police who still have to hear that it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands import alert as alerts
from data.queries.police_told import PoliceToTell
from pages import guard
from pages.parts import moment, plain
from visits.labels import ALARM_CAUSE_WORDS
from visits.permissions import Viewer
from visits.words import AlarmCause

Command = Callable[[Viewer, datetime], None]
TOLD = {False: "Not yet", True: "Yes, I have told them"}


class Press(Protocol):
    """Draws a button of the page that carries out a command. `primary`: it is the one that is meant."""

    def __call__(self, label: str, key: str, command: Command, *, primary: bool = False) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What there is to end. `sure`: everybody has been heard of, so that it is one press.

    `unheard` are those who are due and were not heard of, by name: of each somebody has to know that they are safe.
    """

    alert_id: UUID
    drill: bool
    sure: bool
    police_called: bool
    unheard: tuple[tuple[UUID, str], ...] = ()


def show_ending(end: Ending, press: Press) -> None:
    """Stand it down. With everybody heard of it is one press; else it takes a sentence why."""
    if end.drill:
        press("End the drill", f"safe-{end.alert_id}", _stand_down(end, "safe"), primary=end.sure)
        return
    with st.container() if end.sure else st.expander("Stand down"):
        if end.police_called:
            st.radio(
                "Have the police been told that it is over?",
                list(TOLD),
                format_func=TOLD.__getitem__,
                key=_key("told", end),
                horizontal=True,
            )
        for visitor_id, name in end.unheard:
            st.checkbox(
                f"**{plain(name)} has not been heard of.** I know that they are safe.",
                key=_tick(visitor_id, end),
            )
        known, cause = st.columns(2)
        known.text_input(
            "How do you know that they are safe, or what set it off?", key=_key("cause", end), max_chars=300
        )
        cause.selectbox(
            "For a false alarm: what comes nearest",
            list(AlarmCause),
            format_func=ALARM_CAUSE_WORDS.__getitem__,
            key=_key("kind", end),
            index=None,
            placeholder="Choose the cause",
        )
        with st.container(horizontal=True):
            press(
                "Stand down: everybody is safe",
                f"safe-{end.alert_id}",
                _stand_down(end, "safe"),
                primary=end.sure,
            )
            press("False alarm", f"false-{end.alert_id}", _stand_down(end, "false_alarm"))


def show_to_tell(to_tell: tuple[PoliceToTell, ...], press: Press, *, now: datetime) -> None:
    """Alerts that are over, of which the police have not been told: to do, until somebody records it."""
    for one in to_tell:
        with st.container(border=True, key=f"tell-{one.alert_id}"):
            tz = ZoneInfo(one.timezone)
            number = f", reference {plain(one.police_reference)}" if one.police_reference else ""
            st.warning(
                f"**To do: tell the police that it is over.** {plain(one.school)}, visit {one.reference}: called "
                f"{moment(one.police_called_at, now=now, tz=tz)}{number}, stood down "
                f"{moment(one.closed_at, now=now, tz=tz)}.",
                icon=":material/local_police:",
            )
            told = police_told(one.alert_id)
            press("The police have been told", f"police-told-{one.alert_id}", told, primary=True)


def police_told(alert_id: UUID) -> Command:
    """The command for the button: whoever presses it has told them."""

    def carry_out(by: Viewer, now: datetime) -> None:
        alerts.tell_police_it_is_over(guard.db(), alert_id=alert_id, by=by, now=now)

    return carry_out


def _stand_down(end: Ending, closed_as: str) -> Command:
    def carry_out(by: Viewer, now: datetime) -> None:
        alerts.stand_down(
            guard.db(),
            alert_id=end.alert_id,
            closed_as=closed_as,
            cause=st.session_state.get(_key("cause", end), ""),
            cause_kind=st.session_state.get(_key("kind", end)),
            known_safe=[v for v, _ in end.unheard if st.session_state.get(_tick(v, end), False)],
            police_told=bool(st.session_state.get(_key("told", end), False)),
            by=by,
            now=now,
        )

    return carry_out


def _tick(visitor_id: UUID, end: Ending) -> str:
    return _key(f"safe-{visitor_id}", end)


def _key(name: str, end: Ending) -> str:
    return f"{name}-{end.alert_id}"
