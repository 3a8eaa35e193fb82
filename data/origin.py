"""From which session something is done: bound where a request or a page begins, read where its entry is written."""

from contextvars import ContextVar
from uuid import UUID

_sign_in: ContextVar[UUID | None] = ContextVar("sign_in", default=None)


def bind(sign_in_id: UUID | None) -> None:
    """What this context does from now on is done from this session; None for nobody's."""
    _sign_in.set(sign_in_id)


def sign_in_id() -> UUID | None:
    """The session from which this context acts; None where nobody is signed in, as in the watcher."""
    return _sign_in.get()
