"""How long a session lasts for whom, and that a browser has one at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.commands import session
from data.commands.session import WrongPassword
from data.database import Database
from data.models import SignIn
from data.queries.session import devices
from tests import staff as made
from tests.data.test_session import found, open_for
from tests.staff import KEY, NOW, PASSWORD, Staff
from visits.words import Role


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made.quicken(monkeypatch)


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def test_a_desk_that_watches_nobody_is_idle_and_over_sooner(db: Database, here: Staff) -> None:
    for role, idle, whole in (
        (Role.LEAD_DSL, 60, 720),
        (Role.ADMINISTRATOR, 20, 480),
        (Role.GOVERNOR, 20, 240),
    ):
        token = open_for(db, role)
        assert found(db, token, minutes=idle - 1)
        assert found(db, token, minutes=idle) is None
        with db.write() as writing:
            mine = writing.scalars(select(SignIn).where(SignIn.person_id == here.people[role])).one()
            mine.used_at = NOW + timedelta(minutes=whole - 1)
        current = found(db, token, minutes=whole - 1)
        assert current is not None
        assert current.ends_at == NOW + timedelta(minutes=whole)
        assert found(db, token, minutes=whole) is None
        with db.read() as reading:
            listed = [
                devices(reading, here.people[role], token=token, now=NOW + timedelta(minutes=minutes))
                for minutes in (whole - 1, whole)
            ]
        assert [len(one) for one in listed] == [1, 0]


def test_a_new_sign_in_ends_the_one_that_this_browser_had(db: Database, here: Staff) -> None:
    elsewhere, before = open_for(db, Role.OFFICE), open_for(db, Role.SLT)
    after = session.sign_in(
        db,
        email="office@school.example",
        password=PASSWORD,
        origin="desk",
        device="Firefox on Windows",
        key=KEY,
        hours=12,
        earlier=before,
        now=NOW,
    ).token
    assert [bool(found(db, token)) for token in (elsewhere, before, after)] == [True, False, True]
    with pytest.raises(WrongPassword):
        session.sign_in(
            db,
            email="office@school.example",
            password="wrong",
            origin="desk",
            device="",
            key=KEY,
            hours=12,
            earlier=after,
            now=NOW,
        )
    assert found(db, after)
