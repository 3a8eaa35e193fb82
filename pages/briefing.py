"""Emergency briefing: what do I read to the operator?"""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data import looks
from data.queries.alert import open_alerts
from data.queries.briefing import briefing
from data.queries.live import live_visits
from pages import acting, guard
from pages.emergency import kin, records, sheet, take_away, which
from pages.lost import said_if_lost
from pages.parts import id_in_address, moment, nothing, way_within
from visits.permissions import Action, Viewer
from visits.words import VisitState


def _page(viewer: Viewer) -> None:
    now = guard.now()
    alert_id, visit_id = id_in_address("alert"), id_in_address("visit")
    if alert_id is None and visit_id is None:
        _choose(viewer, now)
        return
    with guard.db().read() as session:
        found = briefing(session, viewer, alert_id=alert_id, visit_id=visit_id, now=now)
        live = live_visits(session, viewer, now=now) if found is not None and which.is_open(found) else None
    if found is None:
        nothing(
            "There is no such emergency or visit, or it is not at a school of yours.", "Choose one below."
        )
        _choose(viewer, now)
        return
    out = () if live is None else which.who_is_out(live, found.school_id)
    sheet.show(found, out, now=now)
    take_away.show(sheet.as_text(found, out, now=now))
    looks.at_briefing(
        guard.db(),
        alert_id=found.alert_id,
        visit_id=None if found.alert_id else found.visit_id,
        by=viewer,
        now=now,
    )
    kin.show(viewer, found)
    records.show(viewer, found, out)


def _choose(viewer: Viewer, now: datetime) -> None:
    """Nobody said which: everything that is open, and everybody who is out."""
    with guard.db().read() as session:
        alerts = open_alerts(session, viewer, now=now)
        visits = live_visits(session, viewer, now=now)
    out = [row for row in visits.to_dict("records") if row["state"] is VisitState.OUT]
    if not alerts and not out:
        nothing(
            "Nobody is out, and no alert is open.", "Open a briefing from an alert or a visit on Live visits."
        )
    else:
        st.markdown("**Whose?** Alerts first, then everybody else who is out.")
    for card in alerts:
        names = " and ".join(v.name for v in card.visitors) or "Visit not known yet"
        what = f"Drill: {card.kind.value}" if card.drill else f"{card.kind.value.capitalize()}: {names}"
        _way(f"{what}, {card.school}", "alert", card.id)
    alerted = {card.visit_id for card in alerts}
    for row in out:
        if row["visit_id"] not in alerted:
            names = " and ".join(v["name"] for v in row["visitors"])
            _way(
                f"Out since {moment(row['left_at'], now=now)}: {names}, {row['school']}",
                "visit",
                row["visit_id"],
            )


def _way(label: str, name: str, one: UUID) -> None:
    way_within(label, **{name: one})


viewer = guard.require(Action.SEE_LIVE)
st.title("Emergency briefing")
acting.pin_fields(viewer)
with said_if_lost("The briefing"):
    _page(viewer)
