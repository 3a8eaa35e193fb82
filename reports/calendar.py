"""Calendar feeds (RFC 5545), as a calendar program fetches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, kw_only=True)
class Day:
    """A whole day in a calendar. `uid` stays the same when it is fetched again, or it would be entered twice."""

    uid: str
    on: date
    title: str
    text: str


def calendar(days: Sequence[Day], *, name: str, now: datetime) -> bytes:
    """The days as a calendar that a program may ask for again every twelve hours."""
    made = Calendar()
    made.add("prodid", "-//Homeward//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=12), parameters={"value": "DURATION"})
    for day in days:
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", now)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("description", day.text)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
