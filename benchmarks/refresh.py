"""How many refreshes of the board a second forty open boards get, with our settings and with Streamlit's own.

Both are the same pages over the same made-up data, each in a process of its own, one after the other. A refresh is
what the browser asks for every five seconds: one run of the board's part, from the request to its last message.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

CLIENTS = 40
SECONDS = 20
LIMIT_RATIO = 5.0
PASSWORD = "two herons on a wall"
ROOT = Path(__file__).parents[1]
OURS = "import runpy; runpy.run_path('app.py', run_name='__main__')"
# Streamlit 1.67 as it comes: these are its own defaults for what our settings change.
STOCK = (
    "import app; app.app.run(config={'server.port': app.settings.port, 'server.headless': True,"
    " 'runner.postScriptGC': True, 'server.fileWatcherType': 'auto'})"
)


def main() -> None:
    """Print both rates and their ratio."""
    print(f"Refreshes a second, {CLIENTS} boards over websockets, {SECONDS} s each")
    with TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        stock = measure(STOCK, var)
        ours = measure(OURS, var)
    print(f"ours {ours:.1f}   stock {stock:.1f}   ratio {ours / stock:.1f} (at least {LIMIT_RATIO:.0f})\n")


def measure(start: str, var: Path) -> float:
    """Refreshes a second of forty boards that each ask again as soon as they are answered."""
    with serving(start, var) as url:
        return boards(url, count=CLIENTS, seconds=SECONDS)


def boards(url: str, *, count: int, seconds: float, every_s: float = 0.0) -> float:
    """Refreshes a second of so many boards, each `every_s` after it was answered, for so many seconds."""
    return asyncio.run(_all(url, sign_in(url), count, seconds, every_s)) / seconds


@contextmanager
def serving(start: str, var: Path, **settings: str) -> Iterator[str]:
    """A server over the made-up data in `var`, made at the first start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "PORT": str(port),
        "HOMEWARD_VAR_DIR": str(var),
        "HOMEWARD_DEMO_PASSWORD": PASSWORD,
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", start], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError("the server did not start")


def sign_in(url: str, who: str = "dsl") -> str:
    """The cookies of one of the made-up people."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(f"{url}/sign-in").read().decode()
    hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    form = {**hidden, "email": f"{who}@homeward.example", "password": PASSWORD}
    opener.open(f"{url}/sign-in", data=urlencode(form).encode())
    return "; ".join(f"{c.name}={c.value}" for c in jar)


async def _all(url: str, cookie: str, count: int, seconds: float, every_s: float) -> int:
    ready = asyncio.Barrier(count)
    clients = (_client(url, cookie, ready, seconds, every_s) for _ in range(count))
    return sum(await asyncio.gather(*clients))


async def _client(url: str, cookie: str, ready: asyncio.Barrier, seconds: float, every_s: float) -> int:
    """Open the board, wait for the others, then refresh it for the time given; return how often."""
    socket_url = f"{url.replace('http', 'ws')}/_stcore/stream"
    async with connect(
        socket_url,
        additional_headers={"Cookie": cookie},
        origin=url,
        subprotocols=["streamlit"],
        max_size=None,
    ) as stream:
        await stream.send(asks("live"))
        fragment = await answer(stream, wants_fragment=True)
        await ready.wait()
        deadline, count = time.monotonic() + seconds, 0
        while time.monotonic() < deadline:
            await stream.send(asks("live", fragment))
            await answer(stream, wants_fragment=False)
            count += 1
            await asyncio.sleep(every_s)
        return count


def asks(page: str, fragment: str | None = None) -> bytes:
    """What the browser sends to have a page run, or the part of it that renews itself."""
    message = BackMsg()
    message.rerun_script.page_name = page
    if fragment:
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = True
    return message.SerializeToString()


async def answer(stream: ClientConnection, *, wants_fragment: bool) -> str | None:
    """Read to the end of a run; return the part that renews itself fastest, if asked."""
    found: dict[str, float] = {}
    while True:
        message = ForwardMsg()
        message.ParseFromString(await stream.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            found[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        if kind == "script_finished":
            if wants_fragment and not found:
                raise RuntimeError("the board did not open")
            return min(found, key=lambda part: found[part]) if wants_fragment else None


if __name__ == "__main__":
    main()
