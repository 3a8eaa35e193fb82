"""Connecting an account of the school's own provider: by a one-time link, and under Your account."""

from typing import Any

from sqlalchemy import select

from data.models import Identity, Invitation
from tests import staff as made
from tests.staff import PASSWORD
from tests.web.conftest import INSIDE, Browser
from tests.web.provided import (
    School,
    begin,
    connected,
    entries,
    gone,
    invited,
    round_trip,
    sessions,
    use_link,
)
from tests.web.provider import Provider
from visits.words import Role


def test_a_one_time_link_connects_in_place_of_a_password(school: School, provider: Provider) -> None:
    connected(school, subject="an account of theirs that they lost")
    browser, path = invited(school)
    assert "Use Microsoft" in browser.http.get(path).text
    answer = browser.http.get(provider.answer(gone(use_link(browser, path))))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.http.get("/").text == INSIDE
    assert browser.http.get(path).status_code == 410
    with school.db.read() as session:
        assert session.scalars(select(Identity.subject)).all() == ["subject-1"]
        assert session.scalars(select(Invitation.used_at)).all() == [school.now]
    assert entries(school, "people.connect_by_link") == [("change", school.staff.people[Role.OFFICE])]
    assert round_trip(school.browser(), provider).status_code == 303


def test_a_link_that_is_of_no_use_connects_nobody(school: School, provider: Provider) -> None:
    browser = school.browser()
    answer = browser.http.get(provider.answer(begin(browser, invitation="no link of ours")))
    assert answer.status_code == 403
    assert "has been used or is too old" in answer.text
    assert sessions(school) == []


def connect(browser: Browser, provider: Provider) -> Any:
    return browser.http.get(provider.answer(gone(browser.send("/connect", password=PASSWORD))))


def test_an_account_is_connected_by_who_is_signed_in_and_knows_the_password(
    school: School, provider: Provider
) -> None:
    browser = school.signed_in(Role.OFFICE)
    wrong = browser.send("/connect", password="not theirs")
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    assert connect(browser, provider).headers["location"] == "/account"
    assert entries(school, "people.connect_identity") == [("change", school.staff.people[Role.OFFICE])]
    other = round_trip(school.browser(), provider)
    assert other.status_code == 303


def test_one_account_is_one_persons_and_one_person_has_one(school: School, provider: Provider) -> None:
    connected(school, Role.SLT)
    answer = connect(school.signed_in(Role.OFFICE), provider)
    assert answer.status_code == 403
    assert "connected to somebody else" in answer.text
    provider.be(claims={"sub": "subject-2"})
    second = connect(school.signed_in(Role.SLT), provider)
    assert "Another account is connected to yours already" in second.text
    assert [outcome for outcome, _ in entries(school, "people.connect_identity")] == ["refused", "refused"]


def test_nothing_is_connected_in_a_session_that_has_ended_meanwhile(
    school: School, provider: Provider
) -> None:
    browser = school.signed_in(Role.OFFICE)
    address = gone(browser.send("/connect", password=PASSWORD))
    browser.http.cookies.set("homeward", made.signed_in(school.db, school.staff.people[Role.SLT]))
    assert "You were signed out meanwhile" in browser.http.get(provider.answer(address)).text
    assert school.connections(Role.SLT) == school.connections(Role.OFFICE) == 0


def test_a_board_connects_nothing(school: School) -> None:
    assert school.board().http.get("/connect").status_code == 403
