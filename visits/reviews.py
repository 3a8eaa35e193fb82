"""When a policy's text is to be looked at again, and who is reminded on which day (BT-27, RB-13, HA-13, WH-15).

A text often gives only a month. "September 2026" means any day of that September, so the review is due by the last of
them: on 1 October it is overdue, and not before. Calling it late from the 1st would blame a school that keeps its word.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from visits.policy_parts import Review

BEFORE = (90, 60, 30, 7, 0)
"""How many days before the review somebody is reminded; after it, every week."""

_WEEK = 7


class ReviewState(StrEnum):
    """How near the next review is."""

    OVERDUE = "overdue"
    WITHIN_30 = "within_30"
    WITHIN_60 = "within_60"
    WITHIN_90 = "within_90"
    LATER = "later"
    NO_DATE = "no_date"


@dataclass(frozen=True, kw_only=True)
class ReviewStanding:
    """A policy's review on a day. `days` are to the last day on which it is in time, below zero once overdue.

    `due_on` and `days` are None where the text gives no date: that is a finding, and never counts as in time.
    """

    state: ReviewState
    due_on: date | None
    days: int | None
    sentence: str


def due_on(review: Review) -> date | None:
    """The last day on which the review is in time; the end of the month where the text gives only a month."""
    if review.next is None or not review.next_is_month:
        return review.next
    return review.next.replace(day=monthrange(review.next.year, review.next.month)[1])


def standing(review: Review, *, today: date) -> ReviewStanding:
    """Where the review stands: overdue, due within 30, 60 or 90 days, later, or without a date."""
    due = due_on(review)
    if due is None:
        return ReviewStanding(state=ReviewState.NO_DATE, due_on=None, days=None, sentence="No date given")
    days = (due - today).days
    return ReviewStanding(state=_state(days), due_on=due, days=days, sentence=_sentence(days))


def reminder_due(review: Review, *, today: date, last_sent_on: date | None) -> int | None:
    """Which reminder falls on a day: the days it stands before the review (90, 60, 30, 7, 0, then -7, -14 and so on).

    None when none is due: too early, sent already, or no date to count from. A day on which nothing ran loses no
    reminder: the newest that was missed is sent late, the older ones never. `last_sent_on` is when the last one went
    out, whichever it was.
    """
    due = due_on(review)
    if due is None:
        return None
    mark = _newest_mark((due - today).days)
    if mark is None:
        return None
    falls_on = due - timedelta(days=mark)
    return mark if last_sent_on is None or last_sent_on < falls_on else None


def _newest_mark(days: int) -> int | None:
    """The reminder that came last when so many days are left."""
    if days < 0:
        return -(-days // _WEEK) * _WEEK
    return min((mark for mark in BEFORE if mark >= days), default=None)


def _state(days: int) -> ReviewState:
    if days < 0:
        return ReviewState.OVERDUE
    within = {30: ReviewState.WITHIN_30, 60: ReviewState.WITHIN_60, 90: ReviewState.WITHIN_90}
    return next((state for limit, state in within.items() if days <= limit), ReviewState.LATER)


def _sentence(days: int) -> str:
    """ "Overdue by 53 days", "Due today", "Due in 8 days"."""
    if days == 0:
        return "Due today"
    count = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
    return f"Overdue by {count}" if days < 0 else f"Due in {count}"
