"""Messages on their way out: claimed by lease, delivered only once taken, tried again, never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data import outbox, sending
from data.database import Database
from data.models import OutboxRow
from data.sending import Outcome
from tests.data.alert_world import SILENT, World, at, mail_on, world
from tests.trips import every, one
from visits.notices import Notice
from visits.words import Role


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world with five messages waiting."""
    mail_on(monkeypatch)
    found = world(db, "blessed_trinity")
    found.watch(49)
    found.ring(50, a=SILENT, b=SILENT)
    assert len(found.messages()) == 5
    return found


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(made: World) -> None:
    first = sending.claim(made.db, holder="one", now=at(50), limit=3)
    rest = sending.claim(made.db, holder="two", now=at(50), limit=9)
    assert (len(first), len(rest)) == (3, 2)
    assert {m.id for m in first} & {m.id for m in rest} == set()
    assert sending.claim(made.db, holder="three", now=at(50.9), limit=9) == []
    again = sending.claim(made.db, holder="three", now=at(50) + sending.LEASE, limit=9)
    assert {m.id for m in again} == {m.id for m in (*first, *rest)}
    assert {m.attempt for m in again} == {2}


def test_whoever_waited_to_write_does_not_take_what_was_claimed_meanwhile(made: World) -> None:
    claimed = sending.claim(made.db, holder="one", now=at(50) + timedelta(seconds=2), limit=9)
    assert len(claimed) == 5
    assert sending.claim(made.db, holder="two", now=at(50), limit=9) == []


def test_a_message_is_delivered_only_once_the_channel_has_taken_it(made: World) -> None:
    (message,) = sending.claim(made.db, holder="one", now=at(50), limit=1)
    assert one(made.db, OutboxRow, id=message.id).delivered_at is None
    sending.report(made.db, [Outcome(message, at(51))], holder="one")
    row = one(made.db, OutboxRow, id=message.id)
    assert (row.delivered_at, row.claimed_by, row.attempts) == (at(51), None, 1)
    assert message.id not in {m.id for m in sending.claim(made.db, holder="one", now=at(999), limit=9)}


def test_a_message_that_was_not_taken_is_tried_again_later_and_later(made: World) -> None:
    now = at(50)
    waits = []
    for _ in range(7):
        message, *_rest = sending.claim(made.db, holder="one", now=now, limit=1)
        sending.report(made.db, [Outcome(message, now, "not_taken")], holder="one")
        row = one(made.db, OutboxRow, id=message.id)
        waits.append((row.not_before - now).total_seconds())
        assert (row.error, row.claimed_by, row.delivered_at) == ("not_taken", None, None)
        with made.db.write() as session:
            for other in session.scalars(select(OutboxRow).where(OutboxRow.id != message.id)):
                other.not_before = at(9999)
        now = row.not_before
    for wait, expected in zip(waits, (3, 6, 12, 24, 48, 60, 60), strict=True):
        assert 0.8 * expected <= wait <= 1.2 * expected


def test_two_waits_are_not_the_same(made: World) -> None:
    assert len({sending.wait(3) for _ in range(20)}) > 10


def test_a_late_answer_of_a_sender_whose_lease_ran_out_still_counts_as_delivered(made: World) -> None:
    (message,) = sending.claim(made.db, holder="slow", now=at(50), limit=1)
    sending.claim(made.db, holder="quick", now=at(60), limit=9)
    sending.report(made.db, [Outcome(message, at(60))], holder="slow")
    sending.report(made.db, [Outcome(message, at(61), "not_taken")], holder="quick")
    row = one(made.db, OutboxRow, id=message.id)
    assert (row.delivered_at, row.error) == (at(60), "")


def test_after_three_days_it_tells_nobody_anything_any_more(made: World) -> None:
    later = at(50) + sending.GIVE_UP_AFTER + timedelta(minutes=1)
    (message,) = sending.claim(made.db, holder="one", now=later, limit=1)
    sending.report(made.db, [Outcome(message, later, "not_taken")], holder="one")
    row = one(made.db, OutboxRow, id=message.id)
    assert (row.given_up_at, row.error) == (later, "not_taken")


def test_the_same_occasion_is_one_message(made: World) -> None:
    head = outbox.Recipient(
        person_id=made.staff.people[Role.HEADTEACHER], channel="email", address="headteacher@school.example"
    )
    counts = []
    for _ in range(2):
        with made.db.write() as session:
            counts.append(
                outbox.put(
                    session,
                    [head],
                    topic="test",
                    key="occasion",
                    notice=Notice("Subject", "Body"),
                    now=at(50),
                    school_id=made.staff.school,
                )
            )
    assert counts == [1, 0]
    assert len(every(made.db, OutboxRow, topic="test")) == 1


def test_a_process_takes_back_what_its_forerunner_had_claimed(made: World) -> None:
    sending.claim(made.db, holder="one", now=at(50), limit=2)
    others = sending.claim(made.db, holder="two", now=at(50), limit=2)
    sending.take_back(made.db, holder="one")
    again = sending.claim(made.db, holder="one", now=at(50), limit=9)
    assert len(again) == 3
    assert {m.id for m in again} & {m.id for m in others} == set()
