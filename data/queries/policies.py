"""Policies as their page shows them: which is in force where, when its review is due, and who has read it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import stand_in
from data.models import Confirmation, Person, PersonRole, PolicyVersion, School
from data.queries.calendar import local_day
from data.queries.people import has_left, in_force
from data.queries.policy import policy_of
from visits.permissions import STAFF, Action, Viewer, may, schools_where
from visits.policy import Policy
from visits.reviews import ReviewStanding, standing


@dataclass(frozen=True, kw_only=True)
class VersionKept:
    """A version of a school's policy: never changed, never deleted."""

    version_id: UUID
    number: int
    in_force_from: date
    in_force_to: date | None


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """A version at its school. `read_at` is when the viewer confirmed that they have read it.

    `is_in_force`: the school goes by it today. `versions` are all of the school's, oldest first; `next_from` is the day
    on which the newest takes over, None where it has.
    """

    version_id: UUID
    school_id: UUID
    school: str
    number: int
    policy: Policy
    in_force_from: date
    in_force_to: date | None
    standing: ReviewStanding
    read_at: datetime | None
    may_adopt: bool
    is_in_force: bool
    versions: tuple[VersionKept, ...]
    next_from: date | None

    @property
    def newest(self) -> VersionKept:
        return self.versions[-1]


@dataclass(frozen=True, kw_only=True)
class SchoolWithout:
    """A school that goes by no policy today. `newest` is 0 before it adopts one, `next_from` when one begins."""

    school_id: UUID
    school: str
    may_adopt: bool
    newest: int
    next_from: date | None


@dataclass(frozen=True, kw_only=True)
class Readers:
    """Who of today's staff has confirmed that they have read a version, by name, and who has not."""

    have: tuple[str, ...]
    have_not: tuple[str, ...]


def policies(
    session: Session, viewer: Viewer, *, now: datetime
) -> tuple[list[PolicyLine], list[SchoolWithout]]:
    """What each school goes by today, of those whose policies the viewer sees: the longest overdue first.

    A text without a date for its review comes after those that are overdue; then the soonest.
    """
    query = (
        select(School)
        .where(School.id.in_(schools_where(viewer, Action.SEE_POLICIES, wide=True)))
        .order_by(School.name)
    )
    lines: list[PolicyLine] = []
    without: list[SchoolWithout] = []
    for school in session.scalars(query).all():
        versions = _versions(session, school.id)
        current = _on(versions, local_day(school, now))
        if current is not None:
            lines.append(_line(session, viewer, school, current, versions, now))
        else:
            newest = versions[-1] if versions else None
            without.append(
                SchoolWithout(
                    school_id=school.id,
                    school=school.name,
                    may_adopt=may(viewer, Action.ADOPT_POLICY, school_id=school.id),
                    newest=newest.number if newest else 0,
                    next_from=newest.in_force_from if newest else None,
                )
            )
    lines.sort(key=lambda line: _urgency(line.standing.days))
    return lines, without


def version(session: Session, viewer: Viewer, version_id: UUID, *, now: datetime) -> PolicyLine | None:
    """One version, in force or not; None for an unknown one and for one of a school whose policies are not theirs."""
    query = (
        select(PolicyVersion, School)
        .join(School, School.id == PolicyVersion.school_id)
        .where(
            PolicyVersion.id == version_id,
            PolicyVersion.number > stand_in.NUMBER,
            PolicyVersion.school_id.in_(schools_where(viewer, Action.SEE_POLICIES, wide=True)),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    row, school = found
    return _line(session, viewer, school, row, _versions(session, school.id), now)


def readers(session: Session, viewer: Viewer, line: PolicyLine, *, now: datetime) -> Readers | None:
    """Who has read it (BT-28, RB-14); None for who may not see the school's people."""
    if not may(viewer, Action.SEE_PEOPLE, school_id=line.school_id):
        return None
    today = local_day(session.get_one(School, line.school_id), now)
    staff = (
        select(Person)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.school_id == line.school_id, PersonRole.role.in_(STAFF), in_force(today))
        .order_by(Person.name)
        .distinct()
    )
    query = select(Confirmation.person_id).where(Confirmation.policy_version_id == line.version_id)
    confirmed = set(session.scalars(query))
    here = [person for person in session.scalars(staff) if not has_left(person, today)]
    return Readers(
        have=tuple(p.name for p in here if p.id in confirmed),
        have_not=tuple(p.name for p in here if p.id not in confirmed),
    )


def _line(
    session: Session,
    viewer: Viewer,
    school: School,
    row: PolicyVersion,
    versions: list[PolicyVersion],
    now: datetime,
) -> PolicyLine:
    policy, today = policy_of(row), local_day(school, now)
    read = select(func.min(Confirmation.confirmed_at)).where(
        Confirmation.policy_version_id == row.id, Confirmation.person_id == viewer.person_id
    )
    newest = versions[-1]
    return PolicyLine(
        version_id=row.id,
        school_id=school.id,
        school=school.name,
        number=row.number,
        policy=policy,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        standing=standing(policy.review, today=today),
        read_at=session.scalar(read) if viewer.person_id else None,
        may_adopt=may(viewer, Action.ADOPT_POLICY, school_id=school.id),
        is_in_force=_on(versions, today) is row,
        versions=tuple(
            VersionKept(
                version_id=v.id,
                number=v.number,
                in_force_from=v.in_force_from,
                in_force_to=v.in_force_to,
            )
            for v in versions
        ),
        next_from=newest.in_force_from if newest.in_force_from > today else None,
    )


def _versions(session: Session, school_id: UUID) -> list[PolicyVersion]:
    query = select(PolicyVersion).where(
        PolicyVersion.school_id == school_id, PolicyVersion.number > stand_in.NUMBER
    )
    return list(session.scalars(query.order_by(PolicyVersion.number)))


def _on(versions: list[PolicyVersion], day: date) -> PolicyVersion | None:
    fitting = [
        v for v in versions if v.in_force_from <= day and (v.in_force_to is None or v.in_force_to >= day)
    ]
    return fitting[-1] if fitting else None


def _urgency(days: int | None) -> tuple[int, int]:
    """Overdue first, then without a date, then by the day."""
    if days is None:
        return 1, 0
    return (0, days) if days < 0 else (2, days)
