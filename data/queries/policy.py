"""Policies in force, read whole. A version never changes, so a parsed one is kept for the life of the process."""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.audit import canonical
from data.models import PolicyVersion, School
from visits.policy import Policy


@lru_cache(maxsize=256)
def _parsed(_version_id: UUID, document: str) -> Policy:
    return Policy.model_validate_json(document)


def policy_of(version: PolicyVersion) -> Policy:
    """The policy of a version, parsed once."""
    return _parsed(version.id, canonical(version.document))


def in_force(session: Session, *, school_id: UUID, on: date) -> PolicyVersion | None:
    """The version that a school goes by on a day, or None before it adopts one."""
    query = (
        select(PolicyVersion)
        .where(
            PolicyVersion.school_id == school_id,
            PolicyVersion.in_force_from <= on,
            or_(PolicyVersion.in_force_to.is_(None), PolicyVersion.in_force_to >= on),
        )
        .order_by(PolicyVersion.number.desc())
    )
    return session.scalars(query).first()


def policy_at(session: Session, school_id: UUID, *, now: datetime) -> Policy | None:
    """The policy that a school goes by at a moment, or None before it adopts one. A policy is no secret."""
    school = session.get_one(School, school_id)
    version = in_force(session, school_id=school_id, on=now.astimezone(ZoneInfo(school.timezone)).date())
    return policy_of(version) if version else None
