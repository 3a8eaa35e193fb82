"""Between a plan, as the form gives it, and the rows that keep it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.models import AnswerRow, School, StopPupil, StopRow, VisitorRow, VisitRow
from data.queries.calendar import local_day
from visits.compliance import Answer
from visits.policy import Policy
from visits.visit import StopPlan, Vehicle, VisitorPlan, VisitPlan
from visits.words import CommonReason, VisitState

OTHER_REASON = "other"
NOT_SAID = "not_said"


def new_row(
    plan: VisitPlan,
    *,
    state: VisitState,
    policy_version_id: UUID,
    created_by_id: UUID,
    idempotency_key: str,
    now: datetime,
) -> VisitRow:
    """A visit's row without what `fill` takes from the plan."""
    return VisitRow(
        id=uuid7(),
        school_id=plan.school_id,
        policy_version_id=policy_version_id,
        state=state,
        created_at=now,
        created_by_id=created_by_id,
        idempotency_key=idempotency_key,
    )


def fill(row: VisitRow, plan: VisitPlan, *, policy: Policy, school: School) -> None:
    """Put the plan into a visit's own row."""
    reason = policy.reason(plan.reason)
    vehicle = plan.vehicle or Vehicle(make="", model="", colour="", registration="")
    row.kind, row.reason, row.reason_other = plan.kind, plan.reason, plan.reason_other.strip()
    row.common_reason = (reason.common if reason else CommonReason.OTHER).value
    row.month = local_day(school, plan.out_at).strftime("%Y-%m")
    row.purpose, row.alternatives = plan.purpose.strip(), plan.alternatives.strip()
    row.who_to_see, row.agency_plan = plan.who_to_see.strip(), plan.agency_plan.strip()
    row.told, row.told_exception = plan.told, plan.told_exception.strip()
    row.travel = plan.travel
    row.vehicle_make, row.vehicle_model, row.vehicle_colour = vehicle.make, vehicle.model, vehicle.colour
    row.vehicle_registration = vehicle.registration
    row.confirmed = sorted(plan.confirmed)
    row.out_at, row.back_at = plan.out_at, plan.back_at


def write_parts(session: Session, row: VisitRow, plan: VisitPlan, *, first_visits: tuple[bool, ...]) -> None:
    """Write the stops with their pupils, and the visitors, of a visit that has none (`clear`)."""
    pupils: list[StopPupil] = []
    for position, stop in enumerate(plan.stops, start=1):
        stop_row = StopRow(
            id=uuid7(),
            school_id=row.school_id,
            visit_id=row.id,
            position=position,
            household_id=stop.household_id,
            address=stop.address.strip(),
            place=stop.place,
            due_in_at=stop.due_in_at,
            due_out_at=stop.due_out_at,
            first_visit=first_visits[position - 1],
        )
        session.add(stop_row)
        pupils += [
            StopPupil(school_id=row.school_id, stop_id=stop_row.id, pupil_id=pupil_id)
            for pupil_id in stop.pupil_ids
        ]
    for position, visitor in enumerate(plan.visitors, start=1):
        session.add(
            VisitorRow(
                id=uuid7(),
                school_id=row.school_id,
                visit_id=row.id,
                position=position,
                person_id=visitor.person_id,
                name=visitor.name.strip(),
                role=visitor.role,
                part=visitor.part.strip(),
                mobile=visitor.mobile.strip(),
                organisation=visitor.organisation.strip(),
            )
        )
    session.flush()  # the stops stand before what refers to them
    session.add_all(pupils)
    session.flush()


def write_answers(session: Session, row: VisitRow, answers: tuple[Answer, ...]) -> None:
    """Keep what the policy said, of a visit for which nothing is kept (`clear_answers`)."""
    if answers:
        session.execute(
            insert(AnswerRow),
            [
                {
                    "id": uuid7(),
                    "school_id": row.school_id,
                    "visit_id": row.id,
                    "key": answer.key,
                    "verdict": answer.verdict.value,
                    "sentence": answer.sentence,
                    "duties": list(answer.duties),
                    "reason": answer.reason or "",
                }
                for answer in answers
            ],
        )


def plan_of(session: Session, row: VisitRow) -> VisitPlan:
    """The plan as it was given: for judging it again, for changing it, and for repeating it."""
    pupils: dict[UUID, list[UUID]] = {}
    links = select(StopPupil).where(StopPupil.stop_id.in_([s.id for s in row.stops]))
    for link in session.scalars(links):
        pupils.setdefault(link.stop_id, []).append(link.pupil_id)
    given = select(AnswerRow).where(AnswerRow.visit_id == row.id, AnswerRow.reason != "")
    vehicle = (row.vehicle_make, row.vehicle_model, row.vehicle_colour, row.vehicle_registration)
    return VisitPlan(
        school_id=row.school_id,
        kind=row.kind,
        reason=row.reason,
        reason_other=row.reason_other,
        out_at=row.out_at,
        back_at=row.back_at,
        stops=tuple(
            StopPlan(
                id=s.id,
                address=s.address,
                place=s.place,
                due_in_at=s.due_in_at,
                due_out_at=s.due_out_at,
                household_id=s.household_id,
                pupil_ids=tuple(pupils.get(s.id, ())),
            )
            for s in row.stops
        ),
        visitors=tuple(
            VisitorPlan(
                id=v.id,
                name=v.name,
                role=v.role,
                mobile=v.mobile,
                part=v.part,
                person_id=v.person_id,
                organisation=v.organisation,
            )
            for v in row.visitors
        ),
        purpose=row.purpose,
        alternatives=row.alternatives,
        who_to_see=row.who_to_see,
        told=row.told,
        told_exception=row.told_exception,
        travel=row.travel,
        vehicle=Vehicle(make=vehicle[0], model=vehicle[1], colour=vehicle[2], registration=vehicle[3])
        if any(vehicle)
        else None,
        agency_plan=row.agency_plan,
        confirmed=frozenset(row.confirmed),
        reasons_given={a.key: a.reason for a in session.scalars(given)},
    )


def clear(session: Session, visit_id: UUID) -> None:
    """Take away the stops, the visitors and the policy's answers of a visit that is planned anew."""
    stops = select(StopRow.id).where(StopRow.visit_id == visit_id)
    session.execute(delete(StopPupil).where(StopPupil.stop_id.in_(stops)))
    session.execute(delete(StopRow).where(StopRow.visit_id == visit_id))
    session.execute(delete(VisitorRow).where(VisitorRow.visit_id == visit_id))
    clear_answers(session, visit_id)


def clear_answers(session: Session, visit_id: UUID) -> None:
    """Take away what the policy said of a visit, which it is asked about again."""
    session.execute(delete(AnswerRow).where(AnswerRow.visit_id == visit_id))
