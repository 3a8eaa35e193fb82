"""A visit before anybody leaves: asked for, changed, taken back. Or logged when it had ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.aftercare import tasks_on_return
from data.commands.core import (
    Invalid,
    NotPermitted,
    Refused,
    Repeated,
    Stale,
    command,
    require,
    require_person,
)
from data.happening import end, hold_school, next_state, open_visit, record
from data.judging import judge, let_pass, possible_at_all, school_and_version
from data.models import Household, Person, PolicyVersion, Pupil, School, VisitorRow, VisitRow
from data.plans import clear, fill, new_row, write_answers, write_parts
from data.queries.policy import policy_of
from data.queries.scope import is_involved
from data.queries.snapshot import Loaded
from data.refresh import refresh_deadlines
from data.telling import AUTHORISE, tell_roles
from visits.compliance import Answer
from visits.compliance.answers import STILL_TO_COME
from visits.notices import waiting_notice
from visits.permissions import Action, Reach, Viewer, may, reach
from visits.policy import Policy
from visits.visit import Facts, VisitPlan
from visits.words import EventKind, Via, VisitState


@command("visit.log")
def log(session: Session, *, plan: VisitPlan, idempotency_key: str, by: Viewer, now: datetime) -> UUID:
    """Ask for a visit. The same `idempotency_key` again gives the visit that is there and writes nothing.

    Raises Invalid for what is missing or cannot be, Blocked where the policy says no, NotPermitted.
    """
    audit.note(session, school_id=plan.school_id)
    person_id = _planner(by, plan)
    _unless_there(session, plan.school_id, idempotency_key)
    school, version = school_and_version(session, plan.school_id, now)
    _references_belong(session, plan)
    answers, facts = judge(session, plan, version, school, now=now)
    let_pass(answers)
    row = new_row(
        plan,
        state=next_state(VisitState.DRAFT, EventKind.REQUEST),
        policy_version_id=version.id,
        created_by_id=person_id,
        idempotency_key=idempotency_key,
        now=now,
    )
    _write(session, row, plan, version, school, answers, facts)
    record(session, row, EventKind.REQUEST, by=by, now=now, via=Via.FORM)
    audit.note(session, subject_id=row.id, state=row.state, reason=row.reason, kind=row.kind)
    refresh_deadlines(session, visit_id=row.id, now=now)
    _tell_authorisers(session, row, school, policy_of(version), now)
    return row.id


@command("visit.log_ended")
def log_ended(session: Session, *, plan: VisitPlan, idempotency_key: str, by: Viewer, now: datetime) -> UUID:
    """Log a visit that has already ended: it stands as back, to be written up, and says so for ever.

    The policy's answers are kept, and nothing is refused: it cannot be undone by refusing to write it down.
    """
    audit.note(session, school_id=plan.school_id)
    person_id = _planner(by, plan)
    _unless_there(session, plan.school_id, idempotency_key)
    if plan.back_at > now:
        raise Invalid(
            {"back_at": "This visit is not over yet. For one that is still out use 'Already left'."}
        )
    school, version = school_and_version(session, plan.school_id, now)
    _references_belong(session, plan)
    answers, facts = judge(session, plan, version, school, now=now)
    possible_at_all(answers)
    # That its time has passed is what makes it one that has ended, and no departure from anything.
    answers = tuple(answer for answer in answers if answer.key != STILL_TO_COME)
    row = new_row(
        plan,
        state=next_state(VisitState.DRAFT, EventKind.LOG_ENDED),
        policy_version_id=version.id,
        created_by_id=person_id,
        idempotency_key=idempotency_key,
        now=now,
    )
    row.retrospective = row.unauthorised = True
    row.left_at, row.returned_at = plan.out_at, plan.back_at
    _write(session, row, plan, version, school, answers, facts)
    record(session, row, EventKind.LOG_ENDED, by=by, now=now, happened_at=plan.back_at, via=Via.FORM)
    audit.note(session, subject_id=row.id, state=row.state)
    loaded = refresh_deadlines(session, visit_id=row.id, now=now)
    tasks_on_return(session, loaded=loaded, now=now)
    return row.id


@command("visit.change")
def change(
    session: Session, *, visit_id: UUID, plan: VisitPlan, version: int, by: Viewer, now: datetime
) -> UUID:
    """Plan a visit anew and ask again; one that was authorised has to be authorised again.

    `version` is the one that the form was opened with. Raises Stale when somebody was faster.
    """
    loaded = _open_to_plan(session, visit_id, by)
    row = loaded.row
    if row.version != version:
        raise Stale
    if plan.school_id != row.school_id:
        raise Invalid({"school": "A visit stays with its school. Cancel it and log it at the other."})
    to = next_state(row.state, EventKind.REQUEST)
    school, in_force_now = school_and_version(session, plan.school_id, now)
    _references_belong(session, plan)
    answers, facts = judge(session, plan, in_force_now, school, now=now, visit_id=row.id)
    let_pass(answers)
    row.state, row.authorised_at, row.authorised_by_id = to, None, None
    row.policy_version_id, row.declined_reason = in_force_now.id, ""
    row.version += 1
    _write(session, row, plan, in_force_now, school, answers, facts)
    record(session, row, EventKind.REQUEST, by=by, now=now, via=Via.FORM)
    audit.note(session, state=row.state)
    refresh_deadlines(session, visit_id=row.id, now=now)
    _tell_authorisers(session, row, school, policy_of(in_force_now), now)
    return row.id


@command("visit.cancel")
def cancel(session: Session, *, visit_id: UUID, reason: str = "", by: Viewer, now: datetime) -> None:
    """Take a visit back before anybody has left."""
    loaded = _open_to_plan(session, visit_id, by)
    to = next_state(loaded.row.state, EventKind.CANCEL)
    end(session, loaded.row, to, EventKind.CANCEL, reason.strip(), by, now)


@command("visit.visitor_declines")
def visitor_declines(session: Session, *, visit_id: UUID, by: Viewer, now: datetime) -> None:
    """A visitor does not go. No reason is asked for (BT-17, RB-15: concerned about your safety, do not visit)."""
    loaded = open_visit(session, visit_id, by, Action.DECLINE_TO_GO)
    if require_person(by) not in {v.person_id for v in loaded.row.visitors}:
        raise Refused("Only somebody who goes on this visit can decline to go.")
    to = next_state(loaded.row.state, EventKind.VISITOR_DECLINES)
    end(session, loaded.row, to, EventKind.VISITOR_DECLINES, "A visitor declined to go.", by, now)


def _open_to_plan(session: Session, visit_id: UUID, by: Viewer) -> Loaded:
    """The visit, for whoever may plan at the school and see this visit too (BT-26, RB-17)."""
    loaded = open_visit(session, visit_id, by, Action.SEE_VISIT)
    involved = is_involved(session, visit_id=visit_id, viewer=by)
    require(by, Action.LOG_VISIT, school_id=loaded.row.school_id, involved=involved)
    return loaded


def _planner(by: Viewer, plan: VisitPlan) -> UUID:
    """Whoever may plan at the school; a visitor without a planner's role plans only visits that they are on."""
    person_id = require_person(by)
    goes = person_id in {v.person_id for v in plan.visitors}
    if not may(by, Action.LOG_VISIT, school_id=plan.school_id, involved=goes):
        if reach(Action.LOG_VISIT, by.roles_at(plan.school_id)) is Reach.INVOLVED:
            raise Refused("You can log only visits that you go on yourself.")
        raise NotPermitted
    return person_id


def _unless_there(session: Session, school_id: UUID, key: str) -> None:
    """A form that is sent twice is one visit, and nobody is asked to be at two places at once in the same moment."""
    hold_school(session, school_id)
    there = select(VisitRow.id).where(VisitRow.school_id == school_id, VisitRow.idempotency_key == key)
    if (visit_id := session.scalar(there)) is not None:
        raise Repeated(visit_id)


def _references_belong(session: Session, plan: VisitPlan) -> None:
    """Homes and pupils are the school's own, people exist: an id from elsewhere is refused, not followed."""
    homes = {s.household_id for s in plan.stops if s.household_id}
    pupils = {p for s in plan.stops for p in s.pupil_ids}
    people = {v.person_id for v in plan.visitors if v.person_id}
    for model, wanted in ((Household, homes), (Pupil, pupils)):
        found = select(model.id).where(model.id.in_(wanted), model.school_id == plan.school_id)
        if wanted and set(session.scalars(found)) != wanted:
            raise Invalid({"stops": "One of the homes or pupils is not at this school. Choose it again."})
    if people and set(session.scalars(select(Person.id).where(Person.id.in_(people)))) != people:
        raise Invalid({"visitors": "One of the visitors is not known. Choose them again."})


def _write(
    session: Session,
    row: VisitRow,
    plan: VisitPlan,
    version: PolicyVersion,
    school: School,
    answers: tuple[Answer, ...],
    facts: Facts,
) -> None:
    fill(row, plan, policy=policy_of(version), school=school)
    session.add(row)
    session.flush()
    if row.version > 1:  # planned before
        clear(session, row.id)
    write_parts(session, row, plan, first_visits=tuple(s.first_visit for s in facts.stops))
    write_answers(session, row, answers)


def _tell_authorisers(session: Session, row: VisitRow, school: School, policy: Policy, now: datetime) -> None:
    """Write to whoever decides, but for those who go themselves. Whom and where stays on the page."""
    asked = policy.authorisation
    goes = select(VisitorRow.person_id).where(VisitorRow.visit_id == row.id)
    tell_roles(
        session,
        waiting_notice(school=school.name, timezone=school.timezone, out_at=row.out_at),
        topic=AUTHORISE,
        about_id=row.id,
        school=school,
        roles=tuple(dict.fromkeys((*asked.roles, *asked.out_of_hours_roles))),
        now=now,
        but_not=[person_id for person_id in session.scalars(goes) if person_id],
    )
