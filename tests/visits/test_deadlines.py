"""What is due, from whom and when: one table for each way of watching."""

from datetime import timedelta
from typing import Any

import pytest

from tests.visits.awaited import awaited, both, only
from tests.visits.factories import (
    FIRST,
    SECOND,
    A,
    B,
    at,
    back_on_the_minute,
    call,
    call_before_the_start,
    calls_between_visits,
    event,
    policy,
    soft_calls,
    visit,
)
from visits.deadlines import Calendar, is_back, open_deadlines, this_trip
from visits.policy import Policy
from visits.words import EventKind, Stage, VisitState

E, S = EventKind, Stage

# Two stops: leave at 0, there at 20 and 70, out of them by 50 and 100, back by 120.
AT_THE_START: dict[str, tuple[Policy, Any]] = {
    "bt15 leave and back, half an hour": (
        calls_between_visits(),
        both((S.LEAVE, "1st", 80), (S.LEAVE, "2nd", 130), (S.BACK, "", 150)),
    ),
    "wh05 back, on the minute": (back_on_the_minute(), both((S.BACK, "", 120))),
    "fs03 calls without a time are no deadlines": (soft_calls(), both((S.BACK, "", 120))),
    "a call before each start": (
        call_before_the_start(),
        both(
            (S.ARRIVE, "1st", 10),
            (S.LEAVE, "1st", 55),
            (S.ARRIVE, "2nd", 60),
            (S.LEAVE, "2nd", 105),
            (S.BACK, "", 135),
        ),
    ),
}


@pytest.mark.parametrize("name", AT_THE_START)
def test_what_is_awaited_when_both_have_just_left(name: str) -> None:
    asked, expected = AT_THE_START[name]
    assert awaited(asked) == expected


def test_deadlines_come_soonest_first_and_each_has_a_name_of_its_own() -> None:
    found = open_deadlines(visit(), call_before_the_start(), Calendar(watched_until=at(60)), ())
    assert [d.due_at for d in found] == sorted(d.due_at for d in found)
    assert len({(d.visit_id, d.stage, d.visitor_id, d.stop_id) for d in found}) == len(found)


@pytest.mark.parametrize("state", [s for s in VisitState if s not in (VisitState.AUTHORISED, VisitState.OUT)])
def test_nothing_is_awaited_before_leaving_or_once_back(state: VisitState) -> None:
    calendar = Calendar(watched_until=at(60), closes_at=at(400))
    assert awaited(calls_between_visits(), of=visit(state=state), calendar=calendar) == set()


def test_never_signed_out_is_the_visits_own_deadline() -> None:
    waiting = visit(state=VisitState.AUTHORISED)
    assert awaited(calls_between_visits(), of=waiting) == {(S.DEPART, "", "", 15)}
    assert awaited(back_on_the_minute(), of=waiting) == set()


def test_wh05_without_grace_the_deadline_itself_is_overdue() -> None:
    (back, _) = open_deadlines(visit(), policy(call(S.BACK, 0)), Calendar(), ())
    assert not back.overdue(at(120) - timedelta(microseconds=1))
    assert back.overdue(at(120))


def test_the_end_of_the_watch_is_a_deadline_that_raises_no_ladder() -> None:
    found = open_deadlines(visit(), back_on_the_minute(), Calendar(watched_until=at(90)), ())
    assert (found[0].stage, found[0].due_at, found[0].ladder) == (S.COVER, at(90), False)


def test_bt15_one_answering_never_closes_the_other() -> None:
    found = awaited(calls_between_visits(), event(E.LEAVE, 45, A, stop=FIRST))
    assert (S.LEAVE, "1st", 80) not in only("A", found)
    assert (S.LEAVE, "1st", 80) in only("B", found)


def test_leaving_early_moves_the_later_deadlines_of_both_earlier() -> None:
    found = awaited(calls_between_visits(), event(E.LEAVE, 40, A, B, stop=FIRST))
    assert found == both((S.LEAVE, "2nd", 120), (S.BACK, "", 140))


def test_arriving_early_moves_the_end_of_the_stop_earlier() -> None:
    found = awaited(calls_between_visits(), event(E.ARRIVE, 10, A, B, stop=FIRST))
    assert only("A", found) == {(S.LEAVE, "1st", 70), (S.LEAVE, "2nd", 120), (S.BACK, "", 140)}


def test_arriving_and_leaving_late_moves_nothing_later() -> None:
    late = (event(E.ARRIVE, 45, A, B, stop=FIRST), event(E.LEAVE, 79, A, B, stop=FIRST))
    assert awaited(calls_between_visits(), *late[:1]) == awaited(calls_between_visits())
    assert awaited(calls_between_visits(), *late) == both((S.LEAVE, "2nd", 130), (S.BACK, "", 150))


def test_a_skipped_stop_is_no_longer_awaited_and_they_are_back_sooner() -> None:
    gone = (event(E.LEAVE, 50, A, B, stop=FIRST), event(E.NOT_MADE, 55, A, B, stop=SECOND))
    assert awaited(calls_between_visits(), *gone) == both((S.BACK, "", 105))


def test_saying_at_the_first_stop_that_the_second_is_skipped_does_not_close_the_first() -> None:
    """Whoever rings from inside a home to say that the next visit is off is still inside that home."""
    found = awaited(calls_between_visits(), event(E.NOT_MADE, 30, A, B, stop=SECOND))
    assert found == both((S.LEAVE, "1st", 80), (S.BACK, "", 100))


def test_skipping_a_later_stop_expects_nobody_before_the_present_one_ends() -> None:
    skipped = event(E.NOT_MADE, 5, A, B, stop=SECOND)
    three = visit(stops=3)
    found = only("A", awaited(call_before_the_start(), skipped, of=three))
    assert (S.LEAVE, "1st", 55) in found
    assert (S.ARRIVE, "3rd", 60) in found
    assert (S.BACK, "", 135) in found


def test_word_from_a_later_stop_closes_the_earlier_one() -> None:
    found = awaited(calls_between_visits(), event(E.ARRIVE, 70, A, B, stop=SECOND))
    assert found == both((S.LEAVE, "2nd", 130), (S.BACK, "", 150))


def test_being_back_ends_what_is_awaited_of_that_visitor_only() -> None:
    found = awaited(calls_between_visits(), event(E.BACK, 60, A))
    assert only("A", found) == set()
    assert only("B", found) == {(S.LEAVE, "1st", 80), (S.LEAVE, "2nd", 130), (S.BACK, "", 150)}


def test_out_again_after_being_marked_back_is_watched_again() -> None:
    """Marked back by mistake, or gone out once more: nothing that was heard before closes anything now."""
    before = (event(E.LEAVE, 50, A, B, stop=FIRST), event(E.BACK, 60, A, B))
    out = event(E.LEAVE_UNAUTHORISED, 65, A, B)
    assert awaited(calls_between_visits(), *before, out) == awaited(calls_between_visits())
    assert not is_back(A, this_trip([*before, out]))
    again = (*before, out, event(E.BACK, 80, A))
    assert only("A", awaited(back_on_the_minute(), *again)) == set()
    assert only("B", awaited(back_on_the_minute(), *again)) == {(S.BACK, "", 120)}


def test_a_trip_that_was_never_back_keeps_all_that_was_heard() -> None:
    """Word of arriving can be older than the moment at which somebody noticed that they had left."""
    events = (event(E.ARRIVE, 20, A, B, stop=FIRST), event(E.LEAVE_UNAUTHORISED, 30, A, B))
    assert this_trip(events) == events
    assert this_trip(events[:1]) == events[:1]
    assert (S.ARRIVE, "1st", 10) not in only("A", awaited(call_before_the_start(), *events))


def test_what_is_heard_after_leaving_again_counts() -> None:
    before = (event(E.LEAVE, 50, A, B, stop=FIRST), event(E.BACK, 60, A, B))
    now = (event(E.LEAVE_UNAUTHORISED, 65, A, B), event(E.ARRIVE, 70, A, B, stop=SECOND))
    assert this_trip([*before, *now]) == now
    assert awaited(calls_between_visits(), *before, *now) == both((S.LEAVE, "2nd", 130), (S.BACK, "", 150))
