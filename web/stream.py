"""The websocket over which Streamlit's pages go: what may come in by it, and which lost page it may take up again.

Streamlit takes any message from anybody who opens one, and gives a lost page to whoever knows its name. Messages are
protobuf; only the number of the field that says what is wanted is read here.
"""

from collections.abc import Iterator
from typing import Final

from starlette.types import Message, Receive, Scope

PROTOCOLS: Final = b"sec-websocket-protocol"
WANTED: Final = frozenset({7, 11, 16, 17, 18})
"""Of Streamlit's BackMsg: stop_script, rerun_script, file_urls_request, app_heartbeat; 18 is for its own debugging.

Not: clear_cache, which empties what all people share, and what only its developers use.
"""
VARINT, FIXED_64, BYTES, FIXED_32 = 0, 1, 2, 5


class NotReadable(Exception):
    """It is no protobuf message."""


def named(scope: Scope) -> str:
    """The page that is asked for by name, the third word of the protocols; empty for none."""
    words = _protocols(scope)
    return words[2] if len(words) > 2 else ""


def begin_anew(scope: Scope) -> Scope:
    """The same request without the page's name: Streamlit begins a new one."""
    kept = ", ".join(_protocols(scope)[:2]).encode("latin-1")
    headers = [(name, kept if name == PROTOCOLS else value) for name, value in scope["headers"]]
    return {**scope, "headers": headers, "subprotocols": _protocols(scope)[:2]}


def only_wanted(receive: Receive) -> Receive:
    """Pass on what a page of ours sends, and nothing else."""

    async def passed() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or is_wanted(message.get("bytes")):
                return message

    return passed


def is_wanted(message: bytes | None) -> bool:
    """Whether Streamlit may have this message. Text is none of its own."""
    if message is None:
        return False
    try:
        return WANTED.issuperset(_fields(message))
    except NotReadable:
        return False


def _protocols(scope: Scope) -> list[str]:
    given = next((value for name, value in scope["headers"] if name == PROTOCOLS), b"")
    return [word.strip() for word in given.decode("latin-1").split(",")]


def _fields(message: bytes) -> Iterator[int]:
    """The numbers of a protobuf message's own fields."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        yield tag >> 3
        kind = tag & 7
        if kind == VARINT:
            _, at = _varint(message, at)
        elif kind == BYTES:
            length, at = _varint(message, at)
            at += length
        elif kind in (FIXED_64, FIXED_32):
            at += 8 if kind == FIXED_64 else 4
        else:
            raise NotReadable
    if at != len(message):
        raise NotReadable


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise NotReadable
