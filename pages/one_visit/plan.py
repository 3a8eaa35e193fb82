"""What was planned: who goes, where, when and why, and what the policy said of it."""

from datetime import datetime

import streamlit as st

from data.queries.visit import StopSeen, VisitSeen
from pages.parts import LONDON, clock_time, day_and_time, moment, phone_link, plain, way_to
from visits.compliance.answers import Verdict
from visits.labels import ASSESSMENT_WORDS, KIND_WORDS, OUTCOME_WORDS, TRAVEL_WORDS
from visits.permissions import Action, Viewer, may
from visits.words import AssessmentState, VisitorRole

VERDICT_WORDS = {
    Verdict.OK: "In order",
    Verdict.WARN: "Asked for a reason",
    Verdict.BLOCK: "Not allowed",
    Verdict.RECORD: "Not met, kept on record",
}
PARTS = {VisitorRole.LEAD: "lead", VisitorRole.SECOND: "second"}


def show_plan(viewer: Viewer, seen: VisitSeen) -> None:
    """The plan, stop by stop."""
    row = seen.loaded.row
    st.markdown(
        f"**{KIND_WORDS[row.kind]}** · {plain(seen.reason)}  \n"
        f"{day_and_time(row.out_at)} to {clock_time(row.back_at)} · {plain(seen.loaded.school.name)}"
    )
    for stop in seen.stops:
        _stop(viewer, seen, stop)
    for visitor in row.visitors:
        more = ", ".join(plain(text) for text in (visitor.part, visitor.organisation) if text)
        st.markdown(
            f"**{plain(visitor.name)}**, {PARTS[visitor.role]}{f' ({more})' if more else ''} · "
            f"{phone_link(visitor.mobile)}"
        )
    _facts(seen)


def _stop(viewer: Viewer, seen: VisitSeen, stop: StopSeen) -> None:
    count = len(seen.stops)
    number = f"Stop {stop.row.position} of {count}: " if count > 1 else ""
    pupils = ", ".join(plain(name) for _, name in stop.pupils)
    lines = [
        f"{number}**{plain(stop.home or 'No home on record')}**{f' ({pupils})' if pupils else ''}",
        f"{plain(stop.row.address)} · {clock_time(stop.row.due_in_at)} to {clock_time(stop.row.due_out_at)}",
    ]
    if stop.row.outcome is not None:
        who = f": {plain(stop.row.who_was_seen)}" if stop.row.who_was_seen else ""
        lines.append(f"{OUTCOME_WORDS[stop.row.outcome]}{who}")
    if stop.flags:
        lines.append("**Know before you knock:** " + "; ".join(plain(flag) for flag in stop.flags))
    if stop.assessment is not None:
        done = stop.assessment in (AssessmentState.IN_DATE, AssessmentState.DUE)
        word = ASSESSMENT_WORDS[stop.assessment].lower()
        lines.append(f"Risk assessment: {word if done else f'**{word}**'}")
    with st.container(border=True, key=f"stop-{stop.row.id}"):
        st.markdown("  \n".join(lines))
        home_id = stop.row.household_id
        if home_id is not None and may(
            viewer, Action.ASSESS_RISK, school_id=seen.loaded.row.school_id, involved=seen.involved
        ):
            way_to(viewer, "risk", "Home and risk assessment", home=home_id, visit=seen.loaded.row.id)


def _facts(seen: VisitSeen) -> None:
    row = seen.loaded.row
    car = " ".join(
        part
        for part in (row.vehicle_colour, row.vehicle_make, row.vehicle_model, row.vehicle_registration)
        if part
    )
    exceptions = {choice.key: choice.label for choice in seen.loaded.policy.announcement.exceptions}
    why_not = exceptions.get(row.told_exception, row.told_exception) or "no reason given"
    told = {True: "Yes", False: f"No: {why_not}", None: "Nobody said"}
    pairs = (
        ("Purpose", row.purpose),
        ("Who must be seen", row.who_to_see),
        ("Tried before", row.alternatives),
        ("Parents told beforehand", told[row.told]),
        ("Travel", f"{TRAVEL_WORDS[row.travel]}{f', {car}' if car else ''}"),
        ("Plan with the other service", row.agency_plan),
        ("Planned by", seen.planned_by),
        ("Authorised by", seen.authorised_by),
    )
    st.markdown("  \n".join(f"{name}: {plain(text)}" for name, text in pairs if text))


def show_answers(seen: VisitSeen) -> None:
    """What the policy said when the visit was asked for: first what was not in order, with the reasons given."""
    lines = []
    for answer in sorted(seen.answers, key=lambda answer: answer.verdict == Verdict.OK):
        duties = ", ".join(str(duty) for duty in answer.duties)
        reason = f" Reason given: {plain(answer.reason)}" if answer.reason else ""
        word = VERDICT_WORDS[Verdict(answer.verdict)]
        bold = word if answer.verdict == Verdict.OK else f"**{word}**"
        lines.append(f"- {bold}: {plain(answer.sentence)} {duties}{reason}")
    st.markdown("\n".join(lines))


def show_marks(seen: VisitSeen, *, now: datetime) -> None:
    """What is said of this visit for ever."""
    row = seen.loaded.row
    if row.retrospective:
        st.warning(
            f"Logged after it had ended, on {day_and_time(row.created_at, tz=LONDON)}.",
            icon=":material/history:",
        )
    elif row.unauthorised:
        looked = (
            f" A leader looked at that {moment(row.unauthorised_reviewed_at, now=now)}."
            if row.unauthorised_reviewed_at
            else " No leader has looked at that yet."
        )
        st.warning(f"Left before anybody had authorised it.{looked}", icon=":material/report:")
    if row.emergency_at is not None:
        over = f", stood down {moment(row.stood_down_at, now=now)}" if row.stood_down_at else ""
        st.warning(
            f"Emergency raised {moment(row.emergency_at, now=now)}{over}.", icon=":material/emergency:"
        )
    if row.declined_reason:
        st.info(f"Declined: {plain(row.declined_reason)}", icon=":material/block:")
