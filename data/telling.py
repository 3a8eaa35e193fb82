"""Tell the people whom a policy names of what a visit left behind, by a message where a channel is set up."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from data import outbox
from data.models import School
from data.queries.reach import holders, told_by
from data.ways import recipients
from visits.notices import Notice
from visits.words import Role

CONCERN: Final = "care.concern"
INCIDENT: Final = "care.incident"
AUTHORISE: Final = "visit.authorise"


def messages_are_set_up() -> bool:
    """Whether anybody is told by a message at all; where not, every page says so."""
    return bool(outbox.channels())


def tell_roles(
    session: Session,
    notice: Notice,
    *,
    topic: str,
    about_id: UUID,
    school: School,
    roles: Sequence[Role],
    now: datetime,
    but_not: Collection[UUID] = (),
) -> int:
    """Put the notice down for those of these roles who are on duty, or for all of them if none is; return how many.

    None where no channel is set up: the task and the banner on every page say it then.
    """
    if not outbox.channels():
        return 0
    people = told_by(session, school_id=school.id, roles=roles, at=now, not_these=but_not)
    return outbox.put(
        session,
        recipients(session, ((p.person_id, p.email) for p in people)),
        topic=topic,
        key=f"{topic}:{about_id}",
        notice=notice,
        now=now,
        school_id=school.id,
    )


def tell_leads(
    session: Session,
    notice: Notice,
    *,
    topic: str,
    about_id: UUID,
    school: School,
    now: datetime,
    but_not: Collection[UUID] = (),
) -> int:
    """Put it down for every designated lead and deputy, on duty or not; for the headteacher where there is none.

    Return for how many; 0 where no channel is set up.
    """
    if not outbox.channels():
        return 0
    for roles in ((Role.LEAD_DSL, Role.DEPUTY_DSL), (Role.HEADTEACHER,)):
        people = holders(session, school_id=school.id, roles=roles, at=now)
        reached = recipients(session, ((p.person_id, p.email) for p in people if p.person_id not in but_not))
        if reached:
            return outbox.put(
                session,
                reached,
                topic=topic,
                key=f"{topic}:{about_id}",
                notice=notice,
                now=now,
                school_id=school.id,
            )
    return 0
