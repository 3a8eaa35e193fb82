"""A school adopts a policy; somebody has read it.

A version in force never changes: a new one takes over from a day, and visits keep the version that they were judged by.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, stand_in
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
from data.models import Confirmation, PolicyVersion, School
from data.policy_files import PolicyFileError, parse
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer
from visits.policy import Policy
from visits.times import day_said

FARTHEST: Final = timedelta(days=366)
"""How far ahead a policy may be adopted. Later is a slip in the year."""


@command("policy.adopt")
def adopt(
    session: Session,
    *,
    school_id: UUID,
    content: bytes,
    file: str,
    from_on: date,
    after: int,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Let the school go by the policy in this file from a day on; return the new version.

    `after` is the number of the newest version that whoever adopts has seen, 0 for none: Stale when there is a newer.
    Raises Invalid for a file that cannot be used (file, key and sentence, the version in force stays) and for a day that
    has passed, is too far off, or is no later than the day on which the version before takes over.
    """
    audit.note(session, school_id=school_id)
    require(by, Action.ADOPT_POLICY, school_id=school_id)
    school = _held(session, school_id)
    newest = _newest(session, school_id)
    if (newest.number if newest else 0) != after:
        raise Stale
    try:
        policy = parse(content, file=file)
    except PolicyFileError as why:
        raise Invalid({"file": str(why)}) from why
    if wrong := _wrong_day(from_on, newest, local_day(school, now)):
        raise Invalid({"from_on": wrong})
    row = _version(policy, school_id, number=after + 1, from_on=from_on, by=by, now=now)
    if newest is not None:
        newest.in_force_to = from_on - timedelta(days=1)
        session.flush()
    session.add(row)
    session.flush()
    audit.note(session, subject_id=row.id, number=row.number, key=row.key, in_force_from=from_on)
    return row.id


@command("policy.confirm")
def confirm(session: Session, *, version_id: UUID, by: Viewer, now: datetime) -> None:
    """A person says that they have read this version (BT-28, RB-14). Said twice, the first stays."""
    person_id = require_person(by)
    row = session.get(PolicyVersion, version_id, with_for_update={"key_share": True})
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=version_id)
    require(by, Action.SEE_POLICIES, school_id=row.school_id)
    there = select(Confirmation.id).where(
        Confirmation.person_id == person_id, Confirmation.policy_version_id == version_id
    )
    if session.scalar(there) is not None:
        raise Repeated(None)
    if row.in_force_to is not None and row.in_force_to < local_day(
        session.get_one(School, row.school_id), now
    ):
        raise Refused("This version is not in force any more. Read the one that is.")
    session.add(
        Confirmation(
            school_id=row.school_id, person_id=person_id, policy_version_id=version_id, confirmed_at=now
        )
    )


def _held(session: Session, school_id: UUID) -> School:
    """The school, held, so that two people who adopt at once do it one after the other."""
    try:
        return session.get_one(School, school_id, with_for_update={"key_share": True})
    except NoResultFound:
        raise NotPermitted from None


def _newest(session: Session, school_id: UUID) -> PolicyVersion | None:
    query = select(PolicyVersion).where(
        PolicyVersion.school_id == school_id, PolicyVersion.number > stand_in.NUMBER
    )
    return session.scalars(query.order_by(PolicyVersion.number.desc()).limit(1)).one_or_none()


def _wrong_day(from_on: date, newest: PolicyVersion | None, today: date) -> str:
    """What is wrong with the day, or an empty text."""
    if from_on < today:
        return "That day has passed: what was in force then stays as it was. Choose today or a later day."
    if from_on - today > FARTHEST:
        return f"{day_said(from_on)} is more than a year away. Check the year."
    if newest is not None and from_on <= newest.in_force_from:
        begins = "came into force" if newest.in_force_from <= today else "comes into force"
        return f"Version {newest.number} {begins} on {day_said(newest.in_force_from)}. Choose a later day."
    return ""


def _version(
    policy: Policy, school_id: UUID, *, number: int, from_on: date, by: Viewer, now: datetime
) -> PolicyVersion:
    review = policy.review
    return PolicyVersion(
        id=uuid7(),
        school_id=school_id,
        number=number,
        key=policy.key,
        title=policy.title,
        document=policy.model_dump(mode="json"),
        in_force_from=from_on,
        owner=review.owner,
        approver=review.approver,
        approved_on=review.approved_on,
        last_review_on=review.last,
        next_review_on=review.next,
        adopted_at=now,
        adopted_by_id=by.person_id,
    )
