"""When somebody is on duty, and who stands in for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import access, audit
from data.commands.core import Invalid, NotPermitted, Refused, command, require, require_person
from data.commands.people import MANAGERS
from data.models import Cover, Duty, Person, PersonRole
from data.queries.people import has_left, in_force, london_day
from data.ripple import refresh_school
from visits.permissions import Action, Viewer
from visits.words import GIVEN, Role

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """One span of duty in a week. `weekday` is 0 for Monday; times are the school's own."""

    weekday: int
    starts: time
    ends: time


@command("duty.set_hours")
def set_hours(
    session: Session, *, person_id: UUID, school_id: UUID, hours: Sequence[Hours], by: Viewer, now: datetime
) -> None:
    """Replace somebody's hours of duty at a school. Without any they count as on duty only where nobody has hours."""
    audit.note(session, school_id=school_id, subject_id=person_id, spans=len(hours))
    require(by, Action.GIVE_COVER, school_id=school_id)
    _works_at(session, person_id, school_id, now)
    _in_order(hours)
    mine = Duty.person_id == person_id, Duty.school_id == school_id
    session.execute(delete(Duty).where(*mine))
    session.add_all(
        Duty(school_id=school_id, person_id=person_id, weekday=h.weekday, starts=h.starts, ends=h.ends)
        for h in hours
    )
    refresh_school(session, school_id=school_id, now=now)


@command("cover.give")
def give_cover(
    session: Session,
    *,
    school_id: UUID,
    role: Role,
    person_id: UUID,
    from_at: datetime,
    to_at: datetime,
    by: Viewer,
    now: datetime,
    for_authorising: bool = False,
) -> UUID:
    """Ask somebody of the school to stand in for a role between two moments. It counts once they have accepted it.

    The leads are told of cover with which families are seen. `for_authorising` makes them a delegate, which only who
    holds the role, or the headteacher, can give (BT-01).
    """
    audit.note(session, school_id=school_id, role=role, for_authorising=for_authorising)
    require(by, Action.GIVE_COVER, school_id=school_id)
    giver = require_person(by)
    mine = by.roles_at(school_id)
    if for_authorising and not mine & {role, Role.HEADTEACHER}:
        raise Refused(
            "Only who holds this role, or the headteacher, can let somebody else authorise in its place."
        )
    if person_id == giver and Role.HEADTEACHER not in mine:
        raise Refused("You cannot give cover to yourself. Ask somebody else to give it to you.")
    if role not in GIVEN:
        raise NotPermitted
    if role in MANAGERS and not mine & {role, *MANAGERS}:
        # Who manages people gives roles for good: that is nothing to be passed on by somebody who may not.
        raise Refused("Only the headteacher or an administrator can ask somebody to stand in for this role.")
    if not from_at < to_at or to_at <= now:
        raise Invalid({"to_at": "The cover ends before it starts, or has ended already."})
    _works_at(session, person_id, school_id, now)
    row = Cover(
        id=uuid7(),
        school_id=school_id,
        role=role,
        person_id=person_id,
        from_at=from_at,
        to_at=to_at,
        for_authorising=for_authorising,
        accepted_at=now if person_id == giver else None,
        given_by_id=giver,
    )
    session.add(row)
    audit.note(session, subject_id=row.id, person_id=person_id)
    access.tell_of_cover(session, cover=row, by=by, now=now)
    if row.accepted_at is not None:
        refresh_school(session, school_id=school_id, now=now)
    return row.id


@command("cover.accept")
def accept_cover(session: Session, *, cover_id: UUID, by: Viewer, now: datetime) -> None:
    """Say yes to standing in. Nobody is made responsible without having said so."""
    row = _cover(session, cover_id)
    if row.person_id != require_person(by):
        raise NotPermitted
    if row.to_at <= now:
        raise Refused("This cover has ended already.")
    row.accepted_at = row.accepted_at or now
    refresh_school(session, school_id=row.school_id, now=now)


@command("cover.end")
def end_cover(session: Session, *, cover_id: UUID, by: Viewer, now: datetime) -> None:
    """End cover now, or take back what has not begun: by the person who covers, or by who may give cover."""
    row = _cover(session, cover_id)
    if row.person_id != require_person(by):
        require(by, Action.GIVE_COVER, school_id=row.school_id)
    if row.to_at <= now:
        raise Refused("This cover has ended already.")
    school_id = row.school_id
    if row.from_at >= now:
        session.delete(row)
    else:
        row.to_at = now
    refresh_school(session, school_id=school_id, now=now)


def _cover(session: Session, cover_id: UUID) -> Cover:
    row = session.get(Cover, cover_id)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.id)
    return row


def _works_at(session: Session, person_id: UUID, school_id: UUID, now: datetime) -> None:
    today = london_day(now)
    held = select(PersonRole.id).where(
        PersonRole.person_id == person_id, PersonRole.school_id == school_id, in_force(today)
    )
    person = session.get(Person, person_id)
    if person is None or has_left(person, today) or session.scalar(held.limit(1)) is None:
        raise Invalid({"person_id": "This person does not work at the school today."})


def _in_order(hours: Sequence[Hours]) -> None:
    """Each span ends after it starts, and no two of a day overlap."""
    days: defaultdict[int, list[Hours]] = defaultdict(list)
    for span in hours:
        if span.weekday not in range(7) or span.ends <= span.starts:
            raise Invalid({"hours": "Hours of duty end after they start, on a day of the week."})
        days[span.weekday].append(span)
    for weekday, spans in days.items():
        spans.sort(key=lambda h: h.starts)
        for earlier, later in pairwise(spans):
            if later.starts < earlier.ends:
                raise Invalid({"hours": f"Two spans of {WEEKDAYS[weekday]} overlap."})
