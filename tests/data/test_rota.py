"""Who is on duty when, read from hours of duty and cover, and a visit that outlasts them, on both databases."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update

from data.database import Database
from data.models import (
    ContactWay,
    Duty,
    Person,
    PersonRole,
    School,
)
from data.queries.calendar import watched_until
from data.queries.rota import rota
from tests.data.dutyroom import cover, hours
from tests.planning import OUT_AT, World, world
from tests.staff import NOW
from visits.rota import OnDuty
from visits.words import Channel, Role

R = Role
TODAY = NOW.date()


@pytest.fixture
def made(db: Database) -> World:
    """Blessed Trinity's text; everybody on duty from 08:00 to 17:00, Monday to Friday."""
    return world(db)


def read(made: World, *roles: Role, start: datetime = OUT_AT, hours: float = 2) -> list[OnDuty]:
    with made.db.read() as session:
        school = session.get_one(School, made.staff.school)
        to_at = start + timedelta(hours=hours)
        return list(rota(session, school=school, roles=roles, from_at=start, to_at=to_at))


def until(made: World, on: date = TODAY) -> datetime | None:
    with made.db.read() as session:
        return watched_until(session, school=session.get_one(School, made.staff.school), on=on)


def test_hours_of_duty_are_spans_of_the_schools_day(made: World) -> None:
    (found,) = read(made, R.OFFICE)
    assert (found.from_at, found.to_at) == (
        datetime(2026, 11, 23, 8, tzinfo=UTC),
        datetime(2026, 11, 23, 17, tzinfo=UTC),
    )
    assert (found.name, found.reachable, found.on_rota) == ("Office Person", True, True)
    assert read(made, R.OFFICE, start=OUT_AT + timedelta(days=5)) == []


def test_where_nobody_of_a_role_has_hours_all_who_hold_it_count(made: World) -> None:
    hours(made, R.OFFICE)
    (found,) = read(made, R.OFFICE)
    assert not found.on_rota
    assert found.from_at <= OUT_AT < found.to_at


def test_cover_counts_once_it_is_accepted(made: World) -> None:
    hours(made, R.OFFICE, ends=time(9))
    cover(made, R.OFFICE, R.FAMILY, 1, 4, accepted=False)
    assert read(made, R.OFFICE) == []
    cover(made, R.OFFICE, R.SENDCO, 1, 4)
    (found,) = read(made, R.OFFICE)
    assert (found.name, found.to_at) == ("Sendco Person", NOW + timedelta(hours=4))


def test_reachable_is_a_number_or_a_way_that_was_confirmed(made: World) -> None:
    office = made.staff.people[R.OFFICE]
    with made.db.write() as session:
        session.get_one(Person, office).mobile = ""
        session.add(ContactWay(person_id=office, rank=1, channel=Channel.EMAIL, address="o@school.example"))
    assert [one.reachable for one in read(made, R.OFFICE)] == [False]
    with made.db.write() as session:
        session.scalars(select(ContactWay)).one().verified_at = NOW
    assert [one.reachable for one in read(made, R.OFFICE)] == [True]


def test_who_has_left_is_on_duty_no_more(made: World) -> None:
    with made.db.write() as session:
        session.get_one(Person, made.staff.people[R.OFFICE]).left_on = NOW.date()
    assert read(made, R.OFFICE) == []


@pytest.mark.parametrize(
    ("day", "starts", "ends", "utc"),
    [
        (date(2026, 3, 28), time(0, 30), time(4), ((0, 30), (4, 0))),
        (date(2026, 3, 29), time(0, 30), time(4), ((0, 30), (3, 0))),
        (date(2026, 3, 29), time(0, 30), time(1, 30), ((0, 30), (0, 30))),
        (date(2026, 3, 29), time(1, 30), time(4), ((1, 30), (3, 0))),
        (date(2026, 10, 25), time(0, 30), time(4), ((23, 30), (4, 0))),
        (date(2026, 10, 25), time(0, 30), time(1, 30), ((23, 30), (0, 30))),
        (date(2026, 10, 25), time(1, 30), time(4), ((1, 30), (4, 0))),
        (date(2026, 10, 24), time(0, 30), time(4), ((23, 30), (3, 0))),
    ],
    ids=[
        "the day before spring",
        "over the spring change",
        "ends in the hour that is skipped",
        "begins in the hour that is skipped",
        "over the autumn change",
        "ends in the double hour: the first",
        "begins in the double hour: the second",
        "the day before autumn",
    ],
)
def test_the_change_of_summer_time_on_the_day(
    made: World,
    day: date,
    starts: time,
    ends: time,
    utc: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    """Where a time of the clock is double or is not there, the shorter duty is taken: nobody is thought to be there."""
    with made.db.write() as session:
        session.execute(delete(Duty))
        session.add(
            Duty(
                school_id=made.staff.school,
                person_id=made.staff.people[R.OFFICE],
                weekday=day.weekday(),
                starts=starts,
                ends=ends,
            )
        )
        session.execute(update(PersonRole).values(from_on=date(2026, 1, 1)))
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    found = read(made, R.OFFICE, start=noon - timedelta(hours=13), hours=20)
    (first, last) = utc
    before = day - timedelta(days=1) if first[0] == 23 else day
    wanted = (
        datetime.combine(before, time(*first), tzinfo=UTC),
        datetime.combine(day, time(*last), tzinfo=UTC),
    )
    spans = [(one.from_at, one.to_at) for one in found if one.from_at < one.to_at]
    assert spans == ([wanted] if wanted[0] < wanted[1] else [])


def test_watched_until_counts_cover_and_ends_with_the_day(made: World) -> None:
    assert until(made) == datetime(2026, 11, 23, 17, tzinfo=UTC)
    cover(made, R.SLT, R.FAMILY, 6, 9)
    assert until(made) == NOW + timedelta(hours=9)
    cover(made, R.SLT, R.SENDCO, 6, 40)
    assert until(made) == datetime(2026, 11, 24, tzinfo=UTC)
    assert until(made, date(2026, 11, 28)) is None
