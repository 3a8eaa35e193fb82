"""Visits by month beside the school's attendance, on the page Attendance."""

from datetime import datetime
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import months
from analysis.attendance_choice import Choice
from data.dfe import SOURCE, beside_of
from data.marks import batches
from data.queries.attendance import AttendanceSource
from data.queries.people import london_day
from data.queries.statistics import reason_statistics, visits_by_month
from pages import guard
from pages.parts import download, is_dark, plain
from visits.permissions import Viewer

STILL: Final = {"staticPlot": True, "displayModeBar": False}


def show(viewer: Viewer, source: AttendanceSource, choice: Choice, now: datetime) -> None:
    """All visits of the school, or of all of them, whatever else is chosen. There are files. Raises FileLost."""
    today = london_day(now)
    with guard.db().read() as session:
        counted = reason_statistics(session, viewer, until=f"{today:%Y-%m}")
    visits = visits_by_month(counted, None if choice.school is None else list(source.schools)[choice.school])
    own = months.beside(_days(source.files_of(choice.school), source.pupils), visits, today=today)
    if own.empty:
        return
    figures = beside_of(choice.beside)
    table = months.with_published(own, {one.name: one.by_month for one in figures})
    words = months.sentence(table)
    st.header("Month by month")
    st.markdown(f"**{plain(words)}**")
    st.plotly_chart(_figure(table, dark=is_dark()), theme=None, config=STILL, key="figure-months", alt=words)
    st.caption(
        "All pupils, and all visits that went, in the months of school that have marks: the choice of school counts "
        "here, the others do not. They stand beside each other; neither says why the other moves. "
        "An open circle: its newest weeks are provisional, their registers still change."
    )
    for one in figures:
        st.caption(plain(f"{one.said}.{'' if one.name in table else ' It is of none of these months.'}"))
    st.caption(plain(f"{HOW_PUBLISHED} {SOURCE}."))
    with st.expander("The same as a table"):
        st.dataframe(months.as_text(table), hide_index=True, width="stretch", height="content")
    school = {} if choice.school is None else {"school": str(list(source.schools)[choice.school])}
    asked = {**school, "beside": choice.beside}
    st.html(download("/exports/attendance-months.csv", asked, "Download these months as CSV"))


HOW_PUBLISHED: Final = (
    "A level line is the Department's figure for such schools: one number for all its months, for there is none by "
    "month. Which area and which kind of school stands beside is chosen above, under Beside (DfE)."
)


@st.cache_data(max_entries=50, show_spinner=False)
def _days(files: tuple[tuple[int, str], ...], pupils: pd.DataFrame) -> pd.DataFrame:
    """Kept as long as the files and the pupils stay the same."""
    return months.days(batches(guard.attendance_folder(), files), pupils=pupils)


@st.cache_data(max_entries=50, show_spinner=False)
def _figure(table: pd.DataFrame, *, dark: bool) -> go.Figure:
    return months.figure(table, dark=dark)
