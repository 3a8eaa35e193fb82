"""This term beside the last and the same one a year ago, and the last six: by the school's own term dates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import reasons, term_tables
from analysis.bars import bars, sentence
from analysis.reasons import Meant
from analysis.term_tables import Plan, Terms
from data.queries.reason_terms import SchoolTerms, visits_between
from pages import guard
from pages.figures.reason_choice import Chosen
from pages.parts import download, is_dark, nothing, plain, table_of_text
from visits.permissions import Viewer

STILL: Final = {"staticPlot": True, "displayModeBar": False}


def show(
    viewer: Viewer,
    own: Sequence[SchoolTerms],
    chosen: Chosen,
    among: Meant,
    today: date,
    labels: Mapping[str, str],
) -> None:
    """The terms of the schools that are chosen, `own`, whatever the period is."""
    told = _terms(viewer, own, chosen, among, today, labels)
    st.header("This term beside others")
    if told is None:
        nothing(
            "No terms are entered, so that visits are counted by month alone.",
            "An administrator or a head brings term dates in, on the page People under the school's settings.",
        )
        return
    words = term_tables.sentence(told)
    st.markdown(f"**{plain(words)}**")
    st.caption(
        "By the school's own term dates, each term with the holiday before it, and by the day of leaving. "
        "Per 100 pupils: of those on roll in the middle of each term as far as it is counted."
    )
    for words_missing in term_tables.missing(told):
        st.caption(plain(words_missing))
    if told.beside.empty:
        nothing("No visits in these terms.", "A visit is counted here once it has left.")
    else:
        _compared(told, chosen, words)
    if told.over_time["visits"].sum():
        _over_time(told, chosen)


def _compared(told: Terms, chosen: Chosen, words: str) -> None:
    drawn = _figure(told, told.beside, dark=is_dark())
    st.plotly_chart(drawn, theme=None, config=STILL, key="figure-compared", alt=words)
    if len(told.beside) > term_tables.DRAWN:
        st.caption(f"The {term_tables.DRAWN} most frequent reasons of {len(told.beside)}; the table has all.")
    table_of_text(term_tables.briefly(told))
    st.caption(plain(term_tables.named(told)))
    _file("compared", chosen, "Download these terms beside each other as CSV")


def _terms(
    viewer: Viewer,
    own: Sequence[SchoolTerms],
    chosen: Chosen,
    among: Meant,
    today: date,
    labels: Mapping[str, str],
) -> Terms | None:
    plans: dict[str, Plan] = {one.school: term_tables.plan(one.spans, one.closed, today=today) for one in own}
    with guard.db().read() as session:
        visits = visits_between(
            session,
            viewer,
            {one.school_id: plans[one.school].days for one in own},
            which=chosen.which,
            apart={one.school_id: plans[one.school].names for one in own},
        )
    return term_tables.terms(visits, plans, roll=among.roll, labels=labels)


def _over_time(told: Terms, chosen: Chosen) -> None:
    st.header("By term")
    table = told.over_time
    words = sentence(table, what="term")
    figure, numbers = st.columns([3, 2], gap="large")
    with figure:
        st.plotly_chart(_bars(table, dark=is_dark()), theme=None, config=STILL, key="figure-term", alt=words)
        st.caption(plain(words))
    with numbers:
        names = {"term": "Term", "visits": "Visits", "share": "Share", "per_100": "Per 100 pupils"}
        table_of_text(reasons.as_text(table).rename(columns=names))
        _file("term", chosen, "Download this table (by term) as CSV")


def _file(table: str, chosen: Chosen, words: str) -> None:
    st.html(download("/exports/reasons.csv", {"table": table, **chosen.as_query()}, words))


@st.cache_data(max_entries=100, show_spinner=False, hash_funcs={Terms: lambda told: sorted(told.headings)})
def _figure(told: Terms, beside: pd.DataFrame, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the table is what it is kept by)
    return term_tables.figure(told, dark=dark)


@st.cache_data(max_entries=100, show_spinner=False)
def _bars(table: pd.DataFrame, *, dark: bool) -> go.Figure:
    return bars(table, dark=dark)
