"""What stands above every page: whether somebody watches, and who is signed in."""

from html import escape

import streamlit as st

from data import outbox
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.declined import declined
from data.queries.glass import open_now, to_look_into
from data.queries.health import is_watched
from data.queries.watch import watcher_age_s
from data.queries.watching import offers_to
from pages import ending, guard
from pages.glass.banner import show_open, show_to_look_into
from pages.watching.offers import show_declined, show_offers
from visits.labels import ROLE_WORDS
from visits.permissions import Action, Viewer, schools_where
from visits.words import Role

EVERY_S = 5
NO_CHANNEL = (
    "No channel is set up, neither e-mail nor any other: when somebody is overdue, nobody is told unless "
    "Live visits is open on a screen that somebody looks at."
)
URGENT = ("live", "briefing")
"""Where somebody reads what to do about an alert. Nothing that can wait takes the place of its card there."""
NOT_READ = "Whether anybody is being watched cannot be read just now."


@st.fragment(run_every=EVERY_S)
def show(page: str) -> None:
    """The head, renewed by itself on every page. `page` is its file: on some, an alert comes before all that can wait."""
    found = guard.signed_in()
    viewer = found.viewer
    watches = bool(schools_where(viewer, Action.SEE_LIVE))
    try:
        with guard.db().read() as session:
            age_s = watcher_age_s(session, now=guard.now())
            offers = offers_to(session, viewer)
            keeps = schools_where(viewer, Action.KEEP_WATCH, wide=True)
            opened = open_now(session, viewer, now=guard.now()) if _has_opened(viewer) else []
            unseen = to_look_into(session, viewer) if schools_where(viewer, Action.SEE_BROKEN_GLASS) else 0
            noes = declined(session, viewer.person_id, keeps, now=guard.now()) if viewer.person_id else ()
    except DatabaseError as error:
        raise_unless_passing(error)
        st.error(NOT_READ, icon=":material/cloud_off:")
        return
    watched = is_watched(age_s)
    st.html(
        f'<div class="head"><span>{f"Watching: yes, {age_s:.0f} s ago" if watches and watched else ""}</span>'
        f"{_who(viewer)}</div>"
    )
    if not watched:
        since = "has never answered" if age_s is None else f"has not answered for {age_s:.0f} s"
        st.error(f"**Nobody is being watched:** the watcher {since}.", icon=":material/warning:")
    if watches and not outbox.channels():
        st.warning(NO_CHANNEL, icon=":material/notifications_off:")
    ending.show(found)
    show_open(opened)
    show_to_look_into(viewer, unseen, in_a_line=page in URGENT)
    show_offers(offers)
    show_declined(noes)


def _has_opened(viewer: Viewer) -> bool:
    return any(Role.BREAK_GLASS in held for held in viewer.roles.values())


def _who(viewer: Viewer) -> str:
    """Who is signed in, and the way out."""
    account = "" if viewer.board else '<a href="/account">Your account</a>'
    leave = "Close this board" if viewer.board else "Sign out"
    return (
        f"<span><strong>{escape(viewer.name)}</strong>{escape(_as_what(viewer))}</span>"
        f'<span class="ways">{account}<a href="/sign-out">{leave}</a></span>'
    )


def _as_what(viewer: Viewer) -> str:
    if viewer.board:
        return ""
    held = frozenset().union(*viewer.roles.values())
    words = ", ".join(ROLE_WORDS[role] for role in ROLE_WORDS if role in held)
    return f" · {words}" if words else " · no role at a school today"
