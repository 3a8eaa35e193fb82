"""One table of a visit's life: (state, event) -> what follows, and the action that needs a permission.

Pages draw their buttons from it, commands check it, a property test walks it. Word of somebody who is out is
never refused for the state of the paperwork: only for having no visit that is out.
"""

from dataclasses import dataclass

from visits.permissions import Action
from visits.words import EventKind, VisitState

S = VisitState
E = EventKind


class NotPossible(ValueError):
    """The event has no place in the visit's present state. The text is fit for a page."""


@dataclass(frozen=True)
class Move:
    """Where an event leads, and the permission it needs."""

    to: VisitState
    action: Action


_OUT_EVENTS: dict[EventKind, Action] = {
    E.ARRIVE: Action.RECORD_WORD,
    E.LEAVE: Action.RECORD_WORD,
    E.NOT_MADE: Action.RECORD_WORD,
    E.MORE_TIME: Action.GIVE_MORE_TIME,
    E.WELL: Action.RECORD_WORD,
    E.CONCERN: Action.RECORD_WORD,
    E.BACK: Action.RECORD_WORD,
    E.PHRASE: Action.RAISE_EMERGENCY,
    E.STAND_DOWN: Action.STAND_DOWN,
}

TABLE: dict[tuple[VisitState, EventKind], Move] = {
    (S.DRAFT, E.REQUEST): Move(S.REQUESTED, Action.LOG_VISIT),
    (S.DRAFT, E.LOG_ENDED): Move(S.BACK, Action.LOG_VISIT),
    (S.REQUESTED, E.REQUEST): Move(S.REQUESTED, Action.LOG_VISIT),
    (S.REQUESTED, E.AUTHORISE): Move(S.AUTHORISED, Action.AUTHORISE),
    (S.REQUESTED, E.DECLINE): Move(S.DECLINED, Action.AUTHORISE),
    (S.REQUESTED, E.CANCEL): Move(S.CANCELLED, Action.LOG_VISIT),
    (S.REQUESTED, E.VISITOR_DECLINES): Move(S.DECLINED, Action.DECLINE_TO_GO),
    (S.DECLINED, E.REQUEST): Move(S.REQUESTED, Action.LOG_VISIT),
    (S.DECLINED, E.CANCEL): Move(S.CANCELLED, Action.LOG_VISIT),
    (S.AUTHORISED, E.REQUEST): Move(S.REQUESTED, Action.LOG_VISIT),
    (S.AUTHORISED, E.SIGN_OUT): Move(S.OUT, Action.RECORD_WORD),
    (S.AUTHORISED, E.CANCEL): Move(S.CANCELLED, Action.LOG_VISIT),
    (S.AUTHORISED, E.VISITOR_DECLINES): Move(S.DECLINED, Action.DECLINE_TO_GO),
    # From any state, also from one that says they are back: whoever says that somebody is out is believed.
    **{(s, E.LEAVE_UNAUTHORISED): Move(S.OUT, Action.LOG_LEFT_UNAUTHORISED) for s in S if s is not S.OUT},
    **{(S.OUT, event): Move(S.OUT, action) for event, action in _OUT_EVENTS.items()},
    (S.OUT, E.ALL_BACK): Move(S.BACK, Action.RECORD_WORD),
    (S.BACK, E.HOME): Move(S.BACK, Action.RECORD_WORD),
    (S.BACK, E.STAND_DOWN): Move(S.BACK, Action.STAND_DOWN),
    (S.BACK, E.WRITE_UP): Move(S.WRITTEN_UP, Action.WRITE_UP),
    (S.WRITTEN_UP, E.HOME): Move(S.WRITTEN_UP, Action.RECORD_WORD),
    (S.WRITTEN_UP, E.STAND_DOWN): Move(S.WRITTEN_UP, Action.STAND_DOWN),
    (S.WRITTEN_UP, E.WRITE_UP): Move(S.WRITTEN_UP, Action.WRITE_UP),
    (S.WRITTEN_UP, E.CLOSE): Move(S.CLOSED, Action.CLOSE_VISIT),
    (S.CLOSED, E.STAND_DOWN): Move(S.CLOSED, Action.STAND_DOWN),
}

BEFORE_OUT = frozenset({S.DRAFT, S.REQUESTED, S.DECLINED, S.AUTHORISED})
WATCHED = frozenset({S.OUT})

_NOT_OUT = (
    "This visit is not out. If they have left, sign it out, or use 'Already left, not authorised' "
    "if nobody authorised it. Then record this."
)

_WHY_NOT: dict[EventKind, str] = {
    **dict.fromkeys(_OUT_EVENTS, _NOT_OUT),
    E.REQUEST: "A visit that has left cannot be planned anew.",
    E.AUTHORISE: "This visit is not waiting to be authorised.",
    E.DECLINE: "This visit is not waiting to be authorised.",
    E.SIGN_OUT: (
        "Only an authorised visit can be signed out. "
        "If they have already left, use 'Already left, not authorised'."
    ),
    E.CANCEL: "A visit can be cancelled only before anybody has left.",
    E.WRITE_UP: "A visit is written up once everybody is back.",
    E.CLOSE: "A visit is closed once it is written up.",
}


def move(state: VisitState, event: EventKind) -> Move:
    """What the event does to a visit in that state. Raises NotPossible with a sentence for the page."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise NotPossible(_WHY_NOT.get(event, "That is not possible for this visit now.")) from None


def possible(state: VisitState) -> frozenset[EventKind]:
    """The events that a visit in that state can meet."""
    return frozenset(event for (at, event) in TABLE if at is state)
