"""What has to be done after a visit, by whom and by when: the tasks that a policy's sentences become.

Where a text says "as soon as possible" or "on return" and no time, the hours below are ours.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from visits.alerts import reference
from visits.labels import ROLE_WORDS
from visits.notices import Notice, notice
from visits.policy import Policy
from visits.policy_parts import DutyId, Rule
from visits.words import Role

TELL_WITHIN = timedelta(hours=1)
ADVICE_WITHIN = timedelta(0)
AGENCIES_WITHIN = timedelta(days=1)
INVESTIGATE_WITHIN = timedelta(days=5)
MEASURES_WITHIN = timedelta(days=10)
REVIEW_WITHIN = timedelta(days=1)
ASSESS_WITHIN = timedelta(days=1)


class TaskKind(StrEnum):
    """What a task asks for. Some end by a command of their own (see `ENDS_BY_ITSELF`)."""

    WRITE_UP = "write_up"
    TELL_ON_RETURN = "tell_on_return"
    CONCERN = "concern"
    ADVICE = "advice"
    INVESTIGATE = "investigate"
    AGENCIES = "agencies"
    MEASURES = "measures"
    FURTHER_VISIT = "further_visit"
    REVIEW_UNAUTHORISED = "review_unauthorised"
    ASSESS_HOME = "assess_home"
    RISK_ACTION = "risk_action"


ENDS_BY_ITSELF: dict[TaskKind, str] = {
    TaskKind.WRITE_UP: "This task ends when the visit is written up.",
    TaskKind.CONCERN: "This task ends when a designated safeguarding lead takes the concern.",
    TaskKind.REVIEW_UNAUTHORISED: "This task ends when a leader records that they have looked at the visit.",
    TaskKind.ASSESS_HOME: "This task ends when the risk assessment is done.",
}

OF_AN_INCIDENT = frozenset({TaskKind.ADVICE, TaskKind.INVESTIGATE, TaskKind.AGENCIES, TaskKind.MEASURES})
"""What is looked into by somebody who was not on the visit."""


class IncidentKind(StrEnum):
    """What can go wrong at a home (WH-10, BT-21, RB-09)."""

    VIOLENCE = "violence"
    VERBAL_ABUSE = "verbal_abuse"
    ACCIDENT = "accident"
    ANIMAL = "animal"
    ACCUSATION = "accusation"


INCIDENT_WORDS: dict[IncidentKind, str] = {
    IncidentKind.VIOLENCE: "Violence or a threat of it",
    IncidentKind.VERBAL_ABUSE: "Verbal abuse",
    IncidentKind.ACCIDENT: "Accident or illness",
    IncidentKind.ANIMAL: "Dog or other animal",
    IncidentKind.ACCUSATION: "Accusation against a member of staff",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A task to be made. `owner` is a role, or None for the visit's lead visitor."""

    kind: TaskKind
    title: str
    due_at: datetime
    duties: tuple[DutyId, ...] = ()
    owner: Role | None = None


def on_return(policy: Policy, *, unauthorised: bool, now: datetime) -> tuple[Wanted, ...]:
    """What begins when everybody is back, or when a visit that has ended is logged."""
    wanted = [_write_up(policy, now)]
    if (rule := policy.after.slt_on_return) is not None:
        wanted.append(_tell(policy, rule, now))
    if unauthorised:
        wanted.append(_review(policy, now))
    return tuple(wanted)


def after_incident(policy: Policy, kind: IncidentKind, now: datetime) -> tuple[Wanted, ...]:
    """What follows an incident. An accusation goes to the headteacher at once and to nobody's line manager."""
    duties = policy.after.incident.duties
    accused = kind is IncidentKind.ACCUSATION
    owner = (policy.after.accusation_to if accused else policy.after.incident_to)[0]
    asked = [
        (TaskKind.ADVICE, "Advise at once on an accusation against a member of staff", ADVICE_WITHIN),
        (TaskKind.INVESTIGATE, "Investigate the incident", INVESTIGATE_WITHIN),
        (TaskKind.AGENCIES, "Notify the agencies that need to know of the incident", AGENCIES_WITHIN),
        (TaskKind.MEASURES, "Review safety measures, and whether training is needed", MEASURES_WITHIN),
    ]
    return tuple(
        Wanted(kind=what, title=title, due_at=now + within, duties=duties, owner=owner)
        for what, title, within in asked
        if accused or what is not TaskKind.ADVICE
    )


def of_concern(policy: Policy, now: datetime) -> Wanted:
    """A concern goes to the designated safeguarding lead, and is due at once (BT-20, RB-09, HA-14)."""
    return Wanted(
        kind=TaskKind.CONCERN,
        title="Read and take a safeguarding concern from a visit",
        due_at=now,
        duties=policy.after.concern.duties,
        owner=policy.after.concern_to[0],
    )


def concern_notice(school: str, visit_id: UUID) -> Notice:
    """To the safeguarding lead. It says that something waits and nothing of what."""
    return notice(
        f"Safeguarding concern: {school}, visit {reference(visit_id)}",
        "A concern from a home visit was recorded for you. Open Homeward to read it and to take it.",
    )


def incident_notice(school: str, visit_id: UUID, kind: IncidentKind) -> Notice:
    """To whoever looks into incidents. Of an accusation it says that advice is needed at once (BT-21, RB-09)."""
    asked = (
        "Staff ask for your advice at once. Open Homeward to read what happened."
        if kind is IncidentKind.ACCUSATION
        else "Open Homeward to read what happened, and what is asked of you."
    )
    return notice(
        f"Incident: {school}, visit {reference(visit_id)}",
        f"An incident on a home visit was reported: {INCIDENT_WORDS[kind].lower()}. {asked}",
    )


def _write_up(policy: Policy, now: datetime) -> Wanted:
    rule = policy.write_up
    return Wanted(
        kind=TaskKind.WRITE_UP,
        title=f"Write up the visit in {rule.system}",
        due_at=now + timedelta(hours=rule.within_hours),
        duties=rule.duties,
    )


def _tell(policy: Policy, rule: Rule, now: datetime) -> Wanted:
    return Wanted(
        kind=TaskKind.TELL_ON_RETURN,
        title=f"Tell {named(policy.after.return_to)} how the visit went",
        due_at=now + TELL_WITHIN,
        duties=rule.duties,
    )


def _review(policy: Policy, now: datetime) -> Wanted:
    rule = policy.authorisation
    return Wanted(
        kind=TaskKind.REVIEW_UNAUTHORISED,
        title="Look at a visit that left before anybody had authorised it",
        due_at=now + REVIEW_WITHIN,
        duties=rule.duties,
        owner=rule.roles[0] if rule.roles else Role.SLT,
    )


def named(roles: tuple[Role, ...]) -> str:
    """Roles as they stand inside a sentence: "SLT", "the Headteacher or the Deputy head"."""
    return " or ".join("SLT" if role is Role.SLT else f"the {ROLE_WORDS[role]}" for role in roles)
