"""One policy, opened: what it lays on whom, what it does not say, and who has read it."""

import streamlit as st

from data.commands.policy import confirm
from data.queries.policies import PolicyLine, Readers
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, plain, way_within
from pages.policy_sheet.lines import facts, state_of
from pages.policy_sheet.tables import show_table, sourced, text
from visits.alerts import ladder_of
from visits.labels import RESPONSE_WORDS, STRENGTH_WORDS
from visits.ladder_words import in_words
from visits.ladders import Ladder
from visits.permissions import Viewer
from visits.policy import Policy
from visits.policy_words import aspects
from visits.times import day_said
from visits.words import LadderKind

KINDS = {
    "silent": "The text is silent",
    "contradiction": "The text disagrees with itself",
    "published": "The text gives it away",
    "missing": "Missing from the text",
}


def show_policy(viewer: Viewer, line: PolicyLine, read_by: Readers | None) -> None:
    """The whole of one version, and whether the viewer has read it."""
    st.header(f"{line.school}: {line.policy.title}")
    st.markdown(f"{state_of(line)}  \n{facts(line)}")
    _which(line)
    _reading(viewer, line, read_by)
    rules, gaps, silence, reasons = st.tabs(
        ["What it asks for", "What it does not say", "If nobody has heard", "Reasons for a visit"]
    )
    with rules:
        _rules(line.policy)
    with gaps:
        _findings(line.policy)
    with silence:
        _ladder(line.policy)
    with reasons:
        _reasons(line.policy)


def _which(line: PolicyLine) -> None:
    """That this version is past, or still to come; and the way to the school's others."""
    if not line.is_in_force:
        ended = f" to {day_said(line.in_force_to)}" if line.in_force_to else ""
        st.info(
            f"**This version is not the one in force.** It holds from {day_said(line.in_force_from)}{ended}. "
            "Visits keep the version that they were judged by."
        )
    for other in line.versions:
        if other.version_id != line.version_id:
            way_within(
                f"Version {other.number}, from {day_said(other.in_force_from)}", policy=other.version_id
            )


def _reading(viewer: Viewer, line: PolicyLine, read_by: Readers | None) -> None:
    """BT-28, RB-14: whoever visits knows the policy. One confirmation a version."""
    if line.read_at is not None:
        st.markdown(
            f":material/check: You confirmed on {day_and_time(line.read_at)} that you have read this version."
        )
    elif viewer.person_id is not None and st.button("I have read this policy", type="primary"):
        done(
            lambda: confirm(guard.db(), version_id=line.version_id, by=viewer, now=guard.now()),
            said="Thank you. It is kept that you have read this version.",
        )
    if read_by is None:
        return
    count, of = len(read_by.have), len(read_by.have) + len(read_by.have_not)
    with st.expander(f"Read by {count} of {of} staff"):
        if read_by.have_not:
            st.markdown(f"**Not yet:** {plain(', '.join(read_by.have_not))}")
        if read_by.have:
            st.markdown(f"**Read:** {plain(', '.join(read_by.have))}")


def _rules(policy: Policy) -> None:
    show_table(
        ["Aspect", "What holds"],
        [[text(a.label), sourced(a.text, a.duties, ours=a.ours)] for a in aspects(policy)],
        caption="In short. What the text leaves open is marked as ours.",
        labelled=False,
    )
    st.subheader(f"Rule by rule: {len(policy.duties)}")
    show_table(
        ["Duty", "The text says", "In our words", "Homeward"],
        [
            [
                text(duty.id),
                text(STRENGTH_WORDS[duty.says]),
                text(duty.text),
                text(", ".join(RESPONSE_WORDS[response] for response in duty.responses)),
            ]
            for duty in policy.duties
        ],
        caption="Each sentence that the text lays on somebody, how strongly it says it, and what Homeward does about it.",
    )


def _findings(policy: Policy) -> None:
    if not policy.findings:
        st.markdown("Nothing was found that the text leaves open.")
        return
    show_table(
        ["Finding", "Kind", "What Homeward does (ours)", "Duties"],
        [
            [
                text(finding.text),
                text(KINDS[finding.kind]),
                text(finding.ours or "Nothing: it is for the school to mend."),
                text(", ".join(finding.duties) or "none"),
            ]
            for finding in policy.findings
        ],
        caption="For the next review: what the text leaves open, contradicts or gives away.",
    )


def _ladder(policy: Policy) -> None:
    if policy.overdue.ours:
        st.markdown("**These steps are ours, not the policy's:** its text has none.")
    _steps(policy.overdue)
    st.subheader("If a pupil was not seen")
    whose = "The policy's own steps" if policy.pupil_not_seen else "Steps of ours: the policy's text has none"
    st.markdown(f"{whose}. They are off until a school turns them on (People, School).")
    _steps(ladder_of(LadderKind.PUPIL_NOT_SEEN, policy))


def _steps(ladder: Ladder) -> None:
    show_table(
        ["Step", "Who acts", "Who is told", "What follows", "Duties"],
        [
            [
                text(step.title),
                text(step.acts),
                text(step.tells or "nobody else"),
                "<br>".join(text(one) for one in (*([step.police] if step.police else []), *step.follows)),
                text(", ".join(step.duties) or "ours"),
            ]
            for step in in_words(ladder)
        ],
        caption="A step goes on by what came of it. Minutes only remind.",
    )


def _reasons(policy: Policy) -> None:
    show_table(
        ["Reason", "Only if", "Duties"],
        [
            [
                text(reason.label),
                text("; ".join(choice.label for choice in reason.conditions) or "no condition"),
                text(", ".join(reason.duties)),
            ]
            for reason in policy.reasons
        ],
        caption="The reasons for which this policy lets somebody visit.",
    )
    other = policy.other_reason
    if other is None:
        st.markdown("Another reason is not taken.")
    else:
        source = "ours, not the policy's" if other.ours else ", ".join(other.duties)
        st.markdown(f"Another reason may be given ({source}), and it says so.")
