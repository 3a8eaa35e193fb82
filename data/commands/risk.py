"""Risk assessments: of a home, standing ones of working alone, put off in an emergency; and what to know at the door."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit
from data.aftercare import add_task, close_tasks, works_here
from data.assessing import (
    Assessed,
    action_task,
    answered,
    keep,
    new_row,
    newest_id,
    review_day,
    risky_ones,
    same_as_newest,
)
from data.commands.core import Invalid, NotPermitted, Refused, Repeated, command, require, require_person
from data.models import Household, PolicyVersion, RiskAssessment, School
from data.queries.calendar import local_day
from data.queries.home_scope import may_reach_home
from data.queries.policy import in_force, policy_of
from data.queries.risk import held_by_home
from data.queries.snapshot import NoSuchVisit, load_visit
from visits.aftercare import ASSESS_WITHIN, TaskKind, Wanted
from visits.assessments import Answer, state
from visits.permissions import Action, Viewer
from visits.words import AssessmentState, VisitKind


@command("risk.assess")
def assess(
    session: Session,
    *,
    household_id: UUID,
    form: Assessed,
    visit_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Keep a home's risk assessment (BT-09, BT-25, FS-06, HA-04); its actions become tasks. Sent twice it is one.

    Raises Invalid for what is not answered, for risks that nobody does anything about, for a review date out of reach.
    """
    person_id = require_person(by)
    household = _home(session, household_id, by)
    school, version, today = _school(session, household.school_id, now)
    policy = policy_of(version)
    until = review_day(form.review_on, policy, today)
    risky = risky_ones(form, policy, today)
    if (there := same_as_newest(session, household_id, person_id, form, today)) is not None:
        raise Repeated(there)
    for action in form.actions:
        works_here(session, school, action.owner_id, now)
    row = new_row(version, form, by=by, now=now, today=today, until=until, risky=risky)
    row.household_id, row.visit_id = household_id, _visit_there(session, visit_id, household)
    keep(session, row, form, risky)
    for action in form.actions:
        action_task(session, row, action, policy, school, now)
    close_tasks(session, kinds=[TaskKind.ASSESS_HOME], about_ids=[household_id], by_id=person_id, now=now)
    audit.note(session, assessment=row.id, risks=len(risky), valid_until=until)
    return row.id


@command("risk.not_known_yet")
def not_known_yet(
    session: Session,
    *,
    household_id: UUID,
    kind: VisitKind,
    visit_id: UUID | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Put an assessment off, where the policy allows that for this kind of visit, and make it a task within a day.

    It never counts as done. Refused where the home has one in date: there is nothing to put off.
    """
    person_id = require_person(by)
    household = _home(session, household_id, by)
    _, version, today = _school(session, household.school_id, now)
    policy = policy_of(version)
    if kind not in policy.risk.unknown_allowed:
        raise Refused("This policy wants the risk assessment done before such a visit.")
    stands = state(held_by_home(session, [household_id], today).get(household_id), today)
    if stands in (AssessmentState.IN_DATE, AssessmentState.DUE):
        raise Refused("This home has a risk assessment that is in date. Read it instead.")
    if stands is AssessmentState.NOT_KNOWN:
        raise Repeated(newest_id(session, household_id))
    row = RiskAssessment(
        school_id=household.school_id,
        household_id=household_id,
        visit_id=_visit_there(session, visit_id, household),
        policy_version_id=version.id,
        assessed_on=today,
        not_known=True,
        by_id=person_id,
        made_at=now,
    )
    session.add(row)
    wanted = Wanted(
        kind=TaskKind.ASSESS_HOME,
        title="Do the risk assessment that was put off in an emergency",
        due_at=now + ASSESS_WITHIN,
        duties=policy.risk.duties,
    )
    add_task(
        session,
        school_id=household.school_id,
        wanted=wanted,
        now=now,
        visit_id=row.visit_id,
        owner_id=person_id,
        about_id=household_id,
    )
    session.flush()
    audit.note(session, assessment=row.id, not_known=True)
    return row.id


@command("risk.assess_standing")
def assess_standing(session: Session, *, school_id: UUID, form: Assessed, by: Viewer, now: datetime) -> UUID:
    """Go through the policy's standing table of hazards (BT-24): for each, whether its controls are in place."""
    require_person(by)
    audit.note(session, school_id=school_id, subject_id=school_id)
    require(by, Action.ASSESS_RISK, school_id=school_id)
    _, version, today = _school(session, school_id, now)
    policy = policy_of(version)
    if not policy.risk.hazards:
        raise Refused("The policy in force has no standing table of hazards.")
    until = review_day(form.review_on, policy, today)
    hazards = {hazard.key for hazard in policy.risk.hazards}
    answered(form, hazards)
    lacking = tuple(key for key in hazards if form.answers[key] is Answer.NO)
    if lacking and not form.concerns.strip():
        raise Invalid({"concerns": "Some controls are not in place. Say what is done about that."})
    row = new_row(version, form, by=by, now=now, today=today, until=until, risky=lacking)
    keep(session, row, form, lacking)
    audit.note(session, assessment=row.id, risks=len(lacking), valid_until=until)
    return row.id


@command("risk.sign")
def sign(session: Session, *, assessment_id: UUID, by: Viewer, now: datetime) -> None:
    """A leader or line manager signs an assessment that somebody else made (BT-25)."""
    person_id = require_person(by)
    row = session.get(RiskAssessment, assessment_id, with_for_update=True)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.household_id, assessment=row.id)
    require(by, Action.AUTHORISE, school_id=row.school_id)
    if row.not_known:
        raise Refused("This assessment was put off. There is nothing to sign yet.")
    if row.by_id == person_id:
        raise Refused("Somebody else than the one who made it signs as manager.")
    if row.signed_manager:
        raise Repeated(None)
    row.signed_manager = by.name
    audit.note(session, signed_at=now)


def _home(session: Session, household_id: UUID, by: Viewer) -> Household:
    """The home, held for this command. An unknown one and one out of reach are refused alike."""
    household = session.get(Household, household_id, with_for_update=True)
    if household is None:
        raise NotPermitted
    audit.note(session, school_id=household.school_id, subject_id=household_id)
    if by.board or not may_reach_home(session, by, Action.ASSESS_RISK, household_id):
        raise NotPermitted
    return household


def _school(session: Session, school_id: UUID, now: datetime) -> tuple[School, PolicyVersion, date]:
    """The school, its policy in force, and the day there."""
    school = session.get_one(School, school_id)
    today = local_day(school, now)
    version = in_force(session, school_id=school_id, on=today)
    if version is None:
        raise Refused("This school has adopted no policy yet, so there are no questions to answer.")
    return school, version, today


def _visit_there(session: Session, visit_id: UUID | None, household: Household) -> UUID | None:
    """The visit, if it is known and goes to this home."""
    if visit_id is None:
        return None
    try:
        row = load_visit(session, visit_id).row
    except NoSuchVisit:
        raise NotPermitted from None
    if household.id not in {stop.household_id for stop in row.stops}:
        raise Invalid({"visit": "This visit does not go to that home."})
    return row.id
