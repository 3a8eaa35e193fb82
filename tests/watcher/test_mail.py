"""E-mail goes out by a real mail server, whole, once, and says so when it could not."""

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from uuid import UUID

import pytest
from uuid6 import uuid7

from data.ack_tokens import message_of
from data.sending import NotSent, Outgoing
from data.settings import Settings
from tests.staff import KEY, NOW
from tests.watcher.sink import Sink, free_port, mail_server
from watcher.links import LinkMaker
from watcher.mail import Mail

ALERT = UUID(int=7)


def settings(port: int, **more: object) -> Settings:
    base = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "Homeward <homeward@school.example>",
        "public_url": "https://visits.school.example",
    }
    return Settings.model_validate({**base, **more})


def message(**more: object) -> Outgoing:
    base: dict[str, object] = {
        "id": uuid7(),
        "topic": "alert.step",
        "channel": "email",
        "recipient": "office@school.example",
        "subject": "Overdue: Northfield High, visit 7F3A2C",
        "body": "Nobody has heard from the visitors.\n\nStep 1 of 3: Ring both visitors.",
        "alert_id": ALERT,
        "correlation": "c1",
        "made_at": NOW,
        "attempt": 1,
    }
    return Outgoing(**{**base, **more})  # type: ignore[arg-type]


def mail(settings: Settings) -> Mail:
    return Mail(settings, LinkMaker(settings, key=KEY))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def sink(port: int) -> Iterator[Sink]:
    with mail_server(port, Sink()) as found:
        yield found


def test_a_message_arrives_with_its_number_the_alerts_and_a_link(port: int, sink: Sink) -> None:
    sent = message()
    mail(settings(port))(sent)
    (envelope,), (came,) = sink.envelopes, sink.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("homeward@school.example", ["office@school.example"])
    assert came["Subject"] == "Overdue: Northfield High, visit 7F3A2C"
    assert came["From"] == "Homeward <homeward@school.example>"
    assert (came["X-Homeward-Message"], came["X-Homeward-Alert"]) == (str(sent.id), str(ALERT))
    text = came.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert came.get_content_type() == "text/plain"
    lines = text.decode().replace("\r\n", "\n")
    assert "Step 1 of 3: Ring both visitors." in lines
    assert "Open the board: https://visits.school.example/" in lines
    link = re.search(r"Say that you have seen this: https://visits.school.example/ack/(\S+)", lines)
    assert link is not None
    assert message_of(KEY, link.group(1)) == sent.id
    assert f"Alert {ALERT}" in lines


def test_two_messages_in_a_row_do_not_wait_for_each_other(port: int, sink: Sink) -> None:
    sender = mail(settings(port))
    for _ in range(3):
        sender(message())
    assert len(sink.numbers()) == 3


def test_signs_and_letters_of_every_kind_arrive(port: int, sink: Sink) -> None:
    mail(settings(port))(message(subject="Policy review: Zoë's “school” & <more>", body="A <b> & é"))
    (came,) = sink.messages
    assert str(make_header(decode_header(str(came["Subject"])))) == "Policy review: Zoë's “school” & <more>"
    text = came.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode().startswith("A <b> & é")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_name_and_password_are_given_where_the_server_asks(port: int) -> None:
    asked = {"smtp_user": "homeward", "smtp_password": "p@ss/w%rd:1"}
    with mail_server(port, Sink(), user="homeward", password="p@ss/w%rd:1") as sink:
        mail(settings(port, **asked))(message())
        with pytest.raises(NotSent, match="not_taken"):
            mail(settings(port, **{**asked, "smtp_password": "wrong"}))(message())
    assert len(sink.envelopes) == 1


@pytest.mark.parametrize("answer", ["451 Try again later", "550 No such mailbox", "554 Refused"])
def test_a_refusal_is_said(port: int, sink: Sink, answer: str) -> None:
    sink.refuse = answer
    with pytest.raises(NotSent, match="not_taken"):
        mail(settings(port))(message())


def test_a_server_that_is_down_is_said(port: int) -> None:
    with pytest.raises(NotSent, match="not_taken"):
        mail(settings(port))(message())


def test_a_connection_that_was_to_be_safe_is_never_made_unsafe(port: int, sink: Sink) -> None:
    with pytest.raises(NotSent, match="not_taken"):
        mail(settings(port, smtp_security="starttls"))(message())
    assert sink.envelopes == []


def test_without_a_mail_server_or_for_another_channel_nothing_is_sent() -> None:
    with pytest.raises(NotSent, match="channel_not_set_up"):
        mail(Settings.model_validate({"smtp_host": ""}))(message())
    with pytest.raises(NotSent, match="channel_not_set_up"):
        mail(settings(1))(message(channel="sms"))


def test_line_breaks_and_markup_in_a_name_stay_text(port: int, sink: Sink) -> None:
    name = 'Quillmere\r\nBcc: everybody@x.example\r\n\r\n<a href="https://x.example">x</a><b>y</b>'
    mail(settings(port))(message(subject=f"Overdue: {name}", body=f"{name}\n\nNobody has heard."))
    (envelope,), (came,) = sink.envelopes, sink.messages
    assert envelope.rcpt_tos == ["office@school.example"]
    assert came["Bcc"] is None
    assert "x</a><b>y</b>" in str(make_header(decode_header(came["Subject"]))).replace("\n", "")
    assert {part.get_content_type() for part in came.walk() if not part.is_multipart()} == {"text/plain"}
