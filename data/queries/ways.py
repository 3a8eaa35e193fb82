"""How people are reached, as they see it of themselves and as whoever manages them sees it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import ContactWay
from data.queries.people import staff
from data.ways import ways_of
from visits.permissions import Action, Viewer, may
from visits.words import Channel


@dataclass(frozen=True, kw_only=True)
class Way:
    """One's own way. `waits_until` is how long its code counts; None where none is waited for."""

    rank: int
    channel: Channel
    address: str
    confirmed_at: datetime | None
    waits_until: datetime | None
    tries: int


@dataclass(frozen=True, kw_only=True)
class Reached:
    """By what somebody is told, the first way first. Not `confirmed`: nobody has shown that it is read."""

    channels: tuple[Channel, ...]
    confirmed: bool


def own_ways(session: Session, viewer: Viewer) -> dict[int, Way]:
    """One's own ways by rank. Empty for who is nobody."""
    query = select(ContactWay).where(ContactWay.person_id == viewer.person_id)
    return {
        row.rank: Way(
            rank=row.rank,
            channel=row.channel,
            address=row.address,
            confirmed_at=row.verified_at,
            waits_until=row.code_ends_at,
            tries=row.code_tries,
        )
        for row in session.scalars(query)
    }


def reached_at(session: Session, viewer: Viewer, school_id: UUID, *, today: date) -> dict[UUID, Reached]:
    """By what each member of staff is told, for whoever manages them or gives cover. Empty for anybody else."""
    if not may(viewer, Action.GIVE_COVER, school_id=school_id):
        return {}
    members = staff(session, viewer, school_id, today=today)
    found = ways_of(session, ((m.person_id, m.email) for m in members))
    return {
        person_id: Reached(
            channels=tuple(way.channel for way in ways), confirmed=bool(ways) and ways[0].verified
        )
        for person_id, ways in found.items()
    }
