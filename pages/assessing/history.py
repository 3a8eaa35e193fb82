"""What is known of a home: its assessments one after the other, its flags, its people, what happened there."""

from collections.abc import Mapping
from datetime import date, datetime

import streamlit as st

from data.commands.household import add_flag, end_flag
from data.commands.risk import sign
from data.queries.household import Flag, Home
from data.queries.past import Past
from data.queries.risk_pages import Assessment, Line
from pages import guard
from pages.attempts import done
from pages.mine.tasks import show_task
from pages.parts import clock_time, moment, phone_link, plain, way_to
from visits.assessments import ANSWER_WORDS, FLAG_WORDS, Answer, FlagKind, state
from visits.labels import ASSESSMENT_WORDS, OUTCOME_WORDS, STATE_WORDS
from visits.permissions import Action, Viewer, may
from visits.pupils import ROLL_WORDS, Roll
from visits.times import day_said


def show_people(home: Home) -> None:
    """Who lives there, and whom one may speak to (BT-22)."""
    for pupil in home.pupils:
        roll = f", {ROLL_WORDS[pupil.roll].lower()}" if pupil.roll is not Roll.ON else ""
        st.markdown(f"**{plain(pupil.name)}**, year {plain(pupil.year_group)}{roll}")
    for contact in home.contacts:
        if contact.no_contact:
            words = "**no contact**"
        elif contact.parental_responsibility:
            words = "parental responsibility"
        else:
            words = (
                "may be spoken to" if contact.may_be_spoken_to else "**not to be spoken to of this child**"
            )
        phone = f" · {phone_link(contact.phone)}" if contact.phone and not contact.no_contact else ""
        st.markdown(f"{plain(contact.name)} ({plain(contact.relationship)}): {words}{phone}")


def show_flags(viewer: Viewer, home: Home, flags: tuple[Flag, ...], *, now: datetime, marks: bool) -> None:
    """What whoever stands at the door must know, and for who `marks` homes the form to add to it."""
    holding = [flag for flag in flags if flag.ended_at is None]
    for flag in holding:
        with st.container(horizontal=True, vertical_alignment="center", key=f"flag-{flag.flag_id}"):
            kind = FLAG_WORDS[FlagKind(flag.kind)] if flag.kind in set(FlagKind) else flag.kind
            note = "" if flag.note == kind else f": {plain(flag.note)}"
            st.markdown(f":material/flag: **{plain(kind)}**{note} · since {moment(flag.from_at, now=now)}")
            if marks and st.button("No longer so", key=f"end-{flag.flag_id}"):
                done(
                    lambda flag_id=flag.flag_id: end_flag(
                        guard.db(), flag_id=flag_id, by=viewer, now=guard.now()
                    ),
                    said="Noted that this no longer holds. It stays in the home's history.",
                )
    for linked in home.linked:
        st.markdown(f":material/flag: **{plain(linked.words)}**. Ring them for more.")
    if not holding and not home.linked:
        st.markdown("Nothing is marked.")
    if not marks:
        return
    with st.expander("Mark something to know at the door"):
        kind = st.selectbox(
            "What is it",
            list(FlagKind),
            index=None,
            format_func=lambda k: FLAG_WORDS[k],
            placeholder="Choose",
            key="flag_kind",
        )
        note = st.text_input("In a few words", key="flag_note")
        if st.button("Mark it", key="add_flag", disabled=kind is None) and kind is not None:
            done(
                lambda: add_flag(
                    guard.db(),
                    household_id=home.household_id,
                    kind=kind,
                    note=note,
                    by=viewer,
                    now=guard.now(),
                ),
                said="Marked. Whoever goes there is shown it.",
            )


def show_past(viewer: Viewer, past: Past) -> None:
    """Visits that went there before."""
    for one in past.visits:
        outcome = OUTCOME_WORDS[one.outcome] if one.outcome else STATE_WORDS[one.state]
        seen = f", {plain(one.seen)}" if one.seen else ""
        st.markdown(
            f"**{day_said(one.out_at.date())}, {clock_time(one.out_at)}** · {plain(one.reason)} · {outcome}{seen} · "
            f"{plain(' and '.join(one.visitors))}"
        )
        way_to(viewer, "visit", "Open", visit=one.visit_id)
    if past.others:
        last = f", the last on {day_said(past.last_other_at.date())}" if past.last_other_at else ""
        more = "more visit" if past.others == 1 else "more visits"
        st.markdown(f"{past.others} {more} by others{last}. Who was not on a visit does not read it.")
    if not past.visits and not past.others:
        st.markdown("No visit has been there yet.")


def show_assessments(
    viewer: Viewer, school: Home, history: tuple[Assessment, ...], *, today: date, now: datetime
) -> None:
    """Each assessment, the one in force open."""
    signs = may(viewer, Action.AUTHORISE, school_id=school.school_id)
    for place, one in enumerate(history):
        stands = ASSESSMENT_WORDS[state(one.held, today)] if place == 0 else "Earlier"
        with st.expander(f"{stands}: made {day_said(one.assessed_on)}", expanded=place == 0):
            show_one(viewer, one, signs=signs and place == 0, now=now)


def _answer(line: Line, words: Mapping[Answer, str]) -> str:
    mark = ":material/warning: **Risk:** " if line.is_risk else ""
    note = f" ({plain(line.note)})" if line.note else ""
    return f"{mark}{plain(line.text)} **{words[line.answer]}**{note}"


def show_one(
    viewer: Viewer,
    one: Assessment,
    *,
    signs: bool,
    now: datetime,
    words: Mapping[Answer, str] = ANSWER_WORDS,
    summary: str = "{risks} of {of} answers are a risk.",
) -> None:
    """One assessment: what is a risk first, then the rest."""
    if one.not_known:
        st.markdown(f"Put off in an emergency by {plain(one.by_name)}, {moment(one.made_at, now=now)}.")
        return
    until = f"Good until {day_said(one.valid_until)}." if one.valid_until else ""
    st.markdown(f"{summary.format(risks=one.risks, of=len(one.lines))} {until}")
    lines = sorted(one.lines, key=lambda line: (not line.is_risk, line.answer is not Answer.NOT_KNOWN))
    st.markdown("\n".join(f"- {_answer(line, words)}" for line in lines))
    if one.concerns:
        st.markdown(f"Concerns: {plain(one.concerns)}")
    for action in one.actions:
        show_task(viewer, action, now=now, where="risk")
    signed = [
        f"by {one.signed_worker}",
        f"by {one.signed_agency} for another agency" if one.signed_agency else "",
        f"by {one.signed_manager} as manager" if one.signed_manager else "not yet by a manager",
    ]
    st.markdown("Signed " + plain(", ".join(part for part in signed if part)) + ".")
    if (
        signs
        and not one.signed_manager
        and one.by_name != viewer.name
        and st.button("Sign as manager", key=f"sign-{one.assessment_id}")
    ):
        done(
            lambda: sign(guard.db(), assessment_id=one.assessment_id, by=viewer, now=guard.now()),
            said="Signed.",
        )
