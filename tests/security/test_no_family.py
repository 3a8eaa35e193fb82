"""Governors, trust officers and administrators see no family: every page that is open to them, over schools full of
families, with everything that can be chosen on it, and with the ids of real families and visits in its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.database import Database
from data.demo.accounts import ACCOUNTS
from data.demo.attendance import make_attendance_if_missing
from data.models import AlertRow, Household, HouseholdContact, Person, Pupil, School, VisitRow
from pages import guard, menu
from tests import staff as made
from tests.demo_db import DEMO_NOW, demo_database
from tests.pages.conftest import NAVIGATION
from tests.security.sent import found_in, recorded
from visits.permissions import Action, reach
from visits.words import VisitState

OF_A_FAMILY: Final = (Action.SEE_LIVE, Action.SEE_VISIT, Action.SEE_HOUSEHOLD)
OF_STAFF: Final = ("Change somebody", "Who")
"""Lists of colleagues, from which AppTest cannot choose."""
SEE_NONE: Final = [
    account
    for account in ACCOUNTS
    if not any(reach(action, frozenset(roles)) for action in OF_A_FAMILY for roles in account.roles.values())
]


@dataclass(frozen=True)
class Town:
    """The made-up schools; `private` is what nobody may read who sees no family, `ids` are of what there is."""

    db: Database
    private: frozenset[str]
    ids: Mapping[str, UUID]
    people: Mapping[str, UUID]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    db = Database(demo_database(tmp_path_factory).copy(folder / "homeward.db"))
    make_attendance_if_missing(db, folder=folder / "attendance", now=DEMO_NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "db", lambda: db)
        patch.setattr(guard, "now", lambda: DEMO_NOW)
        patch.setattr(guard, "attendance_folder", lambda: folder / "attendance")
        yield Town(db, private_words(db), ids(db), people(db))
    db.close()


def private_words(db: Database) -> frozenset[str]:
    """Every pupil's and contact's name, every household's name, address, postcode and number, aside from the staff's."""
    with db.read() as session:
        pupils = [f"{p.given_name} {p.family_name}" for p in session.scalars(select(Pupil))]
        homes = [(h.name, h.address, h.postcode, h.phone) for h in session.scalars(select(Household))]
        contacts = [(c.name, c.phone) for c in session.scalars(select(HouseholdContact))]
        staff = {text for person in session.scalars(select(Person)) for text in (person.name, person.mobile)}
        offices = {school.office_phone for school in session.scalars(select(School))}
    found = {*pupils, *(text for row in (*homes, *contacts) for text in row)} - staff - offices - {""}
    assert len(found) > 1_000
    return frozenset(found)


def ids(db: Database) -> Mapping[str, UUID]:
    """A visit that is out, a home, an alert: what an address could name."""
    with db.read() as session:
        return {
            "visit": session.scalars(select(VisitRow.id).where(VisitRow.state == VisitState.OUT)).first(),
            "household": session.scalars(select(Household.id)).first(),
            "alert": session.scalars(select(AlertRow.id)).first(),
            "pupil": session.scalars(select(Pupil.id)).first(),
        }


def people(db: Database) -> Mapping[str, UUID]:
    with db.read() as session:
        by_email = dict(session.execute(select(Person.email, Person.id)).all())
    return {account.key: by_email[account.email] for account in ACCOUNTS}


def opened(town: Town, key: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    token = made.signed_in(town.db, town.people[key], now=DEMO_NOW)
    monkeypatch.setattr(guard, "_token", lambda: token)
    return AppTest.from_file(str(NAVIGATION), default_timeout=60).run()


def choose(app: AppTest, file: str) -> None:
    """Take from each list of choices on the page its second, the one in the middle and its last."""
    for kind in ("selectbox", "radio", "button_group"):
        for place, widget in enumerate(getattr(app, kind)):
            options = list(widget.options) if widget.label not in OF_STAFF else []
            for option in dict.fromkeys(options[at] for at in (1, len(options) // 2, -1) if options[1:]):
                assert not getattr(app, kind)[place].set_value(option).run().exception
            app.switch_page(f"{file}.py").run()


@pytest.mark.parametrize("key", [account.key for account in SEE_NONE])
def test_who_sees_no_family_is_sent_no_word_of_one(
    town: Town, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(town, key, monkeypatch)
    pages = 0
    with recorded() as sent:
        for item in menu.items():
            app.query_params.clear()
            app.switch_page(f"{item.file}.py")
            if guard.NOT_PERMITTED in [error.value for error in app.run().error]:
                continue
            pages += 1
            choose(app, item.file)
            app.query_params.update({name: str(one) for name, one in town.ids.items()})
            assert not app.run().exception
            assert found_in(sent, town.private) == set(), item.file
            sent.clear()
    assert pages >= 4


def test_the_same_search_finds_them_where_they_may_be_seen(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(town, "dsl", monkeypatch)
    with recorded() as sent:
        app.switch_page("live.py").run()
    assert len(found_in(sent, town.private)) > 5


def test_there_are_three_who_see_no_family() -> None:
    assert {account.key for account in SEE_NONE} >= {"governor", "trust", "admin"}
