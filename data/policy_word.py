"""The policy's word on a plan that is being filled in: its answers, who would decide, and when silence is an alarm."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from data.judging import judge, school_and_version
from data.models import PolicyVersion, School
from data.queries.calendar import calendar_of
from data.queries.people import Contact, Delegate, delegates, on_duty
from data.queries.policy import policy_of
from visits.as_set import as_set
from visits.compliance import Answer, authoriser_roles, is_out_of_hours
from visits.deadlines import Calendar, open_deadlines
from visits.policy import Policy
from visits.visit import Stop, Visit, Visitor, VisitPlan
from visits.words import Role, VisitState


@dataclass(frozen=True, kw_only=True)
class InForce:
    """What a school goes by today. `school` and `version` are good for as long as their session is."""

    school: School
    version: PolicyVersion
    policy: Policy
    since: date


@dataclass(frozen=True, kw_only=True)
class Word:
    """`deciding` are the roles that say yes or no, `people` those who hold one, are on duty now and do not go themselves.

    `overdue_at` is when silence first raises an alert if all goes as planned; None where nothing ever would.
    """

    answers: tuple[Answer, ...]
    deciding: tuple[Role, ...]
    people: tuple[Contact, ...]
    delegates: tuple[Delegate, ...]
    overdue_at: datetime | None


def in_force_at(session: Session, school_id: UUID, *, now: datetime) -> InForce:
    """The school with the policy that it goes by today. Raises Refused where it has adopted none."""
    school, version = school_and_version(session, school_id, now)
    policy = as_set(policy_of(version), arrive_minutes=school.arrive_minutes)
    return InForce(school=school, version=version, policy=policy, since=version.in_force_from)


def word_on(
    session: Session, plan: VisitPlan, law: InForce, *, now: datetime, visit_id: UUID | None = None
) -> Word:
    """What the policy says of a plan, however unfinished. `visit_id` is the plan's own visit where it is changed."""
    answers, facts = judge(session, plan, law.version, law.school, now=now, visit_id=visit_id)
    late = is_out_of_hours(plan, law.policy, facts, now=now, tz=ZoneInfo(law.school.timezone))
    deciding = authoriser_roles(law.policy, out_of_hours=late)
    goes = {visitor.person_id for visitor in plan.visitors}
    people = on_duty(session, school_id=law.school.id, roles=deciding, at=now)
    standing_in = delegates(session, law.school.id, now)
    return Word(
        answers=answers,
        deciding=deciding,
        people=tuple(p for p in people if p.person_id not in goes),
        delegates=tuple(d for d in standing_in if d.role in deciding and d.person_id not in goes),
        overdue_at=overdue_at(plan, law.policy, calendar_of(session, school=law.school, at=plan.out_at)),
    )


def overdue_at(plan: VisitPlan, policy: Policy, calendar: Calendar) -> datetime | None:
    """When the first call that raises an alert would be missed, if they leave as planned and nobody is heard of."""
    visit = Visit(
        id=uuid4(),
        state=VisitState.OUT,
        out_at=plan.out_at,
        back_at=plan.back_at,
        stops=tuple(
            Stop(id=uuid4(), address=s.address, due_in_at=s.due_in_at, due_out_at=s.due_out_at)
            for s in plan.stops
        ),
        visitors=_visitors(plan),
    )
    due = [d.due_at for d in open_deadlines(visit, policy, calendar, ()) if d.ladder]
    return min(due, default=None)


def _visitors(plan: VisitPlan) -> tuple[Visitor, ...]:
    return tuple(Visitor(id=uuid4(), name=v.name, role=v.role) for v in plan.visitors)
