"""A webhook: posted once a message over a connection that stays open, taken only if it says so, never led elsewhere."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import pytest

from data.sending import NotSent
from tests.watcher.http_sink import HttpSink, web_server
from tests.watcher.messages import message
from tests.watcher.sink import free_port
from watcher.webhook import Webhook


@dataclass
class Line:
    """What came over one connection, and how it was answered."""

    requests: list[bytes] = field(default_factory=list)


@contextmanager
def answering(*answers: Callable[[socket.socket, bytes], bool]) -> Iterator[tuple[str, list[Line]]]:
    """A server that answers the connections one after the other, each in its own way; where it is, and what came."""
    lines: list[Line] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            for answer in answers:
                connection, _ = server.accept()
                lines.append(line := Line())
                with connection:
                    connection.settimeout(10)
                    while request := whole(connection):
                        line.requests.append(request)
                        if not answer(connection, request):
                            break

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/homeward", lines
        thread.join(10)


def whole(connection: socket.socket) -> bytes:
    """One request with its body; nothing once the other side has closed."""
    seen = b""
    while b"\r\n\r\n" not in seen:
        more = connection.recv(65536)
        if not more:
            return b""
        seen += more
    head, _, body = seen.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def take(connection: socket.socket, _request: bytes) -> bool:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    return True


def take_and_close(connection: socket.socket, request: bytes) -> bool:
    take(connection, request)
    return False


def say_nothing_and_close(_connection: socket.socket, _request: bytes) -> bool:
    return False


def test_a_message_is_posted_as_json_with_its_number_as_the_key() -> None:
    with web_server(HttpSink()) as sink:
        sent = message(recipient=f"http://127.0.0.1:{sink.port}/hook/a?b=c", subject="Overdue: Zoë's")
        Webhook()(sent)
    (came,) = sink.came
    assert (came.method, came.path) == ("POST", "/hook/a?b=c")
    assert came.headers["Idempotency-Key"] == str(sent.id)
    assert came.headers["Content-Type"].startswith("application/json")
    assert came.json == {
        "id": str(sent.id),
        "alert_id": str(sent.alert_id),
        "topic": "alert.step",
        "subject": "Overdue: Zoë's",
        "body": sent.body,
    }


def test_a_connection_stays_open_for_the_next_message() -> None:
    post = Webhook()
    with answering(take) as (address, lines):
        for _ in range(3):
            post(message(recipient=address))
        del post
    assert [len(line.requests) for line in lines] == [3]


def test_one_that_was_closed_meanwhile_is_opened_anew_and_the_number_is_the_same() -> None:
    post, second = Webhook(), message()
    with answering(take_and_close, take) as (address, lines):
        post(message(recipient=address))
        post(message(recipient=address, id=second.id))
        del post
    assert [len(line.requests) for line in lines] == [1, 1]
    assert str(second.id).encode() in lines[1].requests[0]


def test_a_server_that_hangs_up_without_an_answer_has_not_taken_it() -> None:
    with answering(say_nothing_and_close) as (address, lines), pytest.raises(NotSent, match="not_reached"):
        Webhook()(message(recipient=address))
    assert [len(line.requests) for line in lines] == [1]


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
def test_any_answer_but_a_yes_means_that_it_was_not_taken(status: int) -> None:
    with (
        web_server(HttpSink()) as elsewhere,
        web_server(HttpSink(status=status, to=f"http://127.0.0.1:{elsewhere.port}/")) as sink,
    ):
        with pytest.raises(NotSent, match=f"answered_{status}"):
            Webhook()(message(recipient=f"http://127.0.0.1:{sink.port}/"))
        assert elsewhere.came == []


def test_one_who_does_not_answer_is_not_waited_for_for_ever() -> None:
    with (
        web_server(HttpSink(wait_s=1)) as sink,
        pytest.raises(NotSent, match="too_slow"),
    ):
        Webhook(within_s=0.05)(message(recipient=f"http://127.0.0.1:{sink.port}/"))


def test_one_who_is_not_there_and_an_address_that_is_none() -> None:
    with pytest.raises(NotSent, match="not_reached"):
        Webhook()(message(recipient=f"http://127.0.0.1:{free_port()}/"))
    for address in ("", "ftp://127.0.0.1/", "https://", "mailto:office@school.example"):
        with pytest.raises(NotSent, match="address_not_usable"):
            Webhook()(message(recipient=address))
    with pytest.raises(NotSent, match="not_reached"):
        Webhook()(message(recipient=f"http://127.0.0.1:{free_port()}/a b"))
