"""Counts of visits: which are counted, of which schools, and for whom small numbers are open."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from data.database import Database
from data.models import PersonRole
from data.queries.statistics import COLUMNS, ROLL_COLUMNS, ReasonStatistics, reason_statistics
from tests import staff as made
from tests.staff import HELD, Staff
from tests.trips import adopt, home, trip
from visits.permissions import LEADERS, PLANNERS
from visits.words import Role, VisitState

S = VisitState
OCTOBER, NOVEMBER = datetime(2026, 10, 5, 10, tzinfo=UTC), datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.fixture
def here(db: Database) -> Staff:
    staff = made.fill(db)
    version = adopt(db, staff)
    for state in S:
        if state is not S.DRAFT:
            trip(db, staff, version, state=state, out_at=OCTOBER)
    trip(db, staff, version, state=S.CLOSED, out_at=NOVEMBER)
    trip(db, staff, version, state=S.OUT, out_at=datetime(2026, 12, 1, 10, tzinfo=UTC))
    return staff


def counted(db: Database, here: Staff, role: Role, *, until: str = "2026-11") -> ReasonStatistics:
    with db.read() as session:
        return reason_statistics(session, here.viewer(db, role), until=until)


def test_visits_that_went_are_counted_once_up_to_the_month(db: Database, here: Staff) -> None:
    found = counted(db, here, Role.SENDCO)
    assert list(found.visits.columns) == list(COLUMNS)
    assert sorted(map(tuple, found.visits.itertuples(index=False))) == [
        ("Quillmere High", "2026-10", "attendance", "procedural", 4),
        ("Quillmere High", "2026-11", "attendance", "procedural", 1),
    ]
    assert found.first_month == "2026-10"


def test_before_there_is_a_visit_there_is_no_first_month(db: Database, here: Staff) -> None:
    found = counted(db, here, Role.SENDCO, until="2026-09")
    assert (found.visits.empty, found.first_month) == (True, None)
    assert list(found.schools.values()) == ["Quillmere High"]


@pytest.mark.parametrize("role", HELD)
def test_small_numbers_are_for_who_knows_the_families(sqlite_db: Database, role: Role) -> None:
    staff = made.fill(sqlite_db)
    with sqlite_db.read() as session:
        found = reason_statistics(session, staff.viewer(sqlite_db, role), until="2026-11")
    inside = role in {*LEADERS, *PLANNERS}
    sees = inside or role in (Role.GOVERNOR, Role.TRUST_OFFICER)
    assert bool(found.schools) is sees
    assert not sees or found.small_numbers is inside


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER])
def test_who_may_not_see_them_is_answered_without_a_look_at_a_visit(
    db: Database, here: Staff, role: Role
) -> None:
    found = counted(db, here, role)
    assert found.visits.empty
    assert found.roll.empty


def test_who_may_not_see_them_at_one_school_sees_them_at_none(db: Database, here: Staff) -> None:
    with db.write() as session:
        session.add(
            PersonRole(
                school_id=here.other,
                person_id=here.people[Role.SENDCO],
                role=Role.GOVERNOR,
                from_on=date(2026, 9, 1),
            )
        )
    found = counted(db, here, Role.SENDCO)
    assert sorted(found.schools.values()) == ["Quillmere High", "Tarrowby School"]
    assert not found.small_numbers


def test_another_school_is_not_counted(db: Database, here: Staff) -> None:
    with db.read() as session:
        found = reason_statistics(session, here.viewer_of(db, here.stranger), until="2026-11")
    assert list(found.schools.values()) == ["Tarrowby School"]
    assert found.visits.empty


def test_the_roll_has_first_and_last_days_and_nobody_who_never_came(db: Database, here: Staff) -> None:
    home(db, here, number="P1")
    home(db, here, number="P2")
    home(db, here, number="P3", on_roll_to=date(2026, 7, 20))
    home(db, here, number="P4", on_roll_from=None)
    found = counted(db, here, Role.SENDCO)
    assert list(found.roll.columns) == list(ROLL_COLUMNS)
    assert sorted(map(tuple, found.roll.itertuples(index=False))) == [
        ("Quillmere High", "8", date(2025, 9, 1), date(2026, 7, 20), 1),
        ("Quillmere High", "8", date(2025, 9, 1), date.max, 2),
    ]


def test_visits_are_counted_on_the_index_alone(sqlite_db: Database) -> None:
    staff = made.fill(sqlite_db)
    asked: list[tuple[str, tuple[object, ...]]] = []
    with sqlite_db.read() as session:
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *given: asked.append((given[2], given[3]))
        )
        reason_statistics(session, staff.viewer(sqlite_db, Role.SENDCO), until="2026-11")
        statement, given = next(one for one in asked if "FROM visits" in one[0])
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    assert "COVERING INDEX ix_visits_reason_month" in str(plan)
