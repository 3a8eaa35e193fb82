"""One person's hours of duty: when they can be told that somebody is overdue."""

import re
from datetime import time
from uuid import UUID

import streamlit as st

from data.commands import duty
from data.commands.duty import WEEKDAYS, Hours
from data.queries.duty import Span, hours_of
from data.queries.people import StaffMember
from pages import guard
from pages.attempts import done
from pages.parts import plain
from visits.permissions import Action, Viewer, may

SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|to)\s*(\d{1,2})[:.](\d{2})")  # noqa: RUF001  (people type both dashes)


class NotHours(ValueError):
    """A line that does not say from when to when. `str()` is a sentence for the page."""


def show(viewer: Viewer, school_id: UUID, member: StaffMember) -> None:
    """The week, to read and to change."""
    if not may(viewer, Action.GIVE_COVER, school_id=school_id):
        return
    with guard.db().read() as reading:
        spans = hours_of(reading, viewer, person_id=member.person_id, school_id=school_id)
    st.header("Hours of duty")
    st.caption("Such as 08:00-16:30. Two spans are parted by a comma; an empty day is a day off.")
    with st.form(f"hours_{member.person_id}", border=False):
        typed = [
            st.text_input(day, value=_written(spans, weekday), key=f"hours_{member.person_id}_{weekday}")
            for weekday, day in enumerate(WEEKDAYS)
        ]
        if st.form_submit_button("Save the hours"):
            try:
                hours = [span for weekday, text in enumerate(typed) for span in read(weekday, text)]
            except NotHours as why:
                st.error(str(why), icon=":material/error:")
                return
            done(
                lambda: duty.set_hours(
                    guard.db(),
                    person_id=member.person_id,
                    school_id=school_id,
                    hours=hours,
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"The hours of {plain(member.name)} are saved.",
            )


def read(weekday: int, text: str) -> list[Hours]:
    """What a line says. Raises NotHours when a part of it cannot be understood."""
    return [_span(weekday, part) for part in text.split(",") if part.strip()]


def _span(weekday: int, part: str) -> Hours:
    found = SPAN.fullmatch(part.strip())
    try:
        if found is None:
            raise ValueError
        a, b, c, d = map(int, found.groups())
        return Hours(weekday=weekday, starts=time(a, b), ends=time(c, d))
    except ValueError:
        raise NotHours(
            f"{WEEKDAYS[weekday]}: '{part.strip()}' is not a span of time such as 08:00-16:30."
        ) from None


def _written(spans: list[Span], weekday: int) -> str:
    return ", ".join(f"{s.starts:%H:%M}-{s.ends:%H:%M}" for s in spans if s.weekday == weekday)
