"""Reasons: why visits were made, by reason, by month and by school. Nobody's family is here."""

from datetime import datetime
from typing import Final
from uuid import UUID

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import periods, reasons
from analysis.periods import Period
from data.queries.statistics import ReasonStatistics, reason_statistics
from pages import guard
from pages.figures import published_reasons
from pages.lost import said_if_lost
from pages.parts import LONDON, day_and_time, download, nothing, plain
from visits.labels import COMMON_REASON_WORDS
from visits.permissions import Action, Viewer

SCHOOL, PERIOD, ASKED = "reasons_school", "reasons_period", "reasons_asked"
ALL_SCHOOLS: Final = ""
TITLES: Final = {"reason": "By reason", "month": "By month", "school": "By school"}
PERIOD_WORDS: Final = {periods.TERM: "This term", periods.YEAR: "School year", periods.ALL: "All"}
LABELS: Final = {reason.value: words for reason, words in COMMON_REASON_WORDS.items()}
STILL: Final = {"staticPlot": True, "displayModeBar": False}


def _page(viewer: Viewer) -> None:
    now = guard.now()
    today = now.astimezone(LONDON).date()
    with guard.db().read() as session:
        found = reason_statistics(session, viewer, until=f"{today:%Y-%m}")
    if not found.small_numbers:
        published_reasons.show(viewer)
        return
    every = periods.periods(today=today, first_month=found.first_month)
    _from_address(found)
    school_id = _choose_school(found)
    period = every[_choose_period()]
    seen = reasons.counted(
        found.visits,
        period=period,
        schools=[found.schools[school_id]] if school_id else list(found.schools.values()),
        labels=LABELS,
    )
    _summary(found, school_id, period, seen, now)
    if seen.total == 0:
        nothing("No visits in this period.", "A visit is counted here once it has left.")
        return
    for key in reasons.TABLES:
        if key != "school" or (school_id is None and len(found.schools) > 1):
            _show(key, seen.tables[key], school_id, period)


def _choose_school(found: ReasonStatistics) -> UUID | None:
    """One school, or None for all. What is chosen stands in the address, so that a link shows the same."""
    if len(found.schools) < 2:
        return next(iter(found.schools), None)
    chosen = st.selectbox(
        "School",
        [ALL_SCHOOLS, *map(str, found.schools)],
        key=SCHOOL,
        format_func=lambda one: found.schools[UUID(one)] if one else "All schools",
        on_change=_into_address,
    )
    return UUID(chosen) if chosen else None


def _choose_period() -> str:
    return st.segmented_control(
        "Period",
        periods.KEYS,
        key=PERIOD,
        format_func=PERIOD_WORDS.__getitem__,
        required=True,
        on_change=_into_address,
    )


def _from_address(found: ReasonStatistics) -> None:
    """Take what the address asks for, once: after that the choice on the page counts."""
    asked = (st.query_params.get("school", ""), st.query_params.get("period", ""))
    if PERIOD in st.session_state and st.session_state.get(ASKED) == asked:
        return
    known = {str(school_id) for school_id in found.schools}
    st.session_state[ASKED] = asked
    st.session_state[SCHOOL] = asked[0] if asked[0] in known else ALL_SCHOOLS
    st.session_state[PERIOD] = asked[1] if asked[1] in periods.KEYS else periods.TERM


def _into_address() -> None:
    given = {"school": st.session_state.get(SCHOOL, ALL_SCHOOLS), "period": st.session_state[PERIOD]}
    st.session_state[ASKED] = (given["school"], given["period"])
    st.query_params.from_dict({name: value for name, value in given.items() if value})


def _summary(
    found: ReasonStatistics, school_id: UUID | None, period: Period, seen: reasons.Counts, now: datetime
) -> None:
    count = f"{seen.total:,} visit{'' if seen.total == 1 else 's'}"
    where = found.schools[school_id] if school_id else f"{len(found.schools)} schools"
    st.markdown(f"**{count}** that went · {plain(where)} · {plain(str(period))} · read {day_and_time(now)}")


def _show(key: str, table: pd.DataFrame, school_id: UUID | None, period: Period) -> None:
    st.header(TITLES[key])
    figure, numbers = st.columns([3, 2], gap="large")
    words = reasons.sentence(table, what=key)
    with figure:
        st.plotly_chart(_figure(key, table), theme=None, config=STILL, key=f"figure-{key}", alt=words)
        st.caption(plain(words))
    with numbers:
        shown = reasons.as_text(table)
        st.table(
            shown.rename(columns={key: key.capitalize(), "visits": "Visits", "share": "Share"}),
            hide_index=True,
        )
        st.html(_download(key, school_id, period))


@st.cache_data(max_entries=200, show_spinner=False)
def _figure(key: str, table: pd.DataFrame) -> go.Figure:  # noqa: ARG001  (the key keeps equal tables apart)
    return reasons.bars(table)


def _download(key: str, school_id: UUID | None, period: Period) -> str:
    asked = {"table": key, "period": period.key, **({"school": str(school_id)} if school_id else {})}
    return download("/exports/reasons.csv", asked, f"Download this table ({TITLES[key].lower()}) as CSV")


viewer = guard.require(Action.SEE_STATISTICS)
st.title("Reasons")
with said_if_lost("The counts"):
    _page(viewer)
