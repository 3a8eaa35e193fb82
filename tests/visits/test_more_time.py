"""What moves a deadline later, and what happens to who answers well and is still out."""

from uuid import UUID

import pytest

from tests.visits.awaited import awaited, both, only
from tests.visits.factories import (
    FIRST,
    SECOND,
    A,
    B,
    back_on_the_minute,
    call_before_the_start,
    calls_between_visits,
    event,
)
from visits.words import EventKind, Stage

E, S = EventKind, Stage


def test_more_time_at_a_stop_moves_it_and_all_that_follows() -> None:
    found = awaited(calls_between_visits(), event(E.MORE_TIME, 40, A, stop=FIRST, minutes=20))
    assert found == both((S.LEAVE, "1st", 100), (S.LEAVE, "2nd", 150), (S.BACK, "", 170))


def test_more_time_for_a_stop_not_yet_reached_moves_the_arrival_too() -> None:
    """WH-13: a breakdown on the way is phoned in. Who is late on the road is not rung for being late there."""
    found = awaited(call_before_the_start(), event(E.MORE_TIME, 5, A, stop=FIRST, minutes=20))
    assert only("B", found) == {
        (S.ARRIVE, "1st", 30),
        (S.LEAVE, "1st", 75),
        (S.ARRIVE, "2nd", 80),
        (S.LEAVE, "2nd", 125),
        (S.BACK, "", 155),
    }


def test_more_time_on_the_way_back_moves_only_being_back() -> None:
    gone = event(E.LEAVE, 100, A, B, stop=SECOND)
    found = awaited(calls_between_visits(), gone, event(E.MORE_TIME, 110, A, minutes=20))
    assert found == both((S.BACK, "", 170))


@pytest.mark.parametrize("named", [None, FIRST, SECOND])
def test_whoever_asks_for_time_on_the_road_gets_it_for_the_stop_to_come(named: UUID | None) -> None:
    gone = event(E.LEAVE, 50, A, B, stop=FIRST)
    found = awaited(call_before_the_start(), gone, event(E.MORE_TIME, 55, A, stop=named, minutes=20))
    assert found == both((S.ARRIVE, "2nd", 80), (S.LEAVE, "2nd", 125), (S.BACK, "", 155))


def test_more_time_without_a_stop_is_for_where_they_are() -> None:
    found = awaited(calls_between_visits(), event(E.MORE_TIME, 30, A, minutes=20))
    assert found == awaited(calls_between_visits(), event(E.MORE_TIME, 30, A, stop=FIRST, minutes=20))


def test_more_time_stops_at_the_policys_cap() -> None:
    asked = calls_between_visits(hours={"more_time_cap_minutes": 30})
    once = event(E.MORE_TIME, 30, A, stop=FIRST, minutes=20)
    again = event(E.MORE_TIME, 60, B, stop=SECOND, minutes=20)
    found = awaited(asked, once, again)
    assert found == both((S.LEAVE, "1st", 100), (S.LEAVE, "2nd", 160), (S.BACK, "", 180))


def test_a_negative_more_time_gives_and_takes_nothing() -> None:
    less = event(E.MORE_TIME, 30, A, stop=FIRST, minutes=-20)
    assert awaited(calls_between_visits(), less) == awaited(calls_between_visits())


# --- answered well, and still out ------------------------------------------------------------------------------


def test_who_answers_well_after_a_deadline_is_rung_again() -> None:
    found = awaited(calls_between_visits(hours={"recheck_minutes": 10}), event(E.WELL, 85, A))
    assert only("A", found) == {(S.RECHECK, "", 95), (S.LEAVE, "2nd", 130), (S.BACK, "", 150)}
    assert (S.LEAVE, "1st", 80) in only("B", found)


def test_answering_well_before_anything_was_due_changes_nothing() -> None:
    assert awaited(calls_between_visits(), event(E.WELL, 79, A, B)) == awaited(calls_between_visits())


def test_answering_again_moves_the_next_call() -> None:
    found = awaited(back_on_the_minute(), event(E.WELL, 121, A), event(E.WELL, 136, A))
    assert only("A", found) == {(S.RECHECK, "", 151)}


def test_leaving_the_last_stop_late_does_not_end_the_watch() -> None:
    """Overdue at school, rung and well, then word of leaving the stop: they are on the road and still awaited."""
    found = awaited(
        calls_between_visits(),
        event(E.LEAVE, 50, A, stop=FIRST),
        event(E.WELL, 155, A),
        event(E.LEAVE, 160, A, stop=SECOND),
    )
    assert only("A", found) == {(S.RECHECK, "", 170)}


def test_once_the_late_stop_is_left_and_being_back_is_still_to_come_nobody_rings() -> None:
    found = awaited(calls_between_visits(), event(E.WELL, 85, A), event(E.LEAVE, 88, A, stop=FIRST))
    assert only("A", found) == {(S.LEAVE, "2nd", 130), (S.BACK, "", 150)}


def test_more_time_after_answering_takes_the_place_of_the_next_call() -> None:
    found = awaited(back_on_the_minute(), event(E.WELL, 125, A), event(E.MORE_TIME, 125, A, minutes=30))
    assert only("A", found) == {(S.BACK, "", 150)}
    assert only("B", found) == {(S.BACK, "", 150)}
