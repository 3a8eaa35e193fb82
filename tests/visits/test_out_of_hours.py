"""Calls without a time, and calls that are asked for by the hours of the school."""

from typing import Any

import pytest

from tests.visits.awaited import awaited, both
from tests.visits.factories import (
    FIRST,
    SECOND,
    A,
    B,
    at,
    back_on_the_minute,
    call,
    calls_between_visits,
    event,
    policy,
    soft_calls,
    visit,
)
from visits.deadlines import Calendar, awaited_words
from visits.words import EventKind, Stage, VisitState

E, S = EventKind, Stage


def test_fs03_calls_without_a_time_are_tasks_until_heard() -> None:
    asked = soft_calls()
    assert awaited_words(visit(), asked, ()) == (
        (S.ARRIVE, FIRST),
        (S.LEAVE, FIRST),
        (S.ARRIVE, SECOND),
        (S.LEAVE, SECOND),
    )
    there = [event(E.ARRIVE, 20, A, stop=FIRST)]
    assert awaited_words(visit(), asked, there)[0] == (S.LEAVE, FIRST)
    skipped = [*there, event(E.LEAVE, 50, A, stop=FIRST), event(E.NOT_MADE, 60, A, stop=SECOND)]
    assert awaited_words(visit(), asked, skipped) == ()
    assert awaited_words(visit(state=VisitState.BACK), asked, ()) == ()
    assert awaited_words(visit(), calls_between_visits(), ()) == ()


def test_fs03_a_call_that_can_no_longer_come_is_not_waited_for() -> None:
    at_the_second = [event(E.ARRIVE, 70, A, stop=SECOND)]
    assert awaited_words(visit(), soft_calls(), at_the_second) == ((S.LEAVE, SECOND),)
    only_said = [event(E.NOT_MADE, 30, A, stop=SECOND)]
    assert awaited_words(visit(), soft_calls(), only_said) == ((S.ARRIVE, FIRST), (S.LEAVE, FIRST))


HOME_AT_180 = both((S.HOME, "", 180))


@pytest.mark.parametrize(
    ("calendar", "events", "expected"),
    [
        (Calendar(closes_at=at(119)), (), HOME_AT_180),
        (Calendar(closes_at=at(120)), (), set()),
        (Calendar(), (), set()),
        (Calendar(closes_at=at(200), open_day=False), (), HOME_AT_180),
        (Calendar(open_day=False), (), HOME_AT_180),
        (Calendar(closes_at=at(119)), (event(E.HOME, 150, A),), {(S.HOME, "B", "", 180)}),
        (Calendar(closes_at=at(119)), (event(E.HOME, 150, A, B),), set()),
        (Calendar(closes_at=at(110)), (event(E.BACK, 105, A),), {(S.HOME, "B", "", 180)}),
        (Calendar(closes_at=at(130)), (event(E.MORE_TIME, 90, A, minutes=30),), both((S.HOME, "", 210))),
    ],
    ids=[
        "back after closing",
        "back at closing",
        "hours not known",
        "a closed day",
        "a closed day without hours",
        "one is home",
        "both are home",
        "one was back before closing",
        "more time past closing",
    ],
)
@pytest.mark.parametrize("state", [VisitState.BACK, VisitState.WRITTEN_UP])
def test_wh06_out_of_hours_each_says_when_they_are_home(
    state: VisitState, calendar: Calendar, events: tuple[Any, ...], expected: object
) -> None:
    assert awaited(back_on_the_minute(), *events, of=visit(state=state), calendar=calendar) == expected


def test_wh06_left_but_not_home_is_awaited_while_out_too() -> None:
    found = awaited(back_on_the_minute(), calendar=Calendar(closes_at=at(60)))
    assert found == both((S.BACK, "", 120), (S.HOME, "", 180))


def test_a_policy_may_ask_for_a_call_out_of_hours_only() -> None:
    asked = policy(call(S.BACK, 0), call(S.LEAVE, 10, out_of_hours_only=True))
    late = awaited(asked, calendar=Calendar(closes_at=at(60)))
    assert late == both((S.LEAVE, "2nd", 110), (S.BACK, "", 120))
    assert awaited(asked, calendar=Calendar(closes_at=at(300))) == both((S.BACK, "", 120))


def test_left_early_without_leave_moves_the_trip_earlier() -> None:
    found = awaited(calls_between_visits(), event(E.LEAVE_UNAUTHORISED, -30, A, B))
    assert found == both((S.LEAVE, "1st", 50), (S.LEAVE, "2nd", 100), (S.BACK, "", 120))
