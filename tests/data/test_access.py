"""Nobody gives themselves sight of a family, and nobody gives it to somebody else in silence."""

from datetime import timedelta

import pytest

from data.commands import credentials, duty, imports, people
from data.commands.core import Invalid, Refused
from data.commands.people import Details
from data.database import Database
from data.models import OutboxRow, Person, PersonRole
from data.queries.people import london_day, viewer
from data.settings import Settings
from tests.data.alert_world import mail_on
from tests.data.test_import_staff import EXAMPLE
from tests.staff import NOW, Staff, fill
from tests.trips import every
from visits.permissions import FAMILIES, TABLE, reads_families
from visits.words import GIVEN, Role

LET_IN = "An address was changed: Quillmere High"
NIA = Details(name="Nia Newcomer", email="nia@school.example")


@pytest.fixture
def here(db: Database, monkeypatch: pytest.MonkeyPatch) -> Staff:
    mail_on(monkeypatch)
    return fill(db)


def told(db: Database, here: Staff, topic: str) -> set[str]:
    """Who was told, by name."""
    rows = every(db, OutboxRow, topic=topic)
    return {here.names[row.person_id] for row in rows if row.person_id}


LEADS = {"Lead Dsl Person", "Deputy Dsl Person"}


def test_an_administrator_reads_no_family_and_neither_do_governors_and_trust_officers() -> None:
    none = {role for role in GIVEN if not reads_families(role)}
    assert none == {Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR}
    assert all(TABLE[action].keys().isdisjoint(none) for action in FAMILIES)


def test_leads_are_told_of_a_role_with_which_families_are_seen(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    people.add(db, school_id=here.school, details=NIA, roles=[Role.GOVERNOR], by=by, now=NOW)
    assert told(db, here, "people.role_given") == set()
    person_id = here.people[Role.GOVERNOR]
    people.give_role(db, person_id=person_id, school_id=here.school, role=Role.VISITOR, by=by, now=NOW)
    assert told(db, here, "people.role_given") == LEADS
    (body,) = {row.body for row in every(db, OutboxRow, topic="people.role_given")}
    assert "Administrator Person gave Governor Person a role at Quillmere High" in body
    assert "Visitor" in body


def test_leads_are_told_when_one_of_those_who_would_be_told_ends(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    yesterday = london_day(NOW) - timedelta(days=1)
    for role in (Role.LEAD_DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.VISITOR):
        given = {"person_id": here.people[role], "school_id": here.school, "last_on": yesterday, "now": NOW}
        people.end_role(db, role=role, by=by, **given)  # type: ignore[arg-type]
    rows = every(db, OutboxRow, topic="people.role_ended")
    found = {(here.names[row.person_id], row.body.split(" at ")[0]) for row in rows if row.person_id}
    lead, deputy = sorted(LEADS, reverse=True)
    assert {(who, what) for who, what in found if "role of Lead Dsl" in what} == {
        (who, "Administrator Person ended the role of Lead Dsl Person") for who in (lead, deputy)
    }
    assert {who for who, what in found if "role of Deputy Dsl" in what} == {deputy}
    assert {who for who, what in found if "role of Headteacher" in what} == {"Headteacher Person"}
    assert not any("Visitor" in what for _, what in found)


def test_nobody_gives_themselves_a_role_but_the_headteacher(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    own = {"person_id": by.person_id, "school_id": here.school}
    with pytest.raises(Refused, match="to yourself"):
        people.give_role(db, **own, role=Role.LEAD_DSL, by=by, now=NOW)  # type: ignore[arg-type]
    as_new = Details(name=by.name, email="administrator@school.example")
    with pytest.raises(Refused, match="to yourself"):
        people.add(db, school_id=here.school, details=as_new, roles=[Role.SLT], by=by, now=NOW)
    with pytest.raises(Refused, match="to yourself"):
        duty.give_cover(
            db,
            school_id=here.school,
            role=Role.LEAD_DSL,
            person_id=here.people[Role.ADMINISTRATOR],
            from_at=NOW,
            to_at=NOW + timedelta(hours=1),
            by=by,
            now=NOW,
        )
    head = here.viewer(db, Role.HEADTEACHER)
    people.give_role(
        db,
        person_id=here.people[Role.HEADTEACHER],
        school_id=here.school,
        role=Role.LEAD_DSL,
        by=head,
        now=NOW,
    )


def test_a_file_gives_nobody_a_role_of_their_own_and_tells_of_the_others(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    with db.write() as session:
        session.get_one(Person, here.people[Role.ADMINISTRATOR]).staff_number = "A-1"
    mine = "Staff number,Name,Roles\nA-1,Administrator Person,Lead DSL"
    given = {"school_id": here.school, "leavers": False, "by": by, "now": NOW}
    with pytest.raises(Invalid, match="to yourself"):
        imports.staff(db, content=mine, **given)  # type: ignore[arg-type]
    imports.staff(db, content=EXAMPLE, **given)  # type: ignore[arg-type]
    assert told(db, here, "people.role_given") == LEADS


def test_a_link_for_somebody_with_a_password_is_told_to_them_and_to_the_leads(
    db: Database, here: Staff
) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    credentials.invite(db, person_id=here.people[Role.LEAD_DSL], by=by, now=NOW)
    rows = every(db, OutboxRow, topic="people.link_made")
    about = {(here.names[row.person_id], row.subject) for row in rows if row.person_id}
    assert about == {
        ("Lead Dsl Person", "A link for your password was made"),
        ("Deputy Dsl Person", "A link for a new password: Quillmere High"),
    }


def test_a_first_link_is_told_to_the_leads_where_families_are_seen_by_it(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    with db.write() as session:
        for role in (Role.SENDCO, Role.GOVERNOR):
            session.get_one(Person, here.people[role]).password_hash = None
    for role in (Role.SENDCO, Role.GOVERNOR):
        credentials.invite(db, person_id=here.people[role], by=by, now=NOW)
    rows = every(db, OutboxRow, topic="people.link_made")
    assert {here.names[row.person_id] for row in rows if row.person_id} == LEADS
    assert {row.subject for row in rows} == {"A first link: Quillmere High"}
    assert "Administrator Person made the link by which Sendco Person" in rows[0].body


def test_a_first_link_says_nothing_new_of_a_role_that_was_just_given(db: Database, here: Staff) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)
    nia = people.add(db, school_id=here.school, details=NIA, roles=[Role.SENDCO], by=by, now=NOW)
    credentials.invite(db, person_id=nia, by=by, now=NOW + timedelta(days=2))
    assert every(db, OutboxRow, topic="people.link_made") == []
    credentials.invite(db, person_id=nia, by=by, now=NOW + timedelta(days=4))
    assert told(db, here, "people.link_made") == LEADS


def test_another_address_is_told_to_the_one_before(db: Database, here: Staff) -> None:
    details = Details(name="Lead Dsl Person", email="mine@elsewhere.example")
    by = here.viewer(db, Role.ADMINISTRATOR)
    people.change(db, person_id=here.people[Role.LEAD_DSL], details=details, by=by, now=NOW)
    (row,) = every(db, OutboxRow, topic="people.address_changed")
    assert row.recipient == "lead_dsl@school.example"


def test_an_address_that_the_schools_own_sign_in_lets_in_is_told_to_the_leads(
    db: Database, here: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = here.viewer(db, Role.ADMINISTRATOR)

    def give(role: Role, email: str) -> None:
        details = Details(name=here.names[here.people[role]], email=email)
        people.change(db, person_id=here.people[role], details=details, by=by, now=NOW)

    give(Role.DEPUTY_DSL, "mine@school.example")
    monkeypatch.setattr("data.access.current", lambda: Settings(oidc_domains=["school.example"]))
    give(Role.VISITOR, "mine@elsewhere.example")
    give(Role.GOVERNOR, "theirs@school.example")
    assert every(db, OutboxRow, topic="people.address_changed", subject=LET_IN) == []
    with db.write() as session:
        # Nobody has signed in as them yet: there is nobody else to tell.
        session.get_one(Person, here.people[Role.LEAD_DSL]).password_hash = None
    give(Role.LEAD_DSL, "ours@school.example")
    rows = every(db, OutboxRow, topic="people.address_changed", subject=LET_IN)
    assert {here.names[row.person_id] for row in rows if row.person_id} == LEADS - {"Lead Dsl Person"}


def test_leads_are_told_of_cover_with_which_families_are_seen(db: Database, here: Staff) -> None:
    spans = {"from_at": NOW, "to_at": NOW + timedelta(hours=1), "school_id": here.school, "now": NOW}
    governor = here.people[Role.GOVERNOR]
    by = here.viewer(db, Role.ADMINISTRATOR)
    duty.give_cover(db, role=Role.HEADTEACHER, person_id=governor, by=by, **spans)  # type: ignore[arg-type]
    assert told(db, here, "cover.given") == LEADS
    slt = here.viewer(db, Role.SLT)
    for role in (Role.HEADTEACHER, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="Only the headteacher or an administrator"):
            duty.give_cover(db, role=role, person_id=governor, by=slt, **spans)  # type: ignore[arg-type]


def test_cover_ends_to_the_minute(db: Database, here: Staff) -> None:
    ends = NOW + timedelta(hours=1)
    head = here.viewer(db, Role.HEADTEACHER)
    cover_id = duty.give_cover(
        db,
        school_id=here.school,
        role=Role.LEAD_DSL,
        person_id=here.people[Role.VISITOR],
        from_at=NOW,
        to_at=ends,
        by=head,
        now=NOW,
    )
    assert Role.LEAD_DSL not in here.viewer(db, Role.VISITOR).roles_at(here.school)
    duty.accept_cover(db, cover_id=cover_id, by=here.viewer(db, Role.VISITOR), now=NOW)
    last, over = ends - timedelta(seconds=1), ends
    assert Role.LEAD_DSL in here.viewer(db, Role.VISITOR, now=last).roles_at(here.school)
    assert Role.LEAD_DSL not in here.viewer(db, Role.VISITOR, now=over).roles_at(here.school)


def test_a_trust_officer_is_one_at_each_of_their_schools_and_sees_no_family(
    db: Database, here: Staff
) -> None:
    person_id = here.people[Role.TRUST_OFFICER]
    with db.write() as session:
        session.add(
            PersonRole(school_id=here.other, person_id=person_id, role=Role.TRUST_OFFICER, from_on=NOW.date())
        )
    with db.read() as session:
        found = viewer(session, person_id, today=NOW.date(), now=NOW)
    assert found is not None
    assert found.schools == {here.school, here.other}
    assert not any(reads_families(role) for held in found.roles.values() for role in held)
