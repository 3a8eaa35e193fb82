"""Alerts: what happened, how long did it take, and what were the false alarms?"""

import streamlit as st

from data.queries.alert_timeline import timeline
from data.queries.alerts_past import alert_scope, alerts_seen, past_alert
from data.queries.drills import last_drills
from data.queries.messages import messages_of
from pages import guard, looking
from pages.alerting import opening
from pages.alerting.drilling import last_drill, show_hold
from pages.alerting.filters import choose
from pages.alerting.listing import show_all
from pages.alerting.one import show_one
from pages.attempts import say_what_was_done
from pages.lost import said_if_lost
from pages.parts import LONDON, id_in_address, nothing, plain
from visits.permissions import Action, Viewer


def _page(viewer: Viewer) -> None:
    looking.at_list(viewer, "alerts")
    if "alert" in st.query_params:
        _one(viewer)
        return
    now = guard.now()
    today = now.astimezone(LONDON).date()
    with guard.db().read() as session:
        scope = alert_scope(session, viewer)
    choice = choose(scope, today=today)
    from_on, to_on = choice.days(first_on=scope.first_on, today=today)
    with guard.db().read() as session:
        found = alerts_seen(session, viewer, from_on=from_on, to_on=to_on)
        drills = [line for line in last_drills(session, viewer, now=now) if line.school_id in scope.schools]
    show_all(found, choice, now=now)
    st.header("Drills")
    for line in drills:
        if choice.school in ("", str(line.school_id)):
            st.markdown(f"**{plain(line.school)}**  \n{last_drill(line)}")
            show_hold(viewer, line)


def _one(viewer: Viewer) -> None:
    st.button("All alerts", icon=":material/arrow_back:", on_click=opening.close)
    now, alert_id = guard.now(), id_in_address("alert")
    with guard.db().read() as session:
        alert = past_alert(session, viewer, alert_id) if alert_id else None
        lines = timeline(session, viewer, alert.alert_id) if alert else None
        messages = messages_of(session, viewer, alert.alert_id) if alert else []
    if alert is None:
        nothing("There is no such alert, or it is not at a school of yours.", "Go back to all alerts.")
        return
    show_one(viewer, alert, lines or [], messages, now=now)


viewer = guard.require(Action.SEE_ALERTS)
st.title("Alerts")
say_what_was_done()
with said_if_lost("The alerts"):
    _page(viewer)
