"""Attendance around visits as it was published: a closed term of one school, frozen."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis.around_visits import Study
from analysis.attendance_figure import as_table, figure, percent, sentences
from analysis.attendance_published import study_of
from analysis.attendance_seen import FEWEST
from analysis.suppression import MARK
from data.dfe import SOURCE, published
from data.queries.figures import Chosen, school_figures
from data.queries.people import london_day
from pages import guard
from pages.figures.published_choice import choose, explain, nothing_yet
from pages.parts import download, is_dark, nothing, plain, table_of_text
from visits.permissions import Viewer
from visits.times import day_said

STILL: Final = {"staticPlot": True, "displayModeBar": False}
CUBE: Final = "attendance"


def show(viewer: Viewer) -> None:
    """The published curve of one school and term."""
    now = guard.now()
    with guard.db().read() as session:
        figures = school_figures(session, viewer, now=now)
    found = choose(figures, page="attendance", with_all=False)
    if found.name is None:
        nothing_yet(figures)
        explain()
        return
    school, term = found.schools[0]
    table = term.cubes.get(CUBE)
    if table is None:
        nothing(
            f"Attendance around the visits of {found.name} has not been published.",
            "It is published once the attendance marks of eight school weeks after the term have been brought in.",
        )
    else:
        st.markdown(
            f"Visits that went · {plain(school.school)} · {plain(term.span.name)}: "
            f"{day_said(term.span.from_on)} to {day_said(term.span.to_on)} · "
            f"published {day_said(london_day(term.published_at))}, and unchanged since"
        )
        st.caption(
            "Counts by week, and those in the sentence, are rounded down to tens. Points with fewer than "
            f"{FEWEST} pupils are not shown. "
            f"{MARK}: 1 to 5 visits or pupils, or a number from which those could be worked out."
        )
        _beside(table)
        _study(study_of(table), table, found)
    explain()


def _beside(table: Mapping[str, Any]) -> None:
    """The school's own attendance over a year, beside the published one of the same year."""
    names = list(published())
    asked = st.selectbox("Beside (DfE)", names, key="attendance_published_beside")
    beside = published()[asked]
    ours = "no marks of that year" if table["own"] is None else percent(table["own"])
    theirs = "not published" if beside.attendance is None else percent(beside.attendance)
    st.markdown(
        f"Attendance in {beside.school_year}, all pupils: **This school: {ours}** · {plain(beside.name)}: {theirs}"
    )
    st.caption(f"Beside it: {SOURCE}.")


def _study(study: Study, table: Mapping[str, Any], found: Chosen) -> None:
    if study.curve["attendance"].isna().all():
        nothing(
            "No visit of this term has attendance around it that can be shown.",
            "That takes the marks of ten pupils or more.",
        )
        return
    first, *more = sentences(study.change)
    st.markdown("  \n".join([f"**{plain(first)}**", *map(plain, more)]))
    drawn = _figure(study.curve, study, dark=is_dark())
    st.plotly_chart(drawn, theme=None, config=STILL, key="figure-attendance", alt=first)
    st.caption(
        "Each point is a school week; holidays are left out. Similar pupils: same school and year group, the same "
        "attendance over the four weeks before (within 5 points), no visit in that week or the eight before."
    )
    if table["lines"]:
        st.header("Persistent and severe absence")
        rows = [[name, *map(str, counts)] for name, *counts in table["lines"]]
        table_of_text(
            pd.DataFrame(rows, columns=["Visits whose pupil was", "8 weeks before", "8 weeks after"])
        )
    st.header("Week by week")
    st.dataframe(as_table(study.curve, hidden="too few"), hide_index=True, width="stretch", height="content")
    asked = {"table": CUBE, "term": found.name or "", "school": str(found.schools[0][0].school_id)}
    st.html(download("/exports/figures.csv", asked, "Download this table as CSV"))


@st.cache_data(max_entries=100, show_spinner=False)
def _figure(curve: pd.DataFrame, _study: Study, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the curve tells two apart)
    return figure(_study, dark=dark)
