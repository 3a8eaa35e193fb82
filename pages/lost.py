"""A page whose reading failed says so, in the place of what it would show: never an empty list, never a number."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.failures import is_passing
from data.opened import DatabaseError


@contextmanager
def said_if_lost(what: str) -> Iterator[None]:
    """Around what reads: where the database does not answer, the page says that `what` could not be read.

    An error of ours is no lost database: it goes on to the log with its reference.
    """
    try:
        yield
    except DatabaseError as error:
        if not is_passing(error):
            raise
        st.error(
            f"**{what} could not be read just now.** Nothing that was saved is lost. Try again in a minute.",
            icon=":material/cloud_off:",
        )
