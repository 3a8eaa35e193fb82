"""The words that can be recorded of a visit from the board, and the commands that record them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from data.commands import word
from data.commands.core import Invalid, Refused
from data.database import Database
from visits.permissions import Viewer
from visits.words import EventKind, Via

Row = dict[str, Any]
"""A visit of the board: one record of `data.queries.live.live_visits`."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """One word. `of_whom` asks for the visitors by name; `at_stop` speaks of the stop where they are."""

    kind: EventKind
    label: str
    question: str
    of_whom: bool = True
    at_stop: bool = False


BUTTONS: Final = (
    Button(kind=EventKind.SIGN_OUT, label="Signed out", question="Have they left school?", of_whom=False),
    Button(kind=EventKind.ARRIVE, label="Arrived", question="Who has arrived at {address}?", at_stop=True),
    Button(kind=EventKind.LEAVE, label="Left", question="Who has left {address}?", at_stop=True),
    Button(
        kind=EventKind.NOT_MADE,
        label="Not made",
        question="Who turned back from {address}?",
        at_stop=True,
    ),
    Button(kind=EventKind.BACK, label="Back", question="Who is back?"),
    Button(
        kind=EventKind.WELL, label="Call taken, well", question="Of whom did you hear that they are well?"
    ),
    Button(kind=EventKind.MORE_TIME, label="More time", question="How many minutes more?", of_whom=False),
)
MORE_TIME_CHOICES: Final = (10, 15, 20, 30)

_COMMANDS: Final[dict[EventKind, Callable[..., None]]] = {
    EventKind.SIGN_OUT: word.sign_out,
    EventKind.ARRIVE: word.arrive,
    EventKind.LEAVE: word.leave,
    EventKind.NOT_MADE: word.not_made,
    EventKind.BACK: word.back,
    EventKind.WELL: word.well,
    EventKind.MORE_TIME: word.more_time,
}


def buttons_for(row: Row, possible: frozenset[EventKind]) -> tuple[Button, ...]:
    """The words that make sense for a visit now: those of its state, and of a stop only where somebody owes them."""
    return tuple(b for b in BUTTONS if b.kind in possible and (not b.at_stop or awaited(row, b)))


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """A visitor of whom a word can still come. `stop` is the one where they are or go next; None after the last."""

    visitor: dict[str, Any]
    stop: dict[str, Any] | None

    @property
    def stop_id(self) -> UUID | None:
        return self.stop["id"] if self.stop else None


def awaited(row: Row, button: Button) -> list[Awaited]:
    """The visitors of whom this word can still come: of a stop only those of whom it has not come, each at their own.

    Two who drive apart are at different stops, and the word of one is never the other's.
    """
    still = [Awaited(visitor=v, stop=stop_of(row, v["id"])) for v in row["visitors"] if not v["back"]]
    if not button.at_stop:
        return still
    arrived = button.kind is EventKind.ARRIVE
    return [a for a in still if a.stop and not (arrived and a.visitor["id"] in a.stop["arrived"])]


def stop_of(row: Row, visitor_id: UUID) -> dict[str, Any] | None:
    """The first stop with which this visitor is not through."""
    return next((stop for stop in row["stops"] if visitor_id not in stop["through"]), None)


def is_split(waiting: Iterable[Awaited]) -> bool:
    """Whether they are at different stops."""
    return len({one.stop_id for one in waiting}) > 1


def record_word(
    db: Database,
    row: Row,
    button: Button,
    *,
    visitor_ids: frozenset[UUID],
    stop_id: UUID | None,
    minutes: int,
    by: Viewer,
    now: datetime,
) -> str | None:
    """Record the word. None when it is kept, or the sentence that says why not."""
    given: dict[str, Any] = {"visit_id": row["visit_id"], "by": by, "now": now}
    if button.of_whom:
        given["visitor_ids"] = visitor_ids
    if button.at_stop or button.kind is EventKind.MORE_TIME:
        given["stop_id"] = stop_id
    if button.kind is EventKind.MORE_TIME:
        given["minutes"] = minutes
    given["via"] = Via.CALL if button.kind is EventKind.WELL else Via.BOARD
    try:
        _COMMANDS[button.kind](db, **given)
    except (Refused, Invalid) as why:
        return str(why)
    return None
