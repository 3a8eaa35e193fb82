"""What attendance is counted from: the viewer's schools alone, cohorts that stay together, visits before roll marked."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update

from data.database import Database
from data.marks import day_of, pupil_key
from data.models import AttendanceFile, Pupil
from data.queries.attendance import AttendanceSource, attendance_source
from tests.data.attendance_files import pupil
from tests.staff import NOW, Staff, fill
from tests.trips import Home, adopt, trip
from visits.words import Role, VisitState

WENT = datetime(2026, 10, 7, 9, tzinfo=UTC)


@pytest.fixture
def staff(db: Database) -> Staff:
    made = fill(db)
    with db.write() as session:
        session.add_all([pupil(made.school, "A", year_group="7"), pupil(made.school, "B", year_group="11")])
        session.add_all([pupil(made.school, "N", year_group="Nursery"), pupil(made.other, "A")])
    return made


def source(db: Database, staff: Staff, role: Role = Role.SENDCO) -> AttendanceSource:
    with db.read() as session:
        return attendance_source(session, staff.viewer(db, role), now=NOW)


def child(db: Database, staff: Staff, number: str) -> UUID:
    with db.read() as session:
        query = select(Pupil.id).where(Pupil.school_id == staff.school, Pupil.number == number)
        return session.scalars(query).one()


def test_only_the_viewers_schools_are_in_it(db: Database, staff: Staff) -> None:
    with db.write() as session:
        for school_id, name in ((staff.school, "ours"), (staff.other, "theirs")):
            session.add(
                AttendanceFile(
                    school_id=school_id,
                    school_year="2026/27",
                    sha256="0" * 64,
                    source_sha256="0" * 64,
                    name=name,
                    first_on=date(2026, 9, 1),
                    last_on=date(2026, 11, 20),
                    rows=1,
                    layout="plain",
                    taken_at=NOW,
                )
            )
    found = source(db, staff)
    assert [name for _, name in found.files] == found.names(None) == found.names(0) == ["ours"]
    assert set(found.pupils["pupil"]) == {pupil_key(child(db, staff, number)) for number in "ABN"}
    assert list(found.schools) == [staff.school]


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.ADMINISTRATOR])
def test_who_may_not_see_statistics_is_given_nothing(db: Database, staff: Staff, role: Role) -> None:
    found = source(db, staff, role)
    assert (found.schools, found.files, len(found.pupils), len(found.visits)) == ({}, (), 0, 0)


def test_small_numbers_are_not_for_governors(db: Database, staff: Staff) -> None:
    assert source(db, staff).small_numbers
    found = source(db, staff, Role.GOVERNOR)
    assert list(found.schools) == [staff.school]
    assert (found.small_numbers, found.files, len(found.pupils), len(found.visits)) == (False, (), 0, 0)


def test_a_cohort_stays_together_when_it_leaves(db: Database, staff: Staff) -> None:
    """Year 11 of last summer is not this year's: they would be similar to pupils two years younger."""
    with db.write() as session:
        left = pupil(staff.school, "L", year_group="11")
        left.on_roll_to = date(2026, 7, 20)
        session.add(left)
    pupils = source(db, staff).pupils.set_index("pupil")["cohort"]
    cohorts = [int(pupils[pupil_key(child(db, staff, number))]) for number in "ABLN"]
    assert cohorts == [2019, 2015, 2014, 2027]


def test_visits_before_roll_are_marked_and_those_that_never_left_are_not_there(
    db: Database, staff: Staff
) -> None:
    version = adopt(db, staff)
    for number, state in (("A", VisitState.CLOSED), ("B", VisitState.OUT), ("N", VisitState.CANCELLED)):
        home = Home(household=None, pupil=child(db, staff, number))
        trip(db, staff, version, homes=[home], out_at=WENT, state=state)
    with db.write() as session:
        session.execute(update(Pupil).where(Pupil.number == "A").values(on_roll_from=date(2026, 11, 2)))
    visits = source(db, staff).visits
    told = {row.pupil: (row.on_roll, row.week, row.reason) for row in visits.itertuples()}
    monday = day_of(date(2026, 10, 5))
    assert told == {
        pupil_key(child(db, staff, "A")): (False, monday, "attendance"),
        pupil_key(child(db, staff, "B")): (True, monday, "attendance"),
    }
