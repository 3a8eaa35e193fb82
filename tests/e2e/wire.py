"""A browser's end of Streamlit's websocket, without a browser: it asks for pages and reads all that is sent."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 60
NO_XSRF = "PLACEHOLDER_AUTH_TOKEN"
"""What the browser sends in the place of a token where there is none."""


@dataclass
class Wire:
    """One websocket at a time, with this cookie. `session_id`, `page` and `parts` are what the server last told."""

    url: str
    cookie: str = ""
    session_id: str = ""
    page: str = ""
    parts: list[str] = field(default_factory=list)
    socket: ClientConnection | None = None

    async def open(self, *, session_id: str = "") -> None:
        """Connect; with the id of a Streamlit session as one does who comes back to it."""
        await self.close()
        more: dict[str, Any] = {"additional_headers": {"Cookie": self.cookie}} if self.cookie else {}
        named = ["streamlit", NO_XSRF, session_id] if session_id else ["streamlit"]
        self.socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=named, max_size=None, **more
        )

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        self.socket = None

    async def show(self, page: str) -> bytes:
        """Everything that is sent to whoever asks for this page."""
        ask = BackMsg()
        ask.rerun_script.page_name = page
        self.parts.clear()
        return await self._asked(ask)

    async def again(self) -> bytes:
        """The page that stands there, run once more."""
        ask = BackMsg()
        ask.rerun_script.page_script_hash = self.page
        return await self._asked(ask)

    async def tick(self, part: str) -> bytes:
        """A part of it that renews itself, as its own clock asks for it."""
        ask = BackMsg()
        ask.rerun_script.page_script_hash = self.page
        ask.rerun_script.fragment_id = part
        ask.rerun_script.is_auto_rerun = True
        return await self._asked(ask)

    async def _asked(self, ask: BackMsg) -> bytes:
        if self.socket is None:
            await self.open()
        assert self.socket
        await self.socket.send(ask.SerializeToString())
        read = []
        while True:
            said = await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
            assert isinstance(said, bytes)
            read.append(said)
            if self._ends(said):
                return b"\n".join(read)

    def _ends(self, said: bytes) -> bool:
        """Whether the run is over; what the message tells of session, page and parts is kept."""
        message = ForwardMsg.FromString(said)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self.page = message.new_session.page_script_hash
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.parts.append(message.auto_rerun.fragment_id)
        early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and message.script_finished != early
