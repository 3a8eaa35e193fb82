"""One alert: how long it took, of whom no word came, who was told, and everything that happened in order."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands.alert import tell_police_it_is_over
from data.queries.alert_timeline import Moment, TimelineLine
from data.queries.alerts_past import AlertLine, Unheard
from data.queries.messages import MessageFact
from pages import guard
from pages.alerting.words import ending, lateness, title, took, who
from pages.attempts import done
from pages.parts import clock_time, day_and_time, length, moment, nothing, plain, way_to
from visits.channel_words import CHANNEL_WORDS
from visits.labels import EVENT_WORDS, STEP_OUTCOME_WORDS
from visits.permissions import Action, Viewer, may
from visits.words import StepOutcome

MOMENT_WORDS = {
    Moment.DUE: "Word was due",
    Moment.RAISED: "Alert raised",
    Moment.STEP: "Step",
    Moment.RESULT: "Recorded",
    Moment.ACKNOWLEDGED: "Acknowledged",
    Moment.WORD: "Word of them",
    Moment.ACCOUNTED: "Everybody has been heard of",
    Moment.POLICE: "Police called",
    Moment.STOOD_DOWN: "Stood down",
    Moment.POLICE_TOLD: "Police told that it is over",
}
DRILL_WORDS = {
    Moment.RAISED: "Drill begun",
    Moment.ACCOUNTED: "The ladder had been walked",
    Moment.STOOD_DOWN: "Drill ended",
}


def show_one(
    viewer: Viewer,
    alert: AlertLine,
    lines: list[TimelineLine],
    messages: list[MessageFact],
    *,
    now: datetime,
) -> None:
    """The whole of it, for who may see alerts at its school."""
    late = "" if alert.drill else f" · {lateness(alert)}"
    st.markdown(f"{title(alert)}  \n{who(alert)}{late}  \n{ending(alert, now=now)}  \n{took(alert, now=now)}")
    show_police_to_tell(viewer, alert)
    with st.container(horizontal=True):
        if alert.visit_id:
            way_to(viewer, "visit", f"Visit {alert.reference}", visit=alert.visit_id)
        if alert.closed_at is None:
            way_to(viewer, "live", "Act on it on Live visits")
        way_to(viewer, "briefing", "Briefing", alert=alert.alert_id)
    _by_name(alert, now)
    happened, told = st.columns([3, 2], gap="large")
    with happened:
        st.header("What happened")
        hidden = {Moment.TOLD, Moment.DUE} if alert.drill else {Moment.TOLD}
        shown = [line for line in lines if line.what not in hidden]
        st.markdown("\n".join(f"- {_line(line, alert)}" for line in shown))
    with told:
        st.header("Who was told")
        _told(messages, alert)


def show_police_to_tell(viewer: Viewer, alert: AlertLine) -> None:
    """What is still to do: the police were called, and it is over."""
    if not alert.police_to_tell:
        return
    st.warning(
        "**To do: tell the police that it is over**, then record it here.", icon=":material/local_police:"
    )
    if may(viewer, Action.STAND_DOWN, school_id=alert.school_id) and st.button(
        "The police have been told", type="primary"
    ):
        given = {"alert_id": alert.alert_id, "by": viewer, "now": guard.now()}
        done(
            lambda: tell_police_it_is_over(guard.db(), **given),
            said="Recorded: the police have been told that it is over.",
        )


def _by_name(alert: AlertLine, now: datetime) -> None:
    if alert.unheard:
        st.header("By name")
        st.markdown("\n".join(f"- {_unheard(one, alert, now)}" for one in alert.unheard))


def _unheard(one: Unheard, alert: AlertLine, now: datetime) -> str:
    tz = ZoneInfo(alert.timezone)
    due = f"**{plain(one.name)}**: word was due {clock_time(one.due_at, tz=tz)}"
    if one.heard_at is None:
        return f"{due}, not heard of for {length(now - one.due_at)}"
    # Whoever was not heard of when somebody stood it down was accounted for by nobody.
    by_name = alert.closed_at is None or one.heard_at < alert.closed_at
    how = "accounted for" if by_name else "not heard of when it was stood down"
    return f"{due}, {how} {clock_time(one.heard_at, tz=tz)}, after {length(one.heard_at - one.due_at)}"


def _line(line: TimelineLine, alert: AlertLine) -> str:
    at = day_and_time(line.at, tz=ZoneInfo(alert.timezone))
    words = MOMENT_WORDS | DRILL_WORDS if alert.drill else MOMENT_WORDS
    return f"**{at}** {words[line.what]}{_more(line, alert)}"


def _more(line: TimelineLine, alert: AlertLine) -> str:
    text, by = plain(line.text), f" by {plain(line.who)}" if line.who else ""
    of = " and ".join(plain(name) for name in line.of)
    if line.what is Moment.RAISED:
        if alert.drill:
            return by
        how = "" if by else f", {lateness(alert).removeprefix('raised ')}"
        return f"{by}{how}{f'. Heard: {text}' if text else ''}"
    if line.what is Moment.ACKNOWLEDGED:
        return f"{by}, {_soon(line)} after the step came: {text}"
    if line.what is Moment.RESULT and line.outcome:
        said = (
            "said what we would do" if alert.drill and line.outcome is StepOutcome.POLICE_NOT_NEEDED else ""
        )
        return f"{by}: {text}: {said or STEP_OUTCOME_WORDS[line.outcome].lower()}"
    if line.what is Moment.WORD and line.event:
        return f": {of}, {EVENT_WORDS[line.event]}{by}" + (f". {text}" if text else "")
    if line.what is Moment.STOOD_DOWN and alert.drill:
        return by
    return f"{by}: {text}" if text else by


def _soon(line: TimelineLine) -> str:
    """To the second: in a drill this is what one wants to know."""
    seconds = int(line.after.total_seconds()) if line.after else 0
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60:02d} s"


def _told(messages: list[MessageFact], alert: AlertLine) -> None:
    """Attempted, accepted and acknowledged: three facts of each message."""
    if not messages:
        nothing("No message was sent.", "No way to reach people was set up, or nobody was to be told.")
        return
    st.caption("Attempted: it was sent off. Accepted: the channel took it. Acknowledged: its reader said so.")
    st.markdown("\n".join(f"- {_message(one, alert)}" for one in messages))


def _message(one: MessageFact, alert: AlertLine) -> str:
    tz = ZoneInfo(alert.timezone)

    def fact(name: str, at: datetime | None) -> str:
        return f"{name} {moment(at, now=one.made_at, tz=tz)}" if at else f"not {name}"

    facts = [
        fact("attempted", one.attempted_at),
        fact("accepted", one.accepted_at),
        fact("acknowledged", one.acknowledged_at),
    ]
    ends = ["withdrawn"] if one.withdrawn and not one.accepted_at else []
    problem = [plain(one.problem)] if one.problem else []
    person = plain(one.person or "Somebody who is not known any more")
    return f"**{person}**, {CHANNEL_WORDS[one.channel].lower()}: {', '.join([*facts, *ends, *problem])}"
