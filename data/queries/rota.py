"""Who is on duty at a school over a span of time, by hours of duty and accepted cover, and who can be reached."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.models import ContactWay, Cover, Duty, Person, PersonRole, School
from data.queries.people import is_past
from visits.rota import OnDuty
from visits.words import Role

LONGEST: Final = timedelta(days=3)
"""A trip that is longer is a slip in the date (`visits.compliance.going`): no further than this is the rota read."""


def rota(
    session: Session, *, school: School, roles: Collection[Role], from_at: datetime, to_at: datetime
) -> tuple[OnDuty, ...]:
    """Every span of duty of these roles that touches the time from `from_at` to `to_at`, in order of time.

    As `data.queries.people.on_duty` counts: who covers is on duty for as long as the cover runs; where none of a role's
    holders has any hours at all, all of them count, with `on_rota` False. A phone number or a confirmed way makes
    somebody reachable; an e-mail address that nobody confirmed does not.
    """
    to_at = max(from_at, min(to_at, from_at + LONGEST))
    tz = ZoneInfo(school.timezone)
    first, last = from_at.astimezone(tz).date(), to_at.astimezone(tz).date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    held = _held(session, school.id, roles, first, last)
    hours = _hours(session, school.id, {row.person_id for row, _ in held})
    covers = _covers(session, school.id, roles, from_at, to_at)
    reachable = _reachable(session, [p for _, p in (*held, *covers)])
    found = [
        *_by_hours(held, hours, days, tz),
        *(
            _span(person, row.role, row.from_at, row.to_at)
            for row, person in covers
            if not is_past(person.left_on, first)
        ),
    ]
    touching = [one for one in found if one.from_at <= to_at and one.to_at > from_at]
    touching.sort(key=lambda one: (one.from_at, one.name, one.role))
    return tuple(replace(one, reachable=one.person_id in reachable) for one in touching)


def begins_and_ends(day: date, starts: time, ends: time, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """A span of a local day in UTC. Where a clock change makes a time double or skips it, the shorter duty is taken."""
    start, end = datetime.combine(day, starts, tzinfo=tz), datetime.combine(day, ends, tzinfo=tz)
    return (
        max(start.replace(fold=fold).astimezone(UTC) for fold in (0, 1)),
        min(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1)),
    )


def _held(
    session: Session, school_id: UUID, roles: Collection[Role], first: date, last: date
) -> list[tuple[PersonRole, Person]]:
    query = (
        select(PersonRole, Person)
        .join(Person, Person.id == PersonRole.person_id)
        .where(
            PersonRole.school_id == school_id,
            PersonRole.role.in_(roles),
            PersonRole.from_on <= last,
            or_(PersonRole.to_on.is_(None), PersonRole.to_on >= first),
        )
    )
    return [(row, person) for row, person in session.execute(query)]


def _hours(session: Session, school_id: UUID, people: set[UUID]) -> dict[UUID, list[Duty]]:
    found: defaultdict[UUID, list[Duty]] = defaultdict(list)
    query = select(Duty).where(Duty.school_id == school_id, Duty.person_id.in_(people))
    for row in session.scalars(query):
        found[row.person_id].append(row)
    return found


def _covers(
    session: Session, school_id: UUID, roles: Collection[Role], from_at: datetime, to_at: datetime
) -> list[tuple[Cover, Person]]:
    query = (
        select(Cover, Person)
        .join(Person, Person.id == Cover.person_id)
        .where(
            Cover.school_id == school_id,
            Cover.role.in_(roles),
            Cover.accepted_at.is_not(None),
            Cover.from_at <= to_at,
            Cover.to_at > from_at,
        )
    )
    return [(row, person) for row, person in session.execute(query)]


def _by_hours(
    held: Sequence[tuple[PersonRole, Person]],
    hours: dict[UUID, list[Duty]],
    days: Sequence[date],
    tz: ZoneInfo,
) -> Iterator[OnDuty]:
    on_rota = {row.role for row, _ in held if hours.get(row.person_id)}
    for row, person in held:
        for day in days:
            if not row.from_on <= day <= (row.to_on or day) or is_past(person.left_on, day):
                continue
            if row.role not in on_rota:
                start, _ = begins_and_ends(day, time.min, time.max, tz)
                after, _ = begins_and_ends(day + timedelta(days=1), time.min, time.max, tz)
                yield _span(person, row.role, start, after, on_rota=False)
                continue
            for duty in hours.get(person.id, ()):
                if duty.weekday == day.weekday():
                    yield _span(person, row.role, *begins_and_ends(day, duty.starts, duty.ends, tz))


def _span(person: Person, role: Role, from_at: datetime, to_at: datetime, *, on_rota: bool = True) -> OnDuty:
    return OnDuty(
        person_id=person.id, name=person.name, role=role, from_at=from_at, to_at=to_at, on_rota=on_rota
    )


def _reachable(session: Session, people: Sequence[Person]) -> set[UUID]:
    """Those with a phone number, or with a way that they confirmed."""
    confirmed = select(ContactWay.person_id).where(
        ContactWay.person_id.in_({p.id for p in people}), ContactWay.verified_at.is_not(None)
    )
    return {p.id for p in people if p.mobile.strip()} | set(session.scalars(confirmed))
