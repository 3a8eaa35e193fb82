"""Whose each open page is: Streamlit's own name for it, beside the session of ours that it was drawn for.

Streamlit gives what a lost page still held, answers on their way included, to whoever names it when the line is back.
Only the same session may have it. Kept in memory: after a restart no page can be taken up again anyway.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

MOST: Final = 10_000
"""Pages that are remembered; the one that was drawn longest ago is forgotten first, and begins anew."""

_whose: OrderedDict[str, UUID] = OrderedDict()
_lock = Lock()


def drawn(stream: str, *, sign_in_id: UUID) -> None:
    """Remember for which session a page is drawn. One that was drawn for two is nobody's to take up."""
    with _lock:
        if _whose.get(stream, sign_in_id) != sign_in_id:
            _whose.pop(stream)
            return
        _whose[stream] = sign_in_id
        _whose.move_to_end(stream)
        if len(_whose) > MOST:
            _whose.popitem(last=False)


def may_take_up(stream: str, *, sign_in_id: UUID) -> bool:
    """Whether the page was drawn for this very session."""
    with _lock:
        return _whose.get(stream) == sign_in_id
