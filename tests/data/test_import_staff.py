"""A file of staff adds people and roles, mends details, and never touches how somebody signs in."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.commands import imports
from data.commands.core import Invalid, NotPermitted
from data.database import Database
from data.imports.plan import Preview
from data.models import Person, PersonRole
from data.queries.imports import preview_staff
from tests.staff import NOW, Staff, fill
from visits.permissions import Viewer
from visits.words import Role

EXAMPLE = (Path(__file__).resolve().parents[2] / "data/imports/examples/staff.csv").read_text(
    encoding="utf-8"
)
HEADER = "Staff number,Name,E-mail,Mobile,Roles"
TODAY = date(2026, 11, 23)


@pytest.fixture
def staff(db: Database) -> Staff:
    return fill(db)


def take(
    db: Database, staff: Staff, content: str, *, leavers: bool = False, by: Viewer | None = None
) -> Preview:
    by = by or staff.viewer(db, Role.ADMINISTRATOR)
    return imports.staff(db, school_id=staff.school, content=content, leavers=leavers, by=by, now=NOW)


def look(db: Database, staff: Staff, content: str, *, leavers: bool = False) -> Preview:
    viewer = staff.viewer(db, Role.ADMINISTRATOR)
    with db.read() as session:
        return preview_staff(
            session, viewer=viewer, school_id=staff.school, content=content, leavers=leavers, now=NOW
        )


def person(db: Database, name: str) -> Person:
    with db.read() as session:
        found = session.scalars(select(Person).where(Person.name == name)).one()
        session.expunge_all()
        return found


def roles(db: Database, staff: Staff, name: str, *, on: date = TODAY) -> set[Role]:
    with db.read() as session:
        held = select(PersonRole).where(
            PersonRole.person_id == person(db, name).id, PersonRole.school_id == staff.school
        )
        return {
            r.role for r in session.scalars(held) if r.from_on <= on and (r.to_on is None or on <= r.to_on)
        }


def people(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_example_is_taken_whole(db: Database, staff: Staff) -> None:
    before = look(db, staff, EXAMPLE)
    assert before.problems == ()
    assert before.new[1] == "Kwame Okonbari (S0902), Deputy DSL, SLT"
    there = people(db)
    assert take(db, staff, EXAMPLE) == before
    assert people(db) == there + 5
    assert roles(db, staff, "Kwame Okonbari") == {Role.DEPUTY_DSL, Role.SLT}
    kept = person(db, "Gwen Llewarch")
    assert (kept.staff_number, kept.mobile, kept.trained_on) == ("S0901", "07700 900101", date(2026, 9, 2))
    assert (kept.password_hash, kept.pin_hash) == (None, None), "nobody gets a password from a file"
    assert person(db, "Beatrice Fairbraith").email is None


def test_the_same_file_again_changes_nothing(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    again = take(db, staff, EXAMPLE)
    assert (again.new, again.changed, again.unchanged) == ((), (), 5)


def test_details_are_mended_and_roles_added_never_ended(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    found = take(db, staff, f"{HEADER}\nS0902,Kwame Okonbari,,07700 900199,Line manager\n")
    assert found.changed[0].what == ("Mobile: 07700 900102 → 07700 900199", "New role: Line manager")
    assert roles(db, staff, "Kwame Okonbari") == {Role.DEPUTY_DSL, Role.SLT, Role.LINE_MANAGER}


def test_somebody_known_by_address_and_name_gets_the_roles_and_their_number(
    db: Database, staff: Staff
) -> None:
    found = take(db, staff, f"{HEADER}\nS7,sol stranger,stranger@school.example,07700 900177,Visitor\n")
    assert found.notes == ("Sol Stranger works at another school too: their details are left as they are.",)
    assert found.changed[0].what == ("New role: Visitor",)
    assert roles(db, staff, "Sol Stranger") == {Role.VISITOR}
    assert person(db, "Sol Stranger").mobile == "07700 900111"


def test_how_somebody_signs_in_is_not_changed_by_a_file(db: Database, staff: Staff) -> None:
    take(db, staff, f"{HEADER}\nS1,Office Person,office@school.example,,Office\n")
    found = look(db, staff, f"{HEADER}\nS1,Office Person,thief@elsewhere.example,,Office\n")
    assert "signs in with another address" in str(found.problems[0])


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("S1,Ivy Ash,office@school.example,,Visitor", "E-mail: Somebody with another name has this"),
        ("S1,Ivy Ash,ivy@quillmere,,Visitor", "E-mail: This is not an e-mail address."),
        ("S1,Ivy Ash,,12345678901234567890,Visitor", "Mobile: Give a telephone number"),
        (
            "S1,Ivy Ash,,,Caretaker",
            "Roles: 'caretaker' is not a role. The roles are: Administrator, Attendance",
        ),
        ("S1,Ivy Ash,,,Shared board", "Roles: 'shared board' is not a role."),
        ("S1,Ivy Ash,,,", "Roles: This cannot be empty."),
        ("S1,Ivy Ash,,,Visitor\nS1,Leo Birch,,,Visitor", "Row 3, Staff number: Row 2 has S1 too."),
        (
            "S1,Ivy Ash,a@x.example,,Visitor\nS2,Leo Birch,A@x.example,,Visitor",
            "Row 3, E-mail: Row 2 has a@x.example too.",
        ),
    ],
)
def test_one_fault_and_nobody_is_added(db: Database, staff: Staff, rows: str, says: str) -> None:
    content = f"{HEADER}\n{rows}\nS99,Good Row,,,Visitor\n"
    there = people(db)
    assert says in " ".join(str(problem) for problem in look(db, staff, content).problems)
    with pytest.raises(Invalid):
        take(db, staff, content)
    assert people(db) == there


def test_somebody_elses_address_is_refused_and_their_name_is_not_told(db: Database, staff: Staff) -> None:
    take(db, staff, f"{HEADER}\nS1,Ivy Ash,,,Visitor\n")
    found = look(db, staff, f"{HEADER}\nS1,Ivy Ash,stranger@school.example,,Visitor\n")
    assert "Somebody else has this e-mail address already." in str(found.problems[0])
    assert "Sol" not in str(found.problems[0])


def test_a_number_that_is_somebody_elses_is_told(db: Database, staff: Staff) -> None:
    take(db, staff, f"{HEADER}\nS1,Ivy Ash,,,Visitor\n")
    assert take(db, staff, f"{HEADER}\nS1,Ivy Birch,,,Visitor\n").changed[0].what == (
        "Name: Ivy Ash → Ivy Birch",
    )
    found = look(db, staff, f"{HEADER}\nS1,Leo Elm,,,Visitor\n")
    assert "This number is Ivy Birch's" in str(found.problems[0])


def test_who_has_left_is_not_brought_back_by_a_file(db: Database, staff: Staff) -> None:
    take(db, staff, f"{HEADER}\nS1,Ivy Ash,,,Visitor\n")
    with db.write() as session:
        session.get_one(Person, person(db, "Ivy Ash").id).left_on = TODAY
    assert "has left" in str(look(db, staff, f"{HEADER}\nS1,Ivy Ash,,,Visitor\n").problems[0])


def test_who_is_not_in_a_whole_staff_file_ends_today_but_for_those_who_run_the_school(
    db: Database, staff: Staff
) -> None:
    take(db, staff, EXAMPLE + "S0906,Rosa Head,,,Headteacher,,01/09/2026\n")
    with_numbers = take(db, staff, "\n".join(EXAMPLE.splitlines()[:3]), leavers=True)
    assert with_numbers.leavers == (
        "Beatrice Fairbraith (S0904)",
        "Harpreet Siddiqar (S0903)",
        "Tomasz Grzelinski (S0905)",
    )
    assert with_numbers.notes == (
        "Rosa Head (Headteacher) is not in the file and stays. End it on the People page.",
    )
    tomorrow = TODAY + timedelta(days=1)
    assert roles(db, staff, "Tomasz Grzelinski") == {Role.FAMILY, Role.VISITOR}
    assert roles(db, staff, "Tomasz Grzelinski", on=tomorrow) == set()
    assert roles(db, staff, "Office Person", on=tomorrow) == {Role.OFFICE}, "never came from a file"
    assert roles(db, staff, "Rosa Head", on=tomorrow) == {Role.HEADTEACHER}


@pytest.mark.parametrize("role", [Role.SENDCO, Role.LEAD_DSL, Role.HEADTEACHER, Role.OFFICE])
def test_only_who_may_do_both_brings_staff_in(db: Database, staff: Staff, role: Role) -> None:
    by = staff.viewer(db, role)
    there = people(db)
    with pytest.raises(NotPermitted):
        take(db, staff, EXAMPLE, by=by)
    with db.read() as session, pytest.raises(NotPermitted):
        preview_staff(session, viewer=by, school_id=staff.school, content=EXAMPLE, leavers=False, now=NOW)
    assert people(db) == there
