"""Reasons: why visits were made, by reason, month, term, year group, school and policy. Nobody's family is here."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import periods, reasons
from analysis.bars import bars, sentence
from analysis.periods import Days, Period
from data.queries.reason_details import meanings, pupils_visited
from data.queries.reason_terms import SchoolTerms, own_terms
from data.queries.statistics import ReasonScope, reason_scope, tallies
from pages import guard
from pages.figures import published_reasons, reason_meanings, reason_terms
from pages.figures.reason_choice import Chosen, choose
from pages.lost import said_if_lost
from pages.parts import LONDON, counted, day_and_time, download, is_dark, nothing, plain, table_of_text
from visits.labels import COMMON_REASON_WORDS, KIND_WORDS
from visits.permissions import Action, Viewer
from visits.times import day_said

TITLES: Final = {
    "reason": "By reason",
    "month": "By month",
    "kind": "Emergency or not",
    "school": "By school",
    "year_group": "By year group",
    "policy": "By policy",
}
FIRST: Final = {"kind": "Kind", "year_group": "Year group now"}
LABELS: Final = {
    "reason": {reason.value: words for reason, words in COMMON_REASON_WORDS.items()},
    "kind": {kind.value: words for kind, words in KIND_WORDS.items()},
}
STILL: Final = {"staticPlot": True, "displayModeBar": False}
TERMS_AFTER: Final = "month"


def _page(viewer: Viewer) -> None:
    now = guard.now()
    today = now.astimezone(LONDON).date()
    with guard.db().read() as session:
        found = reason_scope(session, viewer)
        own = own_terms(session, viewer) if found.small_numbers else []
    if not found.small_numbers:
        published_reasons.show(viewer)
        return
    chosen = choose(found, reasons=LABELS["reason"])
    schools = {school_id: found.schools[school_id] for school_id in chosen.ids(found.schools)}
    among = reasons.meant(chosen.which, schools=list(schools.values()), roll=found.roll, had=found.policies)
    terms = [one for one in own if one.school in among.schools]
    period = _period(chosen, found, terms, among.schools, today)
    days = {key: period.days_at(name) for key, name in schools.items() if name in among.schools}
    seen = _counted(viewer, days, chosen, period, among, today)
    _summary(schools, chosen, period, seen, among, now)
    _policy(chosen, found, among)
    if seen.total == 0:
        nothing("No visits in this period.", "A visit is counted here once it has left.")
    for key in reasons.TABLES:
        if seen.total and _is_shown(key, schools, chosen, seen):
            _show(key, seen.tables[key], chosen)
        if key == TERMS_AFTER:
            reason_terms.show(viewer, terms, chosen, among, today, LABELS["reason"])
    if seen.total:
        _children(viewer, days, chosen, period, among)
    reason_meanings.show(_meanings(viewer), chosen)


def _children(
    viewer: Viewer, days: dict[UUID, Days], chosen: Chosen, period: Period, among: reasons.Meant
) -> None:
    """The slowest count, so the last: whoever reads the first tables does not wait for it."""
    with guard.db().read() as session:
        pupils = pupils_visited(session, viewer, days, which=chosen.which)
    table = reasons.by_year_group(pupils, period=period, among=among)
    if not table.empty:
        _show(reasons.YEAR_GROUP, table, chosen)


def _period(
    chosen: Chosen, found: ReasonScope, terms: list[SchoolTerms], schools: tuple[str, ...], today: date
) -> Period:
    if chosen.period != periods.TERM:
        return periods.periods(today=today, first_month=found.first_month)[chosen.period]
    spans = {one.school: one.spans for one in terms}
    return periods.this_term({school: spans.get(school, ()) for school in schools}, today=today)


def _counted(
    viewer: Viewer,
    days: dict[UUID, Days],
    chosen: Chosen,
    period: Period,
    among: reasons.Meant,
    today: date,
) -> reasons.Counts:
    with guard.db().read() as session:
        tallied = tallies(session, viewer, days, which=chosen.which)
    return reasons.counted(tallied, period=period, today=today, labels=LABELS, among=among)


def _meanings(viewer: Viewer) -> pd.DataFrame:
    with guard.db().read() as session:
        return reason_meanings.table(meanings(session, viewer))


def _is_shown(key: str, schools: Mapping[UUID, str], chosen: Chosen, seen: reasons.Counts) -> bool:
    """Whether a table says more than the line above it."""
    if key == "reason":
        return not chosen.which.reason
    if key == "school":
        return len(schools) > 1
    return not seen.tables[key].empty and (key != "policy" or len(seen.tables[key]) > 1)


def _summary(
    schools: Mapping[UUID, str],
    chosen: Chosen,
    period: Period,
    seen: reasons.Counts,
    among: reasons.Meant,
    now: datetime,
) -> None:
    count = counted(seen.total, "visit")
    # Of a policy the schools that had it: of them the line below counts too.
    names = among.schools or tuple(schools.values())
    where = names[0] if len(names) == 1 else f"{len(names)} schools"
    st.markdown(f"**{count}** that went · {plain(where)} · {plain(str(period))} · read {day_and_time(now)}")
    for note in period.notes:
        st.caption(plain(note))
    if seen.on_roll:
        whom = f"{counted(seen.on_roll, 'pupil')}{_of_whom(chosen, among)}"
        when = (
            "in the middle of each school's own days"
            if seen.middle is None
            else f"on {day_said(seen.middle)}"
        )
        st.caption(
            plain(
                f"Per 100 pupils: of the {whom} on roll {when}, the middle of the period; of a month, on its 15th; of "
                "a school, year group or policy, its own."
            )
        )
    elif seen.total:
        st.caption(
            "Nothing stands per 100 pupils: no pupil who is meant was on roll in the middle of the period."
        )


def _of_whom(chosen: Chosen, among: reasons.Meant) -> str:
    year = f" of {_in_a_sentence(chosen.which.year_group)}" if chosen.which.year_group else ""
    one = len(among.schools) == 1
    where = "the school" if one else f"the {len(among.schools)} schools"
    had = f" at {where} that had this policy" if chosen.which.policy else ""
    return f"{year}{had}"


def _in_a_sentence(group: str) -> str:
    words = reasons.year_words(group)
    return "a year group that is not known" if words == reasons.year_words("") else words


def _policy(chosen: Chosen, found: ReasonScope, among: reasons.Meant) -> None:
    """What a filter by policy leaves out, in a sentence."""
    title = chosen.which.policy
    if not title:
        return
    since = [on for school, on in found.policies[title].items() if school in among.schools]
    if not since:
        st.caption("No school that is chosen has gone by this policy.")
    else:
        who = "The school" if len(since) == 1 else "The first school"
        st.caption(
            f"Visits that were judged by this policy. {who} went by it from {day_said(min(since))}; visits that were "
            "judged by another are left out."
        )


def _show(key: str, table: pd.DataFrame, chosen: Chosen) -> None:
    st.header(TITLES[key])
    unit = "pupils" if key == "year_group" else "visits"
    words = sentence(table, what=TITLES[key].removeprefix("By ").lower(), unit=unit)
    figure, numbers = st.columns([3, 2], gap="large")
    with figure:
        st.plotly_chart(
            _figure(key, table, dark=is_dark()), theme=None, config=STILL, key=f"figure-{key}", alt=words
        )
        st.caption(plain(words))
        if key == "year_group":
            st.caption("Children visited, each once, by the year group that they are in now.")
    with numbers:
        names = {key: FIRST.get(key, key.capitalize()), "visits": unit.capitalize(), "share": "Share"}
        shown = reasons.as_text(table).rename(columns={**names, "per_100": "Per 100 pupils"})
        table_of_text(shown)
        asked = {"table": key, **chosen.as_query()}
        st.html(
            download("/exports/reasons.csv", asked, f"Download this table ({TITLES[key].lower()}) as CSV")
        )


@st.cache_data(max_entries=200, show_spinner=False)
def _figure(key: str, table: pd.DataFrame, *, dark: bool) -> go.Figure:  # noqa: ARG001  (the key keeps equal tables apart)
    return bars(table, dark=dark)


viewer = guard.require(Action.SEE_STATISTICS)
st.title("Reasons")
with said_if_lost("The counts"):
    _page(viewer)
