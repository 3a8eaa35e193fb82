"""The parts of the page Risk in figures, each a figure with its table and its file."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import risk
from analysis.bars import bars, sentence
from analysis.risk import FIRST, TITLES, UNITS
from data.queries.risk_figures import RiskFigures, Standing
from pages.parts import counted, download, is_dark, nothing, plain, table_of_text
from visits.labels import ASSESSMENT_WORDS
from visits.times import day_said

STILL: Final = {"staticPlot": True, "displayModeBar": False}
NO_VISIT: Final = ("No visit went in these months.", "A visit is counted here once it has left.")
EXPLAINED: Final = {
    risk.HOMES: "Homes that have had or will have a visit, as their assessment stands today.",
    risk.PLANNED: "Visits asked for or authorised that have not left, as the assessment of their home will stand on the "
    "day; of several homes the one that most needs somebody.",
    risk.FLAGS: "Homes at which it holds now. A home may have several.",
    risk.INCIDENTS: "Below are incidents, of which a visit may have several, for every 100 visits. Each rate has the "
    "exact interval that holds the true one 19 times of 20. Of few visits it is wider than that of the share above.",
    risk.SCHOOLS: "A rate of few visits has a wide interval. These rates are no ranking of schools.",
    risk.ALONE: "Visits on which one person went. Why is what was written when the policy warned.",
}


def show(found: RiskFigures, names: Sequence[str]) -> None:
    """All parts, of the schools that are meant."""
    tables = risk.tables(
        homes=found.homes,
        planned=found.planned,
        flags=found.flags,
        visits=found.visits,
        incidents=found.incidents,
        schools=names,
    )
    school_id = next((key for key, name in found.schools.items() if [name] == list(names)), None)
    asked = {"school": str(school_id)} if school_id and len(found.schools) > 1 else {}
    for key in (risk.HOMES, risk.PLANNED, risk.FLAGS):
        _bars(key, tables[key], asked)
    _incidents(tables[risk.INCIDENTS], found, names, asked)
    if len(names) > 1 and tables[risk.SCHOOLS]["visits"].sum():
        st.header(TITLES[risk.SCHOOLS])
        _rates(risk.SCHOOLS, tables[risk.SCHOOLS], asked)
    _alone(tables[risk.ALONE], [one for one in found.standing if one.school in names], asked)


def _bars(key: str, table: pd.DataFrame, asked: dict[str, str]) -> None:
    st.header(TITLES[key])
    if not table["visits"].sum():
        nothing(f"No {UNITS[key]} to count.", EXPLAINED[key])
        return
    words = sentence(table, what=FIRST[key].lower(), unit=UNITS[key])
    figure, numbers = st.columns([3, 2], gap="large")
    with figure:
        st.plotly_chart(
            _bar_figure(key, table, dark=is_dark()), theme=None, config=STILL, key=f"figure-{key}", alt=words
        )
        st.caption(f"{plain(words)} {EXPLAINED[key]}")
    with numbers:
        table_of_text(risk.as_text(key, table))
        _file(key, asked)


def _incidents(table: pd.DataFrame, found: RiskFigures, names: Sequence[str], asked: dict[str, str]) -> None:
    st.header(TITLES[risk.INCIDENTS])
    mine = found.visits[found.visits["school"].isin(names)]
    went = int(mine["visits"].sum())
    if went == 0:
        nothing(*NO_VISIT)
        return
    st.markdown(f"**{plain(risk.share_words(int(mine['with_incident'].sum()), went))}**")
    _rates(risk.INCIDENTS, table, asked)


def _rates(key: str, table: pd.DataFrame, asked: dict[str, str]) -> None:
    words = risk.rates_words(table)
    st.caption(EXPLAINED[key])
    st.plotly_chart(
        _rate_figure(key, table, dark=is_dark()), theme=None, config=STILL, key=f"figure-{key}", alt=words
    )
    table_of_text(risk.as_text(key, table))
    _file(key, asked)


def _alone(table: pd.DataFrame, standing: Sequence[Standing], asked: dict[str, str]) -> None:
    st.header(TITLES[risk.ALONE])
    for one in standing:
        st.markdown(f"**{plain(one.school)}**, standing assessment: {_standing(one)}")
    if not table["visits"].sum():
        nothing(*NO_VISIT)
        return
    table_of_text(risk.as_text(risk.ALONE, table))
    st.caption(EXPLAINED[risk.ALONE])
    _file(risk.ALONE, asked)


def _standing(one: Standing) -> str:
    """ "In date, of 3 September 2026, good until 2 September 2027. Controls are lacking for 1 of 8 hazards." """
    told = ASSESSMENT_WORDS[one.state]
    if one.assessed_on is None and not one.asked:
        return "the policy in force asks for none."
    if one.assessed_on is None:
        return f"{told}."
    until = f", good until {day_said(one.valid_until)}" if one.valid_until else ""
    return (
        f"{told}, of {day_said(one.assessed_on)}{until}. "
        f"Controls are lacking for {one.lacking} of {counted(one.hazards, 'hazard')}."
    )


def _file(key: str, asked: dict[str, str]) -> None:
    words = f"Download this table ({TITLES[key].lower()}) as CSV"
    st.html(download("/exports/risk.csv", {"table": key, **asked}, words))


@st.cache_data(max_entries=100, show_spinner=False)
def _bar_figure(key: str, table: pd.DataFrame, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the key keeps equal tables apart)
    return bars(table, dark=dark)


@st.cache_data(max_entries=100, show_spinner=False)
def _rate_figure(key: str, table: pd.DataFrame, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the key keeps equal tables apart)
    return risk.figure(table, dark=dark)
