"""What holds of the watch whatever happens, in whatever order it is heard."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visits.awaited import awaited, only
from tests.visits.factories import FIRST, LONDON, SECOND, WATCHES, A, B, event, visit
from visits.deadlines import Calendar, Deadline, is_back, open_deadlines, this_trip
from visits.lifecycle import NotPossible, move
from visits.limits import limits
from visits.policy import Policy
from visits.visit import Event
from visits.words import EventKind, Stage, VisitState

E, S = EventKind, VisitState
AT_STOPS = (E.ARRIVE, E.LEAVE, E.NOT_MADE)
WORDS = (*AT_STOPS, E.WELL, E.CONCERN, E.BACK, E.HOME)

minutes = st.integers(min_value=-30, max_value=240)
stops = st.sampled_from([FIRST, SECOND])
either = st.sampled_from([(A,), (B,), (A, B)])


@st.composite
def words(draw: st.DrawFn, who: st.SearchStrategy[tuple[UUID, ...]] = either) -> Event:
    """Word from a visitor or from both, at any moment, of any stop."""
    kind = draw(st.sampled_from(WORDS))
    return event(kind, draw(minutes), *draw(who), stop=draw(stops) if kind in AT_STOPS else None)


@st.composite
def grants(draw: st.DrawFn) -> Event:
    """More time, for a stop or for the way back; also lengths that make no sense."""
    given_for = draw(st.sampled_from([FIRST, SECOND, None]))
    return event(E.MORE_TIME, draw(minutes), A, stop=given_for, minutes=draw(st.integers(-20, 90)))


departures = st.builds(lambda at, who: event(E.LEAVE_UNAUTHORISED, at, *who), minutes, either)
happenings = st.lists(st.one_of(words(), grants()), max_size=12)
policies = st.builds(
    lambda make, cap, again: make(hours={"more_time_cap_minutes": cap, "recheck_minutes": again}),
    st.sampled_from(WATCHES),
    st.sampled_from([0, 30, 60]),
    st.sampled_from([1, 15]),
)
calendars = st.sampled_from([Calendar(), Calendar(open_day=False)])


def by_name(found: Sequence[Deadline]) -> dict[tuple[Stage, UUID | None, UUID | None], datetime]:
    return {(d.stage, d.stop_id, d.visitor_id): d.due_at for d in found}


@given(policies, calendars, happenings)
def test_only_more_time_moves_a_deadline_later_and_never_past_the_cap(
    policy: Policy, calendar: Calendar, events: list[Event]
) -> None:
    authorised = by_name(open_deadlines(visit(), policy, calendar, ()))
    asked = sum(max(0, e.minutes) for e in events if e.kind is E.MORE_TIME)
    most = timedelta(minutes=min(asked, policy.hours.more_time_cap_minutes))
    for name, due_at in by_name(open_deadlines(visit(), policy, calendar, events)).items():
        if name[0] is not Stage.RECHECK:
            assert due_at <= authorised[name] + most


@given(st.lists(words(), max_size=12), st.integers(1, 60), st.sampled_from([FIRST, SECOND, None]))
def test_time_that_is_given_is_never_lost(events: list[Event], length: int, named: UUID | None) -> None:
    """Whatever stop is named, and whatever was heard before: being back moves by the whole of it.

    Skipped stops aside: time given while the one before still lasts can lie within the wait for it to end.
    """
    events = [e for e in events if e.kind is not E.NOT_MADE]
    grant = event(E.MORE_TIME, 300, A, stop=named, minutes=length)
    before, after = limits(visit(), 60, events), limits(visit(), 60, [*events, grant])
    assert after.back_at - before.back_at == timedelta(minutes=length)


@given(policies, calendars, happenings)
def test_a_call_again_comes_soon_after_the_last_answer(
    policy: Policy, calendar: Calendar, events: list[Event]
) -> None:
    """The one deadline that an answer makes: it is never further away than the policy's time to ring again."""
    for due in open_deadlines(visit(), policy, calendar, events):
        if due.stage is Stage.RECHECK:
            answered = [e.happened_at for e in events if e.kind is E.WELL and due.visitor_id in e.visitors]
            assert due.due_at == max(answered) + timedelta(minutes=policy.hours.recheck_minutes)


@given(policies, calendars, st.lists(st.one_of(words(), grants(), departures), max_size=14))
def test_nobody_who_is_out_is_unwatched(policy: Policy, calendar: Calendar, events: list[Event]) -> None:
    found = open_deadlines(visit(), policy, calendar, events)
    for visitor in (A, B):
        if not is_back(visitor, this_trip(events)):
            assert any(d.visitor_id == visitor and d.ladder for d in found)


@given(policies, st.lists(st.one_of(words(), grants(), departures), max_size=14))
def test_through_a_whole_life_somebody_is_awaited_until_everybody_is_back(
    policy: Policy, events: list[Event]
) -> None:
    """As the commands do it: an event is taken if the table has it, and all back ends the trip."""
    state, kept = S.OUT, list[Event]()
    for happened in events:
        try:
            state = move(state, happened.kind).to
        except NotPossible:
            continue
        kept.append(happened)
        everybody = all(is_back(v, this_trip(kept)) for v in (A, B))
        if state is S.OUT and everybody:
            state = move(state, E.ALL_BACK).to
        raises = [d for d in open_deadlines(visit(state=state), policy, Calendar(), kept) if d.ladder]
        assert bool(raises) == (state is S.OUT)


@given(policies, st.lists(st.one_of(words(), grants(), departures), max_size=8), st.randoms())
def test_the_order_in_which_word_is_entered_never_matters(
    policy: Policy, events: list[Event], chance: Random
) -> None:
    """Both visitors' answers commute: a call taken and a text that came in late give the same deadlines."""
    other_way = sorted(events, key=lambda _: chance.random())
    assert awaited(policy, *other_way) == awaited(policy, *events)


@given(policies, happenings, words(st.just((A,))))
def test_bt15_the_word_of_one_never_closes_what_is_awaited_of_the_other(
    policy: Policy, events: list[Event], word: Event
) -> None:
    before = by_name(open_deadlines(visit(), policy, Calendar(), events))
    after = by_name(open_deadlines(visit(), policy, Calendar(), [*events, word]))
    of_b = {name for name in before if name[2] == B and name[0] is not Stage.RECHECK}
    still = {name for name in after if name[2] == B}
    assert of_b <= still | quieted_by_moving(before, after, events)


def quieted_by_moving(
    before: dict[tuple[Stage, UUID | None, UUID | None], datetime],
    after: dict[tuple[Stage, UUID | None, UUID | None], datetime],
    events: list[Event],
) -> set[tuple[Stage, UUID | None, UUID | None]]:
    """What B has answered for already, once A's word moves it before that answer: B is then rung again instead."""
    answered = [e.happened_at for e in events if e.kind is E.WELL and B in e.visitors]
    if not answered or (Stage.RECHECK, None, B) not in after:
        return set()
    return {name for name in before if name not in after}


@given(policies, happenings, st.sampled_from([E.WELL, E.CONCERN, E.BACK, E.HOME]), minutes)
def test_answering_says_nothing_of_the_other(
    policy: Policy, events: list[Event], kind: EventKind, minute: int
) -> None:
    word = event(kind, minute, A)
    assert only("B", awaited(policy, *events, word)) == only("B", awaited(policy, *events))


@given(policies, happenings)
def test_every_deadline_has_a_name_of_its_own(policy: Policy, events: list[Event]) -> None:
    found = open_deadlines(visit(), policy, Calendar(open_day=False, watched_until=visit().back_at), events)
    assert len(by_name(found)) == len(found)
    assert [d.due_at for d in found] == sorted(d.due_at for d in found)


@pytest.mark.parametrize(
    "midnight", [datetime(2026, 10, 25, tzinfo=LONDON), datetime(2027, 3, 28, tzinfo=LONDON)], ids=str
)
@given(make=st.sampled_from(WATCHES), events=happenings)
def test_a_change_of_summer_time_shifts_no_length(
    midnight: datetime, make: object, events: list[Event]
) -> None:
    """Out at 00:15 by the clock on the wall, back after it has been changed: every length stays what it was."""
    assert callable(make)
    asked = make()
    start = midnight.replace(minute=15).astimezone(UTC)
    moved = [
        Event(
            kind=e.kind,
            happened_at=start + (e.happened_at - visit().out_at),
            visitors=e.visitors,
            stop_id=e.stop_id,
            minutes=e.minutes,
        )
        for e in events
    ]
    there = visit(start=start)
    assert there.back_at.astimezone(LONDON).utcoffset() != there.out_at.astimezone(LONDON).utcoffset()
    assert awaited(asked, *moved, start=start) == awaited(asked, *events)
