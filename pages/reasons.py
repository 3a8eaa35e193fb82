"""Reasons: why visits were made, by reason, month, term, year group, school and policy. Nobody's family is here."""

from datetime import date, datetime
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import periods, reasons
from analysis.periods import Period
from data.queries.reason_details import meanings, policy_visits, pupils_visited
from data.queries.statistics import ReasonStatistics, reason_statistics
from pages import guard
from pages.figures import published_reasons, reason_meanings, reason_terms
from pages.figures.reason_choice import Chosen, choose
from pages.lost import said_if_lost
from pages.parts import LONDON, day_and_time, download, is_dark, nothing, plain, table_of_text
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
        found = reason_statistics(session, viewer, until=f"{today:%Y-%m}")
    if not found.small_numbers:
        published_reasons.show(viewer)
        return
    chosen = choose(found, reasons=LABELS["reason"])
    period = periods.periods(today=today, first_month=found.first_month)[chosen.period]
    seen = _counted(viewer, found, chosen, period, today)
    _summary(found, chosen, period, seen, now)
    if seen.total == 0:
        nothing("No visits in this period.", "A visit is counted here once it has left.")
    for key in reasons.TABLES:
        if seen.total and _is_shown(key, found, chosen, seen):
            _show(key, seen.tables[key], chosen)
        if key == TERMS_AFTER:
            reason_terms.show(viewer, found, chosen, today, LABELS["reason"])
    reason_meanings.show(_meanings(viewer), chosen)


def _counted(
    viewer: Viewer, found: ReasonStatistics, chosen: Chosen, period: Period, today: date
) -> reasons.Counts:
    with guard.db().read() as session:
        details = reasons.Details(
            pupils=pupils_visited(
                session,
                viewer,
                months=period.months,
                reason=chosen.only.reason,
                emergency=chosen.only.emergency,
            ),
            policies=policy_visits(session, viewer, months=period.months),
        )
    return reasons.counted(
        found.visits,
        period=period,
        today=today,
        schools=chosen.names(found.schools),
        labels=LABELS,
        roll=found.roll,
        details=details,
        only=chosen.only,
    )


def _meanings(viewer: Viewer) -> pd.DataFrame:
    with guard.db().read() as session:
        return reason_meanings.table(meanings(session, viewer))


def _is_shown(key: str, found: ReasonStatistics, chosen: Chosen, seen: reasons.Counts) -> bool:
    """Whether a table says more than the line above it."""
    if key == "reason":
        return not chosen.only.reason
    if key == "school":
        return chosen.school_id is None and len(found.schools) > 1
    return not seen.tables[key].empty and (key != "policy" or len(seen.tables[key]) > 1)


def _summary(
    found: ReasonStatistics, chosen: Chosen, period: Period, seen: reasons.Counts, now: datetime
) -> None:
    count = f"{seen.total:,} visit{'' if seen.total == 1 else 's'}"
    where = found.schools[chosen.school_id] if chosen.school_id else f"{len(found.schools)} schools"
    st.markdown(f"**{count}** that went · {plain(where)} · {plain(str(period))} · read {day_and_time(now)}")
    if seen.on_roll:
        st.caption(
            f"Whole calendar months. Per 100 pupils: of the {seen.on_roll:,} on roll on {day_said(seen.middle)}, the "
            "middle of the period; of a month, on its 15th; of a school or year group, its own."
        )


def _show(key: str, table: pd.DataFrame, chosen: Chosen) -> None:
    st.header(TITLES[key])
    unit = "pupils" if key == "year_group" else "visits"
    words = reasons.sentence(table, what=TITLES[key].removeprefix("By ").lower(), unit=unit)
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
    return reasons.bars(table, dark=dark)


viewer = guard.require(Action.SEE_STATISTICS)
st.title("Reasons")
with said_if_lost("The counts"):
    _page(viewer)
