"""Somebody is in danger: one press from any page, and the briefing stands there at once. Nothing is typed first."""

from uuid import UUID

import streamlit as st

from data.commands.core import Refused
from data.commands.emergency import raise_emergency
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.live import live_visits
from data.queries.school import schools_for
from data.queries.told import WhoIsTold, who_is_told
from pages import guard
from pages.attempts import NOT_SAVED
from pages.parts import phone_link, plain
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, schools_where
from visits.words import VisitState

LABEL = "Raise an emergency"
ICON = ":material/emergency_home:"
RAISED, FAILED = "danger_raised", "danger_failed"
MOST_BESIDE = 4
STYLE = """<style>
.st-key-anywhere button { border-color: var(--hw-alarm); color: var(--hw-alarm); font-weight: 600; }
.st-key-anywhere button p span { font-size: inherit !important; }
@media (max-width: 60rem) {
  .st-key-anywhere:has(button p span) { display: grid; grid-template-columns: repeat(2, 1fr); gap: .35rem; }
  .st-key-anywhere:has(button p span)::before { content: "Raise an emergency at"; grid-column: span 2;
                                                font-size: .875rem; font-weight: 600; color: var(--hw-alarm); }
  .st-key-anywhere:has(button p span) > div { width: 100%; min-width: 0; }
  .st-key-anywhere:has(button p span) button { width: 100%; padding: .25rem; }
  .st-key-anywhere button p span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .st-key-anywhere:has(button p span) button span:has(> [data-testid="stIconMaterial"]) { display: none; }
}
</style>"""
"""On a phone with several schools: what it is for in one line, the schools beside each other below."""
BESIDE = """<style>
@media (min-width: 60.01rem) {
  .st-key-anywhere { margin-bottom: -4.25rem; position: relative; z-index: 1; pointer-events: none; }
  .st-key-anywhere button { pointer-events: auto; }
}
</style>"""
"""On a wide screen beside the page's title, not above it."""
MOST_LETTERS = 90
"""So many letters on the buttons together leave room for a title in their line."""


def show(viewer: Viewer, *, leads_on: bool = True) -> None:
    """The button, for whoever may raise an emergency; a shared board has its own on Live visits.

    Without `leads_on` the page says what came of it, and leads nowhere.
    """
    _lead_on(viewer, to_briefing=leads_on)
    if viewer.board:
        return
    try:
        with guard.db().read() as session:
            schools = schools_for(session, viewer, Action.RAISE_EMERGENCY)
    except DatabaseError as error:
        # The page below says that it cannot read; there is nobody to tell through a database that does not answer.
        raise_unless_passing(error)
        return
    if not schools:
        return
    st.html(STYLE + (BESIDE if _leaves_room(list(schools.values())) else ""))
    with st.container(horizontal=True, horizontal_alignment="right", key="anywhere"):
        if len(schools) == 1:
            _button(LABEL, next(iter(schools)))
        elif len(schools) <= MOST_BESIDE:
            for school_id, name in schools.items():
                _button(f":small[{LABEL}:] {plain(name)}", school_id)
        else:
            with st.popover(LABEL, icon=ICON):
                for school_id, name in schools.items():
                    _button(f"At {plain(name)}", school_id)


def _leaves_room(names: list[str]) -> bool:
    """Whether a page's title fits in the same line."""
    if len(names) == 1 or len(names) > MOST_BESIDE:
        return True
    return sum(len(LABEL) + len(name) for name in names) <= MOST_LETTERS


def _button(label: str, school_id: UUID) -> None:
    st.button(label, key=f"anywhere-{school_id}", icon=ICON, on_click=_raise, args=(school_id,))


def _raise(school_id: UUID) -> None:
    """With one visit out at the school that they see, it is that one; else it is said afterwards which it is."""
    by, now = guard.person(), guard.now()
    try:
        with guard.db().read() as session:
            rows = live_visits(session, by, now=now).to_dict("records")
        out = [r["visit_id"] for r in rows if r["state"] is VisitState.OUT and r["school_id"] == school_id]
        only = out[0] if len(out) == 1 else None
        alert_id = raise_emergency(guard.db(), school_id=school_id, visit_id=only, by=by, now=now)
    except Refused as why:
        st.session_state[FAILED] = str(why)
    except DatabaseError as error:
        raise_unless_passing(error)
        st.session_state[FAILED] = f"{NOT_SAVED} **Ring the office now.**"
    else:
        st.session_state[RAISED] = alert_id


def _lead_on(viewer: Viewer, *, to_briefing: bool) -> None:
    """After the press: to the briefing, or for who does not see it what has happened and whom to ring."""
    if failed := st.session_state.pop(FAILED, ""):
        st.error(failed, icon=":material/error:")
    alert_id = st.session_state.pop(RAISED, None)
    if alert_id is None:
        return
    if to_briefing and schools_where(viewer, Action.SEE_LIVE, wide=True):
        st.switch_page("briefing.py", query_params={"alert": str(alert_id)})
    with guard.db().read() as session:
        told = who_is_told(session, viewer, alert_id, now=guard.now())
    if told is not None:
        st.error(f"**Emergency raised.** {_said(told)} Do not ring the visitors back.", icon=ICON)


def _said(told: WhoIsTold) -> str:
    """Who is told, by name, and whom to ring: with no message on its way the call is all there is."""
    number = f" {phone_link(told.office_phone)}" if told.office_phone else ""
    if not told.people:
        return (
            f"**Nobody is told by message: ring the office of {plain(told.school)} now{number}** and say what you "
            "heard."
        )
    names = ", ".join(
        f"{plain(name)} ({ROLE_WORDS[role]})" if role else plain(name) for name, role in told.people
    )
    return f"Told: {names}. Ring the office of {plain(told.school)}{number} and say what you heard."
