"""When a text is looked at again, and on which days somebody is reminded."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.policy_parts import Review
from visits.reviews import BEFORE, ReviewState, due_on, reminder_due, standing

S = ReviewState
TODAY = date(2026, 11, 22)


def review(on: date | None, *, month: bool = False) -> Review:
    return Review(owner="SENDCO", next=on, next_is_month=month)


def in_days(days: int) -> Review:
    return review(TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("next_review", "state", "days", "sentence"),
    [
        (review(date(2026, 9, 1), month=True), S.OVERDUE, -53, "Overdue by 53 days"),  # BT-27
        (review(date(2024, 10, 18)), S.OVERDUE, -765, "Overdue by 765 days"),  # RB-13
        (review(date(2024, 5, 1), month=True), S.OVERDUE, -905, "Overdue by 905 days"),  # HA-13
        (review(None), S.NO_DATE, None, "No date given"),  # WH-15, FS-13
        (in_days(-1), S.OVERDUE, -1, "Overdue by 1 day"),
        (in_days(0), S.WITHIN_30, 0, "Due today"),
        (in_days(1), S.WITHIN_30, 1, "Due in 1 day"),
        (in_days(30), S.WITHIN_30, 30, "Due in 30 days"),
        (in_days(31), S.WITHIN_60, 31, "Due in 31 days"),
        (in_days(60), S.WITHIN_60, 60, "Due in 60 days"),
        (in_days(61), S.WITHIN_90, 61, "Due in 61 days"),
        (in_days(90), S.WITHIN_90, 90, "Due in 90 days"),
        (in_days(91), S.LATER, 91, "Due in 91 days"),
    ],
)
def test_where_a_review_stands(
    next_review: Review, state: ReviewState, days: int | None, sentence: str
) -> None:
    found = standing(next_review, today=TODAY)
    assert (found.state, found.days, found.sentence) == (state, days, sentence)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 9, 17), date(2026, 9, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_month_without_a_day_is_in_time_to_its_end(month: date, last: date) -> None:
    monthly = review(month, month=True)
    assert due_on(monthly) == last
    assert standing(monthly, today=last).state is S.WITHIN_30
    assert standing(monthly, today=last + timedelta(days=1)).state is S.OVERDUE


@pytest.mark.parametrize(
    ("days", "sent_days_ago", "reminder"),
    [
        (91, None, None),
        (90, None, 90),
        (90, 0, None),
        (89, None, 90),
        (89, 1, None),
        (61, 29, None),
        (60, 30, 60),
        (45, 40, 60),
        (30, 15, 30),
        (7, 20, 7),
        (1, 6, None),
        (0, 7, 0),
        (-1, 1, None),
        (-6, 10, 0),
        (-7, 7, -7),
        (-8, 1, None),
        (-13, 6, None),
        (-14, 7, -14),
        (-765, None, -763),
    ],
)
def test_which_reminder_falls_on_a_day(days: int, sent_days_ago: int | None, reminder: int | None) -> None:
    sent_on = None if sent_days_ago is None else TODAY - timedelta(days=sent_days_ago)
    assert reminder_due(in_days(days), today=TODAY, last_sent_on=sent_on) == reminder


def test_wh15_without_a_date_there_is_nothing_to_count_from() -> None:
    assert reminder_due(review(None), today=TODAY, last_sent_on=None) is None


@given(st.sets(st.integers(0, 199)))
def test_each_reminder_is_sent_once_and_none_is_lost_for_good(days_off: set[int]) -> None:
    """The job runs daily for 200 days around the review, but for some days on which nothing ran."""
    due = in_days(120)
    sent: list[int] = []
    sent_on: date | None = None
    for day in range(200):
        today = TODAY + timedelta(days=day)
        if day in days_off:
            continue
        reminder = reminder_due(due, today=today, last_sent_on=sent_on)
        if reminder is not None:
            sent.append(reminder)
            sent_on = today
    assert sent == sorted(set(sent), reverse=True)
    assert set(sent) <= {*BEFORE, *range(-7, -80, -7)}
    if not days_off:
        assert sent == [*BEFORE, *range(-7, -80, -7)]
    last_run = max(set(range(200)) - days_off, default=None)
    if last_run is not None and last_run >= 30:
        assert sent[-1] == newest_by(120 - last_run)


def newest_by(days: int) -> int:
    """The last reminder that should have gone out when so many days are left."""
    marks: list[int] = [*BEFORE, *range(-7, -80, -7)]
    return min(mark for mark in marks if mark >= days)
