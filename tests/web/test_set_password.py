"""One-time links: the first administrator's, and that of somebody new."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from data.commands.core import SYSTEM
from data.commands.credentials import (
    BadLink,
    become_first_administrator,
    first_administrator_link,
    invite,
    set_password_by_link,
)
from data.commands.people import Details
from data.database import Database
from data.models import AuditRow, Invitation, Person, School, SignIn
from tests.staff import NOW, PASSWORD, Staff
from tests.web.conftest import INSIDE, Web
from visits.words import Role

NEW = "green kettle by the door"


def link(web: Web, role: Role = Role.VISITOR) -> str:
    admin = web.staff.viewer(web.db, Role.ADMINISTRATOR)
    return f"/set-password/{invite(web.db, person_id=web.staff.people[role], by=admin, now=web.now)}"


def test_a_link_sets_the_password_once(web: Web) -> None:
    path, browser = link(web), web.browser()
    assert "visitor@school.example" in browser.http.get(path).text
    answer = browser.send(path, password=NEW, again=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?said=password")
    assert web.browser().sign_in("visitor@school.example", NEW).status_code == 303
    assert web.browser().sign_in("visitor@school.example", PASSWORD).status_code == 403
    used = browser.http.get(path)
    assert used.status_code == 410
    assert "has been used or is too old" in used.text


def test_opening_a_link_changes_nothing(web: Web) -> None:
    path = link(web)
    for _ in range(5):
        assert web.browser().http.get(path).status_code == 200
    with web.db.read() as session:
        assert session.scalars(select(Invitation.used_at)).all() == [None]


def test_a_link_lasts_three_days(web: Web) -> None:
    path = link(web)
    web.now += timedelta(hours=72)
    assert web.browser().http.get(path).status_code == 410


def test_a_new_link_ends_the_one_before(web: Web) -> None:
    first, second = link(web), link(web)
    assert web.browser().http.get(first).status_code == 410
    assert web.browser().http.get(second).status_code == 200


def test_a_link_that_was_never_made_leads_nowhere_and_tells_nothing(web: Web) -> None:
    answer = web.browser().http.get("/set-password/made-up")
    assert answer.status_code == 410
    assert "Person" not in answer.text


def test_a_new_password_signs_out_whoever_had_the_old_one(web: Web) -> None:
    before = web.signed_in(Role.VISITOR)
    assert before.http.get("/").text == INSIDE
    web.browser().send(link(web), password=NEW, again=NEW)
    assert before.http.get("/").status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "at least 10 characters"),
        (NEW, NEW + "s", "not the same"),
        ("password1234", "password1234", "too easy to guess"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "too easy to guess"),
        ("my visitor 123", "my visitor 123", "too easy to guess"),
        ("x9" * 150, "x9" * 150, "at most 200"),
    ],
)
def test_a_password_that_cannot_be_taken_is_explained(web: Web, password: str, again: str, says: str) -> None:
    path = link(web)
    answer = web.browser().send(path, password=password, again=again)
    assert answer.status_code == 422
    assert says in answer.text
    assert password not in answer.text
    assert web.browser().http.get(path).status_code == 200


def first_link(db: Database) -> str:
    return f"/set-password/{first_administrator_link(db, by=SYSTEM, now=NOW)}"


def empty(db: Database) -> Web:
    """A server over a database without a row."""
    none = UUID(int=0)
    return Web(db, Staff(school=none, other=none, people={}, stranger=none))


def test_the_first_administrator_starts_from_an_empty_database(db: Database) -> None:
    web, path = empty(db), first_link(db)
    browser = web.browser()
    assert "Name of your school" in browser.http.get(path).text
    typed = {
        "school_name": "Brookfold Primary",
        "name": "Ada Admin",
        "email": "Ada@school.example",
        "mobile": "",
    }
    answer = browser.send(path, password=NEW, again=NEW, **typed)
    assert answer.headers["location"] == "/sign-in?said=password"
    assert web.browser().sign_in("ada@school.example", NEW).status_code == 303
    with db.read() as session:
        assert session.scalars(select(School.name)).all() == ["Brookfold Primary"]
        assert session.scalars(select(Person.name)).all() == ["Ada Admin"]
    assert web.browser().http.get(path).status_code == 410


def test_what_is_missing_is_said_and_what_was_typed_stays(db: Database) -> None:
    web, path = empty(db), first_link(db)
    typed = {"school_name": "", "name": "Ada Admin", "email": "ada", "mobile": "12"}
    answer = web.browser().send(path, password=NEW, again=NEW, **typed)
    assert answer.status_code == 422
    assert 'value="Ada Admin"' in answer.text
    for sentence in ("not an e-mail address", "telephone number with its area code"):
        assert sentence in answer.text
    complete = {**typed, "email": "ada@school.example", "mobile": ""}
    assert (
        "Give the name of your school" in web.browser().send(path, password=NEW, again=NEW, **complete).text
    )
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_later_first_link_administers_the_schools_that_there_are(web: Web) -> None:
    path = first_link(web.db)
    assert "Name of your school" not in web.browser().http.get(path).text
    typed = {"name": "Ada Admin", "email": "ada@school.example", "mobile": "07700 900500"}
    assert web.browser().send(path, password=NEW, again=NEW, **typed).status_code == 303
    with web.db.read() as session:
        ada = session.scalars(select(Person.id).where(Person.name == "Ada Admin")).one()
    viewer = web.staff.viewer_of(web.db, ada)
    assert viewer.roles == dict.fromkeys((web.staff.school, web.staff.other), frozenset({Role.ADMINISTRATOR}))


def test_an_address_that_is_taken_is_not_taken_over(web: Web) -> None:
    typed = {"name": "Eve", "email": "headteacher@school.example", "mobile": ""}
    answer = web.browser().send(first_link(web.db), password=NEW, again=NEW, **typed)
    assert "has this e-mail address already" in answer.text
    assert web.browser().sign_in("headteacher@school.example", NEW).status_code == 403


def test_a_link_for_one_thing_does_not_do_the_other(web: Web) -> None:
    theirs, first = link(web).rsplit("/", 1)[1], first_link(web.db).rsplit("/", 1)[1]
    with pytest.raises(BadLink):
        set_password_by_link(web.db, token=first, password=NEW, now=NOW)
    with pytest.raises(BadLink):
        become_first_administrator(
            web.db,
            token=theirs,
            details=Details(name="Eve", email="eve@school.example"),
            password=NEW,
            school_name="Brookfold",
            now=NOW,
        )
    with web.db.read() as session:
        refused = select(AuditRow.command).where(AuditRow.outcome == "refused").order_by(AuditRow.number)
        assert session.scalars(refused).all() == ["people.set_password_by_link", "people.first_administrator"]
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0
