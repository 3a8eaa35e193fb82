"""Risk in figures: homes by assessment, what to know at the door, incidents, going alone. Nobody's family is here."""

from uuid import UUID

import streamlit as st

from analysis.risk import YEAR
from data.queries.people import london_day
from data.queries.risk_figures import RiskFigures, risk_figures
from pages import guard
from pages.figures import filtered, risk_parts
from pages.lost import said_if_lost
from pages.parts import day_and_time, id_in_address, plain, way_to
from visits.permissions import Action, Viewer
from visits.times import day_said

SCHOOL, ASKED, ALL = "risk_school", "risk_asked", ""


def _page(viewer: Viewer) -> None:
    now = guard.now()
    since = london_day(now) - YEAR
    with guard.db().read() as session:
        found = risk_figures(session, viewer, since=since, now=now)
    school = _school(found)
    filtered.not_here({"school": [str(one) for one in found.schools]})
    names = [school] if school else list(found.schools.values())
    where = plain(names[0]) if len(names) == 1 else f"{len(names)} schools"
    st.markdown(f"**{where}** · visits from {day_said(since)} · read {day_and_time(now)}")
    way_to(viewer, "assessments", "Which homes need an assessment")
    risk_parts.show(found, names)


def _school(found: RiskFigures) -> str | None:
    """The school that is chosen, by name; None for all. The choice stands in the address."""
    if len(found.schools) < 2:
        return None
    asked = id_in_address("school")
    if st.session_state.get(ASKED) != asked or SCHOOL not in st.session_state:
        st.session_state[ASKED] = asked
        st.session_state[SCHOOL] = str(asked) if asked in found.schools else ALL
    chosen = st.selectbox(
        "School",
        [ALL, *map(str, found.schools)],
        key=SCHOOL,
        format_func=lambda one: found.schools[UUID(one)] if one else "All schools",
        on_change=_into_address,
    )
    return found.schools[UUID(chosen)] if chosen else None


def _into_address() -> None:
    chosen = st.session_state.get(SCHOOL, ALL)
    st.session_state[ASKED] = UUID(chosen) if chosen else None
    st.query_params.from_dict({"school": chosen} if chosen else {})


viewer = guard.require(Action.SEE_SMALL_NUMBERS)
st.title("Risk in figures")
with said_if_lost("The figures"):
    _page(viewer)
