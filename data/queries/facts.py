"""What the school's records say beside a plan: homes, visitors, the day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import (
    HouseholdContact,
    Person,
    PersonRole,
    School,
    StopRow,
    VisitorRow,
    VisitRow,
)
from data.queries.calendar import is_open, local_at, local_day, watch_rota, watched_until
from data.queries.flags import known_at_door
from data.queries.people import in_force
from data.queries.risk import assessment_states
from data.queries.rota import rota
from visits.compliance.reach import groups
from visits.policy import Policy
from visits.rota import OnDuty, first_gap
from visits.visit import Facts, StopFacts, VisitorFacts, VisitorPlan, VisitPlan
from visits.words import AssessmentState, Role, VisitState

NOTICED_WITHIN = timedelta(hours=24)
"""No policy can give more grace than this (`visits.policy_parts.Minutes`)."""
_MADE = (VisitState.OUT, VisitState.BACK, VisitState.WRITTEN_UP, VisitState.CLOSED)
_STANDING = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT)


def facts_for(
    session: Session, plan: VisitPlan, *, visit_id: UUID | None = None, policy: Policy | None = None
) -> Facts:
    """Read the facts for a plan. `visit_id` is the plan's own visit if it is kept: it never clashes with itself.

    With `policy` also who of those whom its steps name is on duty while they are out, and can be reached.

    Nothing here depends on who asks: a command has asked before whether they may plan at this school.
    """
    school = session.get_one(School, plan.school_id)
    day = local_day(school, plan.out_at)
    homes = {s.household_id for s in plan.stops if s.household_id}
    states = assessment_states(session, sorted(homes, key=str), day)
    seen = _visited_before(session, homes, plan)
    doors = known_at_door(session, homes)
    return Facts(
        stops=tuple(
            StopFacts(
                assessment=states.get(s.household_id, AssessmentState.NONE)
                if s.household_id
                else AssessmentState.NONE,
                first_visit=s.household_id not in seen,
                flags=doors.get(s.household_id, ()) if s.household_id else (),
                no_contact=_no_contact(session, s.household_id),
            )
            for s in plan.stops
        ),
        visitors=tuple(_visitor(session, plan, v, day=day, visit_id=visit_id) for v in plan.visitors),
        opens_at=local_at(school, day, school.opens),
        closes_at=local_at(school, day, school.closes),
        open_day=is_open(session, school_id=school.id, on=day),
        watched_until=watched_until(session, school=school, on=day),
        unwatched_at=_unwatched_at(session, school, plan),
        on_duty=_on_duty(session, school, plan, policy) if policy else None,
        unreachable=school.unreachable,
    )


def _unwatched_at(session: Session, school: School, plan: VisitPlan) -> datetime | None:
    """The first moment of the trip at which nobody watches. Who goes along does not watch."""
    if plan.back_at <= plan.out_at:
        return None
    spans = watch_rota(session, school=school, from_at=plan.out_at, to_at=plan.back_at)
    goes = {v.person_id for v in plan.visitors}
    return first_gap(
        (span for span in spans if span.person_id not in goes), from_at=plan.out_at, to_at=plan.back_at
    )


def _on_duty(session: Session, school: School, plan: VisitPlan, policy: Policy) -> tuple[OnDuty, ...]:
    """The rota of everybody whom a step names, from leaving until the last silence would be noticed."""
    roles = {role for group in groups(policy.overdue) for role in group}
    to_at = plan.back_at + NOTICED_WITHIN
    return rota(session, school=school, roles=roles, from_at=plan.out_at, to_at=to_at)


def _visited_before(session: Session, homes: set[UUID], plan: VisitPlan) -> set[UUID | None]:
    query = (
        select(StopRow.household_id)
        .join(VisitRow, VisitRow.id == StopRow.visit_id)
        .where(StopRow.household_id.in_(homes), VisitRow.state.in_(_MADE), VisitRow.out_at < plan.out_at)
        .distinct()
    )
    return set(session.scalars(query))


def _no_contact(session: Session, household_id: UUID | None) -> tuple[str, ...]:
    query = select(HouseholdContact.name).where(
        HouseholdContact.household_id == household_id, HouseholdContact.no_contact
    )
    return tuple(session.scalars(query))


def _visitor(
    session: Session, plan: VisitPlan, visitor: VisitorPlan, *, day: date, visit_id: UUID | None
) -> VisitorFacts:
    person = session.get(Person, visitor.person_id) if visitor.person_id else None
    if person is None:
        return VisitorFacts(reachable=bool(visitor.mobile.strip()))
    roles = frozenset(held_roles(session, person_id=person.id, school_id=plan.school_id, on=day))
    return VisitorFacts(
        roles=roles,
        trained=person.trained_on is not None and person.trained_on <= day,
        own_staff=bool(roles),
        reachable=bool(visitor.mobile.strip() or person.mobile),
        clashes=_clashes(session, plan, person.id, visit_id),
    )


def held_roles(session: Session, *, person_id: UUID, school_id: UUID, on: date) -> Sequence[Role]:
    """What somebody is at a school on a day by their own post, cover aside."""
    query = select(PersonRole.role).where(
        PersonRole.person_id == person_id, PersonRole.school_id == school_id, in_force(on)
    )
    return session.scalars(query).all()


def _clashes(session: Session, plan: VisitPlan, person_id: UUID, visit_id: UUID | None) -> bool:
    query = (
        select(VisitRow.id)
        .join(VisitorRow, VisitorRow.visit_id == VisitRow.id)
        .where(
            VisitorRow.person_id == person_id,
            VisitRow.state.in_(_STANDING),
            VisitRow.out_at < plan.back_at,
            VisitRow.back_at > plan.out_at,
        )
    )
    if visit_id is not None:
        query = query.where(VisitRow.id != visit_id)
    return session.scalar(query.limit(1)) is not None
