"""Text messages, Teams and webhooks go out by real servers, carry the alert's number, and never go elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from uuid6 import uuid7

from data import keys
from data.ack_tokens import message_of
from data.sending import NotSent, Outgoing
from data.settings import Settings
from tests.staff import KEY, NOW
from tests.watcher.http_sink import HttpSink, certificate, web_server
from tests.watcher.sink import Sink, free_port, mail_server
from visits.words import Channel
from watcher.channels import Channels

ALERT = UUID(int=7)
WORKFLOW = "/workflows/643e69f8/triggers/manual/paths/invoke?api-version=2016-06-01&sig=KODuebWb"


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    with web_server(HttpSink()) as found:
        yield found


def channels(sink: HttpSink | None = None, **more: object) -> Channels:
    here = f"127.0.0.1:{sink.port}" if sink else "hooks.school.example"
    base: dict[str, object] = {
        "secret_key": KEY,
        "public_url": "https://visits.school.example",
        "sms_url": f"json://{here}/send?:to={{number}}",
        "teams": True,
        "webhooks": (here,),
    }
    return Channels(Settings.model_validate({**base, **more}))


def message(channel: str, recipient: str, **more: object) -> Outgoing:
    base: dict[str, object] = {
        "id": uuid7(),
        "topic": "alert.step",
        "channel": Channel(channel),
        "recipient": recipient,
        "subject": "Overdue: Northfield High, visit 7F3A2C",
        "body": "Nobody has heard from the visitors.\n\nStep 1 of 3: Ring both visitors.",
        "alert_id": ALERT,
        "correlation": "c1",
        "made_at": NOW,
        "attempt": 1,
    }
    return Outgoing(**{**base, **more})  # type: ignore[arg-type]


def test_a_text_message_is_one_line_with_the_link_and_the_alerts_number(sink: HttpSink) -> None:
    sent = message("sms", "07700 900123")
    channels(sink)(sent)
    (came,) = sink.came
    assert came.json["to"] == "447700900123"
    said = came.json["message"]
    assert said.startswith(
        "Overdue: Northfield High, visit 7F3A2C. Alert 000007. https://visits.school.example/ack/"
    )
    assert message_of(KEY, said.rpartition("/")[2]) == sent.id
    assert len(said) <= 3 * 153
    assert "\n" not in said
    assert came.json["title"] == ""


def test_a_code_and_a_nudge_are_texts_of_their_own(sink: HttpSink) -> None:
    code = message(
        "sms", "07700 900123", topic="way.code", alert_id=None, body="Your Homeward code is 123456."
    )
    nudge = message("sms", "07700 900123", topic="visit.nudge", alert_id=None, body="How are you getting on?")
    send = channels(sink)
    send(code)
    send(nudge)
    assert [came.json["message"] for came in sink.came] == [
        "Your Homeward code is 123456.",
        "How are you getting on? https://visits.school.example/out",
    ]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 500, 503])
def test_a_gateway_that_does_not_take_it_is_said(sink: HttpSink, status: int) -> None:
    sink.status = status
    with pytest.raises(NotSent, match="not_taken"):
        channels(sink)(message("sms", "07700 900123"))


def test_nobody_is_sent_elsewhere_by_a_server(sink: HttpSink) -> None:
    with web_server(HttpSink()) as inside:
        sink.status, sink.to = 307, f"http://127.0.0.1:{inside.port}/inside"
        for outgoing in (
            message("sms", "07700 900123"),
            message("webhook", f"http://127.0.0.1:{sink.port}/hook"),
        ):
            with pytest.raises(NotSent):
                channels(sink)(outgoing)
        assert (len(sink.came), inside.came) == (2, [])


def test_a_webhook_gets_the_notice_with_its_number_and_link(sink: HttpSink) -> None:
    sent = message("webhook", f"http://127.0.0.1:{sink.port}/hook?x=1")
    channels(sink)(sent)
    (came,) = sink.came
    assert came.path == "/hook?x=1"
    assert (came.json["id"], came.json["alert_id"]) == (str(sent.id), str(ALERT))
    assert "Step 1 of 3" in came.json["body"]
    assert "https://visits.school.example/ack/" in came.json["body"]


def test_a_host_that_the_setting_does_not_name_any_more_is_not_asked(sink: HttpSink) -> None:
    for channel in ("webhook", "teams"):
        with pytest.raises(NotSent, match="host_not_allowed"):
            channels(webhooks=("hooks.school.example",))(
                message(channel, f"https://127.0.0.1:{sink.port}{WORKFLOW}")
            )
    assert sink.came == []


def test_teams_gets_a_card_at_the_workflow_and_nothing_else_of_the_address_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, trusted = certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with web_server(HttpSink(), tls=both) as sink:
        hostile = f"&template={tmp_path / 'cert.pem'}&redirect=yes&verify=no&image=yes"
        sent = message("teams", f"https://127.0.0.1:{sink.port}{WORKFLOW}{hostile}")
        channels(sink)(sent)
        (came,) = sink.came
        assert came.path.startswith("/workflows/643e69f8/triggers/manual/paths/invoke?")
        assert "sig=KODuebWb" in came.path
        assert "template" not in came.path
        said = came.body.decode()
        assert "Step 1 of 3: Ring both visitors." in said
        assert str(ALERT) in said
        assert "https://visits.school.example/ack/" in said
        with pytest.raises(NotSent, match="address_not_usable"):
            channels(sink)(message("teams", f"https://127.0.0.1:{sink.port}/elsewhere?sig=a"))


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    both, _trusted = certificate(tmp_path)
    with web_server(HttpSink(), tls=both) as sink:
        with pytest.raises(NotSent, match="not_taken"):
            channels(sink)(message("teams", f"https://127.0.0.1:{sink.port}{WORKFLOW}"))
        with pytest.raises(NotSent, match="no_secure_connection"):
            channels(sink)(message("webhook", f"https://127.0.0.1:{sink.port}/hook"))
        assert sink.came == []


@pytest.mark.parametrize("channel", ["email", "sms", "teams", "webhook"])
def test_a_channel_that_is_not_set_up_is_said(channel: str) -> None:
    nothing = Channels(Settings.model_validate({"secret_key": KEY}))
    with pytest.raises(NotSent, match="channel_not_set_up"):
        nothing(message(channel, "somebody@school.example"))


def test_one_channel_that_is_down_does_not_hold_up_another(sink: HttpSink) -> None:
    port = free_port()
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "h@school.example",
    }
    send = channels(sink, **mail)
    with pytest.raises(NotSent, match="not_taken"):
        send(message("email", "office@school.example"))
    send(message("sms", "07700 900123"))
    with mail_server(port, Sink()) as post:
        send(message("email", "office@school.example"))
        assert len(post.envelopes) == 1
    assert len(sink.came) == 1


def test_the_key_of_the_links_is_the_installations(tmp_path: Path, sink: HttpSink) -> None:
    settings = {"secret_key": None, "var_dir": str(tmp_path)}
    sent = message("sms", "07700 900123")
    channels(sink, **settings)(sent)
    key = keys.signing_key(Settings.model_validate(settings))
    assert message_of(key, sink.came[0].json["message"].rpartition("/")[2]) == sent.id
