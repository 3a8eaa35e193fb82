"""The account of the school's own sign-in that somebody is connected to."""

from html import escape
from uuid import UUID

import streamlit as st

from data.commands import identity
from data.queries.identity import Connected, identities_of, own_identities
from data.settings import current
from pages import guard
from pages.attempts import done
from pages.parts import day_and_time, plain
from visits.permissions import Viewer


def show(viewer: Viewer) -> None:
    """One's own: connect it, or disconnect it. Nothing where the school has set up none."""
    with guard.db().read() as reading:
        found = own_identities(reading, viewer)
    if current().oidc_url is None and not found:
        return
    st.header(f"Sign in with {plain(current().oidc_name)}")
    for one in found:
        st.markdown(_words(one))
        if st.button(f"Disconnect {plain(current().oidc_name)}", key=f"connected_{one.id}"):
            done(
                lambda chosen=one.id: identity.disconnect(
                    guard.db(), identity_id=chosen, keep=guard.token(), by=viewer, now=guard.now()
                ),
                said="It is disconnected. You sign in with your password.",
            )
    if not found:
        st.markdown("Your account there is not connected.")
        st.html(f'<a href="/connect" target="_self">Connect {escape(current().oidc_name)}</a>')


def show_of(viewer: Viewer, person_id: UUID) -> None:
    """Somebody else's, for who manages people: disconnect it, such as when it is no longer theirs."""
    with guard.db().read() as reading:
        found = identities_of(reading, viewer, person_id)
    for one in found:
        st.markdown(f"Signs in with {plain(current().oidc_name)}.  \n{_words(one)}")
        if st.button(f"Disconnect {plain(current().oidc_name)}", key=f"take_off_{one.id}"):
            done(
                lambda chosen=one.id: identity.take_off(
                    guard.db(), identity_id=chosen, by=viewer, now=guard.now()
                ),
                said="It is disconnected, and every browser that it was used in is signed out.",
            )


def _words(one: Connected) -> str:
    used = f", last used {day_and_time(one.used_at)}" if one.used_at else ", not used yet"
    return f"Connected {day_and_time(one.linked_at)}{used}"
