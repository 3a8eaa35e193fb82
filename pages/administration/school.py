"""What a school has set: its office, its hours, who is reminded, its code phrase."""

from uuid import UUID

import streamlit as st

from data.commands import school as commands
from data.queries.school import SchoolSettings, school_settings
from pages import guard
from pages.attempts import attempt, done
from pages.parts import day_and_time, plain
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, may
from visits.words import Role

ROLES = [role for role in Role if role is not Role.BOARD]


def show(viewer: Viewer, school_id: UUID) -> None:
    """The settings, the code phrase, and another school."""
    left, right = st.columns(2, gap="large")
    with left:
        _settings(viewer, school_id)
    with right:
        _phrase(viewer, school_id)
        _another(viewer)


def _settings(viewer: Viewer, school_id: UUID) -> None:
    with guard.db().read() as reading:
        found = school_settings(reading, viewer, school_id)
    if found is None:
        guard.refuse()
    st.header("Office and hours")
    with st.form(f"school_{school_id}", border=False):
        typed = SchoolSettings(
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
            version=found.version,
        )
        if st.form_submit_button("Save", type="primary"):
            done(
                lambda: commands.set_school(
                    guard.db(), school_id=school_id, settings=typed, by=viewer, now=guard.now()
                ),
                said="The school's settings are saved.",
            )


def _phrase(viewer: Viewer, school_id: UUID) -> None:
    st.header("Code phrase")
    st.caption("Said on a call to school it means danger. Every look at it is recorded.")
    if may(viewer, Action.SEE_CODE_PHRASE, school_id=school_id) and st.button(
        "Show it", key=f"phrase_{school_id}"
    ):
        show_phrase(viewer, school_id)
    with st.form(f"set_phrase_{school_id}", border=False, clear_on_submit=True):
        phrase = st.text_input("New code phrase; empty for none", max_chars=200, autocomplete="off")
        if st.form_submit_button("Set the code phrase"):
            done(
                lambda: commands.set_code_phrase(
                    guard.db(), school_id=school_id, phrase=phrase, by=viewer, now=guard.now()
                ),
                said="The code phrase is set. Tell those who visit, and the office.",
            )


def show_phrase(viewer: Viewer, school_id: UUID) -> None:
    """Read the phrase, which is recorded, and say it."""
    answer = attempt(
        lambda: (commands.read_code_phrase(guard.db(), school_id=school_id, by=viewer, now=guard.now()),)
    )
    if answer is not None:
        st.info(
            f"The code phrase is: **{plain(answer[0])}**" if answer[0] else "This school has no code phrase."
        )
        st.caption(f"You read it {day_and_time(guard.now())}.")


def _another(viewer: Viewer) -> None:
    if not any(Role.ADMINISTRATOR in viewer.roles_at(one) for one in viewer.schools):
        return
    with st.expander("Add another school"), st.form("another_school", border=False):
        name = st.text_input("Name of the school", max_chars=120)
        if st.form_submit_button("Add the school"):
            done(
                lambda: commands.add_school(guard.db(), name=name, by=viewer, now=guard.now()),
                said=f"{name.strip()} is added. You administer it.",
            )
