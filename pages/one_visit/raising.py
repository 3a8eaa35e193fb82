"""What somebody who was there has to tell: a concern, an incident; and the date of a further visit."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from data.commands.concern import raise_concern, report_incident, take_concern
from data.commands.core import Invalid
from data.commands.record import follow_up
from data.queries.calendar import local_at, local_day
from data.queries.visit import ConcernSeen, IncidentSeen, VisitSeen
from data.telling import messages_are_set_up
from pages import guard
from pages.attempts import done
from pages.keeping import Kept, kept
from pages.parts import moment, plain
from visits.aftercare import INCIDENT_WORDS, IncidentKind
from visits.permissions import Viewer

DAYS_AHEAD = 14


def _form(name: str, viewer: Viewer, seen: VisitSeen) -> Kept:
    row = seen.loaded.row
    return kept(name, about=row.id, school_id=row.school_id, owner=viewer.person_id)


def show_concern_form(viewer: Viewer, seen: VisitSeen) -> None:
    """A concern: what it is about in a sentence, and about whom."""
    form = _form("concern", viewer, seen)
    st.markdown(
        "It goes to the designated safeguarding lead at once"
        f"{', by a message too' if messages_are_set_up() else ' and waits on their first screen'}. "
        "**If a child is in immediate danger, ring 999 first.**"
    )
    pupils = {str(pupil_id): name for stop in seen.stops for pupil_id, name in stop.pupils}
    if pupils:
        st.selectbox(
            "About whom",
            list(pupils),
            index=None,
            format_func=lambda pupil_id: pupils[pupil_id],
            placeholder="Nobody in particular",
            key=form.key("pupil"),
            on_change=form.changed,
        )
    st.text_area("What it is about", key=form.key("note"), on_change=form.changed, height=100)
    form.say()
    if st.button("Raise the concern", key="raise_concern"):
        done(lambda: _raise(viewer, seen, form), said="The concern is with the safeguarding lead.")


def _raise(viewer: Viewer, seen: VisitSeen, form: Kept) -> None:
    pupil = form.value("pupil")
    raise_concern(
        guard.db(),
        visit_id=seen.loaded.row.id,
        note=form.value("note") or "",
        pupil_id=next((p for stop in seen.stops for p, _ in stop.pupils if str(p) == pupil), None),
        by=viewer,
        now=guard.now(),
    )
    form.sent()


def show_incident_form(viewer: Viewer, seen: VisitSeen, *, now: datetime) -> None:
    """An incident: what kind, when, what happened."""
    form = _form("incident", viewer, seen)
    school = seen.loaded.school
    local = now.astimezone(ZoneInfo(school.timezone))
    st.selectbox(
        "What happened",
        [kind.value for kind in IncidentKind],
        index=None,
        format_func=lambda value: INCIDENT_WORDS[IncidentKind(value)],
        placeholder="Choose what it was",
        key=form.key("kind"),
        on_change=form.changed,
    )
    form.put("day", local_day(school, seen.loaded.row.left_at or seen.loaded.row.out_at))
    form.put("at", f"{local:%H:%M}")
    with st.container(horizontal=True):
        st.date_input("Day", key=form.key("day"), format="DD/MM/YYYY", on_change=form.changed)
        st.text_input("Time, such as 14:05", key=form.key("at"), on_change=form.changed)
    st.text_area(
        "What happened, while you remember it exactly",
        key=form.key("note"),
        on_change=form.changed,
        height=120,
    )
    form.say()
    if st.button("Report the incident", key="report_incident"):
        done(lambda: _report(viewer, seen, form), said="The incident is reported, and its tasks are set.")


def _report(viewer: Viewer, seen: VisitSeen, form: Kept) -> None:
    kind, day = form.value("kind"), form.value("day")
    at = _time(form.value("at") or "")
    problems = {}
    if kind is None:
        problems["kind"] = "Choose what kind of incident it was."
    if at is None or day is None:
        problems["at"] = "Give the day and the time, such as 14:05."
    if kind is None or at is None or day is None:
        raise Invalid(problems)
    report_incident(
        guard.db(),
        visit_id=seen.loaded.row.id,
        kind=IncidentKind(kind),
        note=form.value("note") or "",
        happened_at=local_at(seen.loaded.school, day, at),
        by=viewer,
        now=guard.now(),
    )
    form.sent()


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip().replace(".", ":").zfill(5))
    except ValueError:
        return None


def show_follow_up_form(viewer: Viewer, seen: VisitSeen, *, now: datetime) -> None:
    """The day of a further visit; it becomes a task of whoever led this one."""
    form = _form("follow_up", viewer, seen)
    form.put("due_on", local_day(seen.loaded.school, now) + timedelta(days=DAYS_AHEAD))
    st.date_input("Day of the further visit", key=form.key("due_on"), format="DD/MM/YYYY")
    st.text_input("What for", key=form.key("note"), on_change=form.changed)
    if st.button("Set the further visit", key="follow_up"):
        done(lambda: _follow_up(viewer, seen, form), said="The further visit stands among the tasks.")


def _follow_up(viewer: Viewer, seen: VisitSeen, form: Kept) -> None:
    due_on = form.value("due_on")
    if due_on is None:
        raise Invalid({"due_on": "Choose the day of the further visit."})
    follow_up(
        guard.db(),
        visit_id=seen.loaded.row.id,
        due_on=due_on,
        note=form.value("note") or "",
        by=viewer,
        now=guard.now(),
    )
    form.sent()


def show_concerns(viewer: Viewer, concerns: tuple[ConcernSeen, ...], *, now: datetime) -> None:
    """Concerns that the viewer may know of, and who has taken each."""
    for concern in concerns:
        taken = (
            f"taken {moment(concern.taken_at, now=now)} by {plain(concern.taken_by_name)}"
            if concern.taken_at
            else "**not taken yet**"
        )
        with st.container(border=True, key=f"concern-{concern.concern_id}"):
            st.markdown(
                f"**Concern**, raised {moment(concern.raised_at, now=now)} by {plain(concern.by_name)} · {taken}"
                f"  \n{plain(concern.note)}"
            )
            if concern.may_take and st.button("I take it from here", key=f"take-{concern.concern_id}"):
                done(
                    lambda concern_id=concern.concern_id: take_concern(
                        guard.db(), concern_id=concern_id, by=viewer, now=guard.now()
                    ),
                    said="You have taken the concern.",
                )


def show_incidents(incidents: tuple[IncidentSeen, ...], *, now: datetime) -> None:
    """Incidents that the viewer may know of, and what was found since."""
    for incident in incidents:
        found = [
            f"investigated {moment(incident.investigated_at, now=now)}"
            if incident.investigated_at
            else "not investigated yet",
            f"agencies: {plain(incident.agencies_notified)}" if incident.agencies_notified else "",
            f"measures reviewed {moment(incident.measures_reviewed_at, now=now)}"
            if incident.measures_reviewed_at
            else "",
        ]
        with st.container(border=True, key=f"incident-{incident.incident_id}"):
            st.markdown(
                f"**{INCIDENT_WORDS[IncidentKind(incident.kind)]}**, {moment(incident.happened_at, now=now)}, "
                f"reported by {plain(incident.by_name)}  \n{plain(incident.note)}  \n"
                + " · ".join(part for part in found if part)
            )
