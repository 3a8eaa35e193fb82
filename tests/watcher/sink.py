"""A real mail server that keeps what it takes, and can be down, refuse, or ask for a password."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Sink:
    """What a mail server took: `envelopes`, in order. `refuse` makes it answer with that instead."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refuse: str | None = None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message, as aiosmtpd asks for it."""
        if self.refuse:
            return self.refuse
        self.envelopes.append(envelope)
        return "250 Taken"

    @property
    def messages(self) -> list[Message]:
        return [message_from_bytes(e.content or b"") for e in self.envelopes if isinstance(e.content, bytes)]

    def numbers(self) -> Counter[str]:
        """How often each message came, by its own number."""
        return Counter(str(message["X-Homeward-Message"]) for message in self.messages)


@contextmanager
def mail_server(port: int, sink: Sink, *, user: str = "", password: str = "") -> Iterator[Sink]:
    """A mail server on that port for as long as the block runs."""
    more: dict[str, Any] = {}
    if user:

        def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
            right = isinstance(data, LoginPassword) and (data.login, data.password) == (
                user.encode(),
                password.encode(),
            )
            return AuthResult(success=right, handled=False)

        more = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    server = Controller(sink, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield sink
    finally:
        server.stop()
