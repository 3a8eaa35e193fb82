"""The made-up data: as much as was promised, nobody real in it, and nothing that the rules would not allow."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Session

from data.database import Database
from data.demo import ACCOUNTS, fill_if_empty
from data.demo.schools import SCHOOLS
from data.demo.terms import school_years
from data.models import (
    AlertRow,
    AnswerRow,
    Base,
    EventRow,
    Household,
    Person,
    PersonRole,
    PolicyVersion,
    Pupil,
    RiskAssessment,
    School,
    StopRow,
    Task,
    Vehicle,
    VisitRow,
    WriteUp,
)
from data.passwords import verify as fits
from data.settings import Settings
from data.verify import verify
from tests.demo_db import DEMO_NOW, DEMO_PASSWORD, Demo, demo_database
from visits.words import VisitState

LONDON = ZoneInfo("Europe/London")
LIVE = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo_database(tmp_path_factory)


@pytest.fixture(scope="module")
def session(demo: Demo) -> Iterator[Session]:
    """A read of the filled database, which these tests share and never change."""
    db = Database(f"sqlite:///{demo.path}")
    with db.read() as session:
        yield session
    db.close()


def _count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def _texts(session: Session) -> Iterator[tuple[str, str]]:
    """Every text that stands in any table: where, and what."""
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, (String, Text))]
        if table.name in ("audit", "audit_payloads", "audit_heads") or not columns:
            continue
        for row in session.execute(select(*columns).distinct()):
            yield from (
                (f"{table.name}.{c.name}", text) for c, text in zip(columns, row, strict=True) if text
            )


def test_there_is_as_much_as_was_promised(session: Session) -> None:
    assert _count(session, School) == 5
    # And four in each school who left long ago, whose time is over.
    assert _count(session, Pupil) == 2_000 + 20
    assert _count(session, VisitRow) == 5_000
    assert len(set(session.scalars(select(School.trust)))) == 1
    for model in (RiskAssessment, WriteUp, Task, AlertRow, EventRow, AnswerRow):
        assert _count(session, model) > 100


def test_every_made_up_school_goes_by_a_text_of_its_own(session: Session) -> None:
    in_force = select(PolicyVersion.key).where(PolicyVersion.in_force_to.is_(None))
    assert sorted(session.scalars(in_force)) == sorted(plan.policy for plan in SCHOOLS)
    assert all(school.made_up for school in session.scalars(select(School)))


def test_nobody_can_be_rung_or_written_to(session: Session) -> None:
    numbers = re.compile(r"\+?\d[\d ]{8,}\d")
    drama = re.compile(r"07700 900\d{3}|01632 960\d{3}")
    for where, text in _texts(session):
        if where.endswith(("mobile", "phone")):
            assert drama.fullmatch(text), where
        elif "@" in text:
            assert text.endswith(".example"), where
        elif not where.endswith(("_hash", "digest", "idempotency_key", "name")):
            assert all(drama.fullmatch(n) for n in numbers.findall(text)), (where, text)


def test_no_address_and_no_car_can_be_somebodys(session: Session) -> None:
    assert all(code.startswith("QX") for code in session.scalars(select(Household.postcode)))
    assert all(plate.startswith("QI") for plate in session.scalars(select(Vehicle.registration)))
    addresses = list(session.scalars(select(Household.address)))
    assert len(set(addresses)) > 0.9 * len(addresses)


def test_no_name_of_the_texts_is_in_it(session: Session) -> None:
    known = re.compile(r"blessed trinity|red balloon|washwood heath|heather avenue", re.IGNORECASE)
    assert [found for found in _texts(session) if known.search(found[1])] == []


@pytest.mark.parametrize("place", range(5))
def test_a_school_year_has_the_days_that_english_schools_have(place: int) -> None:
    years = school_years(place)
    for autumn in (2024, 2025, 2026):
        days = years.open_days(date(autumn, 9, 1), date(autumn + 1, 8, 31))
        assert len(days) == 190
        assert all(day.weekday() < 5 for day in days)
    assert not years.is_open(date(2025, 5, 5)), "the early May bank holiday"


def test_the_audit_of_all_of_it_is_whole(demo: Demo) -> None:
    db = Database(f"sqlite:///{demo.path}")
    chains = verify(db)
    db.close()
    assert [chain.broken for chain in chains] == [None] * 6
    assert sum(chain.entries for chain in chains) > 30_000


def test_ten_people_can_sign_in_and_nobody_else(session: Session, demo: Demo) -> None:
    people = session.scalars(select(Person).where(Person.password_hash.is_not(None))).all()
    assert {p.email for p in people} == set(demo.accounts.emails) == {a.email for a in ACCOUNTS}
    assert all(p.made_up for p in session.scalars(select(Person)))
    assert fits(people[0].password_hash, DEMO_PASSWORD)
    assert fits(people[0].pin_hash, demo.accounts.pin)
    assert re.fullmatch(r"[1-9]\d{3}", demo.accounts.pin)
    held = {(row.person_id, row.school_id) for row in session.scalars(select(PersonRole))}
    governor = next(p for p in people if p.email == "governor@homeward.example")
    trust = next(p for p in people if p.email == "trust@homeward.example")
    assert [sum(person == p.id for person, _ in held) for p in (governor, trust)] == [1, 5]


def test_the_accounts_are_printed_with_password_and_pin(demo: Demo) -> None:
    text = str(demo.accounts)
    assert DEMO_PASSWORD in text
    assert demo.accounts.pin in text
    assert text.count("@homeward.example") == 10


def test_what_somebody_has_set_up_is_left_alone(sqlite_db: Database) -> None:
    with sqlite_db.write() as session:
        session.add(Person(name="Somebody", email="somebody@school.example"))
    settings = Settings(demo_password=SecretStr(DEMO_PASSWORD))
    assert fill_if_empty(sqlite_db, settings=settings, now=DEMO_NOW) is None
    with sqlite_db.read() as session:
        assert _count(session, School) == 0


def test_whoever_wants_no_made_up_data_gets_none(sqlite_db: Database) -> None:
    assert fill_if_empty(sqlite_db, settings=Settings(demo=False), now=DEMO_NOW) is None
    with sqlite_db.read() as session:
        assert _count(session, Person) == 0


def test_a_filled_database_is_not_filled_again(demo: Demo, tmp_path: Path) -> None:
    db = Database(demo.copy(tmp_path / "copy.db"))
    assert fill_if_empty(db, settings=Settings(), now=DEMO_NOW + timedelta(days=1)) is None
    with db.read() as session:
        assert _count(session, VisitRow) == 5_000
    db.close()


@pytest.mark.pg
def test_postgresql_takes_the_same(pg_db: Database) -> None:
    assert fill_if_empty(pg_db, settings=Settings(), now=DEMO_NOW) is not None
    with pg_db.read() as session:
        assert _count(session, VisitRow) == 5_000
        assert _count(session, StopRow) > 5_000
        assert session.scalar(select(func.min(VisitRow.out_at))) >= datetime(2024, 9, 1, tzinfo=LONDON)
    assert [chain.broken for chain in verify(pg_db)] == [None] * 6
