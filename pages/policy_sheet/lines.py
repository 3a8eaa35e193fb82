"""One line a policy: is its review late, who owns it, what does it not say?"""

from datetime import date

import streamlit as st

from data.queries.policies import PolicyLine, SchoolWithout
from pages.parts import plain, way_within
from visits.policy_words import review_day
from visits.reviews import ReviewState
from visits.times import day_said

ICONS = {
    ReviewState.OVERDUE: ":material/event_busy:",
    ReviewState.WITHIN_30: ":material/event_upcoming:",
    ReviewState.WITHIN_60: ":material/event_upcoming:",
    ReviewState.WITHIN_90: ":material/event_upcoming:",
    ReviewState.LATER: ":material/event_available:",
    ReviewState.NO_DATE: ":material/event_note:",
}
WITHIN = {
    ReviewState.WITHIN_30: " (within 30 days)",
    ReviewState.WITHIN_60: " (within 60 days)",
    ReviewState.WITHIN_90: " (within 90 days)",
}


def summary(lines: list[PolicyLine]) -> str:
    """The answer before the list: how many are late, due soon, or without a date. Of one policy its line says it."""
    if len(lines) == 1:
        return ""
    states = [line.standing.state for line in lines]
    late = states.count(ReviewState.OVERDUE)
    none = states.count(ReviewState.NO_DATE)
    soon = sum(state in WITHIN for state in states)
    parts = [f"**{late} of {len(lines)}** reviews {'is' if late == 1 else 'are'} overdue"]
    parts += [f"{soon} due within 90 days"] if soon else []
    parts += [f"{none} {'text gives' if none == 1 else 'texts give'} no date"] if none else []
    return ", ".join(parts) + ". "


def state_of(line: PolicyLine) -> str:
    """ "Overdue by 53 days", with its icon and the day."""
    review, standing = line.policy.review, line.standing
    day = review_day(review.next, is_month=review.next_is_month)
    due = f" · next review {day}" if review.next else " for the next review"
    return f"{ICONS[standing.state]} **{standing.sentence}**{WITHIN.get(standing.state, '')}{due}"


def show_line(line: PolicyLine) -> None:
    """One policy in force, with the way into it."""
    with st.container(border=True, key=f"policy-{line.version_id}"):
        st.markdown(
            f"**{plain(line.school)}** · {plain(line.policy.title)}  \n{state_of(line)}  \n{facts(line)}"
        )
        if line.next_from:
            st.markdown(
                f":material/schedule: Version {line.newest.number} takes over on {day_said(line.next_from)}."
            )
        way_within(f"Open the policy of {line.school}", policy=line.version_id)


def facts(line: PolicyLine) -> str:
    """Since when, last review, whose, approved by whom, how many findings."""
    review, count = line.policy.review, len(line.policy.findings)
    parts = [
        f"Version {line.number}, in force since {day_said(line.in_force_from)}",
        f"last review: {review_day(review.last, is_month=review.last_is_month)}",
        f"owner: {plain(review.owner)}",
        f"approved by: {plain(review.approver) if review.approver else 'not named'}{_when(review.approved_on)}",
        f"{count} finding{'' if count == 1 else 's'} for the next review",
    ]
    return " · ".join(parts)


def show_without(school: SchoolWithout) -> None:
    """A school that has adopted none: nothing can be authorised there."""
    with st.container(border=True, key=f"without-{school.school_id}"):
        begins = f" One begins on {day_said(school.next_from)}." if school.next_from else ""
        st.markdown(
            f"**{plain(school.school)}**  \n:material/event_busy: **No policy in force.** "
            f"No visit can be asked for there.{begins}"
        )
        if school.may_adopt:
            way_within(f"Adopt a policy for {school.school}", school=school.school_id)
        else:
            st.markdown("Its Lead DSL or its headteacher adopts one, on this page.")


def _when(approved_on: date | None) -> str:
    return f", {day_said(approved_on)}" if approved_on else ""
