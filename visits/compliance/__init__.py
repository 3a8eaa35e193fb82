"""The policy answers while one fills the form in, and the command asks it the same before anything is kept.

One answer for each rule that applies, in the order of the form's parts: why, when and where, who. A rule that is not
met blocks, warns (and wants a reason) or is recorded, as the policy says; what it only advises gives no answer here.
What plain sense asks of every trip is ours, and says so.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from visits.compliance.answers import (
    Answer,
    Case,
    Verdict,
    blocks,
    can_ask,
    impossible,
    open_warnings,
    rule_of,
)
from visits.compliance.authority import Say, authoriser_roles, may_authorise
from visits.compliance.company import company
from visits.compliance.going import going
from visits.compliance.hours import hours, out_of_hours, watched
from visits.compliance.left import check_left
from visits.compliance.purpose import OTHER, purpose
from visits.compliance.reach import reach
from visits.policy import Policy
from visits.visit import Facts, VisitPlan

__all__ = [
    "OTHER",
    "Answer",
    "Say",
    "Verdict",
    "authoriser_roles",
    "blocks",
    "can_ask",
    "check",
    "check_leaving",
    "check_left",
    "impossible",
    "is_out_of_hours",
    "may_authorise",
    "open_warnings",
    "rule_of",
]


def check(
    plan: VisitPlan, policy: Policy, facts: Facts, *, now: datetime, tz: ZoneInfo
) -> tuple[Answer, ...]:
    """What the policy says of a plan, given what is known beside it. It takes any plan, however unfinished.

    `now` and the plan's times are aware; `tz` is the school's, for the policy's times of day and for the sentences.
    """
    case = Case(plan=plan, policy=policy, facts=facts, now=now, tz=tz)
    return (*purpose(case), *going(case), *hours(case), *reach(case), *company(case))


def check_leaving(
    plan: VisitPlan, policy: Policy, facts: Facts, *, now: datetime, tz: ZoneInfo
) -> tuple[Answer, ...]:
    """What can have changed since it was authorised, asked once more as they leave: who watches, who can be reached."""
    case = Case(plan=plan, policy=policy, facts=facts, now=now, tz=tz)
    return (*watched(case), *reach(case))


def is_out_of_hours(plan: VisitPlan, policy: Policy, facts: Facts, *, now: datetime, tz: ZoneInfo) -> bool:
    """Whether other people decide on this visit because of its hours (WH-06)."""
    return out_of_hours(Case(plan=plan, policy=policy, facts=facts, now=now, tz=tz))
