"""Reasons as they were published, for who may not see small numbers: a closed term, frozen."""

from typing import Final
from uuid import UUID

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import published
from analysis.bars import bars, sentence
from analysis.cubes import BY_KEY, HOMES, PUPILS, REASON
from data.queries.figures import Chosen, school_figures
from data.queries.people import london_day
from pages import guard
from pages.figures.published_choice import HIDDEN, choose, explain, nothing_yet
from pages.parts import counted, download, is_dark, nothing, plain, table_of_text
from visits.permissions import Viewer
from visits.times import day_said

STILL: Final = {"staticPlot": True, "displayModeBar": False}
NEXT: Final = "The figures of the next term stand here once it has ended and its visits are written up."
HOMES_STOOD: Final = "Each home counts once, as its risk assessment stood on the term's last day."


def show(viewer: Viewer) -> None:
    """The published tables of a term, of one school or of all that are the viewer's."""
    now = guard.now()
    with guard.db().read() as session:
        figures = school_figures(session, viewer, now=now)
    found = choose(figures, page="reasons")
    if found.name is None:
        nothing_yet(figures)
        explain()
        return
    _summary(found)
    if published.total(found.documents(REASON)) == 0:
        another = "Another term can be chosen above." if len(found.names) > 1 else NEXT
        nothing("No visit went in this term.", another)
        explain()
        return
    for cube in published.ORDER:
        _table(cube, found)
    if len(found.schools) > 1:
        _schools(found)
    explain()


def _summary(found: Chosen) -> None:
    total, pupils = (published.total(found.documents(cube)) for cube in (REASON, PUPILS))
    visits = "1 to 5 visits or pupils (c)" if total is None else counted(total, "visit")
    of = "" if total is None or pupils is None else f" to {counted(pupils, 'pupil')}"
    names = [one.school for one, _ in found.schools]
    where = plain(names[0]) if len(names) == 1 else f"{len(names)} schools"
    st.markdown(f"**{visits}** that went{of} · {where} · {plain(found.name or '')} · {_when(found)}")
    st.caption(f"{HIDDEN} In a figure such a number lies where its bar is pale.")


def _when(found: Chosen) -> str:
    """The days that are counted, and when they were published."""
    spans = {(term.span.from_on, term.span.to_on) for _, term in found.schools}
    last = max(term.published_at for _, term in found.schools)
    days = (
        "".join(f"{day_said(first)} to {day_said(to)} · " for first, to in spans) if len(spans) == 1 else ""
    )
    return f"{days}published {day_said(london_day(last))}, and unchanged since"


def _table(cube: str, found: Chosen) -> None:
    documents = found.documents(cube)
    keys = [row[0] for one in documents for row in one.get("rows", [])]
    table = published.table(documents, cube=cube, words=published.words_of(cube, keys, spans=found.spans))
    st.header(BY_KEY[cube].title)
    if table is None:
        st.markdown("Too few to break down: a row of this table would be a family.")
    elif table.empty:
        st.markdown(f"No {published.unit(cube)} in this term.")
    else:
        _drawn(cube, table, found, published.unit(cube))
        st.caption(_of_how_many(cube, published.total(documents)))


def _of_how_many(cube: str, total: int | None) -> str:
    """What a share is of, and for homes the day on which they stood so."""
    unit = published.unit(cube)
    whole = (
        f"Shares are of {total:,} {unit}."
        if total is not None
        else f"How many {unit} there are in all is not shown."
    )
    return f"{whole} {HOMES_STOOD}" if cube == HOMES else whole


def _schools(found: Chosen) -> None:
    st.header("By school")
    table = published.by_school({one.school: [term.cubes[REASON]] for one, term in found.schools})
    _drawn("school", table, found, "visits")


def _drawn(cube: str, table: pd.DataFrame, found: Chosen, unit: str) -> None:
    figure, numbers = st.columns([3, 2], gap="large")
    words = sentence(table, what=published.FIRST_COLUMN[cube].lower(), unit=unit)
    with figure:
        st.plotly_chart(
            _figure(cube, table, dark=is_dark()), theme=None, config=STILL, key=f"published-{cube}", alt=words
        )
        st.caption(plain(words))
    with numbers:
        names = {cube: published.FIRST_COLUMN[cube], "visits": unit.capitalize(), "share": "Share"}
        table_of_text(published.as_text(table).rename(columns=names))
        if cube != "school":
            st.html(_download(cube, found))


@st.cache_data(max_entries=200, show_spinner=False)
def _figure(cube: str, table: pd.DataFrame, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the key keeps equal tables apart)
    return bars(table, dark=dark)


def _download(cube: str, found: Chosen) -> str:
    asked = {"table": cube, "term": found.name or "", **_one_school(found)}
    return download(
        "/exports/figures.csv", asked, f"Download this table ({BY_KEY[cube].title.lower()}) as CSV"
    )


def _one_school(found: Chosen) -> dict[str, str]:
    ids: list[UUID] = [one.school_id for one, _ in found.schools]
    return {"school": str(ids[0])} if len(ids) == 1 else {}
