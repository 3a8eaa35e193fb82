"""Which failures pass by themselves, and which come again with the same row."""

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from data import logs


def raise_unless_passing(error: BaseException) -> None:
    """In an `except`: go on only where the database is at fault, and then with a line in the log."""
    if not is_passing(error):
        raise error
    logs.logger("data").error("database.failed", exc_info=error)


def is_passing(error: BaseException) -> bool:
    """Whether the database is at fault (gone, locked, full, not migrated yet) and not the row that was worked on."""
    if isinstance(error, OperationalError | InterfaceError | InternalError | NoFreeConnection):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
