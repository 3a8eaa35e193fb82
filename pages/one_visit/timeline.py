"""Everything that happened to a visit, in order: who said it, when it happened, when it was entered, how."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from data.models import EventRow
from data.queries.visit import VisitSeen
from pages.parts import clock_time, day_and_time, plain
from visits.labels import EVENT_WORDS, OUTCOME_WORDS
from visits.words import Via

VIA_WORDS = {
    Via.BOARD: "at the board",
    Via.CALL: "by a call",
    Via.PHONE_LINK: "by their phone",
    Via.SMS: "by SMS",
    Via.FORM: "by form",
    Via.SYSTEM: "by Homeward",
}
ENTERED_LATER = timedelta(minutes=2)


def show_timeline(seen: VisitSeen) -> None:
    """The events, a line each."""
    st.markdown("\n".join(f"- {line}" for line in lines(seen, seen.events)) or "Nothing has happened yet.")


def lines(seen: VisitSeen, events: Sequence[EventRow]) -> list[str]:
    """One line an event, in the order in which things happened."""
    names = {str(v.id): v.name for v in seen.loaded.row.visitors}
    stops = {s.row.id: s.row.position for s in seen.stops}
    tz = ZoneInfo(seen.loaded.school.timezone)
    return [_line(event, names, stops, tz) for event in events]


def _line(event: EventRow, names: dict[str, str], stops: dict[object, int], tz: ZoneInfo) -> str:
    who = " and ".join(plain(names[v]) for v in event.visitor_ids if v in names)
    stop = f", stop {stops[event.stop_id]}" if event.stop_id in stops and len(stops) > 1 else ""
    minutes = f", {event.minutes} minutes" if event.minutes else ""
    outcome = f": {OUTCOME_WORDS[event.outcome].lower()}" if event.outcome else ""
    note = f". {plain(event.note)}" if event.note else ""
    later = event.entered_at - event.happened_at > ENTERED_LATER
    entered = f", entered {clock_time(event.entered_at, tz=tz)}" if later else ""
    by = f" by {plain(event.by_name)}" if event.by_name else ""
    return (
        f"**{day_and_time(event.happened_at, tz=tz)}** {EVENT_WORDS[event.kind]}{stop}{minutes}{outcome}"
        f"{f' ({who})' if who else ''}{note} · recorded{by} {VIA_WORDS[event.via]}{entered}"
    )
