"""One row in every table, whatever the tables are: for backups, restores and upgrades, which must lose none."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, Table, Time, Uuid, insert
from sqlalchemy.orm import Session

from data import audit
from data.database import Database
from data.models import Base
from data.models.base import Moment, Word

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
CHAINED = {"audit", "audit_heads", "audit_payloads"}
SCHOOL = UUID(int=1)
# What the checks of a table ask for, where a value of the right type is not enough.
ASKED: dict[str, Any] = {
    "alerts.closed_as": "safe",
    "alerts.drill": False,
    # Long replaced, so that no backup looks for its file.
    "attendance_files.replaced_at": datetime(2026, 11, 1, tzinfo=UTC),
    "duty_hours.weekday": 0,
    "handovers.from_id": None,
    "handovers.why": "turn",
    "household_links.other_household_id": None,
    "household_links.other_school_id": None,
    "household_links.taken_at": None,
    "risk_answers.answer": "yes",
    "schools.drill_days": 120,
    "schools.phrase_days": 365,
    "schools.unreachable": "warn",
    "sign_ins.board_school_id": None,
    "watcher_pulse.id": 1,
}
PLAIN: tuple[tuple[type[Any], Any], ...] = (
    (Boolean, True),
    (Integer, 1),
    (Float, 0.5),
    (Uuid, SCHOOL),
    (JSON, {"said": ['Zoë\'s "dog"', None, 1.5]}),
)


def fill(db: Database) -> None:
    """Put one row into every table, and three true entries into the audit."""
    with db.write() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in CHAINED:
                session.execute(insert(table).values(row(table)))
    for number in range(3):
        with db.write() as session:
            entry(session, number)


def entry(session: Session, number: int, *, school_id: UUID | None = SCHOOL) -> None:
    """Append one true entry to a school's chain."""
    audit.append(
        session,
        matter=audit.About(school_id=school_id, subject_id=UUID(int=9), facts={"number": number}),
        actor_id=UUID(int=1),
        command="visit.log",
        outcome="change",
        now=NOW + timedelta(minutes=number),
    )


def row(table: Table, **given: Any) -> dict[str, Any]:
    """A row of this table that its checks take; every reference is to the one row of the other table."""
    found = {
        column.name: ASKED.get(f"{table.name}.{column.name}", value(column, place))
        for place, column in enumerate(table.columns)
    }
    return {**found, **given}


def value(column: Column[Any], place: int) -> Any:
    """A value of a column's type. Of two times in a table the later one is the one that is named later."""
    kind = column.type
    if isinstance(kind, Moment):
        return NOW + timedelta(minutes=place)
    if isinstance(kind, Word):
        words: type[StrEnum] = kind.words
        return next(iter(words))
    if isinstance(kind, Date):
        return date(2026, 11, 1) + timedelta(days=place)
    if isinstance(kind, Time):
        return time(8, place)
    for plain, found in PLAIN:
        if isinstance(kind, plain):
            return found
    return f"Zoë's {column.name} ; -- '%s' :x"[: getattr(kind, "length", None)]


def contents(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order that does not depend on how they are kept."""
    with db.read() as session:
        return {
            table.name: sorted((tuple(found) for found in session.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }
