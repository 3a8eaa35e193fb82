"""The watcher's steps, each called once: what is due is raised once, what waits is sent, what fails holds up nobody."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data import raise_many
from data.commands import raising
from data.database import Database
from data.models import AlertRow, AlertStepRow, DeadlineRow, NotMonitored, OutboxRow
from data.sending import NotSent, Outgoing
from tests.data.alert_world import World, at, mail_on, world
from tests.trips import entries, every
from tests.watcher.rounds import Sent, send_due
from visits.words import Stage
from watcher import steps


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    mail_on(monkeypatch)
    return world(db)


class Channel:
    """Keeps what it takes; `fails` makes it refuse."""

    def __init__(self, *, fails: bool = False) -> None:
        self.taken: list[Outgoing] = []
        self.fails = fails

    def __call__(self, message: Outgoing) -> None:
        if self.fails:
            raise NotSent("not_taken")
        self.taken.append(message)


def send(made: World, channel: steps.Sender, minutes: float) -> Sent:
    return send_due(made.db, channel, holder="test", now=at(minutes))


def test_what_is_due_is_found_and_raised_once(made: World) -> None:
    assert steps.find_due(made.db, now=at(59)) == []
    found = steps.find_due(made.db, now=at(60))
    assert steps.raise_all(made.db, found, now=at(60)) == 2
    assert steps.raise_all(made.db, found, now=at(60)) == 0
    assert steps.find_due(made.db, now=at(60)) == []


@pytest.mark.parametrize("copies", [2, 5])
def test_several_watchers_raise_each_deadline_once(made: World, copies: int) -> None:
    found = steps.find_due(made.db, now=at(60))
    start = Barrier(copies)
    others = [Database(made.db.url.render_as_string(hide_password=False)) for _ in range(copies)]

    def one(db: Database) -> int:
        start.wait(30)
        return steps.raise_all(db, found, now=at(60))

    with ThreadPoolExecutor(copies) as pool:
        raised = list(pool.map(one, others))
    for db in others:
        db.close()
    assert sum(raised) == 2
    assert len(every(made.db, AlertRow)) == len(every(made.db, AlertStepRow)) == len(made.messages()) == 1
    assert entries(made.db).count(("alert.raise", "change")) == 2
    assert all(row.set_aside_until is None for row in every(made.db, DeadlineRow))


def test_a_row_that_fails_is_set_aside_and_the_rest_goes_on(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = every(made.db, DeadlineRow, stage=Stage.BACK)
    real, real_held = raising._waiting, raise_many._held
    calls: list[object] = []

    def broken_together(session: Session, deadline_ids: Collection[UUID]) -> object:
        if bad.id in deadline_ids:
            raise KeyError("a step that is not in the policy")
        return real_held(session, deadline_ids)

    def broken(session: object, deadline_id: object, now: object) -> object:
        if deadline_id == bad.id and not calls:
            calls.append(deadline_id)
            raise KeyError("a step that is not in the policy")
        return real(session, deadline_id, now)  # type: ignore[arg-type]

    monkeypatch.setattr(raising, "_waiting", broken)
    monkeypatch.setattr(raise_many, "_held", broken_together)
    assert steps.raise_all(made.db, [bad.id, good.id], now=at(60)) == 1
    aside = {row.id: row.set_aside_until for row in every(made.db, DeadlineRow)}
    assert (aside[bad.id], aside[good.id]) == (at(120), None)
    assert steps.find_due(made.db, now=at(119)) == []
    assert steps.find_due(made.db, now=at(120)) == [bad.id]


def test_what_is_the_databases_fault_sets_nothing_aside(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_args: object, **_more: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    found = steps.find_due(made.db, now=at(60))
    with monkeypatch.context() as patch:
        patch.setattr(raise_many, "_held", locked)
        with pytest.raises(OperationalError):
            steps.raise_all(made.db, found, now=at(60))
    assert steps.find_due(made.db, now=at(60)) == found


def test_a_reminder_is_due_after_the_policys_minutes(made: World) -> None:
    made.watch(60)
    assert steps.find_reminders(made.db, now=at(64.9)) == []
    found = steps.find_reminders(made.db, now=at(65))
    assert steps.remind_all(made.db, found, now=at(65)) == 1
    assert steps.find_reminders(made.db, now=at(66)) == []
    assert [m.topic for m in made.messages()] == ["alert.step", "alert.reminder"]


def test_a_reminder_that_fails_is_set_aside_too(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made.watch(60)
    (step_id,) = steps.find_reminders(made.db, now=at(65))

    def broken(*_args: object) -> None:
        raise KeyError("a step that is not in the policy")

    monkeypatch.setattr(raising, "repeat_step", broken)
    assert steps.remind_all(made.db, [step_id], now=at(65)) == 0
    assert steps.find_reminders(made.db, now=at(124)) == []
    assert steps.find_reminders(made.db, now=at(125)) == [step_id]


def test_what_waits_is_sent_and_marked_delivered(made: World) -> None:
    made.watch(60)
    channel = Channel()
    assert send(made, channel, 60) == Sent(delivered=1)
    assert send(made, channel, 60) == Sent()
    (message,), (row,) = channel.taken, made.messages()
    assert (message.id, message.recipient, message.alert_id) == (row.id, row.recipient, made.alert().id)
    assert (message.person_id, message.step_id) == (row.person_id, row.step_id)
    assert row.delivered_at == at(60)


def test_nothing_is_lost_while_a_channel_is_down(made: World) -> None:
    made.watch(60)
    down, up = Channel(fails=True), Channel()
    assert send(made, down, 60) == Sent(failed=1)
    assert send(made, up, 60) == Sent()
    assert send(made, down, 61) == Sent(failed=1)
    assert send(made, up, 63) == Sent(delivered=1)
    (row,) = made.messages()
    assert (row.attempts, row.error) == (3, "")


def test_a_channel_that_breaks_keeps_its_kind_of_failure_and_no_text(made: World) -> None:
    def breaks(message: Outgoing) -> None:
        raise RuntimeError(f"cannot reach {message.recipient}")

    made.watch(60)
    assert send(made, breaks, 60) == Sent(failed=1)
    assert made.messages()[0].error == "RuntimeError"


def test_after_a_gap_the_lead_is_taken_and_what_fell_due_is_raised_late(made: World) -> None:
    assert steps.keep_pulse(made.db, holder="old", now=at(50), facts={})
    assert not steps.keep_pulse(made.db, holder="new", now=at(50.1), facts={})
    assert steps.keep_pulse(made.db, holder="new", now=at(63), facts={})
    steps.raise_all(made.db, steps.find_due(made.db, now=at(63)), now=at(63))
    (span,) = every(made.db, NotMonitored)
    assert (span.from_at, span.to_at, span.raised_late) == (at(50), at(63), 2)
    assert made.alert().late_s == 180


def test_a_message_that_was_withdrawn_is_not_sent(made: World) -> None:
    made.watch(60)
    made.stand_down(61, cause="They are at reception")
    channel = Channel()
    send(made, channel, 62)
    assert [m.topic for m in channel.taken] == ["alert.stood_down"]
    assert len(every(made.db, OutboxRow)) == 2
