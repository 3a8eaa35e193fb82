"""One table says what can happen to a visit; no sequence of events leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits import lifecycle
from visits.lifecycle import NotPossible, move, possible
from visits.permissions import Action
from visits.words import EventKind, VisitState

E, S = EventKind, VisitState
LEFT = frozenset({S.OUT, S.BACK, S.WRITTEN_UP, S.CLOSED})

LIVES = {
    "as planned": [
        E.REQUEST,
        E.AUTHORISE,
        E.SIGN_OUT,
        E.ARRIVE,
        E.LEAVE,
        E.BACK,
        E.ALL_BACK,
        E.WRITE_UP,
        E.CLOSE,
    ],
    "declined, asked again": [E.REQUEST, E.DECLINE, E.REQUEST, E.AUTHORISE, E.SIGN_OUT],
    "a visitor does not go": [E.REQUEST, E.AUTHORISE, E.VISITOR_DECLINES, E.CANCEL],
    "left unauthorised": [E.LEAVE_UNAUTHORISED, E.BACK, E.ALL_BACK, E.WRITE_UP, E.CLOSE],
    "left after a refusal": [E.REQUEST, E.DECLINE, E.LEAVE_UNAUTHORISED, E.ALL_BACK],
    "logged when it had ended": [E.LOG_ENDED, E.WRITE_UP, E.WRITE_UP, E.CLOSE],
    "out of hours": [E.REQUEST, E.AUTHORISE, E.SIGN_OUT, E.ALL_BACK, E.HOME, E.WRITE_UP, E.HOME, E.CLOSE],
    "danger": [E.LEAVE_UNAUTHORISED, E.PHRASE, E.CONCERN, E.ALL_BACK, E.STAND_DOWN, E.WRITE_UP, E.STAND_DOWN],
    "told to be back by mistake": [
        E.LEAVE_UNAUTHORISED,
        E.ALL_BACK,
        E.LEAVE_UNAUTHORISED,
        E.WELL,
        E.ALL_BACK,
    ],
}
ENDS = {
    "as planned": S.CLOSED,
    "declined, asked again": S.OUT,
    "a visitor does not go": S.CANCELLED,
    "left unauthorised": S.CLOSED,
    "left after a refusal": S.BACK,
    "logged when it had ended": S.CLOSED,
    "out of hours": S.CLOSED,
    "danger": S.WRITTEN_UP,
    "told to be back by mistake": S.BACK,
}


def live(events: list[EventKind]) -> list[VisitState]:
    """The states that a new draft goes through; what is not possible changes nothing."""
    states = [S.DRAFT]
    for event in events:
        try:
            states.append(move(states[-1], event).to)
        except NotPossible:
            states.append(states[-1])
    return states


@pytest.mark.parametrize("name", LIVES)
def test_a_whole_life_is_possible_event_by_event(name: str) -> None:
    state = S.DRAFT
    for event in LIVES[name]:
        state = move(state, event).to
    assert state is ENDS[name]


@given(st.lists(st.sampled_from(EventKind), max_size=40))
def test_no_sequence_of_events_leaves_the_table(events: list[EventKind]) -> None:
    states = live(events)
    for before, event, after in zip(states, events, states[1:], strict=False):
        assert after is before or (before, event) in lifecycle.TABLE
        assert possible(after)


@given(st.lists(st.sampled_from(EventKind), max_size=40))
def test_who_is_out_stays_out_until_everybody_is_back(events: list[EventKind]) -> None:
    states = live(events)
    for before, event, after in zip(states, events, states[1:], strict=False):
        if before is S.OUT and after is not S.OUT:
            assert event is E.ALL_BACK
        if before in LEFT:
            assert after in LEFT


def test_every_state_can_be_reached_and_every_event_happens_somewhere() -> None:
    reached = {S.DRAFT} | {step.to for step in lifecycle.TABLE.values()}
    assert reached == set(VisitState)
    assert {event for _, event in lifecycle.TABLE} == set(EventKind)


@pytest.mark.parametrize("state", [s for s in VisitState if s is not S.OUT])
def test_already_left_is_possible_from_any_state_and_is_watched(state: VisitState) -> None:
    step = move(state, E.LEAVE_UNAUTHORISED)
    assert step.to is S.OUT
    assert step.action is Action.LOG_LEFT_UNAUTHORISED


@pytest.mark.parametrize(
    "event", [E.ARRIVE, E.LEAVE, E.NOT_MADE, E.MORE_TIME, E.WELL, E.CONCERN, E.BACK, E.PHRASE, E.STAND_DOWN]
)
def test_word_of_who_is_out_is_never_refused_and_never_ends_the_watch(event: EventKind) -> None:
    assert move(S.OUT, event).to is S.OUT


@pytest.mark.parametrize("state", sorted(LEFT))
def test_what_has_left_is_never_planned_authorised_or_cancelled(state: VisitState) -> None:
    for event in (E.REQUEST, E.AUTHORISE, E.DECLINE, E.CANCEL, E.VISITOR_DECLINES, E.SIGN_OUT, E.LOG_ENDED):
        with pytest.raises(NotPossible):
            move(state, event)


@pytest.mark.parametrize("state", [S.DRAFT, S.REQUESTED, S.DECLINED, S.CANCELLED])
def test_bt01_only_an_authorised_visit_is_signed_out_and_the_page_says_what_to_do(state: VisitState) -> None:
    with pytest.raises(NotPossible, match="use 'Already left, not authorised'"):
        move(state, E.SIGN_OUT)


@pytest.mark.parametrize(
    "event", [E.PHRASE, E.CONCERN, E.WELL, E.ARRIVE, E.LEAVE, E.NOT_MADE, E.BACK, E.MORE_TIME]
)
@pytest.mark.parametrize("state", [S.REQUESTED, S.AUTHORISED, S.BACK])
def test_word_of_somebody_who_is_not_out_says_how_to_have_them_watched(
    state: VisitState, event: EventKind
) -> None:
    with pytest.raises(NotPossible, match=r"not out.*'Already left, not authorised'"):
        move(state, event)


def test_every_refusal_is_a_sentence_for_a_page() -> None:
    for state in VisitState:
        for event in frozenset(EventKind) - possible(state):
            with pytest.raises(NotPossible, match=r"^[A-Z].*\.$"):
                move(state, event)


def test_the_watched_states_are_those_in_which_somebody_is_out() -> None:
    assert {S.OUT} == lifecycle.WATCHED
    assert lifecycle.BEFORE_OUT.isdisjoint(LEFT)
    assert lifecycle.BEFORE_OUT | LEFT | {S.CANCELLED} == set(VisitState)
