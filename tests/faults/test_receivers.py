"""A receiver that is down, slow, refuses, or hangs up without an answer: nothing is lost, the other is told at once."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from data.models import OutboxRow
from tests.faults.forks import Forks
from tests.faults.places import Place, until
from tests.trips import every
from visits.words import Channel

pytestmark = pytest.mark.faults

VISITS = 6
SLOW_S = 6.0


def test_while_mail_is_down_the_webhook_is_told(hooked: Place, watchers: Forks) -> None:
    with hooked.receivers.hook_there():
        _fall_due(hooked, watchers)
        _told(hooked, Channel.WEBHOOK)
        _tried(hooked, Channel.EMAIL)
        with hooked.receivers.mail_there():
            until(lambda: hooked.is_done(VISITS))
    hooked.holds(alerts=VISITS, messages=2 * VISITS, repeats=0)


def test_while_the_webhook_is_down_mail_is_told(hooked: Place, watchers: Forks) -> None:
    with hooked.receivers.mail_there():
        _fall_due(hooked, watchers)
        _told(hooked, Channel.EMAIL)
        _tried(hooked, Channel.WEBHOOK)
        with hooked.receivers.hook_there():
            until(lambda: hooked.is_done(VISITS))
    hooked.holds(alerts=VISITS, messages=2 * VISITS, repeats=0)


def test_a_refusal_is_tried_again_and_holds_up_nobody(hooked: Place, watchers: Forks) -> None:
    mail, hook = hooked.receivers.mail, hooked.receivers.hook
    mail.refuse = "554 No, not today"
    with hooked.receivers.there():
        _fall_due(hooked, watchers)
        _told(hooked, Channel.WEBHOOK)
        _tried(hooked, Channel.EMAIL)
        mail.refuse, hook.status = None, 503
        until(lambda: hooked.is_done(VISITS))
        hooked.due_in(0)
        until(lambda: [row.error for row in hooked.undelivered()] == ["answered_503"])
        hook.status = 200
        until(lambda: hooked.is_done(VISITS + 1))
    assert set(hooked.receivers.numbers()) == {str(row.id) for row in every(hooked.db, OutboxRow)}


def test_a_slow_receiver_holds_up_nobody(hooked: Place, watchers: Forks) -> None:
    hooked.receivers.hook.wait_s = SLOW_S
    with hooked.receivers.there():
        _fall_due(hooked, watchers)
        _told(hooked, Channel.EMAIL)
        assert not all(row.delivered_at for row in every(hooked.db, OutboxRow, channel=Channel.WEBHOOK))
        hooked.receivers.hook.wait_s = 0
        until(lambda: hooked.is_done(VISITS))
    hooked.holds(alerts=VISITS, messages=2 * VISITS, repeats=0)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.WEBHOOK])
def test_one_that_hangs_up_without_an_answer_has_taken_nothing(
    hooked: Place, watchers: Forks, channel: Channel
) -> None:
    """It read the message and may have kept it. Nobody knows, so it is sent again."""
    receivers = hooked.receivers
    mail = channel is Channel.EMAIL
    other = Channel.WEBHOOK if mail else Channel.EMAIL
    with receivers.hook_there() if mail else receivers.mail_there():
        with _hangs_up(receivers.mail_port if mail else receivers.hook.port):
            _fall_due(hooked, watchers)
            _told(hooked, other)
            _tried(hooked, channel)
        with receivers.mail_there() if mail else receivers.hook_there():
            until(lambda: hooked.is_done(VISITS))
    hooked.holds(alerts=VISITS, messages=2 * VISITS, repeats=0)


def _fall_due(place: Place, watchers: Forks) -> None:
    for _ in range(VISITS):
        place.due_in(-1)
    watchers.start(place.environment(), "--name", "watched")
    until(lambda: len(place.alerts()) == VISITS)


def _told(place: Place, channel: Channel) -> None:
    """All that goes this way is there, and did not wait for the other."""
    until(lambda: all(row.delivered_at for row in every(place.db, OutboxRow, channel=channel)))
    for row in every(place.db, OutboxRow, channel=channel):
        assert row.attempts == 1


def _tried(place: Place, channel: Channel) -> None:
    """It was tried this way, said so, and is still to be sent."""
    until(lambda: any(row.error for row in every(place.db, OutboxRow, channel=channel)))
    assert [row for row in every(place.db, OutboxRow, channel=channel) if row.delivered_at] == []


@contextmanager
def _hangs_up(port: int) -> Iterator[None]:
    """Takes whatever comes, reads some of it, and closes without a word."""
    with socket.create_server(("127.0.0.1", port)) as server:
        server.settimeout(0.1)
        ends_at = [time.monotonic() + 120]

        def serve() -> None:
            while time.monotonic() < ends_at[0]:
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    caller.settimeout(0.2)
                    try:
                        caller.recv(65536)
                    except TimeoutError:
                        continue

        thread = Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            ends_at[0] = 0
            thread.join()
