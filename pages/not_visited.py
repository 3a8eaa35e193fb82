"""Not visited: pupils whose absence meets the school's trigger and to whom nobody has gone since."""

from uuid import UUID

import pandas as pd
import streamlit as st

from analysis.triggered import by_day, triggered
from data.marks import FileLost, date_of, scan
from data.queries.school import schools_for
from data.queries.unvisited import SchoolWatch, unvisited_source
from pages import guard, looking
from pages.lost import said_if_lost
from pages.parts import nothing, plain, way_to
from pages.unvisited.listing import Row, rows
from visits.permissions import Action, Viewer
from visits.triggers import FEWEST_SESSIONS, Trigger

SHOWN = 100


def show(viewer: Viewer) -> None:
    """One school at a time, for who may see its homes."""
    with guard.db().read() as reading:
        names = schools_for(reading, viewer, Action.SEE_UNVISITED)
    if not names:
        guard.refuse()
    chosen = st.selectbox(
        "School", list(names), format_func=names.__getitem__, key="school", bind="query-params"
    )
    looking.at_list(viewer, "not_visited")
    with guard.db().read() as reading:
        source = unvisited_source(reading, viewer, chosen, now=guard.now())
    if source is not None:
        _one_school(viewer, source, chosen)


def _one_school(viewer: Viewer, school: SchoolWatch, school_id: UUID) -> None:
    if not school.trigger.is_set:
        nothing(
            "This school has not said when absence asks for a visit.",
            "Whoever sets the school does so on the page People, tab School.",
        )
        way_to(viewer, "people", "To the school's settings")
        return
    st.markdown(f"**This school looks at:** {plain(said(school.trigger))}.")
    if not school.files:
        nothing(
            "No attendance of this school year yet.", "Take a file of attendance marks on the page Import."
        )
        way_to(viewer, "imports", "Bring attendance in")
        return
    try:
        with st.spinner("Reading this year's marks"):
            met = _met(school.files, school.trigger)
    except FileLost:
        st.error(
            "**A file of attendance marks is missing.** Whoever looks after Homeward can restore it from a backup.",
            icon=":material/error:",
        )
        return
    _list(viewer, rows(school, met), school, school_id)


@st.cache_data(max_entries=20, show_spinner=False)
def _met(names: tuple[str, ...], trigger: Trigger) -> pd.DataFrame:
    """Who meets which line: kept as long as the files are these. It names nobody, and files are never changed."""
    with scan(guard.attendance_folder(), names) as engine:
        return triggered(engine, by_day(engine.marks()), trigger)


def _list(viewer: Viewer, found: list[Row], school: SchoolWatch, school_id: UUID) -> None:
    upto = f"marks up to {school.last_on.day} {school.last_on:%b %Y}" if school.last_on else ""
    if not found:
        nothing("Everybody who meets it was visited since.", f"Counted from {upto}.")
        return
    planned = sum(row.pupil.planned is not None for row in found)
    pupils = "pupil" if len(found) == 1 else "pupils"
    a_visit = f"for {planned:,} of them a visit is" if planned else "none is"
    st.markdown(f"**{len(found):,} {pupils} with no visit since**, {a_visit} planned · {upto}")
    for row in found[:SHOWN]:
        _row(viewer, row, school_id)
    if len(found) > SHOWN:
        st.caption(
            f"The first {SHOWN} of {len(found):,}: the longest away first, then the lowest attendance."
        )
    st.caption(
        f"Attendance is of this school year; a line is looked at from {FEWEST_SESSIONS} possible sessions on. "
        "Since: the first day on which everything was met that is met now."
    )


def _row(viewer: Viewer, row: Row, school_id: UUID) -> None:
    with st.container(border=True):
        name, ways = st.columns([3, 1], vertical_alignment="center")
        name.markdown(
            f"**{plain(row.pupil.name)}**, {_year(row.pupil.year_group)} · {plain(row.why)}  \n"
            f"{row.attendance} · since {row.since} · {_visits(row)}"
        )
        with ways, st.container(horizontal=True):
            if row.pupil.household_id is not None:
                way_to(viewer, "risk", "The home", home=row.pupil.household_id)
            if row.pupil.planned is None:
                way_to(viewer, "log_visit", "Plan a visit", pupil=row.pupil.pupil_id, at=school_id)


def _visits(row: Row) -> str:
    if row.pupil.planned is not None:
        on = date_of(row.pupil.planned)
        return f"**visit planned for {on:%a} {on.day} {on:%b}**"
    if row.pupil.visited is None:
        return "never visited"
    on = date_of(row.pupil.visited)
    return f"last visit {on.day} {on:%b %Y}"


def _year(group: str) -> str:
    return f"Year {group}" if group.isdigit() else plain(group)


def said(trigger: Trigger) -> str:
    """The school's trigger in words."""
    parts = [f"{trigger.days} whole school days absent in a row"] if trigger.days else []
    parts += [f"attendance below {trigger.percent}%"] if trigger.percent else []
    parts += ["persistent absence (10% or more)"] if trigger.persistent else []
    parts += ["severe absence (50% or more)"] if trigger.severe else []
    return "; ".join(parts)


viewer = guard.require(Action.SEE_UNVISITED)
st.title("Not visited")
with said_if_lost("The pupils who were not visited"):
    show(viewer)
