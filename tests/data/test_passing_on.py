"""A message that is not taken goes on: the reader's next way, then the next person, once each, never who is out."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from data import outbox
from data.commands.core import SYSTEM
from data.commands.passing_on import pass_on
from data.database import Database
from data.models import OutboxRow, Person
from data.outbox import Recipient
from data.queries.unsent import PATIENCE, unsent, unsent_query
from tests.data.alert_world import SILENT, WELL, World, at, world
from tests.data.test_ways import ALL, set_up, way
from tests.trips import entries, every
from visits.notices import Notice
from visits.permissions import LEADERS
from visits.words import Channel, Role

EMAIL, SMS, TEAMS, WEBHOOK = Channel


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A silence of which the office is told."""
    set_up(monkeypatch, **ALL)
    return world(db, "blessed_trinity")


def fail(made: World, minutes: float, *, times: int = 3, **where: object) -> None:
    """What waits was tried so often, and not taken."""
    with made.db.write() as session:
        for row in session.scalars(select(OutboxRow).filter_by(delivered_at=None, given_up_at=None, **where)):
            row.attempts, row.attempted_at, row.error = times, at(minutes), "not_taken"


def go_on(made: World, minutes: float) -> list[int | None]:
    """What the watcher does about it at one look."""
    with made.db.read() as session:
        found = unsent(session, now=at(minutes), limit=50)
    return [pass_on(made.db, message_id=m, by=SYSTEM, now=at(minutes)) for m in found]


def told(made: World) -> list[tuple[str, Channel, int, bool]]:
    """Who was written to by what, as which of their ways, and whether it was passed on."""
    names = {person_id: role.value for role, person_id in made.staff.people.items()}
    return [
        (names[row.person_id], row.channel, row.rank, row.passed_on_at is not None)
        for row in every(made.db, OutboxRow)
        if row.person_id is not None
    ]


def test_nothing_goes_on_before_it_was_tried_three_times_or_for_twenty_seconds(made: World) -> None:
    made.watch(49)
    raised = made.alert().raised_at
    for times, after_s, expected in ((0, 99, 0), (1, 19, 0), (2, 19, 0), (1, 20, 1), (3, 1, 1)):
        fail(made, 49, times=times)
        with made.db.read() as session:
            assert len(unsent(session, now=raised + timedelta(seconds=after_s), limit=9)) == expected
    assert timedelta(seconds=20) == PATIENCE


def test_it_goes_by_the_readers_next_way_and_is_still_tried_by_the_first(made: World) -> None:
    office = made.staff.people[Role.OFFICE]
    way(made.db, office, rank=1, channel=SMS, address="07700 900001")
    way(made.db, office, rank=2, channel=TEAMS, address="https://a.logic.azure.com/x")
    made.watch(49)
    fail(made, 49)
    assert go_on(made, 50) == [1]
    assert told(made) == [("office", SMS, 1, True), ("office", TEAMS, 2, False)]
    first, second = every(made.db, OutboxRow)
    assert (first.delivered_at, first.given_up_at) == (None, None)
    assert (first.subject, first.body, first.step_id) == (second.subject, second.body, second.step_id)
    assert go_on(made, 51) == []
    fail(made, 51)
    assert go_on(made, 52) == [1]
    assert told(made)[2:] == [("office", EMAIL, 3, False)]
    assert entries(made.db)[-1] == ("message.pass_on", "change")


def test_without_a_further_way_the_others_of_the_step_then_the_leaders_are_told_one_by_one(
    made: World,
) -> None:
    made.watch(49)
    leaders = {role.value for role in LEADERS}
    for minute in range(50, 55):
        fail(made, minute)
        go_on(made, minute)
    people = [name for name, *_ in told(made)]
    assert people[0] == "office"
    assert len(people) == len(set(people)) == 1 + len(LEADERS)
    assert set(people[1:]) == leaders
    fail(made, 60)
    assert go_on(made, 60) == [0]
    assert go_on(made, 61) == []
    assert len(told(made)) == len(people)


def test_somebody_by_a_channel_that_may_work_comes_first(made: World) -> None:
    way(made.db, made.staff.people[Role.SLT], rank=1, channel=SMS, address="07700 900001")
    made.watch(49)
    fail(made, 49)
    go_on(made, 50)
    assert told(made)[1] == ("slt", SMS, 1, False)


def test_whoever_is_on_the_visit_is_never_told(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, **ALL)
    made = world(db, "blessed_trinity", lead=Role.SLT, second=Role.HEADTEACHER)
    made.watch(49)
    for minute in range(50, 60):
        fail(made, minute)
        go_on(made, minute)
    people = {name for name, *_ in told(made)}
    assert people == {"office", "lead_dsl", "deputy_dsl", "deputy_head"}


def test_two_watchers_pass_it_on_once(made: World) -> None:
    made.watch(49)
    fail(made, 49)
    with made.db.read() as session:
        (found,) = unsent(session, now=at(50), limit=9)
    assert pass_on(made.db, message_id=found, by=SYSTEM, now=at(50)) == 1
    assert pass_on(made.db, message_id=found, by=SYSTEM, now=at(50)) is None
    assert entries(made.db).count(("message.pass_on", "change")) == 1


@pytest.mark.parametrize("how", ["taken", "acknowledged", "accounted", "stood_down", "gone_on"])
def test_what_has_been_answered_in_the_meantime_goes_no_further(made: World, how: str) -> None:
    made.watch(49)
    fail(made, 49)
    (first,) = every(made.db, OutboxRow)
    if how == "taken":
        with made.db.write() as session:
            session.execute(update(OutboxRow).values(delivered_at=at(50)))
    elif how == "acknowledged":
        made.acknowledge(50)
    elif how == "accounted":
        made.ring(50, a=WELL, b=WELL)
    elif how == "gone_on":
        made.ring(50, a=SILENT, b=SILENT)
    else:
        made.stand_down(50, cause="They walked in")
    assert pass_on(made.db, message_id=first.id, by=SYSTEM, now=at(50)) is None
    (after,) = [row for row in every(made.db, OutboxRow) if row.id == first.id]
    assert after.passed_on_at is None


def test_a_reminder_goes_on_of_its_own(made: World) -> None:
    office = made.staff.people[Role.OFFICE]
    way(made.db, office, rank=1, channel=SMS, address="07700 900001")
    made.watch(49)
    fail(made, 49)
    go_on(made, 50)
    made.watch(54)
    fail(made, 54, topic=outbox.REMINDER)
    go_on(made, 55)
    assert told(made) == [
        ("office", SMS, 1, True),
        ("office", EMAIL, 2, False),
        ("office", SMS, 1, True),
        ("office", EMAIL, 2, False),
    ]


def put(made: World, topic: str) -> None:
    office = made.staff.people[Role.OFFICE]
    with made.db.write() as session:
        outbox.put(
            session,
            [Recipient(person_id=office, channel=SMS, address="07700 900001")],
            topic=topic,
            key=f"{topic}:1",
            notice=Notice("Subject", "Body"),
            now=at(0),
            school_id=made.staff.school,
        )


def test_another_message_goes_by_the_next_way_and_to_nobody_else(made: World) -> None:
    way(made.db, made.staff.people[Role.OFFICE], rank=1, channel=SMS, address="07700 900001")
    put(made, outbox.STOOD_DOWN)
    fail(made, 1)
    assert go_on(made, 1) == [1]
    fail(made, 2)
    assert go_on(made, 2) == [0]
    assert [(name, channel) for name, channel, *_ in told(made)] == [("office", SMS), ("office", EMAIL)]


def test_a_code_goes_nowhere_else(made: World) -> None:
    put(made, outbox.WAY_CODE)
    fail(made, 1)
    assert go_on(made, 99) == []


def test_whoever_was_told_in_the_end_is_told_that_it_is_over(made: World) -> None:
    made.watch(49)
    fail(made, 49)
    go_on(made, 50)
    made.stand_down(51, cause="They walked in")
    over = {row.person_id for row in every(made.db, OutboxRow, topic=outbox.STOOD_DOWN)}
    passed: set[UUID | None] = {row.person_id for row in every(made.db, OutboxRow, topic=outbox.STEP)}
    assert passed <= over
    assert len(passed) == 2


def test_somebody_without_any_way_is_passed_over(made: World) -> None:
    with made.db.write() as session:
        people = [made.staff.people[r] for r in LEADERS if r is not Role.SLT]
        session.execute(update(Person).where(Person.id.in_(people)).values(email=None))
    made.watch(49)
    for minute in (50, 51, 52):
        fail(made, minute)
        go_on(made, minute)
    assert [name for name, *_ in told(made)] == ["office", "slt"]


def test_it_is_found_by_the_index_of_what_is_to_be_sent(sqlite_db: Database) -> None:
    with sqlite_db.read() as session:
        compiled = unsent_query(at(0), 20).compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = " ".join(
            str(row) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        )
    assert "ix_outbox_to_send" in plan
