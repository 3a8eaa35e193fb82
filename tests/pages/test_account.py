"""One's own account: password, PIN, number, calendar, devices, cover."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import passwords
from data.commands import duty
from data.models import Cover, FeedToken, Person, SignIn
from tests import staff as made
from tests.pages.conftest import Desk
from tests.pages.test_people import field, press, said
from tests.staff import PASSWORD
from visits.words import Role


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made.quicken(monkeypatch)


def test_the_password_is_changed_and_the_other_browsers_are_signed_out(desk: Desk) -> None:
    made.signed_in(desk.db, desk.staff.people[Role.SLT], now=desk.now)
    app = desk.open("account", role=Role.SLT)
    field(app, "Present password").set_value(PASSWORD)
    field(app, "New password, at least 10 characters").set_value("a kettle in the reeds")
    field(app, "New password again").set_value("a kettle in the reeds")
    app = press(app, "Change the password")
    assert not app.exception
    assert said(app) == ["Your password is changed. You are signed out everywhere else."]
    with desk.db.read() as session:
        kept = session.get_one(Person, desk.staff.people[Role.SLT]).password_hash
        ended = session.scalars(select(SignIn.revoked_at).order_by(SignIn.id)).all()
    assert passwords.verify(kept, "a kettle in the reeds")
    assert ended == [desk.now, None]


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "a kettle in the reeds", "a kettle in the reeds", "not your present password"),
        (PASSWORD, "short", "short", "at least 10 characters"),
        (PASSWORD, "a kettle in the reeds", "another", "not the same"),
    ],
)
def test_a_password_that_is_not_changed_says_why(
    desk: Desk, old: str, new: str, again: str, says: str
) -> None:
    app = desk.open("account", role=Role.SLT)
    field(app, "Present password").set_value(old)
    field(app, "New password, at least 10 characters").set_value(new)
    field(app, "New password again").set_value(again)
    app = press(app, "Change the password")
    assert any(says in one.value for one in app.error)
    assert said(app) == []


def test_a_pin_is_set_by_who_can_act_at_a_board(desk: Desk) -> None:
    app = desk.open("account", role=Role.OFFICE)
    field(app, "Your password").set_value(PASSWORD)
    field(app, "New PIN, 4 to 8 digits").set_value("9173")
    app = press(app, "Set the PIN")
    assert said(app) == ["Your PIN is set."]
    governor = desk.open("account", role=Role.GOVERNOR)
    assert "Set the PIN" not in {button.label for button in governor.button}


def test_the_number_is_kept_as_one_would_write_it(desk: Desk) -> None:
    app = desk.open("account", role=Role.VISITOR)
    field(app, "Your mobile number").set_value("07700900555")
    app = press(app, "Save the number")
    assert said(app) == ["Your number is saved."]
    assert field(app, "Your mobile number").value == "07700 900555"


def test_the_calendars_link_is_shown_once_and_can_be_ended(desk: Desk) -> None:
    app = press(desk.open("account", role=Role.GOVERNOR), "Make a link")
    (address,) = [one.value for one in app.code]
    assert "/policies.ics?token=" in address
    app = app.run()
    assert not app.code
    app = press(app, "End the link")
    assert said(app) == ["The link is ended."]
    with desk.db.read() as session:
        assert session.scalars(select(FeedToken.revoked_at)).all() == [desk.now]


def test_another_browser_is_signed_out_from_here(desk: Desk) -> None:
    made.signed_in(desk.db, desk.staff.people[Role.SLT], now=desk.now - timedelta(hours=1))
    app = desk.open("account", role=Role.SLT)
    app = press(app, "Sign out")
    assert said(app) == ["That browser is signed out."]
    assert "Sign out" not in {button.label for button in app.button}


def test_cover_is_accepted_by_who_was_asked(desk: Desk) -> None:
    cover_id = duty.give_cover(
        desk.db,
        school_id=desk.staff.school,
        role=Role.LEAD_DSL,
        person_id=desk.staff.people[Role.SENDCO],
        from_at=desk.now,
        to_at=desk.now + timedelta(hours=6),
        for_authorising=True,
        by=desk.staff.viewer(desk.db, Role.HEADTEACHER),
        now=desk.now,
    )
    app = desk.open("account", role=Role.SENDCO)
    assert any("you authorise visits in their place" in one.value for one in app.markdown)
    app = press(app, "Say yes")
    assert said(app) == ["Thank you. It counts from the time that is given."]
    with desk.db.read() as session:
        assert session.get_one(Cover, cover_id).accepted_at == desk.now
    press(app, "End it now")
    with desk.db.read() as session:
        assert session.get(Cover, cover_id) is None


def test_an_account_shows_its_own_person_only(desk: Desk) -> None:
    app = desk.open("account", role=Role.OFFICE)
    text = " ".join(one.value for one in app.markdown)
    assert "office@school" in text.replace("\\", "")
    assert "slt@school" not in text.replace("\\", "")
