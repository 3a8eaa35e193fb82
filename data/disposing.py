"""Erasing with everything that has to be there first: texts are looked through and files written anew beforehand, and
what went is put on the list beside the database afterwards.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from data import erased_list
from data.commands.core import SYSTEM
from data.commands.erasing import erase_again, erase_child, erase_person
from data.commands.records import dispose
from data.database import Database
from data.erased_list import Gone, Places
from data.erasing import with_it
from data.erasing_text import Found, look_for
from data.marks_without import without
from data.models import Disposal, DisposalItem, Erasure
from data.over_time import Matter
from data.settings import Settings
from visits.permissions import Viewer
from visits.retention import EraseReason
from visits.times import LONDON
from visits.words import RecordKind

AT_ONCE: Final = 40
"""Records erased in one transaction: others wait for it no longer than for an import."""


@dataclass(frozen=True)
class Keeping:
    """Where the attendance files are, and the list of what was erased."""

    attendance: Path
    places: Places


def keeping(settings: Settings) -> Keeping:
    """As the settings say."""
    return Keeping(settings.attendance_folder, Places.of(settings.var_dir, settings.anchor_dir))


def work_off(db: Database, place: Keeping, *, now: datetime) -> int:
    """Erase what stands on signed lists; return how many records went."""
    with db.read() as session:
        signed = select(Disposal.id).where(Disposal.signed_at.is_not(None), Disposal.done_at.is_(None))
        lists = session.scalars(signed).all()
    return sum(_one_list(db, place, disposal_id, now) for disposal_id in lists)


def erase_one_child(
    db: Database,
    place: Keeping,
    *,
    pupil_id: UUID,
    reason: EraseReason,
    word: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Erase a child on request (`data.commands.erasing.erase_child`)."""
    _erase(
        db,
        place,
        [Matter(RecordKind.CHILD, pupil_id)],
        partial(erase_child, db, pupil_id=pupil_id, reason=reason, word=word, by=by, now=now),
        now=now,
    )


def erase_one_person(
    db: Database,
    place: Keeping,
    *,
    person_id: UUID,
    reason: EraseReason,
    word: str,
    by: Viewer,
    now: datetime,
) -> None:
    """Erase a member of staff on request (`data.commands.erasing.erase_person`)."""
    _erase(
        db,
        place,
        [Matter(RecordKind.STAFF, person_id)],
        partial(erase_person, db, person_id=person_id, reason=reason, word=word, by=by, now=now),
        now=now,
    )


def agree(db: Database, place: Keeping, *, now: datetime) -> int:
    """Erase again what the list beside the database names and the database does not, as after a restore; return how
    many records went. What the database names and the list does not is added to the list.
    """
    listed = erased_list.read(place.places)
    with db.read() as session:
        rows = session.execute(select(Erasure.kind, Erasure.subject_id, Erasure.at)).all()
    known = {(kind, subject_id) for kind, subject_id, _ in rows}
    erased_list.keep(place.places, [Gone(kind, one, _day(at)) for kind, one, at in rows])
    came_back = [Matter(kind, one) for kind, one in sorted(listed.keys() - known)]
    for start in range(0, len(came_back), AT_ONCE):
        some = came_back[start : start + AT_ONCE]
        found = _looked_for(db, place, some)
        erase_again(db, matters=some, found=found, by=SYSTEM, now=now)
    if came_back:
        settle_file(db)
    erased_list.keep(place.places, listed.values())
    return len(came_back)


def settle_file(db: Database) -> None:
    """Let nothing that was erased stand in what SQLite keeps beside its file. As far as nobody reads just now."""
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.rollback()
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _one_list(db: Database, place: Keeping, disposal_id: UUID, now: datetime) -> int:
    count = 0
    while batch := _next(db, disposal_id):
        go = partial(dispose, db, disposal_id=disposal_id, items=list(batch), by=SYSTEM, now=now)
        count = _erase(db, place, list(batch.values()), go, now=now)
    return count


def _next(db: Database, disposal_id: UUID) -> dict[UUID, Matter]:
    query = (
        select(DisposalItem.id, DisposalItem.kind, DisposalItem.subject_id)
        .where(
            DisposalItem.disposal_id == disposal_id,
            DisposalItem.done_at.is_(None),
            DisposalItem.kept_until.is_(None),
        )
        .order_by(DisposalItem.id)
        .limit(AT_ONCE)
    )
    with db.read() as session:
        return {item_id: Matter(kind, subject_id) for item_id, kind, subject_id in session.execute(query)}


def _erase(
    db: Database,
    place: Keeping,
    matters: Collection[Matter],
    command: Callable[..., None],
    *,
    now: datetime,
) -> int:
    command(found=_looked_for(db, place, matters))
    with db.read() as session:
        query = select(Erasure.kind, Erasure.subject_id).where(Erasure.at >= now)
        gone = [Gone(kind, one, _day(now)) for kind, one in session.execute(query)]
    erased_list.keep(place.places, gone)
    settle_file(db)
    return len(gone)


def _looked_for(db: Database, place: Keeping, matters: Collection[Matter]) -> Found:
    children = [one.subject_id for one in matters if one.kind is RecordKind.CHILD]
    with db.read() as session:
        found = look_for(session, matters, with_it(session, matters))
        return replace(found, files=without(session, place.attendance, children))


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(LONDON)).date()
