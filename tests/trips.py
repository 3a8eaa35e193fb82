"""A policy that the made-up school adopts, homes with children, and visits in any state, for tests of what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from uuid6 import uuid7

from data.database import Database
from data.models import (
    AuditRow,
    Household,
    HouseholdContact,
    PolicyVersion,
    Pupil,
    StopPupil,
    StopRow,
    VisitorRow,
    VisitRow,
)
from data.models.base import Row
from data.policy_files import load_all
from tests.staff import NOW, Staff
from visits.words import Role, Travel, VisitKind, VisitorRole, VisitState

R = TypeVar("R", bound=Row)
S = VisitState
LEFT = frozenset({S.OUT, S.BACK, S.WRITTEN_UP, S.CLOSED})
RETURNED = LEFT - {S.OUT}
POLICIES = load_all()


@dataclass(frozen=True)
class Home:
    household: UUID
    pupil: UUID


def adopt(db: Database, staff: Staff, key: str = "blessed_trinity") -> UUID:
    """Let the school go by one of the five texts."""
    policy, version_id = POLICIES[key], uuid7()
    with db.write() as session:
        session.add(
            PolicyVersion(
                id=version_id,
                school_id=staff.school,
                number=1,
                key=policy.key,
                title=policy.title,
                document=policy.model_dump(mode="json"),
                in_force_from=date(2026, 1, 1),
                owner=policy.review.owner,
                adopted_at=NOW - timedelta(days=90),
            )
        )
    return version_id


def home(
    db: Database,
    staff: Staff,
    *,
    name: str = "Ashdown household",
    given: str = "Zoë",
    family: str = "O'Neill-Ash",
    number: str = "P1",
    school: UUID | None = None,
    on_roll_from: date | None = date(2025, 9, 1),
    on_roll_to: date | None = None,
) -> Home:
    """A home with one child and one adult."""
    made = Home(uuid7(), uuid7())
    school_id = school or staff.school
    with db.write() as session:
        session.add(
            Household(
                id=made.household, school_id=school_id, name=name, address="14 Mill Row", postcode="QM1 4ZZ"
            )
        )
        session.flush()
        session.add(
            Pupil(
                id=made.pupil,
                school_id=school_id,
                household_id=made.household,
                number=number,
                given_name=given,
                family_name=family,
                year_group="8",
                on_roll_from=on_roll_from,
                on_roll_to=on_roll_to,
            )
        )
        session.add(
            HouseholdContact(
                school_id=school_id,
                household_id=made.household,
                name="Ada Ash",
                relationship="mother",
                phone="07700 900555",
                parental_responsibility=True,
                may_be_spoken_to=True,
            )
        )
    return made


def trip(
    db: Database,
    staff: Staff,
    version_id: UUID,
    *,
    homes: Sequence[Home] = (),
    state: VisitState = S.BACK,
    out_at: datetime = NOW - timedelta(hours=2),
    lead: Role = Role.VISITOR,
    second: Role = Role.FAMILY,
    planned_by: Role = Role.SENDCO,
    kind: VisitKind = VisitKind.PROCEDURAL,
    reason: str = "attendance",
    unauthorised: bool = False,
) -> UUID:
    """A visit of an hour to these homes, with a lead visitor and a second."""
    back_at = out_at + timedelta(hours=1)
    row = VisitRow(
        id=uuid7(),
        school_id=staff.school,
        policy_version_id=version_id,
        state=state,
        kind=kind,
        reason=reason,
        common_reason="attendance",
        month=f"{out_at:%Y-%m}",
        purpose="Talk about mornings",
        travel=Travel.CAR,
        out_at=out_at,
        back_at=back_at,
        created_at=out_at - timedelta(days=1),
        created_by_id=staff.people[planned_by],
        declined_reason="Ring the parents first." if state is S.DECLINED else "",
        left_at=out_at if state in LEFT else None,
        returned_at=back_at if state in RETURNED else None,
        unauthorised=unauthorised,
        idempotency_key=str(uuid7()),
    )
    if not unauthorised and state in {S.AUTHORISED, *LEFT}:
        row.authorised_at, row.authorised_by_id = row.created_at, staff.people[Role.LEAD_DSL]
    with db.write() as session:
        session.add(row)
        session.flush()
        for place, one in enumerate(homes, start=1):
            stop_id = uuid7()
            session.add(
                StopRow(
                    id=stop_id,
                    school_id=staff.school,
                    visit_id=row.id,
                    position=place,
                    household_id=one.household,
                    address="14 Mill Row, QM1 4ZZ",
                    due_in_at=out_at + timedelta(minutes=10 * place),
                    due_out_at=out_at + timedelta(minutes=10 * place + 9),
                )
            )
            session.flush()
            session.add(StopPupil(school_id=staff.school, stop_id=stop_id, pupil_id=one.pupil))
        for place, (role, part) in enumerate(
            ((lead, VisitorRole.LEAD), (second, VisitorRole.SECOND)), start=1
        ):
            session.add(
                VisitorRow(
                    school_id=staff.school,
                    visit_id=row.id,
                    position=place,
                    person_id=staff.people[role],
                    name=staff.names[staff.people[role]],
                    role=part,
                    mobile=f"07700 90011{place}",
                )
            )
    return row.id


def entries(db: Database) -> list[tuple[str, str]]:
    """Every audit entry as (command, outcome), in order of time."""
    with db.read() as session:
        rows = session.execute(select(AuditRow.command, AuditRow.outcome).order_by(AuditRow.at, AuditRow.id))
        return [(command, outcome) for command, outcome in rows]


def every(db: Database, model: type[R], **where: object) -> list[R]:
    """Every row of a table for which these columns have these values, in the order in which they were made."""
    with db.read() as session:
        rows = session.scalars(select(model).filter_by(**where).order_by(model.id)).all()
        session.expunge_all()
        return list(rows)


def one(db: Database, model: type[R], **where: object) -> R:
    """The one row of a table for which these columns have these values."""
    (row,) = every(db, model, **where)
    return row
