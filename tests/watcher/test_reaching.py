"""The watcher with real servers: a gateway that refuses, a mail server that takes, and an answer by the link."""

import re
import time

import pytest

from data import outbox
from data.ack_tokens import message_of
from data.database import Database
from data.models import AlertStepRow, OutboxRow
from data.outbox import Recipient
from data.settings import Settings
from tests.data.alert_world import World, at, world
from tests.data.test_ways import way
from tests.staff import KEY
from tests.trips import every
from tests.watcher.http_sink import HttpSink, web_server
from tests.watcher.sink import Sink, free_port, mail_server
from tests.watcher.test_loop import running
from tests.web.conftest import Web
from visits.notices import Notice
from visits.words import Channel, Role
from watcher.channels import Channels
from watcher.loop import Watch

MAIL = {"smtp_host": "127.0.0.1", "smtp_security": "none", "smtp_from": "homeward@school.example"}


def settings(port: int, gateway: HttpSink, monkeypatch: pytest.MonkeyPatch) -> Settings:
    found = Settings.model_validate(
        {
            **MAIL,
            "smtp_port": port,
            "secret_key": KEY,
            "public_url": "https://visits.school.example",
            "sms_url": f"json://127.0.0.1:{gateway.port}/?:to={{number}}",
            "webhooks": f"127.0.0.1:{gateway.port}",
        }
    )
    monkeypatch.setattr(outbox, "current", lambda: found)
    return found


def delivered(made: World, channel: Channel) -> bool:
    return any(row.delivered_at for row in every(made.db, OutboxRow, channel=channel))


def test_a_gateway_that_refuses_is_followed_by_mail_and_the_link_in_it_answers(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with web_server(HttpSink(status=503)) as gateway, mail_server(port, Sink()) as post:
        chosen = settings(port, gateway, monkeypatch)
        made = world(sqlite_db)
        office = made.staff.people[Role.OFFICE]
        way(made.db, office, rank=1, channel=Channel.SMS, address="07700 900001")
        started = time.monotonic()
        watch = Watch(made.db, Channels(chosen), now=lambda: at(60 + 10 * (time.monotonic() - started) / 60))
        running(watch, lambda: delivered(made, Channel.EMAIL), within_s=30)
        assert {came.json["to"] for came in gateway.came} == {"447700900001"}
        assert len(gateway.came) >= 3
        (mail,) = post.messages
        gateway.status = 200
        running(Watch(made.db, Channels(chosen), now=lambda: at(62)), lambda: delivered(made, Channel.SMS))
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    found = re.search(r"https://visits\.school\.example(/ack/(\S+))", text.decode())
    assert found is not None
    (by_mail,) = every(made.db, OutboxRow, channel=Channel.EMAIL, topic=outbox.STEP)
    assert message_of(KEY, found.group(2)) == by_mail.id
    assert str(mail["X-Homeward-Alert"]) == str(made.alert().id)
    web = Web(made.db, made.staff, now=at(63))
    assert web.browser().send(found.group(1)).status_code == 303
    (step,) = every(made.db, AlertStepRow)
    assert (step.acknowledged_by_id, step.remind_at) == (office, None)


def test_a_webhook_that_is_slow_holds_up_nobodys_mail(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    with web_server(HttpSink(wait_s=3)) as gateway, mail_server(port, Sink()) as post:
        chosen = settings(port, gateway, monkeypatch)
        made = world(sqlite_db, "blessed_trinity")
        address = f"http://127.0.0.1:{gateway.port}/hook"
        way(made.db, made.staff.people[Role.OFFICE], rank=1, channel=Channel.WEBHOOK, address=address)
        made.watch(49)
        with made.db.write() as session:
            outbox.put(
                session,
                [
                    Recipient(
                        person_id=made.staff.people[Role.SLT],
                        channel=Channel.EMAIL,
                        address="slt@school.example",
                    )
                ],
                topic="test",
                key="test",
                notice=Notice("Subject", "Body"),
                now=at(49),
                school_id=made.staff.school,
            )
        running(
            Watch(made.db, Channels(chosen), now=lambda: at(49)), lambda: bool(post.envelopes), within_s=2.5
        )
    assert "slt@school.example" in {envelope.rcpt_tos[0] for envelope in post.envelopes}
