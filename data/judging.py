"""The policy's word on a plan and on who decides, with the records' facts: the form and the commands ask the same."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.commands.core import Invalid, Refused, require_person
from data.models import Cover, PolicyVersion, School
from data.plans import plan_of
from data.queries.calendar import local_day
from data.queries.facts import facts_for, held_roles
from data.queries.people import covering
from data.queries.policy import in_force, policy_of
from data.queries.snapshot import Loaded
from visits.compliance import (
    Answer,
    Say,
    authoriser_roles,
    blocks,
    check,
    impossible,
    is_out_of_hours,
    may_authorise,
    open_warnings,
)
from visits.permissions import Viewer
from visits.visit import Facts, VisitPlan
from visits.words import Role


class Blocked(Refused):
    """The policy does not let this visit go. `answers` are the blocks, each with its sentence and duties."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        super().__init__(" ".join(answer.sentence for answer in answers))
        self.answers = answers


def school_and_version(session: Session, school_id: UUID, now: datetime) -> tuple[School, PolicyVersion]:
    """The school and the policy it goes by today. Refused where it has adopted none."""
    school = session.get_one(School, school_id)
    version = in_force(session, school_id=school.id, on=local_day(school, now))
    if version is None:
        raise Refused(
            f"{school.name} has not adopted a policy yet. The headteacher or lead DSL adopts one first."
        )
    return school, version


def judge(
    session: Session,
    plan: VisitPlan,
    version: PolicyVersion,
    school: School,
    *,
    now: datetime,
    visit_id: UUID | None = None,
) -> tuple[tuple[Answer, ...], Facts]:
    """What the policy says of a plan, and the facts that it went by."""
    facts = facts_for(session, plan, visit_id=visit_id, policy=policy_of(version))
    return check(plan, policy_of(version), facts, now=now, tz=ZoneInfo(school.timezone)), facts


def let_pass(answers: tuple[Answer, ...]) -> None:
    """Go on, or say why not: Invalid for what was not filled in, Blocked for what the policy forbids."""
    if stopped := blocks(answers):
        raise Blocked(stopped)
    if waiting := open_warnings(answers):
        raise Invalid({answer.key: f"{answer.sentence} Give a reason." for answer in waiting})


def possible_at_all(answers: tuple[Answer, ...]) -> None:
    """For what has happened already: stop only at what cannot have been, never at a rule of the policy."""
    wrong = {a.key: a.sentence for a in impossible(answers)}
    if wrong:
        raise Invalid(wrong)


def may_decide(session: Session, loaded: Loaded, by: Viewer, *, now: datetime) -> Say:
    """Whether somebody may say yes or no to this visit, by the policy in force now, with the sentence for the page.

    A delegate is somebody who accepted to stand in for an authoriser, by dates (table `cover`, for authorising).
    """
    person_id = require_person(by)
    row, school = loaded.row, loaded.school
    version = in_force(session, school_id=school.id, on=local_day(school, now))
    policy = policy_of(version) if version else loaded.policy
    plan = plan_of(session, row)
    facts = facts_for(session, plan, visit_id=row.id)
    late = is_out_of_hours(plan, policy, facts, now=now, tz=ZoneInfo(school.timezone))
    deciding = authoriser_roles(policy, out_of_hours=late)
    return may_authorise(
        policy,
        held_roles(session, person_id=person_id, school_id=school.id, on=local_day(school, now)),
        on_the_visit=person_id in {v.person_id for v in row.visitors},
        delegate=_is_delegate(session, person_id, school.id, deciding, now),
        out_of_hours=late,
    )


def _is_delegate(
    session: Session, person_id: UUID, school_id: UUID, roles: tuple[Role, ...], now: datetime
) -> bool:
    query = select(Cover.id).where(
        Cover.school_id == school_id,
        Cover.person_id == person_id,
        Cover.role.in_(roles),
        Cover.for_authorising,
        covering(now),
    )
    return session.scalar(query.limit(1)) is not None
