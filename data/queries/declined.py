"""Offers of the watch that were declined, for whoever made them: they are told, and look for somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from data.models import Handover, Person, School

SAID_FOR: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Declined:
    """Who said no to the watch at a school, and when."""

    school: str
    timezone: str
    to_name: str
    at: datetime


def declined(
    session: Session, by_id: UUID, school_ids: Iterable[UUID], *, now: datetime
) -> tuple[Declined, ...]:
    """What this person offered and was declined in the last half hour, unless the watch was offered there since.

    For whoever has asked before at which schools they may keep the watch.
    """
    later = aliased(Handover)
    query = (
        select(School.name, School.timezone, Person.name.label("to_name"), Handover.answered_at)
        .join(School, School.id == Handover.school_id)
        .join(Person, Person.id == Handover.to_id)
        .where(
            Handover.by_id == by_id,
            Handover.school_id.in_(school_ids),
            Handover.accepted.is_(False),
            Handover.answered_at >= now - SAID_FOR,
            ~exists().where(
                later.school_id == Handover.school_id,
                later.id != Handover.id,
                later.offered_at >= Handover.answered_at,
            ),
        )
        .order_by(Handover.answered_at)
    )
    return tuple(
        Declined(school=row.name, timezone=row.timezone, to_name=row.to_name, at=row.answered_at)
        for row in session.execute(query)
    )
