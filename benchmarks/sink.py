"""A webhook that takes everything: a process of its own that writes down when each message came.

`python -m benchmarks.sink PORT FILE` appends a line a message: its number, and seconds since 1970.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Sink(asyncio.Protocol):
    """As little of HTTP as a fast receiver needs: the sender is what is measured."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        while (end := self._seen.find(b"\r\n\r\n")) >= 0:
            head = self._seen[:end]
            length = int(_header(head, b"content-length") or 0)
            if len(self._seen) < end + 4 + length:
                return
            self._seen = self._seen[end + 4 + length :]
            if number := _header(head, b"idempotency-key"):
                os.write(self._file, b"%s %.6f\n" % (number, time.time()))
            self._transport.write(_TAKEN)


def _header(head: bytes, name: bytes) -> bytes:
    found = head.lower().find(b"\r\n" + name + b":")
    return head[found + len(name) + 3 :].split(b"\r\n", 1)[0].strip() if found >= 0 else b""


async def _serve(port: int, path: Path) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(lambda: _Sink(file), "127.0.0.1", port)
    await server.serve_forever()


@contextmanager
def listening(port: int, path: Path) -> Iterator[None]:
    """A receiver for as long as the block runs."""
    process = Popen([sys.executable, "-m", "benchmarks.sink", str(port), str(path)], cwd=ROOT)
    try:
        _wait(port)
        yield
    finally:
        process.kill()
        process.wait()


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the receiver did not start")


def taken(path: Path) -> list[tuple[str, float]]:
    """Each message that came, in order: its number, and when."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [(number, float(at)) for number, at in (line.split() for line in lines)]


def repeats(path: Path) -> int:
    """How many came that had come before."""
    return sum(count - 1 for count in Counter(number for number, _ in taken(path)).values())


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
