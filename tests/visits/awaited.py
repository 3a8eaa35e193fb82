"""What is awaited, in short: a set of (stage, whose, at which stop, in minutes after leaving)."""

from datetime import datetime

from tests.visits.factories import FIRST, OUT_AT, SECOND, THIRD, A, B, visit
from visits.deadlines import Calendar, open_deadlines
from visits.policy import Policy
from visits.visit import Event, Visit
from visits.words import Stage

NAMES = {A: "A", B: "B", None: "", FIRST: "1st", SECOND: "2nd", THIRD: "3rd"}

Awaited = set[tuple[Stage, str, str, float]]


def awaited(
    policy: Policy,
    *events: Event,
    of: Visit | None = None,
    calendar: Calendar | None = None,
    start: datetime = OUT_AT,
) -> Awaited:
    """Every open deadline of the visit (two stops and two visitors, out, unless given)."""
    found = open_deadlines(of or visit(start=start), policy, calendar or Calendar(), events)
    return {
        (d.stage, NAMES[d.visitor_id], NAMES[d.stop_id], (d.due_at - start).total_seconds() / 60)
        for d in found
    }


def only(who: str, found: Awaited) -> set[tuple[Stage, str, float]]:
    """Of one visitor: (stage, stop, minutes)."""
    return {(stage, stop, minutes) for stage, whose, stop, minutes in found if whose == who}


def both(*rows: tuple[Stage, str, float]) -> Awaited:
    """The same for both visitors."""
    return {(stage, who, stop, minutes) for stage, stop, minutes in rows for who in "AB"}
