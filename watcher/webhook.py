"""A message to a web address, as JSON, over a connection that stays open.

Apprise's own plugin for this makes a new connection each time and takes ten times as long (docs/adr/0009): too slow for a
burst. The address was checked when it was given (`visits.webhooks`); what it answers is never followed elsewhere.
"""

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import local
from typing import Final
from urllib.parse import SplitResult, urlsplit

from data.sending import NotSent, Outgoing

WITHIN_S: Final = 10.0
MOST_OPEN: Final = 8
"""Connections that a thread keeps open, each to another host."""
LONGEST_ANSWER: Final = 4096

Origin = tuple[str, str, int | None]


class _Connections(dict[Origin, HTTPConnection]):
    """Those that a thread keeps open. They are closed with it."""

    def __del__(self) -> None:
        for connection in self.values():
            connection.close()


class Webhook:
    """Posts a message to its recipient's address. Called from several threads; each has connections of its own."""

    def __init__(self, *, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._own = local()
        self._tls = ssl.create_default_context()

    def __call__(self, message: Outgoing) -> None:
        """Send it, or raise NotSent. Only a 2xx answer means that it was taken.

        A connection that the other side has closed meanwhile is opened anew and the message sent again: the same
        message carries the same `Idempotency-Key`.
        """
        address = urlsplit(message.recipient)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise NotSent("address_not_usable")
        target = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
        origin = (address.scheme, address.hostname, address.port)
        status = self._post(origin, address, target, message)
        if not 200 <= status < 300:
            raise NotSent(f"answered_{status}")

    def _post(self, origin: Origin, address: SplitResult, target: str, message: Outgoing) -> int:
        kept = self._kept()
        was_open = kept.pop(origin, None)
        if was_open is not None:
            try:
                return self._ask(origin, was_open, target, message)
            except TimeoutError:
                raise NotSent("too_slow") from None
            except (OSError, HTTPException):
                was_open.close()
        try:
            return self._ask(origin, self._connect(address), target, message)
        except TimeoutError:
            raise NotSent("too_slow") from None
        except ssl.SSLError:
            raise NotSent("no_secure_connection") from None
        except (OSError, HTTPException, ValueError):
            # What it says may quote the address.
            raise NotSent("not_reached") from None

    def _ask(self, origin: Origin, connection: HTTPConnection, target: str, message: Outgoing) -> int:
        """Post and read the answer to its end; keep the connection if it stays open."""
        try:
            connection.request("POST", target, _body(message), _headers(message))
            answer = connection.getresponse()
            stays = _read(answer)
        except BaseException:
            connection.close()
            raise
        if stays:
            self._keep(origin, connection)
        else:
            connection.close()
        return answer.status

    def _connect(self, address: SplitResult) -> HTTPConnection:
        host = str(address.hostname)
        if address.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                host, address.port, timeout=self._within_s, context=self._tls
            )
        else:
            connection = HTTPConnection(host, address.port, timeout=self._within_s)
        connection.connect()
        # Head and body are two packets: the second is not to wait until the first was acknowledged.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _kept(self) -> _Connections:
        if not hasattr(self._own, "connections"):
            self._own.connections = _Connections()
        found: _Connections = self._own.connections
        return found

    def _keep(self, origin: Origin, connection: HTTPConnection) -> None:
        kept = self._kept()
        kept[origin] = connection
        while len(kept) > MOST_OPEN:
            kept.pop(next(iter(kept))).close()


def _read(answer: HTTPResponse) -> bool:
    """Read a short answer to its end; whether the connection may be used again. Nothing in it is of use."""
    if answer.will_close or answer.length is None or answer.length > LONGEST_ANSWER:
        return False
    answer.read()
    return True


def _body(message: Outgoing) -> bytes:
    said = {
        "id": str(message.id),
        "alert_id": str(message.alert_id) if message.alert_id else None,
        "topic": message.topic,
        "subject": message.subject,
        "body": message.body,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _headers(message: Outgoing) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(message.id),
        "User-Agent": "Homeward",
    }
