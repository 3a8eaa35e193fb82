"""A real web server that keeps what was posted to it, and can refuse, send elsewhere, or be slow. With TLS if asked.

It ends each connection after its answer.
"""

import json
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@dataclass
class Came:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpSink:
    """What came, in order. `status` is answered; `to` sends whoever asks elsewhere; `wait_s` comes before the answer."""

    port: int = 0
    status: int = 200
    to: str = ""
    wait_s: float = 0.0
    came: list[Came] = field(default_factory=list)


@contextmanager
def web_server(sink: HttpSink, *, tls: Path | None = None) -> Iterator[HttpSink]:
    """A web server for as long as the block runs, at `sink.port`. `tls` is a file with key and certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", sink.port), _handler(sink))
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    sink.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key with its certificate for 127.0.0.1 in one file, and the certificate alone, to be trusted."""
    key, cert, both = (folder / name for name in ("key.pem", "cert.pem", "both.pem"))
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*made, *named, "-keyout", key, "-out", cert], check=True, capture_output=True)
    both.write_text(key.read_text() + cert.read_text())
    return both, cert


def _handler(sink: HttpSink) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer("POST")

        def do_GET(self) -> None:
            self._answer("GET")

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            sink.came.append(Came(method, self.path, dict(self.headers), body))
            time.sleep(sink.wait_s)
            self.send_response(sink.status)
            if sink.to:
                self.send_header("Location", sink.to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_what: object) -> None:
            """Nothing is written to the terminal."""

    return Handler
