"""Authorise: what somebody who decides needs on one screen, and yes or no."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import streamlit as st

from data.commands import authorise as deciding
from data.commands.core import Invalid, Refused
from data.opened import DatabaseError
from data.queries.authorise import StepAhead, Waiting, waiting
from data.queries.people import Contact
from pages import guard, looking
from pages.attempts import NOT_SAVED
from pages.lost import said_if_lost
from pages.one_visit.plan import show_plan
from pages.parts import ago, duty_badge, moment, nothing, phone_link, plain
from visits.compliance import Verdict
from visits.labels import OUTCOME_WORDS, ROLE_WORDS, STATE_WORDS
from visits.permissions import Action, Viewer
from visits.times import said_in_full

SAID = "authorise_said"
VERDICTS = {
    Verdict.BLOCK: (":material/block:", "Stops it"),
    Verdict.WARN: (":material/warning:", "Warning"),
    Verdict.RECORD: (":material/edit_note:", "Not as the policy asks"),
}


def _page(viewer: Viewer) -> None:
    now = guard.now()
    with guard.db().read() as session:
        found = waiting(session, viewer, now=now)
    if not found:
        nothing(
            "Nothing waits to be authorised.",
            "A visit stands here from the moment somebody asks for it until somebody decides.",
        )
    for one in found:
        with st.container(border=True, key=f"waiting-{one.seen.loaded.row.id}"):
            _show(viewer, one, now)


def _show(viewer: Viewer, one: Waiting, now: datetime) -> None:
    row = one.seen.loaded.row
    looking.at_visit(viewer, row.id, page="authorise")
    st.header(f"Leaves {moment(row.out_at, now=now)}")
    late = f" They meant to leave {ago(row.out_at, now=now)}." if row.out_at < now else ""
    st.markdown(f"Asked for {ago(one.asked_at, now=now)} by {plain(one.seen.planned_by)}.{late}")
    _decide(one)
    plan, policy = st.columns([3, 2], gap="large")
    with plan:
        show_plan(viewer, one.seen)
        _history(one)
    with policy:
        _answers(one)
        _watch(one, now)


def _decide(one: Waiting) -> None:
    """Yes or no, or the sentence why it is not this person's to say."""
    if not one.say.allowed:
        st.info(one.say.sentence, icon=":material/block:")
        return
    departs = st.warning if one.say.departs else st.markdown
    departs(f"{one.say.sentence} ({duty_badge(one.say.duties)})")
    row = one.seen.loaded.row
    st.text_input("Why not? Needed to decline; the planner reads it.", key=f"why-{row.id}", max_chars=300)
    with st.container(horizontal=True):
        # As callbacks: they carry the version that stood on the screen, not one that came since.
        st.button(
            "Authorise",
            key=f"yes-{row.id}",
            type="primary",
            disabled=one.stopped,
            on_click=_yes,
            args=(row.id, one.version),
        )
        st.button("Decline", key=f"no-{row.id}", on_click=_no, args=(row.id, one.version))
    if one.stopped:
        st.markdown(
            "The policy stops this visit as it is planned. Decline it, so that the planner changes it."
        )


def _yes(visit_id: UUID, version: int) -> None:
    _carry_out(
        lambda by, now: deciding.authorise(guard.db(), visit_id=visit_id, version=version, by=by, now=now),
        "Authorised. The office signs them out when they leave.",
    )


def _no(visit_id: UUID, version: int) -> None:
    reason = st.session_state.get(f"why-{visit_id}", "")
    _carry_out(
        lambda by, now: deciding.decline(
            guard.db(), visit_id=visit_id, version=version, reason=reason, by=by, now=now
        ),
        "Declined. The planner sees your reason.",
    )


def _carry_out(decide: Callable[[Viewer, datetime], None], said: str) -> None:
    try:
        decide(guard.person(), guard.now())
    except (Refused, Invalid) as why:
        st.session_state[SAID] = (False, str(why))
    except DatabaseError:
        st.session_state[SAID] = (False, NOT_SAVED)
    else:
        st.session_state[SAID] = (True, said)


def _say() -> None:
    well, sentence = st.session_state.pop(SAID, (True, ""))
    if sentence:
        (st.success if well else st.error)(sentence, icon=":material/check:" if well else ":material/error:")


def _answers(one: Waiting) -> None:
    """What is not in order, worst first; the rest is one line."""
    st.subheader("What the policy says")
    for verdict, (icon, word) in VERDICTS.items():
        for answer in (a for a in one.answers if a.verdict is verdict):
            reason = f"  \nReason given: {plain(answer.reason)}" if answer.reason else ""
            badge = duty_badge(answer.duties, ours=answer.ours)
            st.markdown(f"{icon} **{word}:** {plain(answer.sentence)} ({badge}){reason}")
    fine = sum(a.verdict is Verdict.OK for a in one.answers)
    st.markdown(f":material/check: {fine} of {len(one.answers)} in order.")


def _watch(one: Waiting, now: datetime) -> None:
    """When silence becomes an alert, and who is there for each step then."""
    st.subheader("If nobody calls")
    if one.overdue_at is not None:
        st.markdown(f"Overdue at **{moment(one.overdue_at, now=now)}**. Then:")
    st.markdown("\n".join(f"{number}. {_step(step)}" for number, step in enumerate(one.ladder, start=1)))


def _step(step: StepAhead) -> str:
    """What is done, by whom, and who hears of it. A step that tells somebody is no use if they are not there."""
    line = f"{plain(step.text)}: {_people(step.acts)}"
    if step.told or step.tells:
        line += f". Told: {_people(step.told)}"
    return line


def _people(people: tuple[Contact, ...]) -> str:
    named = (f"{plain(p.name)} ({ROLE_WORDS[p.role]}) {phone_link(p.mobile)}" for p in people[:3])
    more = f" and {len(people) - 3} more" if len(people) > 3 else ""
    return f"{', '.join(named)}{more}" if people else "**nobody is on duty then**"


def _history(one: Waiting) -> None:
    st.subheader("Visits to this home before" if len(one.seen.stops) < 2 else "Visits to these homes before")
    if not any(past.visits or past.others for past in one.past.values()):
        st.markdown("None on record: this is the first.")
    for past in one.past.values():
        for visit in past.visits:
            outcome = OUTCOME_WORDS[visit.outcome] if visit.outcome else STATE_WORDS[visit.state]
            st.markdown(
                f"{said_in_full(visit.out_at)}: {plain(visit.reason)}. {outcome}. "
                f"{plain(' and '.join(visit.visitors))}"
            )
        if past.others and past.last_other_at is not None:
            st.markdown(
                f"{past.others} that you were not on, the last on {said_in_full(past.last_other_at)}."
            )


viewer = guard.require(Action.AUTHORISE)
st.title("Authorise")
_say()
with said_if_lost("What waits to be authorised"):
    _page(viewer)
