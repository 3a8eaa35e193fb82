"""Who looks at a page, asked anew on each run and in each part that renews itself. Every page and fragment calls it.

The cookie is looked up in the database each time and nothing is remembered: whoever knows a Streamlit session's id could
take over what is kept in `session_state`. The cookie is the one of the page load; a new one needs a full page load.
"""

from datetime import datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import (
    RunLocation,
    ThreadState,
    get_script_run_ctx,
)

from data import clock, opened, origin
from data.commands import session as sessions
from data.counters import RUNS
from data.database import Database
from data.failures import raise_unless_passing
from data.queries import session as queries
from data.queries.people import LONDON
from data.queries.session import SignedIn
from data.settings import current
from visits.permissions import Action, Viewer, schools_where

SIGNED_OUT = "You have been signed out. Sign in again; what you typed is kept."
NOT_PERMITTED = "You do not have permission to see this page."
LOST = "Homeward cannot read its database just now. Nothing that was saved is lost."


def db() -> Database:
    """The database."""
    return opened.database()


def now() -> datetime:
    """This moment, aware and in UTC."""
    return clock.now()


def attendance_folder() -> Path:
    """Where files of attendance marks are kept."""
    return opened.attendance_folder()


def person() -> Viewer:
    """Whoever looks, as they are at this moment. Somebody who is not signed in sees that, and the page ends here."""
    return signed_in().viewer


def signed_in() -> SignedIn:
    """The session behind the page, as `person`. A click of theirs counts as use of it; a page's own tick does not."""
    found = _found()
    if found is None:
        _signed_out()
    origin.bind(found.id)
    if _clicked():
        used(found)
    if _is_part():
        RUNS.labels(what="part").inc()
    return found


def used(found: SignedIn) -> None:
    """Count something that the person did as use of their session. Where that cannot be written they lose nothing."""
    try:
        sessions.touch(db(), sign_in_id=found.id, used_at=found.used_at, now=now())
    except opened.DatabaseError as error:
        raise_unless_passing(error)


def require(action: Action) -> Viewer:
    """Whoever looks, if the action is open to them at any school; otherwise the page says that it is not, and ends."""
    viewer = person()
    if not schools_where(viewer, action):
        refuse()
    return viewer


def refuse() -> NoReturn:
    """Say that the page is not open to this person, and end it."""
    st.error(NOT_PERMITTED, icon=":material/block:")
    st.write("Ask whoever administers Homeward at your school if you need it for your work.")
    st.stop()


def token() -> str:
    """The session's token, for the account page, which tells this browser from the others."""
    return _token()


def _token() -> str:
    return st.context.cookies.get(queries.cookie_name(current()), "")


def _found() -> SignedIn | None:
    try:
        with db().read() as reading:
            return queries.signed_in(
                reading, _token(), idle_minutes=current().session_idle_minutes, now=now()
            )
    except opened.DatabaseError as error:
        raise_unless_passing(error)
        tried = f"Tried at {now().astimezone(LONDON):%H:%M:%S}. Reload this page to try again."
        st.error(f"{LOST} {tried}", icon=":material/cloud_off:")
        st.stop()


def _signed_out() -> NoReturn:
    if _is_part():
        # Only a run of the whole page takes away what the rest of it still shows.
        st.rerun(scope="app")
    st.warning(SIGNED_OUT, icon=":material/logout:")
    st.html(f'<a href="/sign-in?next={quote(_address(), safe="")}" target="_self">Sign in</a>')
    st.stop()


def _address() -> str:
    """Where the person is, without the host, to come back to after signing in."""
    parts = urlsplit(st.context.url or "/")
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _is_part() -> bool:
    """Whether this run renews one part of the page alone, and nobody pressed anything."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run) and not _clicked()


def _clicked() -> bool:
    """Whether a button's callback is running: something that only a person sets off."""
    return get_script_run_ctx() is not None and ThreadState.get().run_location is RunLocation.CALLBACK
