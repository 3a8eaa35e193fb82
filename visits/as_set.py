"""A policy as one school goes by it: what the school has set where the text leaves it open."""

from visits.policy import Policy
from visits.policy_parts import CheckIn
from visits.words import Stage


def as_set(policy: Policy, *, arrive_minutes: int | None) -> Policy:
    """The policy with the school's time for the call on arrival, in minutes after it is due (FS-03).

    Only where the text asks for that call and gives no time: then it is a soft task until the school sets one. With a
    time it is a deadline like any other, and its minutes are ours.
    """
    arrive = policy.check_in(Stage.ARRIVE)
    if arrive_minutes is None or arrive is None or arrive.grace_minutes is not None:
        return policy
    timed = arrive.model_copy(update={"grace_minutes": arrive_minutes, "grace_ours": True, "ladder": True})
    return policy.model_copy(update={"check_ins": tuple(_one(c, timed) for c in policy.check_ins)})


def leaves_arrival_open(policy: Policy) -> bool:
    """Whether the text asks for a call on arrival and gives no time for it, so that the school can set one (FS-03)."""
    arrive = policy.check_in(Stage.ARRIVE)
    return arrive is not None and arrive.grace_minutes is None


def _one(check_in: CheckIn, timed: CheckIn) -> CheckIn:
    return timed if check_in.stage is timed.stage else check_in
