"""A moment and a day as people read them. English whatever language the machine speaks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = "Europe/London"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def said(at: datetime, timezone: str = LONDON) -> str:
    """The moment as `Mon 23 Nov, 15:40`, in the school's time."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1][:3]}, {local:%H:%M}"


def said_in_full(at: datetime, timezone: str = LONDON) -> str:
    """The moment as `Mon 23 Nov 2026, 15:40`, in the school's time."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1][:3]} {local.year}, {local:%H:%M}"


def day_said(on: date) -> str:
    """The day as `30 September 2026`."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
