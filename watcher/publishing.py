"""Figures for governors: each closed term's are made once, protected, and published for good.

A thread of its own, as for the anchors: nothing of it may hold up an alert.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from uuid import UUID

from analysis.attendance_published import documents as attendance_documents
from analysis.cubes import documents
from data import clock, logs
from data.commands.anchor import schools
from data.commands.core import SYSTEM
from data.commands.figures import publish
from data.database import Database
from data.dfe import published as dfe_figures
from data.failures import is_passing
from data.marks import day_of, scan
from data.queries.attendance import AttendanceSource, school_source
from data.queries.figures import closed_spans, cubes_published, published_spans
from data.queries.term_facts import facts
from visits.closed_terms import TermSpan
from visits.permissions import Viewer

FIRST_AFTER_S: Final = 20.0
EVERY_S: Final = 3600.0
MARKS_AFTER: Final = timedelta(days=70)
"""Marks of eight school weeks after the last visit, with a holiday between."""
ATTENDANCE: Final = "attendance"


def start(db: Database, folder: Path, *, stop: Event) -> Thread:
    """Look every hour until `stop` for what is to be published. Ends with the process."""
    thread = Thread(target=_run, args=(db, folder, stop), name="figures", daemon=True)
    thread.start()
    return thread


def _run(db: Database, folder: Path, stop: Event) -> None:
    wait_s = FIRST_AFTER_S
    while not stop.wait(wait_s):
        try:
            publish_all(db, folder=folder, now=clock.now())
        except Exception:  # noqa: BLE001  (the thread has to live on: it is tried again in an hour)
            logs.logger("watcher").exception("figures.not_published")
        wait_s = EVERY_S


def publish_all(db: Database, *, folder: Path, now: datetime) -> int:
    """Publish all that is due; return how many tables' terms there were."""
    return publish_due(db, now=now) + publish_attendance(db, folder=folder, now=now)


def publish_due(db: Database, *, now: datetime) -> int:
    """Publish every closed term whose visits have had their time to be written up; return how many there were.

    A school that fails does not hold up the others.
    """
    with db.read() as session:
        due = [
            (school_id, span)
            for school_id in schools(session)
            for span in closed_spans(session, school_id, now=now)
            if now.date() >= span.ready_on
        ]
    return sum(_tried(db, school_id, span, now) for school_id, span in due)


def _tried(db: Database, school_id: UUID, span: TermSpan, now: datetime) -> bool:
    logs.bind_correlation()
    try:
        publish_term(db, school_id=school_id, span=span, by=SYSTEM, now=now)
    except Exception as error:
        if is_passing(error):
            raise
        logs.logger("watcher").exception("figures.not_published", school_id=school_id)
        return False
    return True


def publish_term(db: Database, *, school_id: UUID, span: TermSpan, by: Viewer, now: datetime) -> None:
    """Make the tables of one closed term and publish them. Who may do so, and when, is the command's to say."""
    with db.read() as session:
        (found,) = facts(session, school_id, spans=[span], now=now)
    publish(db, school_id=school_id, span=span, cubes=documents(found, small_numbers=False), by=by, now=now)


def publish_attendance(db: Database, *, folder: Path, now: datetime) -> int:
    """Publish attendance around the visits of each published term whose eight weeks after are in; return how many.

    Marks come in later than visits, so that this table follows the others of its term.
    """
    with db.read() as session:
        every = schools(session)
    return sum(_attendance_of(db, school_id, folder, now) for school_id in every)


def _attendance_of(db: Database, school_id: UUID, folder: Path, now: datetime) -> int:
    with db.read() as session:
        waiting = [
            span
            for span in published_spans(session, school_id)
            if ATTENDANCE not in cubes_published(session, school_id, span)
        ]
        if not waiting:
            return 0
        source = school_source(session, school_id, now=now)
    last_on = source.last_on
    ready = [span for span in waiting if last_on is not None and last_on >= span.to_on + MARKS_AFTER]
    for span, table in zip(ready, _tables(source, ready, folder), strict=True):
        publish(db, school_id=school_id, span=span, cubes={ATTENDANCE: table}, by=SYSTEM, now=now)
    return len(ready)


def _tables(source: AttendanceSource, ready: Sequence[TermSpan], folder: Path) -> list[dict[str, Any]]:
    if not ready:
        return []
    begins_on = next(iter(dfe_figures().values())).begins_on
    own_weeks = day_of(begins_on), day_of(begins_on.replace(year=begins_on.year + 1)) - 1
    with scan(folder, source.names(0)) as engine:
        return attendance_documents(
            engine,
            engine.marks(),
            pupils=source.pupils,
            visits=source.visits,
            terms=[(day_of(span.from_on), day_of(span.to_on)) for span in ready],
            own_weeks=own_weeks,
        )
