"""What a school has set: its office, its hours, who is reminded, how it watches over those who are out."""

from dataclasses import replace
from uuid import UUID

import streamlit as st

from data.commands import school as commands
from data.queries.policy import policy_at
from data.queries.school import SchoolSettings, school_settings
from pages import guard
from pages.administration import phrase, term_dates, trigger
from pages.administration.phrase import show_phrase
from pages.attempts import done
from pages.parts import plain
from visits.as_set import leaves_arrival_open
from visits.labels import ROLE_WORDS
from visits.permissions import Viewer
from visits.policy import Policy
from visits.words import GIVEN, Response, Role

__all__ = ["show", "show_phrase"]

ROLES = list(GIVEN)
UNREACHABLE = {
    Response.WARN: "Warn, and ask for a reason",
    Response.BLOCK: "Stop it from being asked for and authorised",
}
NO_TIME = -1
ARRIVAL_MINUTES = (0, 5, 10, 15, 20, 30, 45, 60)
ARRIVAL_OPEN = (
    "The policy asks for this call and gives no time. With a time, silence on arrival raises an alert."
)
ARRIVAL_NOT_OPEN = (
    "The policy gives this call a time of its own, or does not ask for it: this has no effect now."
)


def show(viewer: Viewer, school_id: UUID) -> None:
    """The settings, the code phrase, and another school."""
    left, right = st.columns(2, gap="large")
    with left:
        _settings(viewer, school_id)
        term_dates.show(viewer, school_id)
    with right:
        trigger.show(viewer, school_id)
        phrase.show(viewer, school_id)
        _another(viewer)


def _settings(viewer: Viewer, school_id: UUID) -> None:
    with guard.db().read() as reading:
        found = school_settings(reading, viewer, school_id)
        policy = policy_at(reading, school_id, now=guard.now())
    if found is None:
        guard.refuse()
    with st.form(f"school_{school_id}", border=False):
        st.header("Office and hours")
        typed = replace(
            found,
            office_phone=st.text_input(
                "The office's telephone number", value=found.office_phone, max_chars=30
            ),
            opens=st.time_input("The school opens", value=found.opens),
            closes=st.time_input("The school closes", value=found.closes),
            office_closes=st.time_input("The office is manned until", value=found.office_closes),
            reminder_role=st.selectbox(
                "Who is reminded of policies' reviews",
                ROLES,
                index=ROLES.index(found.reminder_role),
                format_func=ROLE_WORDS.__getitem__,
            ),
        )
        typed = _watching(typed, policy)
        if st.form_submit_button("Save", type="primary"):
            done(
                lambda: commands.set_school(
                    guard.db(), school_id=school_id, settings=typed, by=viewer, now=guard.now()
                ),
                said="The school's settings are saved.",
            )


def _watching(found: SchoolSettings, policy: Policy | None) -> SchoolSettings:
    """How the school watches over those who are out, where the text leaves it to the school."""
    st.header("Watching over visits")
    choices = list(UNREACHABLE)
    unreachable = st.radio(
        "Nobody whom the steps name is on duty and can be reached while a visit is out",
        choices,
        index=choices.index(found.unreachable),
        format_func=UNREACHABLE.__getitem__,
        help="Somebody who has left already is always watched, whatever is chosen here.",
    )
    open_ended = policy is not None and leaves_arrival_open(policy)
    times = sorted({*ARRIVAL_MINUTES, *([] if found.arrive_minutes is None else [found.arrive_minutes])})
    minutes = st.selectbox(
        "Time for the call on arrival",
        [NO_TIME, *times],
        index=0 if found.arrive_minutes is None else 1 + times.index(found.arrive_minutes),
        format_func=_minutes,
    )
    st.caption(ARRIVAL_OPEN if open_ended else ARRIVAL_NOT_OPEN)
    not_seen = st.checkbox("Raise an alert when a pupil was not seen", value=found.not_seen_on)
    st.caption(_not_seen(policy))
    phrase_days = st.number_input(
        "Days until the code phrase is due for a change",
        min_value=commands.FEWEST_DAYS,
        max_value=commands.MOST_DAYS,
        value=found.phrase_days,
    )
    drill_days = st.number_input(
        "Days until the next drill is due",
        min_value=commands.FEWEST_DAYS,
        max_value=commands.MOST_DAYS,
        value=found.drill_days,
    )
    return replace(
        found,
        unreachable=unreachable,
        arrive_minutes=None if minutes == NO_TIME else minutes,
        not_seen_on=not_seen,
        phrase_days=phrase_days,
        drill_days=drill_days,
    )


def _minutes(minutes: int) -> str:
    if minutes == NO_TIME:
        return "No time: nobody is told"
    return (
        "At the time they mean to arrive" if minutes == 0 else f"{minutes} minutes after they mean to arrive"
    )


def _not_seen(policy: Policy | None) -> str:
    ours = policy is None or policy.pupil_not_seen is None
    whose = "ours, since the policy's text has none" if ours else "the policy's own"
    return f"For visits that end with nobody in, refused, or without the child. The steps are {whose}."


def _another(viewer: Viewer) -> None:
    if not any(Role.ADMINISTRATOR in viewer.roles_at(one) for one in viewer.schools):
        return
    with st.expander("Add another school"), st.form("another_school", border=False):
        name = st.text_input("Name of the school", max_chars=120)
        if st.form_submit_button("Add the school"):
            done(
                lambda: commands.add_school(guard.db(), name=name, by=viewer, now=guard.now()),
                said=f"{plain(name.strip())} is added. You administer it.",
            )
