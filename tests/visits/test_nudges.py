"""When visitors are reminded: before their time and at it, always before the office is told, and nothing moves by it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.visits.factories import VISIT, A, at, call, policy, visit
from visits.deadlines import Calendar, Deadline, open_deadlines
from visits.nudges import next_nudge, nudge_times
from visits.policy import Policy
from visits.policy_parts import Nudges
from visits.words import Stage, VisitState


def deadline(minutes: float = 60, *, stage: Stage = Stage.BACK, ladder: bool = True) -> Deadline:
    return Deadline(visit_id=VISIT, stage=stage, due_at=at(minutes), visitor_id=A, ladder=ladder)


def with_nudges(grace: int | None = 15, *, stage: Stage = Stage.BACK, **nudges: Any) -> Policy:
    calls = [call(stage, grace)] if stage is Stage.BACK else [call(Stage.BACK, 15), call(stage, grace)]
    return policy(*calls, nudges={"ours": True, **nudges})


def minutes(found: Deadline, by: Policy) -> list[float]:
    """When the reminders come, in minutes before the deadline."""
    return [(found.due_at - moment).total_seconds() / 60 for moment in nudge_times(found, by)]


@pytest.mark.parametrize(
    ("grace", "nudges", "before"),
    [
        (15, {}, [25, 15]),
        (30, {}, [40, 30]),
        (0, {}, [10]),
        (15, {"at_time": False}, [25]),
        (15, {"before_minutes": 0}, [15]),
        (0, {"before_minutes": 0}, []),
        (15, {"before_minutes": 0, "at_time": False}, []),
        (15, {"before_minutes": 5}, [20, 15]),
    ],
)
def test_before_the_time_and_at_it_where_there_is_grace(
    grace: int, nudges: dict[str, Any], before: list[float]
) -> None:
    assert minutes(deadline(), with_nudges(grace, **nudges)) == before


def test_a_call_before_the_start_is_reminded_of_before_it_is_due() -> None:
    assert minutes(deadline(stage=Stage.ARRIVE), with_nudges(-5, stage=Stage.ARRIVE)) == [10]


def test_being_rung_again_has_no_grace() -> None:
    assert minutes(deadline(stage=Stage.RECHECK), with_nudges(15)) == [10]


def test_nobody_is_reminded_of_what_raises_no_alert() -> None:
    assert nudge_times(deadline(ladder=False), with_nudges()) == ()


def test_the_next_one_is_the_first_that_is_not_past() -> None:
    by = with_nudges(15)
    found = deadline(60)
    assert next_nudge(found, by, from_at=at(0)) == at(35)
    assert next_nudge(found, by, from_at=at(35)) == at(35)
    assert next_nudge(found, by, from_at=at(36)) == at(45)
    assert next_nudge(found, by, from_at=at(46)) is None


@pytest.mark.parametrize("wrong", [{"before_minutes": -1}, {"before_minutes": 121}, {"after": True}])
def test_a_policy_with_reminders_that_make_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Nudges.model_validate({"ours": True, **wrong})


def test_a_policy_that_says_nothing_of_them_has_ours() -> None:
    assert policy(call(Stage.BACK, 15)).nudges == Nudges(ours=True, before_minutes=10, at_time=True)


@given(
    grace=st.integers(-240, 240),
    before=st.integers(0, 120),
    at_time=st.booleans(),
    stage=st.sampled_from(list(Stage)),
    due=st.integers(-600, 600),
)
def test_every_reminder_comes_before_the_office_is_told_and_none_twice(
    grace: int, before: int, at_time: bool, stage: Stage, due: int
) -> None:
    check_in = Stage.BACK if stage in (Stage.RECHECK, Stage.COVER) else stage
    by = with_nudges(grace, stage=check_in, before_minutes=before, at_time=at_time)
    found = deadline(due, stage=stage)
    times = nudge_times(found, by)
    assert all(moment < found.due_at for moment in times)
    assert list(times) == sorted(set(times))
    assert len(times) <= 2


@given(grace=st.integers(0, 60), before=st.integers(0, 120), at_time=st.booleans())
def test_reminders_move_no_deadline(grace: int, before: int, at_time: bool) -> None:
    trip = visit(state=VisitState.OUT)
    quiet = with_nudges(grace, before_minutes=0, at_time=False)
    loud = with_nudges(grace, before_minutes=before, at_time=at_time)
    assert open_deadlines(trip, loud, Calendar(), ()) == open_deadlines(trip, quiet, Calendar(), ())
    assert open_deadlines(trip, quiet, Calendar(), ())[0].due_at >= trip.back_at + timedelta(minutes=grace)
