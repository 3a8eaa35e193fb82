"""Who is on duty, who stands in, and who may say so."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from data.commands import duty, people
from data.commands.core import Invalid, NotPermitted, Refused
from data.commands.duty import Hours
from data.database import Database
from data.models import Cover, Person
from data.queries.duty import cover_at, cover_of, hours_of
from data.queries.people import Contact, delegates, on_duty, viewer
from tests import staff as made
from tests.data.alert_world import world
from tests.staff import NOW, Staff
from visits.words import Role

LONDON = ZoneInfo("Europe/London")
MORNING = Hours(weekday=0, starts=time(8), ends=time(12))
AFTERNOON = Hours(weekday=0, starts=time(13), ends=time(16, 30))


@pytest.fixture
def here(db: Database) -> Staff:
    return made.fill(db)


def set_hours(db: Database, here: Staff, role: Role, *hours: Hours, by: Role = Role.LEAD_DSL) -> None:
    duty.set_hours(
        db, person_id=here.people[role], school_id=here.school, hours=hours, by=here.viewer(db, by), now=NOW
    )


def reached(db: Database, here: Staff, *roles: Role, at: datetime = NOW) -> list[Contact]:
    with db.read() as session:
        return on_duty(session, school_id=here.school, roles=roles, at=at)


def names(found: list[Contact]) -> list[str]:
    return [contact.name for contact in found]


def cover(
    db: Database, here: Staff, person: Role, role: Role, *, by: Role = Role.HEADTEACHER, **more: object
) -> UUID:
    base: dict[str, object] = {"from_at": NOW - timedelta(hours=1), "to_at": NOW + timedelta(hours=8), **more}
    return duty.give_cover(
        db,
        school_id=here.school,
        role=role,
        person_id=here.people[person],
        by=here.viewer(db, by),
        now=NOW,
        **base,  # type: ignore[arg-type]
    )


def accept(db: Database, here: Staff, cover_id: UUID, role: Role) -> None:
    duty.accept_cover(db, cover_id=cover_id, by=here.viewer(db, role), now=NOW)


def test_without_any_hours_whoever_holds_the_role_counts_and_it_shows(db: Database, here: Staff) -> None:
    found = reached(db, here, Role.SLT)
    assert [(c.name, c.role, c.on_rota) for c in found] == [("Slt Person", Role.SLT, False)]


@pytest.mark.parametrize(
    ("clock", "on"),
    [
        (time(7, 59), False),
        (time(8), True),
        (time(11, 59), True),
        (time(12), False),
        (time(13), True),
        (time(16, 30), False),
    ],
)
def test_hours_hold_from_their_start_to_before_their_end(
    db: Database, here: Staff, clock: time, on: bool
) -> None:
    set_hours(db, here, Role.SLT, MORNING, AFTERNOON)
    at = datetime.combine(NOW.date(), clock, tzinfo=LONDON)
    assert names(reached(db, here, Role.SLT, at=at)) == (["Slt Person"] if on else [])


def test_hours_are_the_schools_own_in_summer_too(db: Database, here: Staff) -> None:
    set_hours(db, here, Role.SLT, MORNING)
    # A Monday in June: 07:30 in UTC is 08:30 at the school.
    summer = datetime(2027, 6, 14, 7, 30, tzinfo=ZoneInfo("UTC"))
    assert [c.on_rota for c in reached(db, here, Role.SLT, at=summer)] == [True]


def test_the_roles_order_is_kept_and_nobody_stands_there_twice(db: Database, here: Staff) -> None:
    people.give_role(
        db,
        person_id=here.people[Role.SLT],
        school_id=here.school,
        role=Role.LEAD_DSL,
        by=here.viewer(db, Role.ADMINISTRATOR),
        now=NOW,
    )
    found = reached(db, here, Role.OFFICE, Role.LEAD_DSL, Role.SLT)
    assert names(found) == ["Office Person", "Lead Dsl Person", "Slt Person"]
    assert found[2].role is Role.LEAD_DSL


def test_nobody_without_a_way_to_be_reached_or_who_has_left(db: Database, here: Staff) -> None:
    with db.write() as session:
        mute = session.get_one(Person, here.people[Role.SLT])
        mute.mobile, mute.email = "", None
        session.get_one(Person, here.people[Role.LEAD_DSL]).left_on = NOW.date()
    assert reached(db, here, Role.SLT, Role.LEAD_DSL) == []


def test_of_another_school_nobody_is_on_duty(db: Database, here: Staff) -> None:
    with db.read() as session:
        assert on_duty(session, school_id=here.other, roles=[Role.SLT], at=NOW) == []


def test_cover_counts_once_it_is_accepted_and_for_as_long_as_it_runs(db: Database, here: Staff) -> None:
    set_hours(db, here, Role.LEAD_DSL, Hours(weekday=4, starts=time(8), ends=time(9)))
    cover_id = cover(db, here, Role.SENDCO, Role.LEAD_DSL)
    assert reached(db, here, Role.LEAD_DSL) == []
    assert Role.LEAD_DSL not in here.viewer(db, Role.SENDCO).roles_at(here.school)
    accept(db, here, cover_id, Role.SENDCO)
    assert [(c.name, c.on_rota) for c in reached(db, here, Role.LEAD_DSL)] == [("Sendco Person", True)]
    assert here.viewer(db, Role.SENDCO).roles_at(here.school) == {Role.SENDCO, Role.LEAD_DSL}
    later = NOW + timedelta(hours=8)
    assert reached(db, here, Role.LEAD_DSL, at=later) == []
    assert here.viewer(db, Role.SENDCO, now=later).roles_at(here.school) == {Role.SENDCO}


def test_nobody_says_yes_for_somebody_else(db: Database, here: Staff) -> None:
    cover_id = cover(db, here, Role.SENDCO, Role.LEAD_DSL)
    for role in (Role.HEADTEACHER, Role.LEAD_DSL, Role.OFFICE):
        with pytest.raises(NotPermitted):
            accept(db, here, cover_id, role)


def test_a_delegate_is_named_by_who_holds_the_role_or_the_headteacher(db: Database, here: Staff) -> None:
    for by in (Role.SLT, Role.DEPUTY_DSL, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="Only who holds this role"):
            cover(db, here, Role.SENDCO, Role.LEAD_DSL, by=by, for_authorising=True)
    for by in (Role.LEAD_DSL, Role.HEADTEACHER):
        accept(
            db,
            here,
            cover(db, here, Role.DEPUTY_DSL, Role.LEAD_DSL, by=by, for_authorising=True),
            Role.DEPUTY_DSL,
        )
    with db.read() as session:
        found = delegates(session, here.school, NOW)
        assert {(d.name, d.role) for d in found} == {("Deputy Dsl Person", Role.LEAD_DSL)}
        assert delegates(session, here.school, NOW + timedelta(hours=8)) == []


def test_cover_that_is_not_for_authorising_makes_no_delegate(db: Database, here: Staff) -> None:
    accept(db, here, cover(db, here, Role.SENDCO, Role.LEAD_DSL), Role.SENDCO)
    with db.read() as session:
        assert delegates(session, here.school, NOW) == []


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SENDCO, Role.VISITOR, Role.GOVERNOR, Role.TRUST_OFFICER])
def test_who_does_not_lead_gives_no_cover_and_no_hours(db: Database, here: Staff, role: Role) -> None:
    with pytest.raises(NotPermitted):
        cover(db, here, Role.SLT, Role.LEAD_DSL, by=role)
    with pytest.raises(NotPermitted):
        set_hours(db, here, Role.SLT, MORNING, by=role)


def test_nobody_but_the_head_stands_in_by_their_own_word(db: Database, here: Staff) -> None:
    with pytest.raises(Refused, match="to yourself"):
        cover(db, here, Role.SLT, Role.LEAD_DSL, by=Role.SLT)
    cover(db, here, Role.HEADTEACHER, Role.LEAD_DSL, for_authorising=True)
    assert Role.LEAD_DSL in here.viewer(db, Role.HEADTEACHER).roles_at(here.school)


def test_cover_is_for_somebody_of_the_school_and_some_time_to_come(db: Database, here: Staff) -> None:
    with pytest.raises(Invalid, match="ends before it starts"):
        cover(db, here, Role.SLT, Role.LEAD_DSL, to_at=NOW - timedelta(hours=2))
    with pytest.raises(Invalid, match="ended already"):
        cover(db, here, Role.SLT, Role.LEAD_DSL, from_at=NOW - timedelta(hours=2), to_at=NOW)
    with pytest.raises(Invalid, match="does not work at the school"):
        duty.give_cover(
            db,
            school_id=here.school,
            role=Role.LEAD_DSL,
            person_id=here.stranger,
            from_at=NOW,
            to_at=NOW + timedelta(hours=1),
            by=here.viewer(db, Role.HEADTEACHER),
            now=NOW,
        )


def test_cover_is_ended_by_who_covers_or_who_may_give_it(db: Database, here: Staff) -> None:
    running, coming = (
        cover(
            db,
            here,
            Role.SENDCO,
            Role.LEAD_DSL,
            from_at=NOW + timedelta(hours=start),
            to_at=NOW + timedelta(hours=9),
        )
        for start in (-1, 1)
    )
    with pytest.raises(NotPermitted):
        duty.end_cover(db, cover_id=running, by=here.viewer(db, Role.OFFICE), now=NOW)
    duty.end_cover(db, cover_id=running, by=here.viewer(db, Role.SENDCO), now=NOW)
    duty.end_cover(db, cover_id=coming, by=here.viewer(db, Role.DEPUTY_HEAD), now=NOW)
    with db.read() as session:
        assert session.scalars(select(Cover.to_at)).all() == [NOW]
    with pytest.raises(Refused, match="ended already"):
        duty.end_cover(db, cover_id=running, by=here.viewer(db, Role.SENDCO), now=NOW)
    with pytest.raises(Refused, match="ended already"):
        accept(db, here, running, Role.SENDCO)


@pytest.mark.parametrize(
    "hours",
    [
        [Hours(weekday=0, starts=time(9), ends=time(9))],
        [Hours(weekday=0, starts=time(12), ends=time(8))],
        [Hours(weekday=7, starts=time(8), ends=time(9))],
        [MORNING, Hours(weekday=0, starts=time(11), ends=time(13))],
    ],
)
def test_hours_that_cannot_be_are_refused_and_the_old_ones_stay(
    db: Database, here: Staff, hours: list[Hours]
) -> None:
    set_hours(db, here, Role.SLT, MORNING)
    with pytest.raises(Invalid):
        set_hours(db, here, Role.SLT, *hours)
    with db.read() as session:
        spans = hours_of(
            session, here.viewer(db, Role.SLT), person_id=here.people[Role.SLT], school_id=here.school
        )
        assert [(s.weekday, s.starts, s.ends) for s in spans] == [(0, time(8), time(12))]
        board = here.viewer(db, Role.GOVERNOR)
        assert hours_of(session, board, person_id=here.people[Role.SLT], school_id=here.school) == []


def test_when_the_watch_ends_earlier_what_is_due_of_the_visit_moves(db: Database) -> None:
    w = world(db)
    assert "cover -" not in w.deadlines()
    set_hours(db, w.staff, Role.OFFICE, Hours(weekday=0, starts=time(8), ends=time(10, 30)))
    assert w.deadlines()["cover -"].due_at == datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("UTC"))
    set_hours(db, w.staff, Role.OFFICE)
    assert "cover -" not in w.deadlines()


def test_lists_of_cover_are_for_who_may_see_them(db: Database, here: Staff) -> None:
    cover(db, here, Role.SENDCO, Role.LEAD_DSL)
    with db.read() as session:
        (item,) = cover_at(session, here.viewer(db, Role.OFFICE), here.school, now=NOW)
        assert (item.name, item.given_by, item.accepted_at) == ("Sendco Person", "Headteacher Person", None)
        assert cover_at(session, here.viewer(db, Role.GOVERNOR), here.school, now=NOW) == []
        assert [c.cover_id for c in cover_of(session, here.people[Role.SENDCO], now=NOW)] == [item.cover_id]
        assert cover_of(session, here.people[Role.SENDCO], now=NOW + timedelta(days=1)) == []


def test_whoever_has_left_covers_nothing(db: Database, here: Staff) -> None:
    accept(db, here, cover(db, here, Role.SENDCO, Role.LEAD_DSL, for_authorising=True), Role.SENDCO)
    with db.write() as session:
        session.get_one(Person, here.people[Role.SENDCO]).left_on = NOW.date()
    with db.read() as session:
        assert viewer(session, here.people[Role.SENDCO], today=NOW.date(), now=NOW) is None
        assert delegates(session, here.school, NOW) == []
    assert "Sendco Person" not in names(reached(db, here, Role.LEAD_DSL))
