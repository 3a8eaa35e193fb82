"""The list of what is over its time: made, gone through, signed by a named person, and then worked off."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import audit
from data.commands.core import (
    SYSTEM,
    Invalid,
    NotPermitted,
    Refused,
    Repeated,
    Stale,
    command,
    require,
    require_person,
)
from data.erasing import erase
from data.erasing_text import Found
from data.may_go import ANOTHER_TRY, why_not
from data.models import Disposal, DisposalItem, School
from data.over_time import Matter, over_time
from data.queries.calendar import local_day
from visits.permissions import Action, Viewer
from visits.retention import Kept, counted

WORD: Final = "erase"
"""What whoever signs types: nothing of it comes back."""
NOTHING: Final = Found()


@command("records.make_list")
def make_list(session: Session, *, school_id: UUID, by: Viewer, now: datetime) -> UUID | None:
    """Put what is over its time on the school's list, a new one or the one that waits; None where nothing is.

    What is no longer due goes off it again. A list that is signed is worked off first.
    """
    audit.note(session, school_id=school_id, subject_id=school_id)
    if by is not SYSTEM:
        require(by, Action.DISPOSE_RECORDS, school_id=school_id)
    school = session.get_one(School, school_id, with_for_update={"key_share": True})
    row = session.scalars(
        select(Disposal).where(Disposal.school_id == school_id, Disposal.done_at.is_(None))
    ).one_or_none()
    if row is not None and row.signed_at is not None:
        raise Refused(
            "The list that was signed is still being worked off. Make the next one when it is done."
        )
    due, new, over = _changes(session, school, row, now)
    for item in over:
        session.delete(item)
    if not new and not over:
        raise Repeated(row.id if row is not None else None)
    if row is None:
        row = Disposal(school_id=school_id, made_at=now)
        session.add(row)
        session.flush()
    session.add_all(
        DisposalItem(
            school_id=school_id,
            disposal_id=row.id,
            kind=matter.kind,
            subject_id=matter.subject_id,
            due_on=due[matter].until or local_day(school, now),
        )
        for matter in sorted(new, key=lambda m: (m.kind, m.subject_id))
    )
    session.flush()
    audit.note(session, list=row.id, new=len(new))
    return row.id


def list_changes(session: Session, *, school_id: UUID, now: datetime) -> bool:
    """Whether `make_list` would do anything. Only reading: a large school's past takes seconds, in which nobody else
    could write."""
    row = session.scalars(
        select(Disposal).where(Disposal.school_id == school_id, Disposal.done_at.is_(None))
    ).one_or_none()
    _, new, over = _changes(session, session.get_one(School, school_id), row, now)
    return bool(new or over)


def _changes(
    session: Session, school: School, row: Disposal | None, now: datetime
) -> tuple[dict[Matter, Kept], set[Matter], list[DisposalItem]]:
    """What is over its time, which of it is new to the list, and what of the list is no longer due."""
    due = over_time(session, school.id, today=local_day(school, now))
    there = _items(session, row.id) if row is not None else []
    over = [i for i in there if i.kept_until is None and Matter(i.kind, i.subject_id) not in due]
    return due, due.keys() - {Matter(item.kind, item.subject_id) for item in there}, over


@command("records.keep_item")
def keep_item(
    session: Session, *, item_id: UUID, reason: str, until: date | None, by: Viewer, now: datetime
) -> None:
    """Leave a record off the list until a day, with a reason; without a day put it back on."""
    item = session.get(DisposalItem, item_id)
    if item is None:
        raise NotPermitted
    row = _held(session, item.disposal_id, by)
    if row.signed_at is not None:
        raise Refused("This list is signed. What stands on it is erased.")
    if until is None:
        item.kept_reason, item.kept_until = "", None
    else:
        problems = {}
        if not reason.strip():
            problems["reason"] = "Say why it stays."
        if until <= local_day(session.get_one(School, row.school_id), now):
            problems["until"] = "Choose a day to come, until which it stays."
        if problems:
            raise Invalid(problems)
        item.kept_reason, item.kept_until = reason.strip(), until
    audit.note(session, kind=item.kind, kept_until=until)


@command("records.sign")
def sign(session: Session, *, disposal_id: UUID, items: int, word: str, by: Viewer, now: datetime) -> None:
    """Sign a list, by name: what stands on it is erased from now on, and nothing of it comes back.

    `items` is how many the person saw that go, `word` what they typed. Raises Stale where the list has changed since.
    """
    row = _held(session, disposal_id, by)
    person_id = require_person(by)
    if row.signed_at is not None:
        raise Repeated(None)
    if word.strip().casefold() != WORD:
        raise Invalid({"word": f"Type the word {WORD} to sign: what is erased cannot be brought back."})
    found = [item for item in _items(session, row.id) if item.kept_until is None]
    if len(found) != items:
        raise Stale
    row.signed_at, row.signed_by_id = now, person_id
    if not found:
        row.done_at = now
    audit.note(session, to_go=_counts(found))


@command("records.dispose")
def dispose(
    session: Session,
    *,
    disposal_id: UUID,
    items: Sequence[UUID],
    found: Found = NOTHING,
    by: Viewer,
    now: datetime,
) -> None:
    """Erase some of a signed list. What cannot go meanwhile stays, and the list says why.

    `found` was looked for beforehand (`data.disposing`). Only Homeward itself does it, once a person has signed.
    """
    if by is not SYSTEM:
        raise NotPermitted
    row = session.get_one(Disposal, disposal_id, with_for_update=True)
    audit.note(session, school_id=row.school_id, subject_id=row.id)
    if row.signed_at is None:
        raise Refused("Nobody has signed this list.")
    today = local_day(session.get_one(School, row.school_id), now)
    wanted = [item for item in _items(session, row.id) if item.id in set(items) and _waits(item)]
    going = []
    for item in wanted:
        because = why_not(session, Matter(item.kind, item.subject_id), today=today)
        if because is None:
            item.done_at = now
            going.append(item)
        else:
            item.kept_reason, item.kept_until = because, today + ANOTHER_TRY
    erase(
        session,
        [Matter(item.kind, item.subject_id) for item in going],
        found=found,
        by_id=row.signed_by_id,
        now=now,
    )
    session.flush()
    left = select(func.count()).where(
        DisposalItem.disposal_id == row.id, DisposalItem.done_at.is_(None), DisposalItem.kept_until.is_(None)
    )
    if not session.scalar(left) and row.done_at is None:
        row.done_at = now
    elif not wanted:
        raise Repeated(None)
    audit.note(session, went=_counts(going))


def _held(session: Session, disposal_id: UUID, by: Viewer) -> Disposal:
    row = session.get(Disposal, disposal_id, with_for_update=True)
    if row is None:
        raise NotPermitted
    audit.note(session, school_id=row.school_id, subject_id=row.id)
    require(by, Action.DISPOSE_RECORDS, school_id=row.school_id)
    return row


def _items(session: Session, disposal_id: UUID) -> Sequence[DisposalItem]:
    query = select(DisposalItem).where(DisposalItem.disposal_id == disposal_id).order_by(DisposalItem.id)
    return session.scalars(query).all()


def _waits(item: DisposalItem) -> bool:
    return item.done_at is None and item.kept_until is None


def _counts(items: Sequence[DisposalItem]) -> str:
    return counted(Counter(item.kind for item in items))
