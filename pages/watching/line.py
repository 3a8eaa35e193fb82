"""Who has the watch, in one line a school: for the head of the board and the page Watch."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from data.queries.closed import ClosedToday, closed_today
from data.queries.watching import Watch, who_watches
from pages import guard
from pages.parts import moment, plain, way_to
from visits.permissions import Action, Viewer, may


def show_who_watches(viewer: Viewer) -> None:
    """One line for each school whose board the viewer sees, with the way to the page Watch for who may keep it."""
    now = guard.now()
    with guard.db().read() as session:
        found = who_watches(session, viewer, now=now)
    lines = [sentence(watch, now=now, named=len(found) > 1) for watch in found]
    if any(watch.lost for watch in found):
        st.warning("  \n".join(lines), icon=":material/visibility_off:")
    elif lines:
        st.markdown("  \n".join(lines))
    show_if_closed(found, now=now)
    if any(may(viewer, Action.KEEP_WATCH, school_id=watch.school_id) for watch in found):
        way_to(viewer, "watch", "Take or hand over the watch")


def sentence(watch: Watch, *, now: datetime, named: bool = False) -> str:
    """Such as "Watching: Olive Office since 08:10", with whom it is offered to. `named` says at which school."""
    at = f" at {plain(watch.school)}"
    if watch.name is None or watch.since is None:
        said = f"**Nobody has taken the watch{at}.**"
    else:
        since = moment(watch.since, now=now, tz=ZoneInfo(watch.timezone))
        said = f"Watching{at if named else ''}: **{plain(watch.name)}** since {since}."
    if watch.is_out:
        said += " They are out on a visit themselves: the watch has to be handed over."
    if watch.is_gone:
        said += " They hold no role here any more that may keep it: somebody else has to take it."
    if watch.offer is not None:
        offered = moment(watch.offer.offered_at, now=now, tz=ZoneInfo(watch.timezone))
        said += f" Offered to {plain(watch.offer.to_name)} at {offered}, who has not said yes yet."
    return said


def show_if_closed(watches: Iterable[Watch], *, now: datetime) -> None:
    """A line for each of the schools that is closed today: by whom, since when, and why."""
    with guard.db().read() as session:
        found = closed_today(session, [watch.school_id for watch in watches], now=now)
    if found:
        st.warning("  \n".join(_closed(one, now) for one in found), icon=":material/event_busy:")


def _closed(one: ClosedToday, now: datetime) -> str:
    by = f", by {plain(one.by_name)}" if one.by_name else ""
    at = f", {moment(one.at, now=now, tz=ZoneInfo(one.timezone))}" if one.at else ""
    return f"**{plain(one.school)} is closed today:** {plain(one.reason)}{by}{at}"
