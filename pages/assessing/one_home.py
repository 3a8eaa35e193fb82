"""One home: what is known of it, and its risk assessment."""

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from data.queries.home_scope import may_reach_home
from data.queries.household import Flag, Home, flags, home
from data.queries.links import Link, links_of
from data.queries.past import Past, past_of_home
from data.queries.people import StaffMember, london_day, staff
from data.queries.policy import in_force, policy_of
from data.queries.risk_pages import Assessment, home_history
from pages import guard, looking
from pages.assessing.emergency import show_not_known
from pages.assessing.form import show_form
from pages.assessing.give_out import show_of_home
from pages.assessing.history import show_assessments, show_flags, show_past, show_people
from pages.assessing.links import show_links
from pages.attempts import say_what_was_done
from pages.keeping import kept
from pages.lost import said_if_lost
from pages.parts import nothing, phone_link, plain, way_to
from visits.assessments import state
from visits.labels import ASSESSMENT_WORDS
from visits.permissions import Action, Viewer
from visits.policy import Policy
from visits.words import AssessmentState


@dataclass(frozen=True)
class Known:
    """Everything that the page shows of a home, of one moment."""

    home: Home
    flags: tuple[Flag, ...]
    past: Past
    history: tuple[Assessment, ...]
    policy: Policy | None
    colleagues: list[StaffMember]
    assesses: bool
    links: list[Link]


def show_home(viewer: Viewer, household_id: UUID | None, visit_id: UUID | None) -> None:
    """The page of one home; a sentence where it is not there, not the viewer's to see, or could not be read."""
    with said_if_lost("This home"):
        _show(viewer, household_id, visit_id)


def _show(viewer: Viewer, household_id: UUID | None, visit_id: UUID | None) -> None:
    known = _read(viewer, household_id) if household_id else None
    if household_id:
        looking.at_home(viewer, household_id, page="risk")
    if known is None:
        st.title("Home and its risks")
        nothing(
            "There is no such home, or it is not yours to see.", "Open one from the list, or from a visit."
        )
        way_to(viewer, "assessments", "All risk assessments")
        guard.in_an_emergency(viewer)
        return
    now, today = guard.now(), london_day(guard.now())
    st.title(plain(known.home.name))
    say_what_was_done()
    stands = state(known.history[0].held if known.history else None, today)
    phone = f" · {phone_link(known.home.phone)}" if known.home.phone else ""
    st.markdown(
        f"{plain(known.home.address)}{phone}  \n**Risk assessment: {ASSESSMENT_WORDS[stands].lower()}**"
    )
    with st.container(horizontal=True):
        if visit_id is not None:
            way_to(viewer, "visit", "Back to the visit", visit=visit_id)
        way_to(viewer, "log_visit", "Log a visit")
        way_to(viewer, "assessments", "All risk assessments")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header("Know before you knock")
        show_flags(viewer, known.home, known.flags, now=now, marks=known.assesses)
        _assess(viewer, known, visit_id, stands)
    with right:
        st.header("Who lives there")
        show_people(known.home)
        show_of_home(viewer, known.home)
        show_links(viewer, known.home, known.links)
        st.header("Visits before")
        show_past(viewer, known.past)


def _read(viewer: Viewer, household_id: UUID) -> Known | None:
    today = london_day(guard.now())
    with guard.db().read() as session:
        found = home(session, viewer, household_id, on=today)
        past = past_of_home(session, viewer, household_id)
        if found is None or past is None:
            return None
        version = in_force(session, school_id=found.school_id, on=today)
        return Known(
            home=found,
            flags=flags(session, viewer, household_id),
            past=past,
            history=home_history(session, viewer, household_id),
            policy=policy_of(version) if version else None,
            colleagues=staff(session, viewer, found.school_id, today=today),
            assesses=may_reach_home(session, viewer, Action.ASSESS_RISK, household_id),
            links=links_of(session, viewer, household_id, now=guard.now()),
        )


def _assess(viewer: Viewer, known: Known, visit_id: UUID | None, stands: AssessmentState) -> None:
    now, today = guard.now(), london_day(guard.now())
    if known.policy is None:
        st.info("This school has adopted no policy yet, so there are no questions to answer.")
    elif known.assesses:
        form = kept(
            "risk",
            about=known.home.household_id,
            school_id=known.home.school_id,
            owner=viewer.person_id,
        )
        new = stands not in (AssessmentState.IN_DATE, AssessmentState.DUE)
        st.header("Risk assessment")
        with st.expander("Assess this home now", expanded=new):
            show_form(
                viewer,
                form,
                household_id=known.home.household_id,
                visit_id=visit_id,
                policy=known.policy,
                colleagues=known.colleagues,
                today=today,
            )
            show_not_known(
                viewer,
                known.home,
                known.policy,
                visit_id,
                asked=stands is not AssessmentState.NOT_KNOWN and new,
            )
    if known.history:
        show_assessments(viewer, known.home, known.history, today=today, now=now)
