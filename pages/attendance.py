"""Attendance: how it went around visits, beside similar pupils who were not visited then. Nobody's name is here."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis.attendance_choice import FIRST, REPEAT, Choice, Seen, seen
from analysis.attendance_figure import as_table, figure, percent, sentences
from analysis.attendance_seen import lines
from data.dfe import SOURCE, Published, published
from data.marks import FileLost, batches, day_of
from data.queries.attendance import AttendanceSource, attendance_source
from pages import guard
from pages.figures import choosing, months, published_attendance
from pages.lost import said_if_lost
from pages.parts import counted, day_and_time, download, is_dark, nothing, plain, table_of_text, way_to
from visits.labels import COMMON_REASON_WORDS
from visits.permissions import Action, Viewer

STILL: Final = {"staticPlot": True, "displayModeBar": False}
REASONS: Final = {reason.value: words for reason, words in COMMON_REASON_WORDS.items()}
KINDS: Final = {"": "All visits", FIRST: "First visits", REPEAT: "Later visits"}


def _page(viewer: Viewer) -> None:
    now = guard.now()
    with guard.db().read() as session:
        source = attendance_source(session, viewer, now=now)
    if not source.small_numbers:
        published_attendance.show(viewer)
        return
    choice = choosing.choose(source, reasons=REASONS, kinds=KINDS)
    files = source.files_of(choice.school)
    _summary(source, choice, now)
    if not files:
        nothing(
            "No attendance has been brought in yet.",
            "The curve around visits appears here once a file of attendance marks was taken on the page Import.",
        )
        way_to(viewer, "imports", "Bring attendance in")
        return
    try:
        with st.spinner("Laying attendance beside visits"):
            counted = replace(choice, beside="")
            told = _seen(files, source.pupils, source.visits, counted)
    except FileLost:
        st.error(
            "**A file of attendance marks is missing.** Whoever looks after Homeward can restore it from a backup.",
            icon=":material/error:",
        )
        return
    _beside(told, published()[choice.beside])
    _show(viewer, told, choice, source)
    months.show(viewer, source, choice, now)


def _beside(told: Seen, figure: Published) -> None:
    """The schools' own attendance over a year, beside the published one of the same year."""
    own = None if told.own is None or told.own.share is None else percent(told.own.share)
    where = "These schools" if told.choice.school is None else "This school"
    ours = f"**{where}: {own}**" if own else f"{where}: no marks of that year"
    theirs = "not published" if figure.attendance is None else percent(figure.attendance)
    st.markdown(f"Attendance in {figure.school_year}, all pupils: {ours} · {plain(figure.name)}: {theirs}")
    st.caption(f"Beside it: {SOURCE}.")


def _own_weeks() -> tuple[int, int]:
    """The school year of the published figures."""
    begins_on = next(iter(published().values())).begins_on
    return day_of(begins_on), day_of(begins_on.replace(year=begins_on.year + 1)) - 1


@st.cache_data(max_entries=100, show_spinner=False)
def _seen(
    files: tuple[tuple[int, str], ...], pupils: pd.DataFrame, visits: pd.DataFrame, choice: Choice
) -> Seen:
    """The study, kept as long as files, visits and choice stay the same. Only who may see whole numbers comes here."""
    return seen(
        batches(guard.attendance_folder(), files),
        pupils=pupils,
        visits=visits,
        choice=choice,
        own_weeks=_own_weeks(),
    )


def _summary(source: AttendanceSource, choice: Choice, now: datetime) -> None:
    names = list(source.schools.values())
    where = f"{len(names)} schools" if choice.school is None else names[choice.school]
    upto = "" if source.last_on is None else f" · marks up to {source.last_on.day} {source.last_on:%b %Y}"
    st.markdown(f"Visits that went{upto} · {plain(where)} · read {day_and_time(now)}")


def _show(viewer: Viewer, told: Seen, choice: Choice, source: AttendanceSource) -> None:
    study = told.study
    if not study.visits or study.curve["attendance"].isna().all():
        _no_curve(viewer, source)
        return
    first, *more = sentences(study.change)
    st.markdown("  \n".join([f"**{plain(first)}**", *map(plain, more)]))
    st.plotly_chart(
        _figure(told, dark=is_dark()), theme=None, config=STILL, key="figure-attendance", alt=first
    )
    st.caption(
        "Each point is a school week; holidays are left out. Similar pupils: same school and year group, the same "
        "attendance over the four weeks before (within 5 points), no visit in that week or the eight before. "
        "The two newest weeks are provisional: their registers still change. Only the column of all visits has them."
    )
    _not_counted(told)
    _lines(told)
    st.header("Week by week")
    st.dataframe(as_table(study.curve, hidden="none"), hide_index=True, width="stretch", height="content")
    st.html(_download(choice, source))


def _no_curve(viewer: Viewer, source: AttendanceSource) -> None:
    if source.visits.empty:
        nothing("No visit has gone yet.", "The curve around visits begins with the first that does.")
        way_to(viewer, "log_visit", "Log a visit")
        return
    nothing(
        "No visit here has attendance around it that can be shown.",
        "Choose more visits, or bring in the marks of the weeks around them.",
    )


def _not_counted(told: Seen) -> None:
    parts = []
    if told.before_roll:
        visits = counted(told.before_roll, "visit was", "visits were")
        parts.append(f"{visits} to children not on roll then: not applicable.")
    if told.study.not_counted:
        parts.append(
            counted(
                told.study.not_counted,
                "visit has no marks of its week.",
                "visits have no marks of their week.",
            )
        )
    if parts:
        st.caption(" ".join(parts))


def _lines(told: Seen) -> None:
    threshold = told.study.threshold
    if threshold is None:
        return
    st.header("Persistent and severe absence")
    table = lines(threshold, small_numbers=True)
    shown = pd.DataFrame(
        {
            "Visits whose pupil was": table["line"],
            "8 weeks before": [f"{n:,}" for n in table["before"]],
            "8 weeks after": [f"{n:,}" for n in table["after"]],
        }
    )
    table_of_text(shown)
    st.caption(
        f"Of {counted(threshold.visits, 'visit')} with all sixteen weeks: {threshold.sessions_before:,} possible "
        f"sessions before and {threshold.sessions_after:,} after. "
        "Over so few weeks neither line means much for one pupil."
    )


@st.cache_data(max_entries=100, show_spinner=False, hash_funcs={Seen: lambda told: told.study.curve})
def _figure(told: Seen, *, dark: bool) -> go.Figure:
    return figure(told.study, dark=dark)


def _download(choice: Choice, source: AttendanceSource) -> str:
    return download(
        "/exports/attendance.csv", choosing.as_query(choice, source), "Download this table as CSV"
    )


viewer = guard.require(Action.SEE_STATISTICS)
st.title("Attendance around visits")
with said_if_lost("Attendance"):
    _page(viewer)
