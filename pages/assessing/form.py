"""The risk assessment of a home: the policy's questions, what is done about each risk, who signs, until when."""

from datetime import date, timedelta
from uuid import UUID

import streamlit as st

from data.assessing import Assessed, RiskAction
from data.commands.risk import assess
from data.queries.people import StaffMember
from pages import guard
from pages.attempts import done
from pages.keeping import Kept
from visits.assessments import ANSWER_WORDS, Answer, is_risk
from visits.permissions import Viewer
from visits.policy import Policy
from visits.policy_parts import Question

MOST_ACTIONS = 4


def show_form(
    viewer: Viewer,
    form: Kept,
    *,
    household_id: UUID,
    visit_id: UUID | None,
    policy: Policy,
    colleagues: list[StaffMember],
    today: date,
) -> None:
    """The whole form. Where nothing is a risk it is the answers and one press."""
    st.caption(f"{len(policy.risk.questions)} questions, about 2 minutes. 'Not known' is an answer too.")
    for question in policy.risk.questions:
        show_question(form, question)
    found = [
        q for q in policy.risk.questions if _answer(form, q) is not None and is_risk(q, _needed(form, q))
    ]
    if found:
        st.markdown(
            f"**{len(found)} of {len(policy.risk.questions)} answers are a risk.** Say what is done about it and "
            "who does it, or under concerns why nothing can be done."
        )
        _actions(form, colleagues, today)
    st.text_area("Concerns", key=form.key("concerns"), on_change=form.changed, height=80)
    with st.container(horizontal=True):
        form.put("review_on", today + timedelta(days=policy.risk.valid_days))
        st.date_input(
            "Look at it again by", key=form.key("review_on"), format="DD/MM/YYYY", on_change=form.changed
        )
        form.put("worker", viewer.name)
        st.text_input("Signed by", key=form.key("worker"), on_change=form.changed)
        if len(policy.risk.signed_by) > 2:
            st.text_input("Signed for another agency", key=form.key("agency"), on_change=form.changed)
    form.say()
    if st.button("Keep this assessment", type="primary", key="assess"):
        done(
            lambda: _send(viewer, form, household_id, visit_id, policy, colleagues),
            said="The risk assessment is kept.",
        )


def show_question(form: Kept, question: Question) -> None:
    """One question with its three answers; the risky one says so, with a word and not by colour alone."""
    st.radio(
        question.text,
        [answer.value for answer in Answer],
        index=None,
        horizontal=True,
        format_func=lambda value: ANSWER_WORDS[Answer(value)],
        key=form.key(f"answer:{question.key}"),
        on_change=form.changed,
    )
    answer = _answer(form, question)
    if answer is not None and (is_risk(question, answer) or answer is Answer.NOT_KNOWN):
        if is_risk(question, answer):
            st.markdown(":material/warning: **This is a risk.**")
        st.text_input(
            f"What do you know of it? ({question.text})",
            key=form.key(f"note:{question.key}"),
            on_change=form.changed,
            label_visibility="collapsed",
            placeholder="What do you know of it?",
        )


def _answer(form: Kept, question: Question) -> Answer | None:
    value = form.value(f"answer:{question.key}")
    return Answer(value) if value else None


def _needed(form: Kept, question: Question) -> Answer:
    return Answer(form.value(f"answer:{question.key}"))


def _actions(form: Kept, colleagues: list[StaffMember], today: date) -> None:
    """What is done, who does it, until when. A next line appears once one is begun."""
    names = {str(c.person_id): c.name for c in colleagues}
    for number in range(1, MOST_ACTIONS + 1):
        if number > 1 and not form.value(f"do:{number - 1}"):
            return
        what, who, when = st.columns([3, 2, 2])
        form.put(f"by:{number}", today + timedelta(days=7))
        what.text_input(f"Action {number}", key=form.key(f"do:{number}"), on_change=form.changed)
        who.selectbox(
            "Who does it",
            list(names),
            index=None,
            format_func=lambda person_id: names.get(person_id, ""),
            placeholder="Choose",
            key=form.key(f"who:{number}"),
            on_change=form.changed,
        )
        when.date_input("By", key=form.key(f"by:{number}"), format="DD/MM/YYYY", on_change=form.changed)


def _send(
    viewer: Viewer,
    form: Kept,
    household_id: UUID,
    visit_id: UUID | None,
    policy: Policy,
    colleagues: list[StaffMember],
) -> None:
    questions = policy.risk.questions
    people = {str(c.person_id): c.person_id for c in colleagues}
    given = {q.key: answer for q in questions if (answer := _answer(form, q)) is not None}
    assess(
        guard.db(),
        household_id=household_id,
        visit_id=visit_id,
        form=Assessed(
            answers=given,
            notes={q.key: form.value(f"note:{q.key}") or "" for q in questions},
            concerns=form.value("concerns") or "",
            actions=tuple(
                RiskAction(
                    text=form.value(f"do:{number}"),
                    due_on=form.value(f"by:{number}"),
                    owner_id=people.get(form.value(f"who:{number}")),
                )
                for number in range(1, MOST_ACTIONS + 1)
                if form.value(f"do:{number}")
            ),
            signed_worker=form.value("worker") or "",
            signed_agency=form.value("agency") or "",
            review_on=form.value("review_on"),
        ),
        by=viewer,
        now=guard.now(),
    )
    form.sent()
