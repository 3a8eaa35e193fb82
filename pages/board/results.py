"""What was recorded of an open alert, a line for each that counts, with what was said before it in words."""

from datetime import datetime

import streamlit as st

from data.queries.alert_card import AlertCard, ResultLine
from pages.parts import clock_time, moment, plain
from visits.labels import STEP_OUTCOME_WORDS
from visits.words import StepOutcome


def show_results(card: AlertCard, *, now: datetime) -> None:
    """What came of each step, of each visitor by name, and that the police were called."""
    lines = [_line(card, result) for result in card.results]
    if card.police_called_at is not None:
        reference = f", reference {plain(card.police_reference)}" if card.police_reference else ""
        by = plain(card.police_called_by or "")
        lines.append(f"- {moment(card.police_called_at, now=now)} police called by {by}{reference}")
    if lines:
        st.markdown("\n".join(lines))


def outcome_words(card: AlertCard, outcome: StepOutcome) -> str:
    """An outcome as it is said of this alert."""
    if card.drill and outcome is StepOutcome.POLICE_NOT_NEEDED:
        return "Said what we would do"
    return STEP_OUTCOME_WORDS[outcome]


def _line(card: AlertCard, result: ResultLine) -> str:
    whom = f"{plain(result.visitor)}, " if result.visitor else ""
    before = ", ".join(f"{clock_time(one.at)} {_said(card, one)}" for one in result.before)
    return (
        f"- {clock_time(result.at)} {plain(result.step_text)}: {whom}{_said(card, result)}"
        f"{f'. Before that, and no longer counted: {before}' if before else ''}"
    )


def _said(card: AlertCard, result: ResultLine) -> str:
    """The outcome, who recorded it, and what they wrote beside it."""
    note = f": {plain(result.note)}" if result.note else ""
    return f"{outcome_words(card, result.outcome).lower()} ({plain(result.by_name)}){note}"
