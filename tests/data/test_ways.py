"""Who is reached by what: confirmed ways first, then the account's own address, and only by channels that are set up."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import event

from data import outbox
from data.database import Database
from data.models import ContactWay, Duty, Person
from data.outbox import Recipient
from data.queries.reach import told_by
from data.settings import Settings
from data.ways import recipients, ways_of
from tests.data.alert_world import SMTP, world
from tests.staff import NOW, Staff, fill
from visits.words import Channel, Role

EMAIL, SMS, TEAMS, WEBHOOK = Channel
ALL = {
    **SMTP,
    "sms_url": "json://127.0.0.1/?to={number}",
    "teams": True,
    "webhooks": "hooks.school.example",
}


def set_up(monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
    found = Settings.model_validate(settings)
    monkeypatch.setattr(outbox, "current", lambda: found)


def way(
    db: Database,
    person_id: UUID,
    *,
    rank: int,
    channel: Channel,
    address: str,
    verified_at: datetime | None = NOW,
) -> None:
    with db.write() as session:
        session.add(
            ContactWay(
                person_id=person_id, rank=rank, channel=channel, address=address, verified_at=verified_at
            )
        )


def reached(db: Database, *people: tuple[UUID, str], rank: int = 1) -> list[Recipient]:
    with db.read() as session:
        return recipients(session, people, rank=rank)


@pytest.fixture
def staff(db: Database) -> Staff:
    return fill(db)


def test_each_person_comes_once_by_the_first_confirmed_way_that_is_set_up(
    db: Database, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, **ALL)
    office, head, slt = (staff.people[r] for r in (Role.OFFICE, Role.HEADTEACHER, Role.SLT))
    way(db, office, rank=1, channel=SMS, address="07700 900001")
    way(db, office, rank=2, channel=TEAMS, address="https://flow.example/2")
    way(db, head, rank=1, channel=SMS, address="07700 900002", verified_at=None)
    way(db, head, rank=2, channel=WEBHOOK, address="https://hooks.school.example/h")
    people = [
        (office, "o@school.example"),
        (head, "h@school.example"),
        (slt, ""),
        (office, "o@school.example"),
    ]
    assert [(r.person_id, r.channel, r.rank, r.verified) for r in reached(db, *people)] == [
        (office, SMS, 1, True),
        (head, WEBHOOK, 1, True),
    ]
    assert [(r.person_id, r.channel, r.rank, r.verified) for r in reached(db, *people, rank=2)] == [
        (office, TEAMS, 2, True),
        (head, EMAIL, 2, False),
    ]
    assert [(r.person_id, r.address) for r in reached(db, *people, rank=3)] == [(office, "o@school.example")]


def test_a_channel_that_is_not_set_up_is_passed_over(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = fill(sqlite_db).people[Role.OFFICE]
    way(sqlite_db, office, rank=1, channel=SMS, address="07700 900001")
    way(sqlite_db, office, rank=2, channel=EMAIL, address="Home@school.example")
    set_up(monkeypatch, **SMTP)
    (only,) = reached(sqlite_db, (office, "home@school.example"))
    assert (only.channel, only.address, only.verified) == (EMAIL, "Home@school.example", True)
    assert reached(sqlite_db, (office, "home@school.example"), rank=2) == []
    set_up(monkeypatch)
    assert reached(sqlite_db, (office, "home@school.example")) == []


def test_one_question_is_asked_for_all(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, **ALL)
    staff = fill(sqlite_db)
    people = [(person_id, "somebody@school.example") for person_id in staff.people.values()]
    asked: list[str] = []
    with sqlite_db.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        assert len(ways_of(session, people)) == len(set(staff.people.values()))
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_who_has_only_a_phone_is_told_and_who_has_nothing_that_works_is_not(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, sms_url=ALL["sms_url"])
    made = world(db)
    office, slt = made.staff.people[Role.OFFICE], made.staff.people[Role.SLT]
    with db.write() as session:
        session.get_one(Person, office).email = None
        session.query(Duty).delete()
    way(db, office, rank=1, channel=SMS, address="07700 900001")

    def told(*roles: Role) -> list[UUID]:
        with db.read() as session:
            return [c.person_id for c in told_by(session, school_id=made.staff.school, roles=roles, at=NOW)]

    assert told(Role.OFFICE, Role.SLT) == [office]
    way(db, slt, rank=2, channel=SMS, address="07700 900002")
    assert told(Role.OFFICE, Role.SLT) == [office, slt]
    assert told(Role.HEADTEACHER) == []
    made.watch(60)
    assert [(m.channel, m.recipient, m.rank) for m in made.messages()] == [(SMS, "07700 900001", 1)]
