"""The one database of this process, opened at the first use with the settings of this process."""

from functools import cache
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from data.database import Database
from data.disposing import Keeping, keeping
from data.settings import current

DatabaseError = SQLAlchemyError
"""What a query or command raises when the database does not do it: it is gone, or too busy."""


@cache
def database() -> Database:
    """The database of this process."""
    return Database(current().database)


def attendance_folder() -> Path:
    """Where this process finds the files of attendance marks."""
    return current().attendance_folder


def keeping_of_records() -> Keeping:
    """Where this process finds what is looked through when a record is erased, and the list of what was."""
    return keeping(current())
