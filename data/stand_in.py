"""What watches over somebody who is out already, at a school that has adopted no policy yet: steps of our own."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data.models import PolicyVersion, School
from data.policy_files import load
from data.queries.calendar import local_day
from data.queries.policy import in_force
from visits.policy import Policy

FILE: Final = Path(__file__).with_name("stand_in.toml")
NUMBER: Final = 0
"""A school's own versions count from 1."""
NO_DAY: Final = date(1900, 1, 1)
"""The one day on which it is in force, so that nothing is planned or authorised by it."""


@cache
def steps() -> Policy:
    """Our own steps as a policy."""
    return load(FILE)


def version_to_watch_by(session: Session, school: School, *, now: datetime) -> PolicyVersion:
    """The policy that the school goes by, or ours where it has adopted none: nobody who is out goes unwatched."""
    version = in_force(session, school_id=school.id, on=local_day(school, now))
    return version or _stand_in(session, school, now)


def _stand_in(session: Session, school: School, now: datetime) -> PolicyVersion:
    there = select(PolicyVersion).where(PolicyVersion.school_id == school.id, PolicyVersion.number == NUMBER)
    if (found := session.scalars(there).one_or_none()) is not None:
        return found
    policy = steps()
    row = PolicyVersion(
        id=uuid7(),
        school_id=school.id,
        number=NUMBER,
        key=policy.key,
        title=policy.title,
        document=policy.model_dump(mode="json"),
        in_force_from=NO_DAY,
        in_force_to=NO_DAY,
        owner=policy.review.owner,
        adopted_at=now,
    )
    session.add(row)
    session.flush()
    return row
