"""What a risk assessment's form holds, what it has to hold, and its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload
from uuid6 import uuid7

from data.aftercare import add_task
from data.commands.core import Invalid, require_person
from data.models import PolicyVersion, RiskAnswer, RiskAssessment, School
from data.queries.calendar import local_at
from visits.aftercare import TaskKind, Wanted
from visits.assessments import Answer, risks
from visits.permissions import Viewer
from visits.policy import Policy
from visits.words import Role


@dataclass(frozen=True, kw_only=True)
class RiskAction:
    """What is to be done about a risk, by whom, by when. Without `owner_id` it is the role's."""

    text: str
    due_on: date
    owner_id: UUID | None = None
    owner_role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """The form of a home (BT-25): an answer to each question of the policy in force, by the question's key.

    `review_on` is its last good day; None takes the policy's.
    """

    answers: Mapping[str, Answer]
    notes: Mapping[str, str] = field(default_factory=dict)
    concerns: str = ""
    actions: tuple[RiskAction, ...] = ()
    signed_worker: str = ""
    signed_agency: str = ""
    review_on: date | None = None


def review_day(asked: date | None, policy: Policy, today: date) -> date:
    """The last good day: as asked, within what the policy lets an assessment stand for."""
    latest = today + timedelta(days=policy.risk.valid_days)
    if asked is None:
        return latest
    if not today <= asked <= latest:
        last = f"{latest.day} {latest:%b %Y}"
        raise Invalid(
            {"review_on": f"Choose a day from today to {last}: the policy lets it stand no longer."}
        )
    return asked


def risky_ones(form: Assessed, policy: Policy, today: date) -> tuple[str, ...]:
    """The questions whose answer is a risk. Invalid where something is missing, or a risk that nobody answers for."""
    answered(form, {q.key for q in policy.risk.questions})
    found = risks(policy.risk.questions, form.answers)
    problems = {}
    if found and not form.actions and not form.concerns.strip():
        problems["concerns"] = (
            f"{len(found)} {'answer is' if len(found) == 1 else 'answers are'} a risk. "
            "Say what is done about it and who does it, or why nothing can be done."
        )
    for number, action in enumerate(form.actions, start=1):
        if not action.text.strip() or (action.owner_id is None and action.owner_role is None):
            problems[f"action:{number}"] = f"Action {number}: say what is done, and who does it."
        elif action.due_on < today:
            problems[f"action:{number}"] = f"Action {number}: its day has passed. Choose today or later."
    if problems:
        raise Invalid(problems)
    return found


def answered(form: Assessed, keys: set[str]) -> None:
    """Every key has its answer and nothing else has one, or Invalid: "not known" is an answer, silence is not."""
    if missing := keys - set(form.answers):
        left = f"{len(missing)} of {len(keys)}"
        raise Invalid({"answers": f"Still to answer: {left}. 'Not known' is an answer too."})
    if set(form.answers) - keys:
        raise Invalid({"answers": "The policy in force asks other questions by now. Open the form again."})


def same_as_newest(
    session: Session, household_id: UUID, person_id: UUID, form: Assessed, today: date
) -> UUID | None:
    """The home's newest assessment, if this very form made it today: a form sent twice is one assessment."""
    query = _newest(household_id).options(selectinload(RiskAssessment.answers))
    row = session.scalars(query).first()
    if row is None or row.not_known or row.by_id != person_id or row.assessed_on != today:
        return None
    same = {a.question: Answer(a.answer) for a in row.answers} == dict(form.answers)
    return row.id if same and row.concerns == form.concerns.strip() else None


def newest_id(session: Session, household_id: UUID) -> UUID:
    """The id of the home's newest assessment; there is one."""
    return next(iter(session.scalars(_newest(household_id)))).id


def _newest(household_id: UUID) -> Select[RiskAssessment]:
    return (
        select(RiskAssessment)
        .where(RiskAssessment.household_id == household_id)
        .order_by(RiskAssessment.assessed_on.desc(), RiskAssessment.made_at.desc())
        .limit(1)
    )


def new_row(
    version: PolicyVersion,
    form: Assessed,
    *,
    by: Viewer,
    now: datetime,
    today: date,
    until: date,
    risky: tuple[str, ...],
) -> RiskAssessment:
    """An assessment's own row. Whoever makes it signs as worker unless another name is given."""
    return RiskAssessment(
        id=uuid7(),
        school_id=version.school_id,
        policy_version_id=version.id,
        assessed_on=today,
        valid_until=until,
        risks=len(risky),
        concerns=form.concerns.strip(),
        signed_worker=form.signed_worker.strip() or by.name,
        signed_agency=form.signed_agency.strip(),
        by_id=require_person(by),
        made_at=now,
    )


def keep(session: Session, row: RiskAssessment, form: Assessed, risky: tuple[str, ...]) -> None:
    """Write the assessment and its answers."""
    session.add(row)
    session.flush()
    for key, answer in form.answers.items():
        session.add(
            RiskAnswer(
                school_id=row.school_id,
                assessment_id=row.id,
                question=key,
                answer=answer.value,
                is_risk=key in risky,
                note=form.notes.get(key, "").strip(),
            )
        )
    session.flush()


def action_task(
    session: Session, row: RiskAssessment, action: RiskAction, policy: Policy, school: School, now: datetime
) -> None:
    """An action of the form is a task; what it says of the home stands in its note, not in its title."""
    wanted = Wanted(
        kind=TaskKind.RISK_ACTION,
        title="Do something about a risk at a home",
        due_at=local_at(school, action.due_on, school.closes),
        duties=policy.risk.duties,
        owner=action.owner_role,
    )
    add_task(
        session,
        school_id=row.school_id,
        wanted=wanted,
        now=now,
        visit_id=row.visit_id,
        owner_id=action.owner_id,
        about_id=row.id,
        note=action.text.strip(),
    )
