"""Where somebody is signed in, how, and since when; each of them can be ended from here."""

from typing import Final
from uuid import UUID

import streamlit as st

from data.commands import session
from data.queries.session import Device, devices
from data.settings import current
from pages import guard
from pages.attempts import done
from pages.parts import ago, moment, plain
from visits.permissions import Viewer

HOW: Final = {"password": "by password"}


def show(viewer: Viewer, person_id: UUID) -> None:
    """The list, this browser among it."""
    with guard.db().read() as reading:
        found = devices(reading, person_id, token=guard.token(), now=guard.now())
    st.header("Where you are signed in")
    for device in found:
        name, button = st.columns([3, 1], vertical_alignment="center")
        name.markdown(_words(device))
        if not device.this_one and button.button("Sign out", key=f"device_{device.id}"):
            done(
                lambda chosen=device.id: session.sign_out_device(
                    guard.db(), sign_in_id=chosen, by=viewer, now=guard.now()
                ),
                said="That browser is signed out.",
            )
    if len(found) > 1 and st.button("Sign out everywhere else", key="devices_all"):
        done(
            lambda: session.sign_out_everywhere(guard.db(), keep=guard.token(), by=viewer, now=guard.now()),
            said="You are signed out everywhere else.",
        )


def _words(device: Device) -> str:
    here = "this browser" if device.this_one else f"last used {ago(device.used_at, now=guard.now())}"
    how = HOW.get(device.how, f"with {plain(current().oidc_name)}")
    since = moment(device.made_at, now=guard.now())
    return f"**{plain(device.device or 'A browser')}**, {here}  \nSigned in {how}, {since}"
