"""Which failures pass by themselves, and which come again with the same row."""

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection


def is_passing(error: BaseException) -> bool:
    """Whether the database is at fault (gone, locked, full, not migrated yet) and not the row that was worked on."""
    if isinstance(error, OperationalError | InterfaceError | InternalError | NoFreeConnection):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
