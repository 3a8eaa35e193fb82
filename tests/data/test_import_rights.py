"""Who may bring pupils in, and where; what the audit says of it."""

from uuid import UUID

import pytest
from sqlalchemy import select

from data.commands import imports
from data.commands.core import Invalid, NotPermitted
from data.database import Database
from data.models import AuditPayload, AuditRow, Pupil
from data.queries.imports import preview_pupils
from tests.data.test_import_pupils import EXAMPLE, rows, take
from tests.staff import NOW, Staff, fill
from visits.words import Role


@pytest.fixture
def staff(db: Database) -> Staff:
    return fill(db)


def test_another_schools_pupil_of_the_same_number_is_another_pupil(db: Database, staff: Staff) -> None:
    with db.write() as session:
        session.add(
            Pupil(
                school_id=staff.other, number="Q2001", given_name="Sol", family_name="Other", year_group="8"
            )
        )
    assert len(take(db, staff, EXAMPLE, leavers=True).new) == 5
    with db.read() as session:
        kept = session.scalars(select(Pupil).where(Pupil.school_id == staff.other)).one()
        assert (kept.given_name, kept.on_roll_to) == ("Sol", None)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.GOVERNOR, Role.HEADTEACHER])
def test_nobody_else_brings_pupils_in(db: Database, staff: Staff, role: Role) -> None:
    by = staff.viewer(db, role)
    with pytest.raises(NotPermitted):
        imports.pupils(db, school_id=staff.school, content=EXAMPLE, leavers=False, by=by, now=NOW)
    with db.read() as session, pytest.raises(NotPermitted):
        preview_pupils(session, viewer=by, school_id=staff.school, content=EXAMPLE, leavers=False, now=NOW)
    assert rows(db) == 0


def test_nobody_brings_pupils_into_a_school_that_is_not_theirs(db: Database, staff: Staff) -> None:
    by = staff.viewer(db, Role.SENDCO)
    for school_id in (staff.other, UUID(int=1)):
        with pytest.raises(NotPermitted):
            imports.pupils(db, school_id=school_id, content=EXAMPLE, leavers=False, by=by, now=NOW)


def test_the_audit_says_how_many_and_names_nobody(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE, leavers=True)
    with pytest.raises(Invalid):
        take(db, staff, "nonsense")
    with db.read() as session:
        entries = session.execute(
            select(AuditRow.outcome, AuditPayload.payload)
            .join(AuditPayload, AuditPayload.entry_id == AuditRow.id)
            .where(AuditRow.command == "import.pupils")
        ).all()
    assert [tuple(entry) for entry in entries] == [
        ("change", {"new": 5, "changed": 0, "unchanged": 0, "left": 0})
    ]
