"""When a visitor is reminded, before anybody else is told: shortly before their time, and at it."""

from datetime import datetime, timedelta

from visits.deadlines import Deadline
from visits.policy import Policy


def nudge_times(deadline: Deadline, policy: Policy) -> tuple[datetime, ...]:
    """The moments before `due_at` at which the visitor is reminded, the first one first. They move no deadline.

    Their time is the deadline without its grace. Where a policy gives no grace (WH-05), at that time the office is told:
    then only the reminder before it is left. Nobody is reminded of what raises no alert.
    """
    if not deadline.ladder:
        return ()
    check_in = policy.check_in(deadline.stage)
    grace = check_in.grace_minutes if check_in and check_in.grace_minutes else 0
    # A call that is due before the start has a grace below nothing.
    expected = deadline.due_at - timedelta(minutes=max(grace, 0))
    nudges = policy.nudges
    found: list[datetime] = []
    if nudges.before_minutes:
        found.append(expected - timedelta(minutes=nudges.before_minutes))
    if nudges.at_time and expected < deadline.due_at:
        found.append(expected)
    return tuple(found)


def next_nudge(deadline: Deadline, policy: Policy, *, from_at: datetime) -> datetime | None:
    """The first reminder at that moment or later; None when no more is to come."""
    return next((at for at in nudge_times(deadline, policy) if at >= from_at), None)
