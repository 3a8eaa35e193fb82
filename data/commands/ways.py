"""How somebody wants to be reached: a way is set, confirmed by a code that was sent there, and taken away.

Nobody can set anybody else's. A code is kept as a keyed hash, and what carried it is emptied once it is of no use.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid6 import uuid7

from data import audit, outbox, throttle, tokens
from data.commands.core import Invalid, Refused, Repeated, command, require_person
from data.database import Database
from data.models import ContactWay, OutboxRow, Person
from data.outbox import Recipient
from data.throttle import Limit
from data.way_addresses import tidied
from visits.channel_words import WITHDRAWN
from visits.permissions import Viewer
from visits.way_notices import code_notice
from visits.words import Channel

CODE_LASTS: Final = timedelta(minutes=15)
MOST_TRIES: Final = 5
DIGITS: Final = 6
ASKED: Final = Limit(free=5, longest_s=900)
"""Codes that one person may ask for: each is a message to an address that nobody has confirmed."""


def set_way(
    db: Database, *, rank: int, channel: Channel, address: str, key: str, by: Viewer, now: datetime
) -> None:
    """Set the first or second way and send its code there. Raises Invalid, or TooMany for too many codes."""
    tidied(channel, address)  # a slip of the hand is no code asked for
    throttle.reserve(db, {tokens.keyed(key, "way", str(by.person_id)): ASKED}, now=now)
    set_way_now(db, rank=rank, channel=channel, address=address, key=key, by=by, now=now)


@command("way.set")
def set_way_now(
    session: Session, *, rank: int, channel: Channel, address: str, key: str, by: Viewer, now: datetime
) -> None:
    """The same without counting how often. It takes the place of the way that was there, and counts once confirmed."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id, rank=rank, channel=channel)
    chosen = tidied(channel, address)
    row = _held(session, person_id, rank) or ContactWay(id=uuid7(), person_id=person_id, rank=rank)
    if (row.channel, row.address) == (channel, chosen) and row.verified_at is not None:
        raise Invalid({"address": "That way is confirmed already."})
    if _is_other_way(session, person_id, rank, channel, chosen):
        raise Invalid({"address": "That is your other way already. Give another one."})
    _empty_code(session, row, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row.channel, row.address, row.verified_at = channel, chosen, None
    row.code_hash, row.code_ends_at, row.code_tries = _kept(key, row.id, code), now + CODE_LASTS, 0
    session.add(row)
    outbox.put(
        session,
        [Recipient(person_id=person_id, channel=channel, address=chosen, rank=rank, verified=False)],
        topic=outbox.WAY_CODE,
        key=_occasion(row),
        notice=code_notice(code, minutes=int(CODE_LASTS.total_seconds() // 60)),
        now=now,
        school_id=None,
    )


@command("way.confirm")
def confirm_way(session: Session, *, rank: int, code: str, key: str, by: Viewer, now: datetime) -> bool:
    """Type the code that came: whether it was right. A wrong one is counted; after five a new one has to be sent."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id, rank=rank)
    row = _held(session, person_id, rank)
    if row is None or row.code_hash is None or row.code_ends_at is None:
        raise Refused("No code is waited for here. Save the address first, and a code is sent to it.")
    if now >= row.code_ends_at or row.code_tries >= MOST_TRIES:
        raise Refused("That code does not count any more. Send a new one.")
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isdecimal():
        raise Invalid({"code": f"A code has {DIGITS} digits. Type it as it came."})
    right = secrets.compare_digest(row.code_hash, _kept(key, row.id, typed))
    audit.note(session, confirmed=right)
    if right:
        _empty_code(session, row, now)
        row.verified_at, row.code_hash, row.code_ends_at = now, None, None
    else:
        row.code_tries += 1
    return right


@command("way.remove")
def remove_way(session: Session, *, rank: int, by: Viewer, now: datetime) -> None:
    """Take a way away. Without any, messages go to the address that one signs in with."""
    person_id = require_person(by)
    audit.note(session, subject_id=person_id, rank=rank)
    row = _held(session, person_id, rank)
    if row is None:
        raise Repeated(None)
    _empty_code(session, row, now)
    session.delete(row)


def _held(session: Session, person_id: UUID, rank: int) -> ContactWay | None:
    if rank not in (1, 2):
        raise Invalid({"rank": "There is a first way and a second way, and no other."})
    # Whoever presses twice does one after the other, also where there is no row yet to hold.
    session.get(Person, person_id, with_for_update={"key_share": True})
    query = select(ContactWay).where(ContactWay.person_id == person_id, ContactWay.rank == rank)
    return session.scalars(query).one_or_none()


def _is_other_way(session: Session, person_id: UUID, rank: int, channel: Channel, address: str) -> bool:
    query = select(ContactWay.id).where(
        ContactWay.person_id == person_id,
        ContactWay.rank != rank,
        ContactWay.channel == channel,
        ContactWay.address == address,
    )
    return session.scalar(query) is not None


def _kept(key: str, way_id: UUID, code: str) -> str:
    """A keyed hash: a plain one of six digits is turned back in a second by whoever reads the database."""
    return tokens.keyed(key, "way code", str(way_id), code)


def _empty_code(session: Session, row: ContactWay, now: datetime) -> None:
    """What carried the last code of this way says nothing any more, and is not sent if it still waits."""
    key = f"{_occasion(row)}:{row.channel}:{row.person_id}"
    message = session.scalars(select(OutboxRow).where(OutboxRow.unique_key == key)).one_or_none()
    if message is None:
        return
    message.body = ""
    if message.delivered_at is None and message.given_up_at is None:
        message.given_up_at, message.error = now, WITHDRAWN
    session.flush()


def _occasion(row: ContactWay) -> str:
    """By what the message of a code is found again; it tells nobody the code."""
    return f"way:{row.code_hash}"
