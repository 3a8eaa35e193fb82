"""What a school sets: by whom, not over somebody else's change, and a code phrase of which every look is kept."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from data.commands import school
from data.commands.core import Invalid, NotPermitted, Stale
from data.database import Database
from data.models import AuditPayload, AuditRow, School
from data.queries.school import SchoolSettings, school_settings
from tests import staff as made
from tests.staff import NOW, Staff
from visits.words import Response, Role

MAY = (Role.LEAD_DSL, Role.HEADTEACHER, Role.ADMINISTRATOR)
PHRASE = "Have you fed the parrot"


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def settings(db: Database, here: Staff, role: Role = Role.HEADTEACHER) -> SchoolSettings:
    with db.read() as session:
        found = school_settings(session, here.viewer(db, role), here.school)
    assert found is not None
    return found


def save(db: Database, here: Staff, typed: SchoolSettings, role: Role = Role.HEADTEACHER) -> None:
    school.set_school(db, school_id=here.school, settings=typed, by=here.viewer(db, role), now=NOW)


def outcomes(db: Database, command: str) -> list[str]:
    with db.read() as session:
        query = select(AuditRow.outcome).where(AuditRow.command == command).order_by(AuditRow.number)
        return list(session.scalars(query))


def test_hours_and_the_offices_number_are_kept(db: Database, here: Staff) -> None:
    typed = replace(
        settings(db, here), office_phone="01632960555", closes=time(15, 30), reminder_role=Role.LEAD_DSL
    )
    save(db, here, typed)
    now = settings(db, here)
    assert (now.office_phone, now.closes, now.reminder_role) == ("01632 960555", time(15, 30), Role.LEAD_DSL)
    assert now.version == typed.version + 1


def test_how_the_school_watches_is_kept(db: Database, here: Staff) -> None:
    before = settings(db, here)
    assert (before.unreachable, before.arrive_minutes, before.not_seen_on) == (Response.WARN, None, False)
    typed = replace(
        before,
        unreachable=Response.BLOCK,
        arrive_minutes=10,
        not_seen_on=True,
        phrase_days=90,
        drill_days=30,
    )
    save(db, here, typed)
    assert settings(db, here) == replace(typed, version=typed.version + 1)


def test_the_second_of_two_who_change_it_is_told(db: Database, here: Staff) -> None:
    first = second = settings(db, here)
    save(db, here, replace(first, closes=time(15)))
    with pytest.raises(Stale):
        save(db, here, replace(second, closes=time(17)), Role.LEAD_DSL)
    assert settings(db, here).closes == time(15)
    assert outcomes(db, "school.set") == ["change", "refused"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"office_phone": "the office"}, "office_phone"),
        ({"opens": time(16), "closes": time(16)}, "closes"),
        ({"reminder_role": Role.BOARD}, "reminder_role"),
        ({"unreachable": Response.RECORD}, "unreachable"),
        ({"arrive_minutes": -1}, "arrive_minutes"),
        ({"arrive_minutes": 121}, "arrive_minutes"),
        ({"phrase_days": 6}, "phrase_days"),
        ({"drill_days": 1831}, "drill_days"),
    ],
)
def test_what_cannot_be_is_said(db: Database, here: Staff, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as why:
        save(db, here, replace(settings(db, here), **change))  # type: ignore[arg-type]
    assert set(why.value.problems) == {field}
    assert outcomes(db, "school.set") == []


@pytest.mark.parametrize("role", [role for role in made.HELD if role not in MAY])
def test_nobody_else_sets_anything(db: Database, here: Staff, role: Role) -> None:
    typed = settings(db, here)
    with pytest.raises(NotPermitted):
        save(db, here, typed, role)
    with pytest.raises(NotPermitted):
        school.set_code_phrase(db, school_id=here.school, phrase=PHRASE, by=here.viewer(db, role), now=NOW)
    with db.read() as session:
        assert school_settings(session, here.viewer(db, role), here.school) is None


def test_nobody_sets_another_schools(db: Database, here: Staff) -> None:
    head = here.viewer(db, Role.HEADTEACHER)
    with pytest.raises(NotPermitted):
        school.set_school(db, school_id=here.other, settings=settings(db, here), by=head, now=NOW)
    with db.read() as session:
        assert school_settings(session, head, here.other) is None


def test_every_look_at_the_code_phrase_is_kept_and_the_phrase_is_not(db: Database, here: Staff) -> None:
    head, visitor = here.viewer(db, Role.HEADTEACHER), here.viewer(db, Role.VISITOR)
    school.set_code_phrase(db, school_id=here.school, phrase=f"  {PHRASE} ", by=head, now=NOW)
    for _ in range(2):
        assert school.read_code_phrase(db, school_id=here.school, by=visitor, now=NOW) == PHRASE
    assert outcomes(db, "school.read_code_phrase") == ["read", "read"]
    with db.read() as session:
        actors = select(AuditRow.actor_id).where(AuditRow.outcome == "read")
        assert set(session.scalars(actors)) == {visitor.person_id}
        assert PHRASE not in str(session.scalars(select(AuditPayload.payload)).all())


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR])
def test_who_neither_visits_nor_watches_does_not_read_it(db: Database, here: Staff, role: Role) -> None:
    with pytest.raises(NotPermitted):
        school.read_code_phrase(db, school_id=here.school, by=here.viewer(db, role), now=NOW)
    assert outcomes(db, "school.read_code_phrase") == ["refused"]


def test_a_phrase_is_more_than_a_word_and_can_be_none(db: Database, here: Staff) -> None:
    head = here.viewer(db, Role.HEADTEACHER)
    with pytest.raises(Invalid, match="a few words"):
        school.set_code_phrase(db, school_id=here.school, phrase="help", by=head, now=NOW)
    school.set_code_phrase(db, school_id=here.school, phrase=PHRASE, by=head, now=NOW)
    school.set_code_phrase(db, school_id=here.school, phrase="", by=head, now=NOW + timedelta(days=1))
    assert school.read_code_phrase(db, school_id=here.school, by=head, now=NOW) is None
    with db.read() as session:
        assert session.get_one(School, here.school).code_phrase_set_at == NOW + timedelta(days=1)


def test_an_administrator_adds_a_school_and_administers_it(db: Database, here: Staff) -> None:
    admin = here.viewer(db, Role.ADMINISTRATOR)
    made_id = school.add_school(db, name=" Otter  Infants ", by=admin, now=NOW)
    assert here.viewer(db, Role.ADMINISTRATOR).roles_at(made_id) == {Role.ADMINISTRATOR}
    with db.read() as session:
        assert session.get_one(School, made_id).slug == "otter-infants"
    for name in ("Otter Infants", "otter infants!", "  ", "???"):
        with pytest.raises(Invalid):
            school.add_school(db, name=name, by=admin, now=NOW)
    with pytest.raises(NotPermitted):
        school.add_school(db, name="Another", by=here.viewer(db, Role.HEADTEACHER), now=NOW)
