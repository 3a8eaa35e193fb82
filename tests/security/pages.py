"""Streamlit's websocket as a program speaks it, with whatever cookie and whatever name of a page it likes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 30


@dataclass
class Line:
    """An open websocket. `stream` is Streamlit's name for its page, `parts` those that renew themselves."""

    socket: ClientConnection
    stream: str = ""
    parts: list[str] = field(default_factory=list)

    def open(self, page: str, *, query: str = "", part: str = "") -> str:
        """Ask for a page, or one part of it; everything that was sent until it was done."""
        ask = BackMsg()
        ask.rerun_script.page_name = page
        ask.rerun_script.query_string = query
        ask.rerun_script.fragment_id = part
        self.socket.send(ask.SerializeToString())
        return self.rest()

    def rest(self) -> str:
        """Everything that is sent until a run of the whole page, or of a part, is done."""
        said = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(PATIENCE_S))  # type: ignore[arg-type]
            said.append(str(message))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.stream = message.new_session.initialize.session_id
            elif kind == "auto_rerun":
                self.parts.append(message.auto_rerun.fragment_id)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return "\n".join(said)


@contextmanager
def line(url: str, *, cookie: str = "", stream: str = "") -> Iterator[Line]:
    """Open a websocket with this cookie, asking to take up the page of this name."""
    protocols = ["streamlit", "x", stream] if stream else ["streamlit"]
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=protocols,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
    ) as socket:
        yield Line(socket)
