"""Silence that was earned stays: after an acknowledgement, after a restart, after an alert is over."""

import time
from collections.abc import Callable

import pytest

from data import clock
from data.commands import alert as alerts
from data.commands import word
from data.database import Database
from data.models import OutboxRow
from data.outbox import REMINDER, STEP, STOOD_DOWN
from data.sending import NotSent, Outgoing
from tests.data.alert_world import World, at, mail_on, world
from tests.faults.forks import Forks
from tests.faults.one_thread import look_and_send
from tests.faults.places import Place, until
from tests.trips import every, one
from visits.words import Channel, Role, StepOutcome
from watcher.loop import Watch

pytestmark = pytest.mark.faults

A_WHILE_S = 4.5
"""Longer than it takes until what was not taken is tried again."""


@pytest.fixture
def made(db: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """A visit that is due back at `at(60)`; its first step is reminded of every five minutes."""
    mail_on(monkeypatch)
    return world(db)


def _watch(made: World, first: int, last: int, send: Callable[[Outgoing], None]) -> None:
    """Look once a minute, by a watcher that is started anew each time."""
    for minute in range(first, last + 1):
        look_and_send(Watch(made.db, send, holder="watched", now=lambda minute=minute: at(minute)))


def _not_reached(_message: Outgoing) -> None:
    raise NotSent("not_reached")


def test_an_acknowledged_step_is_silent_also_after_a_restart(made: World) -> None:
    took: list[Outgoing] = []
    _watch(made, 60, 66, took.append)
    assert [message.topic for message in took] == [STEP, REMINDER]
    made.acknowledge(66)
    _watch(made, 67, 127, took.append)
    assert len(took) == 2
    # It is the step that was acknowledged: the next one asks other people, who have not answered yet.
    made.ring(128, a=StepOutcome.NO_ANSWER, b=StepOutcome.NO_ANSWER)
    _watch(made, 128, 128, took.append)
    assert {message.topic for message in took[2:]} == {STEP}


def test_nothing_that_is_over_speaks_again(made: World) -> None:
    took: list[Outgoing] = []
    _watch(made, 60, 61, took.append)
    word.back(
        made.db, visit_id=made.visit, visitor_ids=[made.a, made.b], by=made.who(Role.OFFICE), now=at(62)
    )
    made.stand_down(63)
    _watch(made, 63, 180, took.append)
    assert [message.topic for message in took] == [STEP, STOOD_DOWN]


def test_who_acts_is_not_told_of_what_somebody_has_acknowledged_while_the_channel_was_away(
    made: World,
) -> None:
    took: list[Outgoing] = []
    _watch(made, 60, 66, _not_reached)
    assert {row.topic for row in every(made.db, OutboxRow)} == {STEP, REMINDER}
    made.acknowledge(66)
    _watch(made, 67, 90, took.append)
    assert took == []


def test_whom_the_text_wants_told_are_told_whoever_has_acknowledged(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At Washwood Heath's third step the office acts, and three others are told of it."""
    mail_on(monkeypatch)
    made, took = world(db), list[Outgoing]()
    _watch(made, 60, 60, took.append)
    made.ring(61, a=StepOutcome.NO_ANSWER, b=StepOutcome.NO_ANSWER)
    made.record(62, "ring_home", StepOutcome.NO_ANSWER)
    step = made.step()
    assert step is not None
    assert step.key == "tell_slt"
    made.acknowledge(63, by=Role.HEADTEACHER)
    _watch(made, 64, 65, took.append)
    told = {message.recipient for message in took if message.step_id == step.id}
    assert told == {made.staff.email(Role.SLT), made.staff.email(Role.DEPUTY_HEAD)}


def test_a_receiver_that_comes_back_is_not_told_of_what_was_acknowledged(
    hooked: Place, watchers: Forks
) -> None:
    """With a real watcher: one at the office was told by webhook and has it, the other's mail server is away."""
    with hooked.receivers.hook_there():
        hooked.due_in(-1)
        watchers.start(hooked.environment(), "--name", "watched")
        until(lambda: len(hooked.receivers.hook.came) == 1)
        until(lambda: one(hooked.db, OutboxRow, channel=Channel.EMAIL).error != "")
        (alert,) = hooked.alerts()
        now = clock.now()
        office = hooked.staff.viewer(hooked.db, Role.OFFICE, now=now)
        alerts.acknowledge(hooked.db, alert_id=alert.id, by=office, now=now)
        with hooked.receivers.mail_there():
            time.sleep(A_WHILE_S)
    assert hooked.receivers.mail.envelopes == []
    assert len(hooked.receivers.hook.came) == 1
