"""The measures of one term: what was done, of how many, and of how many that is not known."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from analysis.oversight import Term, as_text, asked, in_short, term
from data.queries.figures import SchoolFigures
from data.queries.oversight import CUBE, OversightTerm
from data.queries.people import london_day
from pages.alerting.tables import show_table
from pages.figures.published_choice import HIDDEN
from pages.parts import day_and_time, plain, table_of_text
from visits.times import day_said


def summary(school: SchoolFigures, chosen: OversightTerm, told: Term, now: datetime) -> None:
    """Which school, which days, how many visits, and as of when."""
    count = (
        "1 to 5 visits or pupils (c)"
        if told.total is None
        else f"{told.total:,} {'visit' if told.total == 1 else 'visits'}"
    )
    until = "today" if chosen.runs else day_said(chosen.span.to_on)
    days = f"{day_said(chosen.span.from_on)} to {until}"
    st.markdown(f"**{count}** that went · {plain(school.school)} · {plain(told.name)}: {days}")
    if chosen.document is not None and chosen.published_at is not None:
        st.caption(f"Published on {day_said(london_day(chosen.published_at))}, and unchanged since. {HIDDEN}")
    else:
        st.caption(
            f"Whole numbers, read {day_and_time(now)}: you know the families. {_for_governors(chosen)}"
        )


def _for_governors(chosen: OversightTerm) -> str:
    if chosen.published_at is not None:
        return f"Governors see what was published on {day_said(london_day(chosen.published_at))}."
    return "Governors do not see this term before it is published."


def table(told: Term, more: str) -> None:
    """The measures that the policy asks for; of a term without a visit, how one comes to be counted."""
    if told.total == 0:
        st.markdown("A visit counts here from the moment it leaves. Choose another term to look back.")
    if not asked([told]):
        return
    table_of_text(as_text(told))
    st.caption(
        "“118 of 121”: so many visits, of those for which the policy asks it. Not known: nothing is on record, or not "
        "yet. Such a visit is one of the 121 and not of the 118."
    )
    if more:
        st.markdown(more)


def all_schools(every: Sequence[SchoolFigures]) -> None:
    """The newest published term of each school, side by side."""
    rows = []
    for school in every:
        newest = next((one for one in reversed(school.terms) if CUBE in one.cubes), None)
        if newest is not None:
            told = term(newest.span.name, document=newest.cubes[CUBE], facts=None)
            rows.append(_row(school.school, told))
    if rows:
        st.header("All schools, as published")
        show_table(pd.DataFrame(rows), caption="The newest published term of each")


def _row(school: str, told: Term) -> dict[str, str]:
    shares = {
        words: in_short(told, key, share=True)
        for key, words in {
            "authorised": "Authorised",
            "company": "In company",
            "told": "Parents told",
            "assessed": "Assessed",
            "call_back": "Back in time",
            "written_up": "Written up",
        }.items()
    }
    visits = "c" if told.total is None else f"{told.total:,}"
    return {"School": school, "Term": told.name, "Visits": visits, **shares}
