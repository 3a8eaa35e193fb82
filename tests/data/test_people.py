"""Who works where and as what: only by who may, never without somebody who can, and gone when it ends."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from data.commands import people
from data.commands.core import Invalid, NotPermitted
from data.commands.people import Details, LastManager
from data.database import Database
from data.models import AuditRow, Person, PersonRole, SignIn
from data.queries.people import pin_holders, staff, viewer
from tests import staff as made
from tests.staff import NOW, Staff
from visits.permissions import Viewer
from visits.words import Role

TODAY = NOW.date()
NEW = Details(name="Nia  Newcomer", email=" Nia@School.example ", mobile="07700900222")


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def admin(db: Database, here: Staff) -> Viewer:
    return here.viewer(db, Role.ADMINISTRATOR)


def roles_of(db: Database, person_id: UUID, *, on: date = TODAY) -> dict[UUID, frozenset[Role]]:
    with db.read() as session:
        found = viewer(session, person_id, today=on, now=NOW + (on - TODAY))
    return dict(found.roles) if found else {}


def outcomes(db: Database, command: str) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(AuditRow.outcome).where(AuditRow.command == command)))


def test_somebody_new_is_kept_as_one_would_write_it(db: Database, here: Staff) -> None:
    nia = people.add(
        db, school_id=here.school, details=NEW, roles=[Role.FAMILY, Role.VISITOR], by=admin(db, here), now=NOW
    )
    with db.read() as session:
        row = session.get_one(Person, nia)
        assert (row.name, row.email, row.mobile) == ("Nia Newcomer", "nia@school.example", "07700 900222")
        assert row.password_hash is None
    assert roles_of(db, nia) == {here.school: {Role.FAMILY, Role.VISITOR}}
    assert outcomes(db, "people.add") == ["change"]


@pytest.mark.parametrize("role", [r for r in made.HELD if r not in (Role.ADMINISTRATOR, Role.HEADTEACHER)])
def test_nobody_else_adds_changes_or_ends(db: Database, here: Staff, role: Role) -> None:
    by, other = here.viewer(db, role), here.people[Role.OFFICE]
    with pytest.raises(NotPermitted):
        people.add(db, school_id=here.school, details=NEW, roles=[Role.ADMINISTRATOR], by=by, now=NOW)
    with pytest.raises(NotPermitted):
        people.change(db, person_id=other, details=NEW, by=by, now=NOW)
    with pytest.raises(NotPermitted):
        people.give_role(
            db, person_id=by.person_id, school_id=here.school, role=Role.LEAD_DSL, by=by, now=NOW
        )
    with pytest.raises(NotPermitted):
        people.end_role(
            db, person_id=other, school_id=here.school, role=Role.OFFICE, last_on=TODAY, by=by, now=NOW
        )
    with pytest.raises(NotPermitted):
        people.leave(db, person_id=other, last_on=TODAY, by=by, now=NOW)
    for command in ("add", "change", "give_role", "end_role", "leave"):
        assert outcomes(db, f"people.{command}") == ["refused"]


def test_nobody_manages_another_schools_people(db: Database, here: Staff) -> None:
    with pytest.raises(NotPermitted):
        people.add(db, school_id=here.other, details=NEW, roles=[Role.VISITOR], by=admin(db, here), now=NOW)
    with pytest.raises(NotPermitted):
        people.change(db, person_id=here.stranger, details=NEW, by=admin(db, here), now=NOW)
    with pytest.raises(NotPermitted):
        people.give_role(
            db, person_id=here.stranger, school_id=here.school, role=Role.SLT, by=admin(db, here), now=NOW
        )


def test_somebody_who_works_at_two_schools_is_changed_by_who_manages_both(db: Database, here: Staff) -> None:
    with db.write() as session:
        session.add(
            PersonRole(
                school_id=here.other, person_id=here.people[Role.SLT], role=Role.SLT, from_on=date(2026, 9, 1)
            )
        )
    with pytest.raises(NotPermitted):
        people.change(
            db, person_id=here.people[Role.SLT], details=Details(name="Eve"), by=admin(db, here), now=NOW
        )
    with pytest.raises(NotPermitted):
        people.leave(db, person_id=here.people[Role.SLT], last_on=TODAY, by=admin(db, here), now=NOW)
    # Their role here is the school's own to end.
    people.end_role(
        db,
        person_id=here.people[Role.SLT],
        school_id=here.school,
        role=Role.SLT,
        last_on=TODAY - timedelta(days=1),
        by=admin(db, here),
        now=NOW,
    )
    assert roles_of(db, here.people[Role.SLT]) == {here.other: {Role.SLT}}


def test_somebody_known_from_another_school_gets_roles_and_keeps_their_details(
    db: Database, here: Staff
) -> None:
    known = Details(name="sol STRANGER", email="stranger@school.example", mobile="07700 900999")
    person_id = people.add(
        db, school_id=here.school, details=known, roles=[Role.VISITOR], by=admin(db, here), now=NOW
    )
    assert person_id == here.stranger
    assert roles_of(db, person_id)[here.school] == {Role.VISITOR}
    with db.read() as session:
        assert session.get_one(Person, person_id).mobile == "07700 900111"


def test_another_name_with_the_same_address_takes_nobody_over(db: Database, here: Staff) -> None:
    eve = Details(name="Eve", email="stranger@school.example")
    with pytest.raises(Invalid, match="another name"):
        people.add(db, school_id=here.school, details=eve, roles=[Role.VISITOR], by=admin(db, here), now=NOW)
    with pytest.raises(Invalid, match="Somebody else has this"):
        people.change(db, person_id=here.people[Role.OFFICE], details=eve, by=admin(db, here), now=NOW)
    assert outcomes(db, "people.add") == outcomes(db, "people.change") == []


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(name="  "), "name"),
        (Details(name="Nia", email="nia"), "email"),
        (Details(name="Nia", email="nia@school"), "email"),
        (Details(name="Nia", mobile="12"), "mobile"),
        (Details(name="Nia", mobile="none"), "mobile"),
    ],
)
def test_what_cannot_be_kept_is_said_by_field(
    db: Database, here: Staff, details: Details, field: str
) -> None:
    with pytest.raises(Invalid) as why:
        people.add(
            db, school_id=here.school, details=details, roles=[Role.VISITOR], by=admin(db, here), now=NOW
        )
    assert set(why.value.problems) == {field}


@pytest.mark.parametrize("roles", [[], [Role.BOARD], [Role.BREAK_GLASS]])
def test_a_person_has_a_persons_role(db: Database, here: Staff, roles: list[Role]) -> None:
    with pytest.raises(Invalid):
        people.add(db, school_id=here.school, details=NEW, roles=roles, by=admin(db, here), now=NOW)


def test_another_address_ends_what_the_old_one_opened(db: Database, here: Staff) -> None:
    made.signed_in(db, here.people[Role.OFFICE])
    details = Details(name="Office Person", email="new.office@school.example")
    people.change(db, person_id=here.people[Role.OFFICE], details=details, by=admin(db, here), now=NOW)
    with db.read() as session:
        assert session.scalars(select(SignIn.revoked_at)).all() == [NOW]


def test_a_role_ends_after_its_last_day(db: Database, here: Staff) -> None:
    office = here.people[Role.OFFICE]
    people.end_role(
        db,
        person_id=office,
        school_id=here.school,
        role=Role.OFFICE,
        last_on=TODAY,
        by=admin(db, here),
        now=NOW,
    )
    assert roles_of(db, office) == {here.school: {Role.OFFICE}}
    assert roles_of(db, office, on=TODAY + timedelta(days=1)) == {}
    with pytest.raises(Invalid):
        people.end_role(
            db,
            person_id=office,
            school_id=here.school,
            role=Role.OFFICE,
            last_on=TODAY,
            by=admin(db, here),
            now=NOW,
        )


def test_a_role_that_had_not_begun_is_taken_away(db: Database, here: Staff) -> None:
    office, by = here.people[Role.OFFICE], admin(db, here)
    later = TODAY + timedelta(days=30)
    people.give_role(
        db, person_id=office, school_id=here.school, role=Role.SLT, from_on=later, by=by, now=NOW
    )
    assert roles_of(db, office, on=later)[here.school] == {Role.OFFICE, Role.SLT}
    people.end_role(db, person_id=office, school_id=here.school, role=Role.SLT, last_on=TODAY, by=by, now=NOW)
    assert roles_of(db, office, on=later)[here.school] == {Role.OFFICE}


def test_a_role_given_twice_is_held_once(db: Database, here: Staff) -> None:
    office, by = here.people[Role.OFFICE], admin(db, here)
    for _ in range(2):
        people.give_role(db, person_id=office, school_id=here.school, role=Role.SLT, by=by, now=NOW)
    with db.read() as session:
        held = select(PersonRole).where(PersonRole.person_id == office, PersonRole.role == Role.SLT)
        assert len(session.scalars(held).all()) == 1


def test_whoever_leaves_is_gone_from_the_next_day_and_at_once_when_said_so(db: Database, here: Staff) -> None:
    office, slt, by = here.people[Role.OFFICE], here.people[Role.SLT], admin(db, here)
    made.signed_in(db, slt)
    people.leave(db, person_id=office, last_on=TODAY, by=by, now=NOW)
    people.leave(db, person_id=slt, last_on=TODAY - timedelta(days=1), by=by, now=NOW)
    assert roles_of(db, office) == {here.school: {Role.OFFICE}}
    with db.read() as session:
        assert viewer(session, office, today=TODAY + timedelta(days=1), now=NOW) is None
        assert viewer(session, slt, today=TODAY, now=NOW) is None
        assert session.scalars(select(SignIn.revoked_at)).all() == [NOW]


def test_whoever_comes_back_sets_a_new_password(db: Database, here: Staff) -> None:
    office, by = here.people[Role.OFFICE], admin(db, here)
    people.leave(db, person_id=office, last_on=TODAY - timedelta(days=1), by=by, now=NOW)
    again = Details(name="Office Person", email="office@school.example")
    back = people.add(db, school_id=here.school, details=again, roles=[Role.OFFICE], by=by, now=NOW)
    assert back == office
    assert roles_of(db, office) == {here.school: {Role.OFFICE}}
    with db.read() as session:
        row = session.get_one(Person, office)
        assert (row.password_hash, row.pin_hash, row.left_on) == (None, None, None)


def test_a_school_is_never_left_without_somebody_who_manages_its_people(db: Database, here: Staff) -> None:
    head, by = here.people[Role.HEADTEACHER], admin(db, here)
    people.leave(db, person_id=head, last_on=TODAY, by=by, now=NOW)
    with pytest.raises(LastManager):
        people.end_role(
            db,
            person_id=by.person_id,
            school_id=here.school,
            role=Role.ADMINISTRATOR,
            last_on=TODAY,
            by=by,
            now=NOW,
        )
    with pytest.raises(LastManager):
        people.leave(db, person_id=by.person_id, last_on=TODAY, by=by, now=NOW)
    assert roles_of(db, by.person_id)[here.school] == {Role.ADMINISTRATOR}


def test_ones_own_number_is_ones_own_to_change(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.VISITOR)
    people.change_own_mobile(db, mobile="+44 7700 900333", by=by, now=NOW)
    with db.read() as session:
        assert session.get_one(Person, by.person_id).mobile == "07700 900333"
    with pytest.raises(Invalid):
        people.change_own_mobile(db, mobile="ring me", by=by, now=NOW)


def test_the_list_of_staff_is_for_who_may_see_people(db: Database, here: Staff) -> None:
    with db.read() as session:
        seen = staff(session, here.viewer(db, Role.OFFICE), here.school, today=TODAY)
        assert [m.name for m in seen] == sorted(here.names.values())
        for role in (Role.GOVERNOR, Role.VISITOR, Role.TRUST_OFFICER):
            assert staff(session, here.viewer(db, role), here.school, today=TODAY) == []
        assert staff(session, here.viewer(db, Role.OFFICE), here.other, today=TODAY) == []


def test_a_board_sees_the_names_of_those_with_a_pin(db: Database, here: Staff) -> None:
    from data.models import School
    from data.queries.people import board_viewer

    with db.write() as session:
        session.get_one(Person, here.people[Role.SLT]).pin_hash = None
    with db.read() as session:
        board = board_viewer(session.get_one(School, here.school))
        names = {m.name for m in pin_holders(session, board, here.school, today=TODAY)}
        assert "Office Person" in names
        assert "Slt Person" not in names
        assert staff(session, board, here.school, today=TODAY) == []
        assert pin_holders(session, board, here.other, today=TODAY) == []
