"""Staff of a school: the list, somebody new, and one person's details."""

from datetime import date, timedelta
from uuid import UUID

import pandas as pd
import streamlit as st

from data.commands import credentials, people
from data.commands.people import Details
from data.queries import people as queries
from data.queries.notice import not_read
from data.queries.people import StaffMember, london_day
from data.queries.ways import Reached, reached_at
from pages import guard
from pages.administration import hours, second_step
from pages.administration.address import address
from pages.assessing.give_out import show_of_person
from pages.attempts import attempt, done
from pages.parts import counted, nothing, plain
from pages.signed_in import connected
from visits.channel_words import CHANNEL_WORDS
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, may
from visits.words import GIVEN

ROLES = list(GIVEN)


def show(viewer: Viewer, school_id: UUID) -> None:
    """The list, and what the viewer may change of it."""
    today = london_day(guard.now())
    with guard.db().read() as reading:
        staff = queries.staff(reading, viewer, school_id, today=today)
    manages = may(viewer, Action.MANAGE_PEOPLE, school_id=school_id)
    if staff:
        st.caption(f"{counted(len(staff), 'person', 'people')}, as of today")
        _notice(viewer, school_id, today)
        with guard.db().read() as reading:
            reached = reached_at(reading, viewer, school_id, today=today)
        st.dataframe(_table(staff, reached), hide_index=True, width="stretch")
    else:
        nothing("Nobody works here yet.", "Add the first person below.")
    if manages:
        _add(viewer, school_id)
    names = {member.person_id: member for member in staff}
    if not names or not (manages or may(viewer, Action.GIVE_COVER, school_id=school_id)):
        return
    chosen = st.selectbox(
        "Change somebody",
        list(names),
        index=None,
        format_func=lambda one: names[one].name,
        placeholder="Choose a person",
        key=f"chosen_{school_id}",
    )
    if chosen is None:
        return
    member = names[chosen]
    left, right = st.columns(2, gap="large")
    with left:
        if manages:
            _details(viewer, member)
            _link(viewer, member)
            second_step.show(viewer, school_id, member)
            connected.show_of(viewer, member.person_id)
    with right:
        if manages:
            _roles(viewer, school_id, member)
        hours.show(viewer, school_id, member)
        if manages:
            _leave(viewer, member)
        show_of_person(viewer, school_id, member.person_id, member.name)


def _notice(viewer: Viewer, school_id: UUID, today: date) -> None:
    with guard.db().read() as reading:
        unread = not_read(reading, viewer, school_id, today=today)
    if unread:
        people = "1 person has" if unread == 1 else f"{unread} people have"
        st.caption(f"{people} not read yet what is kept of staff. It is shown to them until they have.")


def _table(staff: list[StaffMember], reached: dict[UUID, Reached]) -> pd.DataFrame:
    """The staff; by what each is told only for whoever manages them."""
    told = {"Told by": [_told_by(reached[m.person_id]) for m in staff]} if reached else {}
    return pd.DataFrame(
        {
            "Name": [m.name for m in staff],
            "Role": [", ".join(ROLE_WORDS[role] for role in m.roles) for m in staff],
            "Mobile": [m.mobile or "none" for m in staff],
            "E-mail": [m.email or "none" for m in staff],
            **told,
            "Signs in": ["yes" if m.can_sign_in else "not yet" for m in staff],
            "PIN": ["set" if m.has_pin else "not set" for m in staff],
            "Child protection training": [
                f"{m.trained_on:%d %b %Y}" if m.trained_on else "not recorded" for m in staff
            ],
        }
    )


def _told_by(reached: Reached) -> str:
    if not reached.channels:
        return "cannot be told"
    ways = ", then ".join(CHANNEL_WORDS[channel].lower() for channel in reached.channels)
    return ways if reached.confirmed else f"{ways} (not confirmed)"


def _add(viewer: Viewer, school_id: UUID) -> None:
    turn = st.session_state.setdefault("added", 0)
    with st.expander("Add a person"), st.form(f"add_{school_id}_{turn}", border=False):
        details = _fields(f"add_{turn}", Details(name=""))
        roles = st.multiselect(
            "Roles at this school", ROLES, format_func=ROLE_WORDS.__getitem__, key=f"add_{turn}_roles"
        )
        if st.form_submit_button("Add this person", type="primary"):
            added = attempt(
                lambda: people.add(
                    guard.db(), school_id=school_id, details=details, roles=roles, by=viewer, now=guard.now()
                )
            )
            if added is not None:
                # A new form, empty: the next person is somebody else.
                st.session_state["added"] = turn + 1
                st.session_state[f"chosen_{school_id}"] = added
                done(
                    lambda: None,
                    said=f"{plain(details.name.strip())} is added. Make their one-time link next.",
                )


def _details(viewer: Viewer, member: StaffMember) -> None:
    st.header(plain(member.name))
    with st.form(f"details_{member.person_id}", border=False):
        details = _fields(f"details_{member.person_id}", _details_of(member))
        if st.form_submit_button("Save the details"):
            done(
                lambda: people.change(
                    guard.db(), person_id=member.person_id, details=details, by=viewer, now=guard.now()
                ),
                said="The details are saved.",
            )


def _details_of(member: StaffMember) -> Details:
    return Details(
        name=member.name,
        email=member.email,
        mobile=member.mobile,
        staff_number=member.staff_number,
        trained_on=member.trained_on,
    )


def _fields(key: str, details: Details) -> Details:
    """The fields of somebody's details, filled with what there is; what is typed into them."""
    return Details(
        name=st.text_input("Name", value=details.name, max_chars=120, key=f"{key}_name"),
        email=st.text_input(
            "E-mail address, to sign in with", value=details.email, max_chars=200, key=f"{key}_email"
        ),
        mobile=st.text_input("Mobile number", value=details.mobile, max_chars=30, key=f"{key}_mobile"),
        staff_number=st.text_input(
            "Staff number in the school's records",
            value=details.staff_number,
            max_chars=40,
            key=f"{key}_number",
        ),
        trained_on=st.date_input(
            "Child protection training on",
            value=details.trained_on,
            format="DD/MM/YYYY",
            key=f"{key}_trained",
        ),
    )


def _link(viewer: Viewer, member: StaffMember) -> None:
    what = "Make a link for a new password" if member.can_sign_in else "Make the link to set a password"
    if st.button(what, key=f"link_{member.person_id}"):
        token = attempt(
            lambda: credentials.invite(guard.db(), person_id=member.person_id, by=viewer, now=guard.now())
        )
        if token is not None:
            hours_left = int(credentials.LINK_LASTS.total_seconds() // 3600)
            st.write(
                f"Give {plain(member.name)} this link. It works once, within {hours_left} hours, and is shown only now:"
            )
            st.code(f"{address()}/set-password/{token}", language=None, wrap_lines=True)


def _roles(viewer: Viewer, school_id: UUID, member: StaffMember) -> None:
    st.subheader("Roles here")
    today = london_day(guard.now())
    for role in member.roles:
        name, button = st.columns([3, 1], vertical_alignment="center")
        name.write(ROLE_WORDS[role])
        if button.button("End it", key=f"end_{member.person_id}_{role}"):
            done(
                lambda ended=role: people.end_role(
                    guard.db(),
                    person_id=member.person_id,
                    school_id=school_id,
                    role=ended,
                    last_on=today - timedelta(days=1),
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"{plain(member.name)} is no longer {ROLE_WORDS[role]}.",
            )
    more = [role for role in ROLES if role not in member.roles]
    with st.form(f"role_{member.person_id}", border=False):
        role = st.selectbox(
            "Another role", more, index=None, format_func=ROLE_WORDS.__getitem__, placeholder="Choose a role"
        )
        from_on = st.date_input("From", value=today, format="DD/MM/YYYY")
        if st.form_submit_button("Give the role") and role is not None:
            done(
                lambda: people.give_role(
                    guard.db(),
                    person_id=member.person_id,
                    school_id=school_id,
                    role=role,
                    from_on=from_on,
                    by=viewer,
                    now=guard.now(),
                ),
                said=f"{plain(member.name)} is {ROLE_WORDS[role]} from {from_on:%d %b %Y}.",
            )


def _leave(viewer: Viewer, member: StaffMember) -> None:
    with st.expander("This person leaves"), st.form(f"leave_{member.person_id}", border=False):
        st.caption("Every role of theirs ends, at every school. What they did stays in the record.")
        last_on = st.date_input("Last day", value=london_day(guard.now()), format="DD/MM/YYYY")
        at_once = st.checkbox("At once: sign them out now")
        if st.form_submit_button("They leave"):
            day = london_day(guard.now()) - timedelta(days=1) if at_once else last_on
            done(
                lambda: people.leave(
                    guard.db(), person_id=member.person_id, last_on=day, by=viewer, now=guard.now()
                ),
                said=f"{plain(member.name)} has left."
                if at_once
                else f"{plain(member.name)} leaves after {day:%d %b %Y}.",
            )
