"""Times of day as people type them, and a trip whose later times move along with an earlier one."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pages.visit_form.fields import Form

WRITE_A_TIME: Final = "Write the time as 14:05."
ROAD: Final = timedelta(minutes=15)
STAY: Final = timedelta(minutes=30)
LEAD: Final = timedelta(minutes=15)
"""How long before leaving a visit is asked for, where nobody says otherwise."""
DAY: Final = timedelta(days=1)
_TYPED = re.compile(r"(\d{1,2})\s*[:.hH ]\s*(\d{2})|(\d{1,2})(\d{2})|(\d{1,2})")


def parsed(text: str) -> time | None:
    """The time of day in "14:05", "14.05", "1405", "9"; None where it is none."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1] or found[3] or found[5]), int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def written(at: time) -> str:
    """ "14:05"."""
    return f"{at:%H:%M}"


def on_day(day: date, at: time, tz: ZoneInfo) -> datetime:
    """That time of day there, as an aware datetime."""
    return datetime.combine(day, at, tzinfo=tz)


def later(text: str, by: timedelta) -> str:
    """The time so much later on the same day; what is no time, or would leave the day, stays as it is."""
    at = parsed(text)
    if at is None:
        return text
    whole = timedelta(hours=at.hour, minutes=at.minute) + by
    if not timedelta(0) <= whole < DAY:
        return text
    minutes = int(whole.total_seconds()) // 60
    return written(time(minutes // 60, minutes % 60))


def next_five(now: datetime, tz: ZoneInfo, *, after: timedelta = LEAD) -> datetime:
    """The next full five minutes after now and a little, on the school's clock."""
    local = (now + after).astimezone(tz).replace(second=0, microsecond=0)
    return local + timedelta(minutes=-local.minute % 5)


def spread(form: Form, start: str) -> None:
    """Give every time of the trip anew: so long on the road, so long at each stop."""
    form.out, at = start, later(start, ROAD)
    for stop in form.stops:
        stop.arrive, stop.leave = at, later(at, STAY)
        at = later(stop.leave, ROAD)
    form.back = at


def places(form: Form) -> list[tuple[str, str]]:
    """Every time of the trip in its order, as (the key of whose it is, its field)."""
    stops = [(stop.key, field) for stop in form.stops for field in ("arrive", "leave")]
    return [("", "out"), *stops, ("", "back")]


def moved(before: Form, after: Form) -> None:
    """Where one time was changed by hand, let those behind it that nobody touched move along by as much.

    Whoever says that they leave half an hour later means the whole trip. A time that was typed now stays as typed.
    """
    shift = timedelta(0)
    for key, field in places(after):
        old, new = _get(before, key, field), _get(after, key, field)
        if old is None or new is None:
            continue
        was, now = parsed(old), parsed(new)
        if old != new:
            shift = _between(was, now) if was and now else shift
        elif shift:
            _set(after, key, field, later(new, shift))


def _between(was: time, now: time) -> timedelta:
    return timedelta(hours=now.hour - was.hour, minutes=now.minute - was.minute)


def _get(form: Form, key: str, field: str) -> str | None:
    owner = form.stop(key) if key else form
    return None if owner is None else str(getattr(owner, field))


def _set(form: Form, key: str, field: str, value: str) -> None:
    owner = form.stop(key) if key else form
    setattr(owner, field, value)
