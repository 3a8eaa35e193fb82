"""The standing table of working alone: the policy's hazards with their controls, and whether they are in place."""

from uuid import UUID

import streamlit as st

from data.assessing import Assessed
from data.commands.risk import assess_standing
from data.queries.people import london_day
from data.queries.policy import in_force, policy_of
from data.queries.risk_pages import Assessment, standing
from data.queries.school import schools_for
from pages import guard
from pages.assessing.history import show_one
from pages.attempts import done
from pages.keeping import Kept, kept
from pages.parts import duty_badge, plain
from visits.assessments import Answer, state
from visits.labels import ASSESSMENT_WORDS
from visits.permissions import Action, Viewer
from visits.policy import Policy

SUMMARY = "Controls are lacking for {risks} of {of} hazards."
IN_PLACE = {Answer.YES: "In place", Answer.NO: "Not in place", Answer.NOT_KNOWN: "Not known"}


def show_standing(viewer: Viewer) -> None:
    """The table of one school; of several, the one that is chosen."""
    with guard.db().read() as session:
        schools = schools_for(session, viewer, Action.ASSESS_RISK)
    if not schools:
        return
    st.header("Working alone")
    school_id = next(iter(schools))
    if len(schools) > 1:
        school_id = st.selectbox(
            "School", list(schools), format_func=lambda s: schools[s], key="standing_school"
        )
    today = london_day(guard.now())
    with guard.db().read() as session:
        version = in_force(session, school_id=school_id, on=today)
        policy = policy_of(version) if version else None
        newest = standing(session, viewer, school_id)
    if policy is None or not policy.risk.hazards:
        st.write("The policy in force has no standing table of hazards.")
        return
    _table(policy)
    _newest(viewer, newest)
    with st.expander("Go through the table"):
        _form(viewer, school_id, policy)


def _table(policy: Policy) -> None:
    """A hazard a paragraph: a table of six columns cannot be read on a phone."""
    st.caption(f"{plain(policy.title)}, {duty_badge(policy.risk.duties, ours=policy.risk.ours)}")
    for hazard in policy.risk.hazards:
        st.markdown(
            f"**{plain(hazard.hazard)}**, level {hazard.level}  \n"
            f"Whom: {plain(hazard.people)} · Severity: {plain(hazard.severity)} · "
            f"Likelihood: {plain(hazard.likelihood)}  \nControls: {plain(hazard.controls)}"
        )


def _newest(viewer: Viewer, newest: Assessment | None) -> None:
    now, today = guard.now(), london_day(guard.now())
    stands = state(newest.held if newest else None, today)
    st.markdown(f"**{ASSESSMENT_WORDS[stands]}**")
    if newest is not None:
        show_one(viewer, newest, signs=True, now=now, words=IN_PLACE, summary=SUMMARY)


def _form(viewer: Viewer, school_id: UUID, policy: Policy) -> None:
    form = kept("standing", about=school_id, school_id=school_id, owner=viewer.person_id)
    st.write("Are the controls of each hazard in place?")
    for hazard in policy.risk.hazards:
        st.radio(
            hazard.hazard,
            [answer.value for answer in Answer],
            index=None,
            horizontal=True,
            format_func=lambda value: IN_PLACE[Answer(value)],
            key=form.key(f"answer:{hazard.key}"),
            on_change=form.changed,
        )
    st.text_area("What is done about those that are not", key=form.key("concerns"), on_change=form.changed)
    form.say()
    if st.button("Keep this", key="assess_standing"):
        done(lambda: _send(viewer, school_id, policy, form), said="The standing assessment is kept.")


def _send(viewer: Viewer, school_id: UUID, policy: Policy, form: Kept) -> None:
    keys = [hazard.key for hazard in policy.risk.hazards]
    answers = {key: Answer(value) for key in keys if (value := form.value(f"answer:{key}"))}
    assess_standing(
        guard.db(),
        school_id=school_id,
        form=Assessed(answers=answers, concerns=form.value("concerns") or ""),
        by=viewer,
        now=guard.now(),
    )
    form.sent()
