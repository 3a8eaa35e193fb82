"""A SQLite file with so many past visits and forty live ones, made by the database itself."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import text
from uuid6 import uuid7

from data import clock, migrate
from data.database import Database
from data.models import (
    Base,
    DeadlineRow,
    EventRow,
    Person,
    PersonRole,
    PolicyVersion,
    School,
    StopRow,
    VisitorRow,
    VisitRow,
)
from data.policy_files import load_all
from visits.permissions import Viewer
from visits.words import (
    CommonReason,
    EventKind,
    Role,
    Stage,
    Travel,
    Via,
    VisitKind,
    VisitorRole,
    VisitState,
)

LIVE: Final = 40
NOW: Final = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def _one_of(words: type[StrEnum], slower: int) -> str:
    """SQL that goes through these words in turn, a step every `slower` rows."""
    cases = " ".join(f"WHEN {place} THEN '{word.value}'" for place, word in enumerate(words))
    return f"CASE i / {slower} % {len(words)} {cases} END"


_SERIES = "WITH RECURSIVE n(i) AS (SELECT :a UNION ALL SELECT i + 1 FROM n WHERE i < :b) "
_VISITS = (
    "INSERT INTO visits (id, school_id, policy_version_id, state, kind, reason, common_reason, reason_other, month,"
    " purpose, alternatives, who_to_see, told_exception, travel, vehicle_make, vehicle_model, vehicle_colour,"
    " vehicle_registration, agency_plan, confirmed, out_at, back_at, created_at, created_by_id, authorised_at,"
    " authorised_by_id, authorised_as_delegate, declined_reason, left_at, returned_at, unauthorised, retrospective,"
    " idempotency_key, version) "
    + _SERIES
    + f"SELECT printf('%032x', i), :school, :policy, 'closed', {_one_of(VisitKind, 7)}, 'attendance',"
    f" {_one_of(CommonReason, 1)}, '',"
    " strftime('%Y-%m', d), 'Support', 'None', 'Parent', '', 'car', '', '', '', '', '', '[]', d, datetime(d, '+1 hour'),"
    " d, :person, d, :person, 0, '', d, datetime(d, '+1 hour'), 0, 0, 'k' || i, 1"
    " FROM (SELECT i, datetime('2024-09-02 08:00:00', '+' || (i % 800) || ' days') AS d FROM n)"
)
_STOPS = (
    "INSERT INTO stops (id, school_id, visit_id, position, address, place, due_in_at, due_out_at, who_was_seen,"
    " first_visit) "
    + _SERIES
    + "SELECT printf('%032x', i), :school, printf('%032x', i), 1, '1 Mill Row', 'home', '2025-01-06 09:00:00',"
    " '2025-01-06 09:30:00', '', 0 FROM n"
)
_VISITORS = (
    "INSERT INTO visitors (id, school_id, visit_id, position, name, role, part, mobile, organisation) "
    + _SERIES
    + "SELECT printf('%031x', i) || :place, :school, printf('%032x', i), :place, 'A. Visitor', 'lead', '', '', ''"
    " FROM n"
)
_EVENTS = (
    "INSERT INTO events (id, school_id, visit_id, kind, happened_at, entered_at, by_name, via, visitor_ids, minutes,"
    " note) "
    + _SERIES
    + "SELECT printf('%031x', i) || :place, :school, printf('%032x', i), :kind, '2025-01-06 09:00:00',"
    " '2025-01-06 09:00:00', '', 'board', '[]', 0, '' FROM n"
)

_DEADLINES = (
    "INSERT INTO deadlines (id, school_id, visit_id, name, stage, visitor_id, due_at, ladder, closed_at) "
    + _SERIES
    + "SELECT printf('%031x', i) || :place, :school, printf('%032x', i), 'back ' || :place, 'back',"
    " printf('%031x', i) || :place, '2025-01-06 10:00:00', 1, '2025-01-06 09:55:00' FROM n"
)
_ALERTS = (
    "INSERT INTO alerts (id, school_id, visit_id, kind, due_at, raised_at, late_s, closed_at, closed_by_id, closed_as,"
    " cause, heard, police_reference, drill) "
    + _SERIES
    + "SELECT printf('%032x', i), :school, printf('%032x', i * 10), 'overdue', '2025-01-06 10:00:00',"
    " '2025-01-06 10:00:00', 0, '2025-01-06 10:09:00', :person, 'safe', '', '', '', 0 FROM n"
)
_ALERT_STEPS = (
    "INSERT INTO alert_steps (id, school_id, alert_id, key, kind, started_at, reminded, ended_at, outcome) "
    + _SERIES
    + "SELECT printf('%032x', i), :school, printf('%032x', i), 'ring_visitors', 'ring_visitors',"
    " '2025-01-06 10:00:00', 0, '2025-01-06 10:09:00', 'answered_well' FROM n"
)
_MESSAGES = (
    "INSERT INTO outbox (id, school_id, alert_id, step_id, unique_key, topic, channel, rank, person_id, recipient,"
    " subject, body, correlation, made_at, not_before, attempts, attempted_at, delivered_at, error) "
    + _SERIES
    + "SELECT printf('%032x', i), :school, printf('%032x', i), printf('%032x', i), 'past ' || i, 'alert.step',"
    " 'webhook', 1, :person, 'https://hooks.example/', 'Overdue', 'Nobody has heard', '', '2025-01-06 10:00:00',"
    " '2025-01-06 10:00:00', 1, '2025-01-06 10:00:01', '2025-01-06 10:00:01', '' FROM n"
)


def make(path: Path, *, past: int, bare: bool = False) -> tuple[Database, Viewer]:
    """A migrated file with `past` closed visits and forty that are out; and a DSL who may see them.

    `bare`: the closed ones have no stops, visitors and events.
    """
    db = Database(f"sqlite:///{path}")
    migrate.upgrade(db, backup_dir=None, now=clock.now())
    school, person, policy = _school(db)
    add_past(db, school=school, person=person, policy=policy, past=past, bare=bare)
    with db.write() as session:
        _live(session, school, person, policy)
        session.execute(text("ANALYZE"))
    return db, Viewer(person_id=person, name="D. Person", roles={school: frozenset({Role.LEAD_DSL})})


def add_past(
    db: Database, *, school: UUID, person: UUID, policy: UUID, past: int, bare: bool = False
) -> None:
    """So many closed visits of that school, made by the database itself; `bare` ones have nothing but their own row."""
    ids = {"school": school.hex, "person": person.hex, "policy": policy.hex}
    parts: tuple[tuple[str, dict[str, str]], ...] = (
        (_STOPS, {}),
        (_VISITORS, {"place": "1"}),
        (_VISITORS, {"place": "2"}),
        (_EVENTS, {"place": "1", "kind": "sign_out"}),
        (_EVENTS, {"place": "2", "kind": "back"}),
    )
    with db.write() as session:
        for statement, more in ((_VISITS, {}), *(() if bare else parts)):
            given = {k: v for k, v in {**ids, **more}.items() if f":{k}" in statement}
            session.execute(text(statement), {**given, "a": 1, "b": past})


def add_past_silence(db: Database, *, school: UUID, person: UUID, past: int) -> None:
    """What those visits left behind of watching: two deadlines each that were met, and an alert of every tenth that was
    stood down, with its step and its message."""
    ids = {"school": school.hex, "person": person.hex}
    with db.write() as session:
        for statement, count, more in (
            (_ALERTS, past // 10, {}),
            (_ALERT_STEPS, past // 10, {}),
            (_MESSAGES, past // 10, {}),
            (_DEADLINES, past, {"place": "1"}),
            (_DEADLINES, past, {"place": "2"}),
        ):
            given = {k: v for k, v in {**ids, **more}.items() if f":{k}" in statement}
            session.execute(text(statement), {**given, "a": 1, "b": count})
        session.execute(text("ANALYZE"))


def _school(db: Database) -> tuple[UUID, UUID, UUID]:
    document = load_all()["blessed_trinity"]
    school, person, policy = uuid7(), uuid7(), uuid7()
    with db.write() as session:
        session.add(School(id=school, name="Benchmark School", slug="benchmark"))
        session.add(Person(id=person, name="D. Person"))
        session.flush()
        session.add(PersonRole(school_id=school, person_id=person, role=Role.LEAD_DSL, from_on=NOW.date()))
        session.add(
            PolicyVersion(
                id=policy,
                school_id=school,
                number=1,
                key=document.key,
                title=document.title,
                document=document.model_dump(mode="json"),
                in_force_from=NOW.date() - timedelta(days=400),
                owner="Lead DSL",
                adopted_at=NOW,
            )
        )
    return school, person, policy


def _live(session: object, school: UUID, person: UUID, policy: UUID) -> None:
    rows: list[Base] = []
    for n in range(LIVE):
        visit, stop = uuid7(), uuid7()
        out_at, due_at = NOW - timedelta(minutes=n), NOW + timedelta(minutes=30 + n)
        rows.append(
            VisitRow(
                id=visit,
                school_id=school,
                policy_version_id=policy,
                state=VisitState.OUT,
                kind=VisitKind.PROCEDURAL,
                reason="attendance",
                common_reason="attendance",
                month="2026-11",
                travel=Travel.CAR,
                out_at=out_at,
                back_at=due_at,
                created_at=out_at,
                created_by_id=person,
                authorised_at=out_at,
                authorised_by_id=person,
                left_at=out_at,
                idempotency_key=f"live{n}",
            )
        )
        rows.append(
            StopRow(
                id=stop,
                school_id=school,
                visit_id=visit,
                position=1,
                address=f"{n} Mill Row",
                due_in_at=out_at + timedelta(minutes=10),
                due_out_at=due_at - timedelta(minutes=10),
            )
        )
        for place, role in enumerate((VisitorRole.LEAD, VisitorRole.SECOND), start=1):
            visitor = uuid7()
            rows.append(
                VisitorRow(
                    id=visitor,
                    school_id=school,
                    visit_id=visit,
                    position=place,
                    name=f"{role} {n}",
                    role=role,
                    mobile="07700 900111",
                )
            )
            rows.append(
                DeadlineRow(
                    school_id=school,
                    visit_id=visit,
                    name=f"back:-:{visitor}",
                    stage=Stage.BACK,
                    visitor_id=visitor,
                    due_at=due_at,
                    ladder=True,
                )
            )
        rows.append(
            EventRow(
                school_id=school,
                visit_id=visit,
                kind=EventKind.SIGN_OUT,
                happened_at=out_at,
                entered_at=out_at,
                via=Via.BOARD,
            )
        )
    for row in rows:
        session.add(row)  # type: ignore[attr-defined]
        if isinstance(row, VisitRow | StopRow | VisitorRow):
            session.flush()  # type: ignore[attr-defined]
