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

from data import clock, looks, opened, origin, streams
from data.commands import session as sessions
from data.counters import RUNS
from data.database import Database
from data.disposing import Keeping
from data.failures import raise_unless_passing
from data.queries import session as queries
from data.queries.people import LONDON
from data.queries.session import SignedIn
from data.settings import current
from pages import menu
from pages.parts import way_to
from visits.permissions import TABLE, Action, Viewer, schools_where
from visits.words import Role

SIGNED_OUT = "You have been signed out. Sign in again; what you typed is kept."
NOT_PERMITTED = "You do not have permission to see this page."
LOST = "Homeward cannot read its database just now. Nothing that was saved is lost."


def db() -> Database:
    """The database."""
    return opened.database()


def now() -> datetime:
    """This moment, aware and in UTC."""
    return clock.now()


def keeping() -> Keeping:
    """Where everything is that has to be looked through when a record is erased."""
    return opened.keeping_of_records()


def attendance_folder() -> Path:
    """Where files of attendance marks are kept."""
    return opened.attendance_folder()


def person() -> Viewer:
    """Whoever looks, as they are at this moment. Somebody who is not signed in sees that, and the page ends here."""
    return signed_in().viewer


def signed_in() -> SignedIn:
    """The session behind the page, as `person`. A click of theirs counts as use of it; a page's own tick does not.

    A board's tick does: it is never idle, and whoever ends one from afar sees when it was last heard of.
    """
    found = _found()
    if found is None:
        _signed_out()
    origin.bind(found.id)
    _drawn_for(found)
    if _clicked() or found.viewer.board:
        used(found)
    if _is_part():
        RUNS.labels(what="part").inc()
    return found


def _drawn_for(found: SignedIn) -> None:
    """Remember whose page this is: when its line is back, only the same session takes it up again."""
    if (run := get_script_run_ctx(suppress_warning=True)) is not None:
        streams.drawn(run.session_id, sign_in_id=found.id)


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


def refuse(page: str = "") -> NoReturn:
    """Say that the page is not open to this person, and end it; that they asked for it is kept. `page` is its file."""
    viewer = person()
    name = page or urlsplit(st.context.url or "").path.strip("/")
    item = next((item for item in menu.items() if item.file == name), None)
    looks.turned_away(db(), page=item.file if item else "another_page", by=viewer, now=now())
    st.error(NOT_PERMITTED, icon=":material/block:")
    st.write("Ask whoever administers Homeward at your school if you need it for your work.")
    if item is not None and Role.BREAK_GLASS in TABLE[item.action]:
        in_an_emergency(viewer)
    st.stop()


def in_an_emergency(viewer: Viewer) -> None:
    """The way by which staff open what is not theirs to see, for who has it: one quiet line."""
    way_to(viewer, "in_an_emergency", "In an emergency: open it for an hour")


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


def way_to_sign_in_again() -> str:
    """Where somebody who is still signed in gets a new session, and comes back to where they are."""
    return f"/sign-in?again=1&next={quote(_address(), safe='')}"


def _is_part() -> bool:
    """Whether this run renews one part of the page alone, and nobody pressed anything."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run) and not _clicked()


def _clicked() -> bool:
    """Whether a button's callback is running: something that only a person sets off."""
    return get_script_run_ctx() is not None and ThreadState.get().run_location is RunLocation.CALLBACK
