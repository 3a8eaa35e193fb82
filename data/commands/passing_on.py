"""A message that is not taken goes on by its reader's next way, and then to somebody else. The first is still tried."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit, outbox
from data.alerts import Alert, held
from data.commands.core import SYSTEM, NotPermitted, Repeated, command
from data.models import OutboxRow
from data.outbox import Recipient
from data.queries.reach import holders
from data.queries.unsent import unsent_query
from data.ways import ways_of
from visits.notices import Notice
from visits.permissions import LEADERS, Viewer
from visits.words import Channel

_WAYS: Final = ("", "/2", "/3")
"""What the keys of a person's first and further ways end in: a first, a second, and the account's own address."""


@command("message.pass_on")
def pass_on(session: Session, *, message_id: UUID, by: Viewer, now: datetime) -> int | None:
    """Put the same notice down by the next way, or for the next person; return how many more are told of it.

    None, and nothing written, for a message that was taken, withdrawn, passed on or overtaken in the meantime. With 0
    there is nobody left: the message itself goes on being tried.
    """
    if by is not SYSTEM:
        raise NotPermitted
    found = session.get(OutboxRow, message_id)
    if found is None:
        raise Repeated(None)
    alert = held(session, found.alert_id) if found.alert_id and found.step_id else None
    row = session.get_one(OutboxRow, message_id, with_for_update=True, populate_existing=True)
    if session.scalar(unsent_query(now, 1).where(OutboxRow.id == message_id)) is None:
        raise Repeated(None)
    audit.note(session, school_id=row.school_id, subject_id=row.alert_id or row.id, message_id=row.id)
    row.passed_on_at = now
    occasion = _occasion(row)
    tried = _tried(session, row, occasion)
    if (way := _next_way(session, row, tried)) is not None:
        audit.note(session, to="way", rank=way.rank, channel=way.channel)
        return _put(session, row, way, key=f"{occasion}{_WAYS[len(tried)]}", now=now)
    if alert is not None and (person := _next_person(session, alert, row, now)) is not None:
        audit.note(session, to="person", person_id=person.person_id, channel=person.channel)
        return _put(session, row, person, key=occasion, now=now)
    audit.note(session, to="nobody")
    return 0


@command("message.leave")
def leave_it(session: Session, *, message_id: UUID, by: Viewer, now: datetime) -> None:
    """Do not try again to pass on a message for which that fails. The message itself goes on being tried."""
    if by is not SYSTEM:
        raise NotPermitted
    row = session.get(OutboxRow, message_id, with_for_update=True)
    if row is None or row.passed_on_at is not None:
        raise Repeated(None)
    audit.note(session, school_id=row.school_id, subject_id=row.alert_id or row.id, message_id=row.id)
    row.passed_on_at = now


def _occasion(row: OutboxRow) -> str:
    """What the message is about, without who is told and by which way: the key that it was put down under."""
    return row.unique_key.removesuffix(f":{row.channel}:{row.person_id}").partition("/")[0]


def _tried(session: Session, row: OutboxRow, occasion: str) -> set[tuple[str, str]]:
    """By which ways this person was written to on this occasion."""
    keys = [f"{occasion}{way}:{channel}:{row.person_id}" for way in _WAYS for channel in Channel]
    query = select(OutboxRow.channel, OutboxRow.recipient).where(OutboxRow.unique_key.in_(keys))
    return {(channel, address) for channel, address in session.execute(query)}


def _next_way(session: Session, row: OutboxRow, tried: set[tuple[str, str]]) -> Recipient | None:
    if row.person_id is None:
        return None
    ways = ways_of(session, outbox.addresses(session, [row.person_id]))[row.person_id]
    if len(tried) >= len(_WAYS):
        return None
    return next((way for way in ways if (way.channel, way.address) not in tried), None)


def _next_person(session: Session, alert: Alert, row: OutboxRow, now: datetime) -> Recipient | None:
    """Somebody with the step's roles who has not been told of it, on duty or not; then one of the school's leaders.

    Never whoever is on the visit. Who is reached by another channel comes first: this one does not work just now.
    """
    told = set(session.scalars(select(OutboxRow.person_id).where(OutboxRow.step_id == row.step_id)))
    for group in _groups(session, alert, now):
        others = [(p, email) for p, email in group if p not in told and p not in alert.own_people]
        first = [ways[0] for ways in ways_of(session, others).values() if ways]
        if first:
            return min(first, key=lambda way: way.channel == row.channel)
    return None


def _groups(session: Session, alert: Alert, now: datetime) -> Iterator[list[tuple[UUID, str]]]:
    if alert.step is not None:
        step = alert.ladder.step(alert.step.key)
        found = holders(session, school_id=alert.row.school_id, roles=(*step.acts, *step.tells), at=now)
        yield [(c.person_id, c.email) for c in found]
    leaders = holders(session, school_id=alert.row.school_id, roles=LEADERS, at=now)
    yield [(c.person_id, c.email) for c in leaders]


def _put(session: Session, row: OutboxRow, recipient: Recipient, *, key: str, now: datetime) -> int:
    return outbox.put(
        session,
        [recipient],
        topic=row.topic,
        key=key,
        notice=Notice(row.subject, row.body),
        now=now,
        school_id=row.school_id,
        alert_id=row.alert_id,
        step_id=row.step_id,
    )
