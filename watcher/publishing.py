"""Figures for governors: each closed term's are made once, protected, and published for good.

`python -m watcher.publishing` publishes what is due and ends (`watcher.publisher`).
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
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
from data.queries.figures import ATTENDANCE, attendance_waits, ready_spans
from data.queries.term_facts import facts
from data.settings import load_or_exit
from visits.closed_terms import TermSpan
from visits.permissions import Viewer


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
            for span in ready_spans(session, school_id, now=now)
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
        ready = attendance_waits(session, school_id)
        if not ready:
            return 0
        source = school_source(session, school_id, now=now)
    for span, table in zip(ready, _tables(source, ready, folder), strict=True):
        publish(db, school_id=school_id, span=span, cubes={ATTENDANCE: table}, by=SYSTEM, now=now)
    return len(ready)


def _tables(source: AttendanceSource, ready: Sequence[TermSpan], folder: Path) -> list[dict[str, Any]]:
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


def main() -> None:
    """Publish what is due."""
    settings = load_or_exit()
    logs.configure(level=settings.log_level)
    db = Database(settings.database)
    try:
        publish_all(db, folder=settings.attendance_folder, now=clock.now())
    finally:
        db.close()


if __name__ == "__main__":
    main()
