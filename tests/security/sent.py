"""What pages send to a browser: every message of a run by AppTest, as it would travel."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


@contextmanager
def recorded() -> Iterator[list[ForwardMsg]]:
    """A list to which every message is added that is sent meanwhile."""
    sent: list[ForwardMsg] = []
    enqueue = ForwardMsgQueue.enqueue

    def kept(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        sent.append(message)
        enqueue(queue, message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ForwardMsgQueue, "enqueue", kept)
        yield sent


def found_in(sent: Iterable[ForwardMsg], words: Iterable[str]) -> set[str]:
    """Which of these words stand in the messages: as text, in a table's Arrow, or as JSON writes them in a chart."""
    everything = b"\n".join(message.SerializeToString() for message in sent)
    return {word for word in words if any(form in everything for form in _forms(word))}


def _forms(word: str) -> set[bytes]:
    return {word.encode(), word.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")}
