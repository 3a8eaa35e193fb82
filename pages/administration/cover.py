"""Who stands in for whom at a school, and asking somebody to."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import streamlit as st

from data.commands import duty
from data.queries import people as queries
from data.queries.duty import CoverItem, cover_at
from data.queries.people import LONDON, london_day
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, nothing, plain
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, may
from visits.words import GIVEN

ROLES = list(GIVEN)


def show(viewer: Viewer, school_id: UUID) -> None:
    """Cover that runs or is to come, and the form to ask for more."""
    with guard.db().read() as reading:
        items = cover_at(reading, viewer, school_id, now=guard.now())
    gives = may(viewer, Action.GIVE_COVER, school_id=school_id)
    if not items:
        nothing("Nobody stands in for anybody.", "Cover that you ask for stands here until it ends.")
    for item in items:
        _one(viewer, item, may_end=gives)
    if gives:
        _ask(viewer, school_id)


def _one(viewer: Viewer, item: CoverItem, *, may_end: bool) -> None:
    text, button = st.columns([4, 1], vertical_alignment="center")
    said = (
        f"said yes {day_and_time(item.accepted_at)}"
        if item.accepted_at
        else "has not said yes yet, and does not count"
    )
    authorises = ", and authorises in their place" if item.for_authorising else ""
    text.markdown(
        f"**{plain(item.name)}** for **{ROLE_WORDS[item.role]}**{authorises}  \n"
        f"{day_and_time(item.from_at)} to {day_and_time(item.to_at)}; {said}"
    )
    if may_end and button.button("End it", key=f"end_{item.cover_id}"):
        done(
            lambda: duty.end_cover(guard.db(), cover_id=item.cover_id, by=viewer, now=guard.now()),
            said="The cover is ended.",
        )


def _ask(viewer: Viewer, school_id: UUID) -> None:
    today = london_day(guard.now())
    with guard.db().read() as reading:
        names = {m.person_id: m.name for m in queries.staff(reading, viewer, school_id, today=today)}
    with st.form(f"cover_{school_id}", border=True):
        st.header("Ask somebody to stand in")
        person_id = st.selectbox(
            "Who", list(names), index=None, format_func=names.__getitem__, placeholder="Choose a person"
        )
        role = st.selectbox(
            "For which role",
            ROLES,
            index=None,
            format_func=ROLE_WORDS.__getitem__,
            placeholder="Choose a role",
        )
        starts, ends = st.columns(2)
        from_at = _moment(starts, "From", today, time(8, 0))
        to_at = _moment(ends, "To", today + timedelta(days=1), time(17, 0))
        for_authorising = st.checkbox(
            "They may authorise visits in its place (not every policy's text foresees that)"
        )
        if st.form_submit_button("Ask them", type="primary"):
            if person_id is None or role is None:
                st.error("Choose who stands in, and for which role.", icon=":material/error:")
                return
            done(
                lambda: duty.give_cover(
                    guard.db(),
                    school_id=school_id,
                    role=role,
                    person_id=person_id,
                    from_at=from_at,
                    to_at=to_at,
                    for_authorising=for_authorising,
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"{plain(names[person_id])} is asked. It counts once they say yes, on their account's page.",
            )


def _moment(place: st.delta_generator.DeltaGenerator, label: str, day: date, clock: time) -> datetime:
    on = place.date_input(f"{label}, day", value=day, format="DD/MM/YYYY")
    at = place.time_input(f"{label}, time", value=clock)
    return datetime.combine(on, at, tzinfo=LONDON)
