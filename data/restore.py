"""Put a backup back into an empty place, so that nothing is sent twice and nothing that is due is lost in silence.

What a backup says is unsent may have been sent since it was made. So, before anything can start on what was restored:

- Messages that were waiting are given up (`RESTORED`), never sent. They are counted, topic by topic.
- Alerts that are open stay open, and the step that each has come to is reminded of at once, unless a named person has
  acknowledged it: whoever had not been told is told by a new message, which says that it is a reminder. All are listed.
- Deadlines that nobody was told of stay as they are. The watcher finds those that have passed when it starts, as after
  any time in which it did not run, and raises them late: rather twice, by a new alert, than never.
- Nobody stays signed in; one-time links and calendar feeds end: one that was revoked since must not come to life again.

Until that is done, the database lacks the mark of its schema, and Homeward refuses to start on it.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, column, insert, inspect, select, table, update

from data import audit
from data.backup import (
    ATTENDANCE,
    FILES,
    OWNER_ONLY,
    SCHEMA_MARK,
    BackupFailed,
    Manifest,
    read_manifest,
    run_tool,
    to_disk,
)
from data.database import Database
from data.disposing import Keeping, agree
from data.erased_list import Places
from data.migrate import check_known, upgrade
from data.models import (
    AlertRow,
    AlertStepRow,
    DeadlineRow,
    FeedToken,
    Invitation,
    OutboxRow,
    School,
    SignIn,
    VisitRow,
)

RESTORED = "restored: may have been sent before"
Again = Callable[[Database], None]
"""Erases what was erased since the backup was made."""


@dataclass(frozen=True)
class OpenAlert:
    """An alert that was open when the backup was made."""

    alert_id: UUID
    school: str
    due_at: datetime


@dataclass(frozen=True)
class Restored:
    """What was put back, and what somebody has to look at now.

    `given_up` counts the messages that will not be sent, by topic; `deadlines` those that wait to be raised or pass;
    `erased_again` the records that had been erased since, and were again.
    """

    manifest: Manifest
    given_up: dict[str, int]
    open_alerts: tuple[OpenAlert, ...]
    visits_out: int
    deadlines: int
    signed_out: int
    erased_again: int = 0


def restore(
    source: Path,
    *,
    url: str,
    now: datetime,
    attendance: Path | None = None,
    erased: Places | None = None,
) -> Restored:
    """Put the backup in the folder `source` into the empty database at `url`, and bring it to our schema.

    Its attendance files go into the folder `attendance`, first of all: a file counts once the ledger names it. What the
    lists at `erased` name is erased again before anything can start on it; with it goes `attendance`.
    Raises `BackupFailed` if the backup is damaged, or of the other kind of database, or the place is not empty;
    `NewerSchema` if a newer version of Homeward made it.
    """
    manifest = read_manifest(source)
    check_known(manifest.schema_version)
    place = Database(url)
    counted: list[int] = []

    def again(db: Database) -> None:
        if erased is not None and attendance is not None:
            counted.append(agree(db, Keeping(attendance, erased), now=now))

    try:
        if place.is_sqlite != (manifest.kind == "sqlite"):
            raise BackupFailed(f"This is a backup of {manifest.kind}: it cannot be put into another kind.")
        if attendance is not None:
            _attendance(source / ATTENDANCE, attendance, names=list(manifest.attendance))
        if place.path is not None:
            done = _into_file(source / FILES["sqlite"], place.path, manifest=manifest, now=now, again=again)
        else:
            done = _into_postgresql(
                source / FILES["postgresql"], place, manifest=manifest, now=now, again=again
            )
        return replace(done, erased_again=sum(counted))
    finally:
        place.close()


def _attendance(source: Path, to: Path, *, names: list[str]) -> None:
    """A file's name says its content, so one that is there is the same."""
    to.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
    for name in names:
        if not (to / name).exists():
            part = to / f".{name}.part"
            shutil.copyfile(source / name, part)
            to_disk(part)
            part.rename(to / name)


def _into_file(file: Path, to: Path, *, manifest: Manifest, now: datetime, again: Again) -> Restored:
    """Everything is done on a copy beside the place; the last thing is to give it its name."""
    # A journal of the database that was lost would be played into the new one.
    for there in (to, *(to.with_name(to.name + suffix) for suffix in ("-wal", "-shm", "-journal"))):
        if there.exists():
            raise BackupFailed(f"{there} is there already: move it away, then restore.")
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f".{to.name}.restored")
    part.unlink(missing_ok=True)
    try:
        shutil.copyfile(file, part)
        copy = Database(f"sqlite:///{part}")
        try:
            done = _finish(copy, manifest=manifest, now=now, again=again)
        finally:
            copy.close()
        to_disk(part)
        part.rename(to)
    finally:
        part.unlink(missing_ok=True)
    return done


def _into_postgresql(
    file: Path, place: Database, *, manifest: Manifest, now: datetime, again: Again
) -> Restored:
    with place.engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise BackupFailed("The database has tables already: expected an empty one to restore into.")
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run_tool("pg_restore", place.url, *whole, str(file))
    return _finish(place, manifest=manifest, now=now, again=again)


def _finish(db: Database, *, manifest: Manifest, now: datetime, again: Again) -> Restored:
    with db.write() as session:
        done = _settle(session.connection(), manifest=manifest, now=now)
        mark = table(SCHEMA_MARK, column("version_num"))
        session.execute(insert(mark).values(version_num=manifest.schema_version))
    upgrade(db, backup_dir=None, now=now)
    again(db)
    with db.write() as session:
        facts = {"made_at": manifest.made_at, "given_up": done.given_up, "open_alerts": len(done.open_alerts)}
        audit.append(
            session,
            matter=audit.About(facts=facts),
            actor_id=None,
            command="database.restore",
            outcome="change",
            now=now,
        )
    return done


def _settle(connection: Connection, *, manifest: Manifest, now: datetime) -> Restored:
    """End what must not go on. It may meet the oldest schema: only columns that version 1 has are named here."""
    unsent = (OutboxRow.delivered_at.is_(None), OutboxRow.given_up_at.is_(None))
    given_up = Counter(connection.scalars(select(OutboxRow.topic).where(*unsent)))
    connection.execute(update(OutboxRow).where(*unsent).values(given_up_at=now, error=RESTORED))
    alerts = _remind_of_open_alerts(connection, now)
    live = (SignIn.revoked_at.is_(None), SignIn.ends_at > now)
    signed_out = connection.execute(update(SignIn).where(*live).values(revoked_at=now)).rowcount
    unused = (Invitation.used_at.is_(None), Invitation.ends_at > now)
    connection.execute(update(Invitation).where(*unused).values(ends_at=now))
    connection.execute(update(FeedToken).where(FeedToken.revoked_at.is_(None)).values(revoked_at=now))
    out = select(VisitRow.id).where(VisitRow.state == "out")
    waiting = select(DeadlineRow.id).where(DeadlineRow.raised_at.is_(None), DeadlineRow.closed_at.is_(None))
    return Restored(
        manifest=manifest,
        given_up=dict(given_up),
        open_alerts=alerts,
        visits_out=len(connection.execute(out).all()),
        deadlines=len(connection.execute(waiting).all()),
        signed_out=signed_out,
    )


def _remind_of_open_alerts(connection: Connection, now: datetime) -> tuple[OpenAlert, ...]:
    alert = (
        select(AlertRow.id, School.name, AlertRow.due_at)
        .join(School, School.id == AlertRow.school_id)
        .where(AlertRow.closed_at.is_(None))
        .order_by(AlertRow.due_at)
    )
    found = tuple(OpenAlert(*row) for row in connection.execute(alert))
    unheard = select(AlertRow.id).where(AlertRow.closed_at.is_(None), AlertRow.accounted_at.is_(None))
    step = (
        AlertStepRow.ended_at.is_(None),
        AlertStepRow.acknowledged_at.is_(None),
        AlertStepRow.alert_id.in_(unheard),
    )
    connection.execute(update(AlertStepRow).where(*step).values(remind_at=now))
    return found
