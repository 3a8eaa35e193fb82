"""The list of alerts, newest first, and what it comes to by school and term."""

from datetime import date, datetime

import streamlit as st

from analysis.alarm_choice import DRILLS, Choice
from analysis.alarms import causes, causes_as_text, measured, summary, summary_as_text
from data.queries.alert_frames import as_frames
from data.queries.alerts_past import AlertLine, AlertsSeen, Gap
from pages.alerting.opening import open_alert
from pages.alerting.tables import show_table
from pages.alerting.words import ending, lateness, title, took, who
from pages.parts import LONDON, day_and_time, download, length, nothing, plain
from visits.labels import ALARM_CAUSE_WORDS

PAGE = 25
MORE = "alerts_more"
CAUSES = {cause.value: words for cause, words in ALARM_CAUSE_WORDS.items()}


def show_all(found: AlertsSeen, choice: Choice, *, now: datetime) -> None:
    """Open ones first of all, then the figures, then the list, then when nobody watched."""
    today = now.astimezone(LONDON).date()
    chosen = choice.of_these(found.alerts, today=today)
    going = sum(alert.closed_at is None for alert in chosen)
    what = "drill" if choice.what == DRILLS else "alert"
    st.markdown(
        f"**{len(chosen)} {what}{'' if len(chosen) == 1 else 's'}**, {going} open · read {day_and_time(now)}"
    )
    for alert in chosen:
        if alert.closed_at is None:
            _row(alert, now)
    if choice.what != DRILLS:
        _figures(chosen, choice, now)
    if not chosen:
        nothing(*_nothing(choice))
    _list([alert for alert in chosen if alert.closed_at is not None], now)
    _gaps([gap for gap in found.gaps if choice.in_term(_day(gap.from_at), today=today)])


def _nothing(choice: Choice) -> tuple[str, str]:
    if choice.what == DRILLS:
        return (
            "No drill in this choice.",
            "Hold one below: it walks the school's own ladder, and nobody rings the police.",
        )
    return (
        "No alert in this choice.",
        "One stands here when somebody is overdue, or when the code phrase is heard. Choose another term to look back.",
    )


def _figures(chosen: list[AlertLine], choice: Choice, now: datetime) -> None:
    alerts = measured(*as_frames(chosen, now=now))
    if alerts.empty:
        return
    show_table(
        summary_as_text(summary(alerts)), caption="How long it took, from the deadline, by school and term"
    )
    st.caption(
        "Drills never count. n: of how many the median is; what is not known is not counted as 0. Noticed: somebody "
        "acknowledged it or acted. Safe: everybody had been heard of, or a person stood it down. Unaccounted for: "
        "minutes, added up over the visitors. Terms here are calendar months (autumn from September, spring from "
        "January, summer from May), and not the school's own as on Oversight and Reasons."
    )
    false = causes(alerts)
    if not false.empty:
        show_table(causes_as_text(false, CAUSES), caption="False alarms and what set them off")
    st.html(" · ".join(_download(choice, table, words) for table, words in TABLES.items()))


TABLES = {
    "summary": "How long it took, as CSV",
    "causes": "False alarms, as CSV",
    "alerts": "Every alert of this choice, as CSV",
}


def _download(choice: Choice, table: str, words: str) -> str:
    return download("/exports/alerts.csv", {"table": table, **choice.query}, words)


def _list(chosen: list[AlertLine], now: datetime) -> None:
    """Those that have ended."""
    shown = int(st.session_state.get(MORE, PAGE))
    for alert in chosen[:shown]:
        _row(alert, now)
    if len(chosen) > shown:
        st.button(f"Show {min(PAGE, len(chosen) - shown)} more of {len(chosen) - shown}", on_click=_show_more)


def _show_more() -> None:
    st.session_state[MORE] = int(st.session_state.get(MORE, PAGE)) + PAGE


def _row(alert: AlertLine, now: datetime) -> None:
    with st.container(border=True, key=f"alert-{alert.alert_id}"):
        late = f" · **{lateness(alert)}**" if alert.late else ""
        todo = "  \n**To do: tell the police that it is over.**" if alert.police_to_tell else ""
        words, way = st.columns([5, 1])
        words.markdown(
            f"{title(alert)}  \n{who(alert)}{late}  \n{ending(alert, now=now)}  \n{took(alert, now=now)}{todo}"
        )
        label = f"Open {'drill' if alert.drill else 'alert'}"
        way.button(label, key=f"open-{alert.alert_id}", on_click=open_alert, args=(alert.alert_id,))


def _gaps(gaps: list[Gap]) -> None:
    """Spans in which no watcher ran: said in words, with what fell due in them."""
    if not gaps:
        return
    st.header("When nobody watched")
    for gap in gaps:
        several = len(gap.alerts) != 1
        fell = (
            f"{len(gap.alerts)} alert{'s' if several else ''} of your schools fell due in it and "
            f"{'were' if several else 'was'} raised afterwards, marked late."
            if gap.alerts
            else "No alert of your schools fell due in it."
        )
        span = (
            length(gap.to_at - gap.from_at)
            if (gap.to_at - gap.from_at).total_seconds() >= 60
            else "under a minute"
        )
        st.markdown(
            f"Nobody watched from {day_and_time(gap.from_at)} to {day_and_time(gap.to_at)}, {span}. {fell}"
        )
        for alert in gap.alerts:
            st.button(
                f"Alert of visit {alert.reference}, {plain(alert.school)}, due {day_and_time(alert.due_at)}",
                key=f"gap-{gap.from_at.isoformat()}-{alert.alert_id}",
                on_click=open_alert,
                args=(alert.alert_id,),
            )


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
