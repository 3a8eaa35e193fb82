"""Live visits: is everybody safe, and who rings next?"""

from datetime import datetime, timedelta

import streamlit as st

from data.queries.alert import open_alerts
from data.queries.live import last_return, live_visits
from data.queries.police_told import police_to_tell
from data.queries.school import live_schools
from pages import acting, guard, looking
from pages.board.age import show_age
from pages.board.alerts import press, show_alert, show_alert_to_read
from pages.board.danger import show_danger
from pages.board.ending import show_to_tell
from pages.board.headline import headline
from pages.board.kept import Reading, keep, kept
from pages.board.rows import show_row, show_waiting
from pages.board.said import show_said
from pages.board.words import Row
from pages.parts import LONDON, moment, nothing
from pages.watching.line import show_who_watches
from pages.watching.soft_calls import show_soft_calls
from visits.permissions import Action, Viewer, schools_where
from visits.words import VisitState

EVERY_S = 5
SOON = timedelta(minutes=15)


@st.fragment(run_every=EVERY_S)
def board() -> None:
    """The whole board, read anew every five seconds by whoever still may."""
    now = guard.now()
    if not guard.db().answers():
        _could_not_read(now)
        return
    viewer = guard.require(Action.SEE_LIVE)
    reading = _read(viewer, now)
    keep(guard.token(), reading)
    looking.at_list(viewer, "live")
    show_age(read_at=now, alerts=reading.alerts)
    # While there is an alert its card comes first: who watches can be read below it.
    if not reading.alerts:
        show_who_watches(viewer)
    if safe := headline(reading.visits, reading.alerts, now=now):
        st.markdown(safe)
    acting.pin_fields(viewer)
    show_said(now)
    out = [r for r in reading.visits if r["state"] is VisitState.OUT]
    if _acts(viewer):
        _alerts(viewer, reading, out, now)
        _below_alerts(viewer, reading)
        show_to_tell(reading.to_tell, press, now=now)
        _sections(reading, now)
    else:
        for alert in reading.alerts:
            show_alert_to_read(viewer, alert, now=now)
        _below_alerts(viewer, reading)
        _sections(reading, now, buttons=False)
    show_soft_calls(viewer, now=now)
    show_danger(viewer, out, reading.schools)


def _alerts(viewer: Viewer, reading: Reading, out: list[Row], now: datetime) -> None:
    """Emergencies first. A visit's words are recorded in its first alert, and it has no row besides."""
    rows = {row["visit_id"]: row for row in reading.visits}
    for alert in reading.alerts:
        show_alert(viewer, alert, out, row=rows.pop(alert.visit_id, None), now=now)


def _below_alerts(viewer: Viewer, reading: Reading) -> None:
    if reading.alerts:
        show_who_watches(viewer)


def _acts(viewer: Viewer) -> bool:
    """Whether they may record anything here. Who opened the board in an emergency reads it, and that is all."""
    return viewer.board or bool(schools_where(viewer, Action.ACT_ON_ALERT))


def _read(viewer: Viewer, now: datetime) -> Reading:
    with guard.db().read() as session:
        visits = live_visits(session, viewer, now=now)
        return Reading(
            at=now,
            alerts=tuple(open_alerts(session, viewer, now=now)),
            visits=tuple({str(k): v for k, v in row.items()} for row in visits.to_dict("records")),
            schools=live_schools(session, viewer),
            to_tell=tuple(police_to_tell(session, viewer)),
            last_back_at=last_return(session, viewer),
        )


def _could_not_read(now: datetime) -> None:
    """Never an empty list for one that could not be read: what was read last, and that it is old."""
    earlier = kept(guard.token(), now=now)
    shows = f" It shows {earlier.at.astimezone(LONDON):%H:%M:%S}." if earlier else ""
    st.error(
        f"**This list could not be read at {now.astimezone(LONDON):%H:%M:%S}.**{shows} Trying again every "
        f"{EVERY_S} seconds. Nothing can be recorded meanwhile: write it down, and ring whoever is out.",
        icon=":material/cloud_off:",
    )
    if earlier is None:
        return
    show_age(read_at=earlier.at, alerts=earlier.alerts)
    for row in earlier.visits:
        if row["state"] is VisitState.OUT:
            show_row(row, now=now, buttons=False)


def _sections(reading: Reading, now: datetime, *, buttons: bool = True) -> None:
    """Everybody who is live and has no alert, most pressing first."""
    alerted = {a.visit_id for a in reading.alerts}
    rows = [r for r in reading.visits if r["visit_id"] not in alerted]
    out = [r for r in rows if r["state"] is VisitState.OUT]
    soon = [r for r in out if _is_soon(r, now)]
    later = [r for r in out if r not in soon]
    ready = [r for r in rows if r["state"] is VisitState.AUTHORISED]
    unsigned = [r for r in ready if r["out_at"] <= now]
    coming = [r for r in ready if r not in unsigned]
    waiting = [r for r in rows if r["state"] is VisitState.REQUESTED]
    if not any(r["state"] is VisitState.OUT for r in reading.visits):
        _nobody_out(reading, coming, now)
    for title, some in (
        ("Due within 15 minutes", soon),
        ("Out now", later),
        ("Not signed out", unsigned),
        ("Leaving later", coming),
    ):
        if some:
            st.header(f"{title}: {len(some)}")
            _two_abreast(some, now, buttons=buttons)
    if waiting:
        st.header(f"Waiting to be authorised: {len(waiting)}")
        for row in waiting:
            show_waiting(row, now=now)


def _two_abreast(rows: list[Row], now: datetime, *, buttons: bool) -> None:
    """Two rows beside each other where there is room; Streamlit lays them under each other on a phone."""
    for first in range(0, len(rows), 2):
        for place, row in zip(st.columns(2), rows[first : first + 2], strict=False):
            with place:
                show_row(row, now=now, buttons=buttons)


def _is_soon(row: Row, now: datetime) -> bool:
    return row["next_due_at"] is not None and row["next_due_at"] - now <= SOON


def _nobody_out(reading: Reading, coming: list[Row], now: datetime) -> None:
    back_at = reading.last_back_at
    last = f"Last visit came back {moment(back_at, now=now)}. " if back_at else ""
    following = f"Next planned: {moment(coming[0]['out_at'], now=now)}." if coming else "None is planned."
    first = "" if back_at or coming else " A visit stands here from the moment somebody asks for it."
    nothing("Nobody is out.", f"{last}{following}{first}")


guard.require(Action.SEE_LIVE)
st.title("Live visits")
board()
