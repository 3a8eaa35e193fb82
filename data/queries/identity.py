"""Which accounts of the school's own sign-in somebody is connected to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Identity, Person, PersonRole
from visits.permissions import Action, Viewer, schools_where


@dataclass(frozen=True, kw_only=True)
class Connected:
    """An account that somebody signs in by. Its subject is an id of the provider's and stays where it is."""

    id: UUID
    linked_at: datetime
    used_at: datetime | None


def own_identities(session: Session, viewer: Viewer) -> list[Connected]:
    """The viewer's own, the oldest first; none for a board."""
    return [] if viewer.person_id is None else _of(session, viewer.person_id)


def identities_of(session: Session, viewer: Viewer, person_id: UUID) -> list[Connected]:
    """Somebody's, for who manages people at every school where they have or had a role; empty for others."""
    schools = set(session.scalars(select(PersonRole.school_id).where(PersonRole.person_id == person_id)))
    if viewer.board or not schools or not schools <= schools_where(viewer, Action.MANAGE_PEOPLE):
        return []
    return _of(session, person_id)


def can_sign_in(session: Session, person: Person) -> bool:
    """Whether somebody has a way in: a password, or a connected account."""
    connected = select(Identity.id).where(Identity.person_id == person.id).limit(1)
    return person.password_hash is not None or session.scalar(connected) is not None


def _of(session: Session, person_id: UUID) -> list[Connected]:
    query = select(Identity).where(Identity.person_id == person_id).order_by(Identity.linked_at, Identity.id)
    return [
        Connected(id=row.id, linked_at=row.linked_at, used_at=row.used_at) for row in session.scalars(query)
    ]
