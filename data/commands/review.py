"""Reminders of policies' reviews, put down for whoever holds the role that the school has set."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, outbox
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import PolicyVersion, ReviewReminder, School
from data.queries.calendar import local_day
from data.queries.policy import policy_of
from data.queries.reach import holders
from data.ways import recipients
from visits.notices import review_notice
from visits.permissions import Viewer
from visits.reviews import due_on, reminder_due


def versions_in_force(session: Session) -> Sequence[UUID]:
    """The policy versions that schools go by now."""
    return session.scalars(select(PolicyVersion.id).where(PolicyVersion.in_force_to.is_(None))).all()


@command("review.remind")
def remind_of_review(session: Session, *, version_id: UUID, by: Viewer, now: datetime) -> int | None:
    """Put down the reminder that falls on this day, once (BT-27, RB-13, HA-13); return the days left at which it falls.

    None, and nothing written, when none is due, or when nobody could be told: then it is tried again, so that a mail
    server which is set up later does not find the reminder used up.
    """
    if by is not SYSTEM:
        raise NotPermitted
    version = session.get(PolicyVersion, version_id, with_for_update=True)
    if version is None or version.in_force_to is not None:
        raise Repeated(None)
    school = session.get_one(School, version.school_id)
    review = policy_of(version).review
    today, due = local_day(school, now), due_on(review)
    stage = reminder_due(review, today=today, last_sent_on=_last_sent_on(session, version_id, due))
    if stage is None or due is None:
        raise Repeated(None)
    people = holders(session, school_id=school.id, roles=(school.reminder_role,), at=now)
    told = recipients(session, ((c.person_id, c.email) for c in people))
    if not told:
        raise Repeated(None)
    notice = review_notice(school=school.name, title=version.title, due_on=due, days_left=(due - today).days)
    key = f"review:{version_id}:{due}:{stage}"
    outbox.put(session, told, topic=outbox.REVIEW, key=key, notice=notice, now=now, school_id=school.id)
    session.add(
        ReviewReminder(
            id=uuid7(),
            school_id=school.id,
            policy_version_id=version_id,
            due_on=due,
            stage=stage,
            sent_on=today,
        )
    )
    audit.note(session, school_id=school.id, subject_id=version_id, stage=stage, told=len(told))
    return stage


def _last_sent_on(session: Session, version_id: UUID, due: date | None) -> date | None:
    query = select(func.max(ReviewReminder.sent_on)).where(
        ReviewReminder.policy_version_id == version_id, ReviewReminder.due_on == due
    )
    return session.scalar(query)
