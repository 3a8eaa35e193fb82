"""How people are reached: by the ways that they confirmed with a code, and else at their account's e-mail address.

A way counts once a code that was sent there came back, and only while this installation has its channel set up. Somebody
without one is written to at the address that they sign in with: better than nobody, but nobody has shown that it is read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import outbox
from data.models import ContactWay
from data.outbox import EMAIL, Recipient


def recipients(session: Session, people: Iterable[tuple[UUID, str]], *, rank: int = 1) -> list[Recipient]:
    """Each person once, by the first way in which they can be reached; with `rank` 2 or 3 by the next one after it.

    `people` are ids with the e-mail address of the account, empty for none. Nobody stands there who has no such way.
    One query, however many they are.
    """
    found = ways_of(session, people)
    return [ways[rank - 1] for ways in found.values() if len(ways) >= rank]


def ways_of(session: Session, people: Iterable[tuple[UUID, str]]) -> dict[UUID, tuple[Recipient, ...]]:
    """Every way of each person that this installation can use, the first to be tried first. No address twice."""
    emails: dict[UUID, str] = {}
    for person_id, email in people:
        emails.setdefault(person_id, email)
    open_now = outbox.channels()
    if not emails or not open_now:
        return dict.fromkeys(emails, ())
    confirmed = _confirmed(session, emails.keys())
    return {
        person_id: _in_turn(person_id, confirmed.get(person_id, []), email if EMAIL in open_now else "")
        for person_id, email in emails.items()
    }


def _confirmed(session: Session, person_ids: Collection[UUID]) -> dict[UUID, list[ContactWay]]:
    """The confirmed ways that can be used now, by person, the first one first."""
    query = (
        select(ContactWay)
        .where(
            ContactWay.person_id.in_(person_ids),
            ContactWay.verified_at.is_not(None),
            ContactWay.channel.in_(outbox.channels()),
        )
        .order_by(ContactWay.person_id, ContactWay.rank)
    )
    found: defaultdict[UUID, list[ContactWay]] = defaultdict(list)
    for way in session.scalars(query):
        found[way.person_id].append(way)
    return dict(found)


def _in_turn(person_id: UUID, confirmed: list[ContactWay], email: str) -> tuple[Recipient, ...]:
    tried = [(way.channel, way.address, True) for way in confirmed]
    if email and not any(c is EMAIL and a.casefold() == email.casefold() for c, a, _ in tried):
        tried.append((EMAIL, email, False))
    return tuple(
        Recipient(person_id=person_id, channel=channel, address=address, rank=place, verified=verified)
        for place, (channel, address, verified) in enumerate(tried, start=1)
    )
