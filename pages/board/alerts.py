"""An open alert on the board: who, where, which step, and what came of it."""

from datetime import datetime
from uuid import UUID

import streamlit as st

from data.commands import alert as alerts
from data.commands.core import Invalid, Refused
from data.queries.alert_card import AlertCard, StepLine, VisitorLine
from data.queries.people import Contact
from pages import acting, guard
from pages.board.danger import ask_which
from pages.board.ending import Command, Ending, show_ending
from pages.board.results import outcome_words, show_results
from pages.board.rows import word_buttons
from pages.board.said import say, say_why_not
from pages.board.script import show_script
from pages.board.words import Row
from pages.parts import ago, clock_time, duty_badge, moment, overdue, phone_link, plain, until, way_to
from visits.labels import EVENT_WORDS, OUTCOME_WORDS, ROLE_WORDS, STAGE_WORDS, STEP_OUTCOME_WORDS
from visits.notices import DRILL
from visits.permissions import Viewer
from visits.words import LadderKind, StepKind, StepOutcome

MORE_MINUTES = (10, 15, 20, 30)
MAYBE = (
    "**An emergency at this school has no visit yet, and may be about this one: find out which visit it is before "
    "anybody is rung.**"
)


def show_alert(
    viewer: Viewer, card: AlertCard, out: list[Row], *, row: Row | None = None, now: datetime
) -> None:
    """One alert, whole: most of what a person with a phone in hand needs stands above the buttons.

    `row` is its visit as the board lists it: its words are recorded here, and it has no place of its own besides.
    """
    with st.container(border=True, key=f"alert-{card.id}"):
        (st.info if card.drill else st.error)(_headline(card, now=now), icon=":material/warning:")
        if people := _people(card):
            st.markdown(people)
        st.markdown(_where(card, now=now))
        ask_which(card, out)
        if card.emergency_open:
            st.markdown("**There is an emergency on this visit: ring nobody back unless you are told to.**")
        elif card.emergency_maybe:
            st.markdown(MAYBE)
        _step(viewer, card, now=now)
        if row is not None:
            st.markdown("**Word from them:**")
            word_buttons(row)
        show_results(card, now=now)
        sure = card.accounted_at is not None and (card.drill or card.kind is not LadderKind.EMERGENCY)
        called = card.police_called_at is not None
        unheard = tuple((v.id, v.name) for v in card.visitors if v.due)
        end = Ending(alert_id=card.id, drill=card.drill, sure=sure, police_called=called, unheard=unheard)
        show_ending(end, press)


def show_alert_to_read(viewer: Viewer, card: AlertCard, *, now: datetime) -> None:
    """The same for who may read it and no more."""
    with st.container(border=True, key=f"alert-{card.id}"):
        (st.info if card.drill else st.error)(_headline(card, now=now), icon=":material/warning:")
        if card.drill or card.visit_id is None:
            st.markdown(_people(card))
        else:
            danger = card.kind is LadderKind.EMERGENCY
            st.markdown("  \n".join(_visitor(one, danger=danger) for one in card.visitors))
        st.markdown(_where(card, now=now))
        way_to(viewer, "briefing", "Emergency briefing", alert=card.id)


def _headline(card: AlertCard, *, now: datetime) -> str:
    drill = "DRILL. " if card.drill else ""
    if card.drill and card.accounted_at is not None:
        return f"**DRILL. The ladder has been walked** · {plain(card.school)} · end the drill"
    if card.kind is LadderKind.EMERGENCY:
        return f"**{drill}Emergency, raised {ago(card.raised_at, now=now)}** · {plain(card.school)}"
    if card.kind is LadderKind.PUPIL_NOT_SEEN:
        return _not_seen(card, now=now)
    if card.accounted_at is not None:
        heard = ago(card.accounted_at, now=now)
        return f"**{drill}Everybody has been heard of, {heard}** · {plain(card.school)} · not stood down yet"
    what = f", to {STAGE_WORDS[card.due_stage]}" if card.due_stage else ""
    if card.drill:
        return f"**DRILL. Overdue, begun {ago(card.raised_at, now=now)}** · {plain(card.school)}"
    late = overdue(card.due_at, now=now)
    return f"**{late}**{what} by {moment(card.due_at, now=now)} · {plain(card.school)}"


def _not_seen(card: AlertCard, *, now: datetime) -> str:
    """About the child, so it says nothing of whether the visitors were heard of."""
    if card.accounted_at is not None:
        since = ago(card.accounted_at, now=now)
        return f"**The child was heard of, {since}** · {plain(card.school)} · not stood down yet"
    how = OUTCOME_WORDS[card.stop.outcome].lower() if card.stop and card.stop.outcome else "not seen"
    return f"**Pupil not seen: {how}**, said {ago(card.raised_at, now=now)} · {plain(card.school)}"


def _people(card: AlertCard) -> str:
    """Everybody on the visit, but for those whom the open step names with their buttons."""
    if card.drill:
        return f"**{DRILL}** Do what the step asks, without ringing the police, a family or the visitors."
    if card.visit_id is None:
        return "Which visit it is, is not known yet."
    named = card.step is not None and card.step.by_name
    danger = card.kind is LadderKind.EMERGENCY
    return "  \n".join(_visitor(v, danger=danger) for v in card.visitors if not (named and v.due))


def _visitor(visitor: VisitorLine, *, danger: bool = False) -> str:
    """One visitor. In danger, that word of them came before says nothing of how they are now."""
    heard = "not heard of" if visitor.due else "in danger, or may be" if danger else "heard of"
    state = "back" if visitor.back else heard
    said = f", {STEP_OUTCOME_WORDS[visitor.outcome].lower()}" if visitor.outcome else ""
    return f"**{plain(visitor.name)}** {phone_link(visitor.mobile)} · {state}{said}"


def _where(card: AlertCard, *, now: datetime) -> str:
    lines = []
    if card.stop is not None:
        place = card.stop
        until_at = moment(place.due_out_at, now=now)
        lines.append(
            f"Stop {place.number} of {place.of}: **{plain(place.address)}**, planned until {until_at}"
        )
        lines += [f"**Flag:** {plain(flag)}" for flag in place.flags]
    facts = [plain(card.vehicle)] if card.vehicle else []
    if card.last_word is not None:
        which = f"stop {card.last_word.stop_number}" if card.last_word.stop_number else "the stop"
        word = EVENT_WORDS[card.last_word.kind].replace("the stop", which)
        heard_at = moment(card.last_word.at, now=now)
        facts.append(f"last word: {word}, {heard_at} ({card.last_word.via})")
    if card.unauthorised:
        facts.append("**Left without authorisation**")
    if facts:
        lines.append(" · ".join(facts))
    lines += [f"Home: {plain(h.name)} {phone_link(h.phone)}" for h in card.home_phones]
    if card.heard:
        what = "Not seen at" if card.kind is LadderKind.PUPIL_NOT_SEEN else "Heard"
        lines.append(f"{what}: {plain(card.heard)}")
    return "  \n".join(lines)


def _step(viewer: Viewer, card: AlertCard, *, now: datetime) -> None:
    step = card.step
    if step is None:
        return
    st.markdown(_step_words(step, now=now))
    if step.kind is StepKind.RING_VISITORS and card.has_phrase:
        show_script(card.school_id, card.id, now=now)
    if step.by_name:
        for visitor in card.visitors:
            if visitor.due:
                _outcome_buttons(card, step, visitor)
    elif step.kind is not StepKind.POLICE or card.drill:
        _outcome_buttons(card, step, None)
    else:
        _police(card, step)
    with st.container(horizontal=True, vertical_alignment="center"):
        if step.remind_at is not None:
            _button("I have it", f"ack-{card.id}", _acknowledge, card.id)
        if card.concern_leads_to:
            _button("Cause for concern now", f"concern-{card.id}", _concern, card.id)
        way_to(viewer, "briefing", "Open briefing", alert=card.id)
    if card.next_step is not None:
        who = _contacts(card.next_step.people) or "nobody is on duty for it"
        st.markdown(f"Next: {plain(card.next_step.text)} ({who})")


def _step_words(step: StepLine, *, now: datetime) -> str:
    acts = _contacts(step.people)
    whose = acts or " or ".join(ROLE_WORDS[r] for r in step.acts) + ", none of whom is on duty"
    parts = [
        f"**Step {step.number} of {step.of}: {plain(step.text)}** ({duty_badge(step.duties, ours=step.ours)})"
    ]
    if step.acknowledged_by:
        parts.append(f"{plain(step.acknowledged_by)} has it.")
    elif step.remind_at is not None:
        parts.append(f"For {whose}. Reminder {until(step.remind_at, now=now)}.")
    if step.tells:
        told = _contacts(step.tells_people) or "none of them is on duty"
        parts.append(f"To be told, {' or '.join(ROLE_WORDS[r] for r in step.tells)}: {told}.")
    return "  \n".join(parts)


def _contacts(people: tuple[Contact, ...]) -> str:
    return ", ".join(f"{plain(p.name)} {phone_link(p.mobile)}" for p in people[:3])


def _outcome_buttons(card: AlertCard, step: StepLine, visitor: VisitorLine | None) -> None:
    whom = visitor.id if visitor else None
    if visitor:
        st.markdown(_visitor(visitor))
    with st.container(horizontal=True):
        for outcome in step.outcomes:
            words = outcome_words(card, outcome)
            _button(
                f"{words} :small[{plain(visitor.name)}]" if visitor else words,
                f"{outcome}-{card.id}-{whom}",
                _record,
                card.id,
                step.key,
                whom,
                outcome,
                said=f"{plain(visitor.name)}: {words.lower()}" if visitor else words,
            )


def _police(card: AlertCard, step: StepLine) -> None:
    """Homeward never rings the police. A person decides and calls; when, and the reference, is kept."""
    if card.police_called_at is not None:
        st.markdown(
            "**The police have been called.** Have the briefing at hand for them; the reference can be "
            "corrected there. Stand down when everybody is safe."
        )
        return
    asked = {
        "immediately_999": "The policy says: ring the police at once, on 999.",
        "101": "The policy says: ring the police, on 101.",
    }.get(step.police or "", "A person decides whether the police are needed.")
    st.markdown(f"**{asked}**")
    st.text_input("Police reference, if you have one", key=f"police-{card.id}", max_chars=80)
    with st.container(horizontal=True):
        _button("Police called now", f"called-{card.id}", _police_called, card.id)
        if StepOutcome.POLICE_NOT_NEEDED in step.outcomes:
            not_needed = StepOutcome.POLICE_NOT_NEEDED
            label = STEP_OUTCOME_WORDS[not_needed]
            _button(label, f"not-needed-{card.id}", _record, card.id, step.key, None, not_needed)


def press(label: str, key: str, command: Command, *, primary: bool = False) -> None:
    """A button of the board that carries out a command and says what came of it."""
    _button(label, key, command, primary=primary)


def _button(
    label: str, key: str, callback: object, *args: object, primary: bool = False, said: str = ""
) -> None:
    """A button that records something; `said` is what is then told to be recorded, if not the label."""
    st.button(
        label,
        key=key,
        type="primary" if primary else "secondary",
        on_click=_carry_out,
        args=(said or label, callback, *args),
    )


def _carry_out(said: str, callback: object, *args: object) -> None:
    by = acting.person_acting()
    if by is None or not callable(callback):
        return
    now = guard.now()
    try:
        callback(by, now, *args)
    except (Refused, Invalid) as why:
        say_why_not(why, now=now)
    else:
        say(f"Recorded at {clock_time(now)}. {said}.", now=now)


def _acknowledge(by: Viewer, now: datetime, alert_id: UUID) -> None:
    alerts.acknowledge(guard.db(), alert_id=alert_id, by=by, now=now)


def _concern(by: Viewer, now: datetime, alert_id: UUID) -> None:
    alerts.cause_for_concern_now(guard.db(), alert_id=alert_id, by=by, now=now)


def _record(
    by: Viewer, now: datetime, alert_id: UUID, step_key: str, whom: UUID | None, outcome: StepOutcome
) -> None:
    alerts.record_step(
        guard.db(), alert_id=alert_id, step_key=step_key, outcomes={whom: outcome}, by=by, now=now
    )


def _police_called(by: Viewer, now: datetime, alert_id: UUID) -> None:
    reference = st.session_state.get(f"police-{alert_id}", "")
    alerts.police_called(guard.db(), alert_id=alert_id, called_at=now, reference=reference, by=by, now=now)
