"""What the board read last, for the moments in which it cannot read.

It is kept in the server's memory under a hash of the session's cookie, so that only the browser that read it is shown it
again, and for a short while: after that nobody could say whether that browser may still see it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

import streamlit as st

from data.queries.alert_card import AlertCard
from data.queries.police_told import PoliceToTell
from pages.board.words import Row

LONGEST: Final = timedelta(minutes=10)
MOST: Final = 200


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of the board. `schools` are those whose board the viewer sees: id to name.

    `to_tell` are alerts that are over, of which the police have not been told.
    """

    at: datetime
    alerts: tuple[AlertCard, ...]
    visits: tuple[Row, ...]
    schools: dict[UUID, str]
    to_tell: tuple[PoliceToTell, ...]
    last_back_at: datetime | None


@st.cache_resource
def _store() -> dict[str, Reading]:
    return {}


def keep(token: str, reading: Reading) -> None:
    """Remember this reading in place of the browser's last; the oldest of too many goes."""
    store = _store()
    store.pop(_name(token), None)
    store[_name(token)] = reading
    while len(store) > MOST:
        store.pop(next(iter(store)), None)


def kept(token: str, *, now: datetime) -> Reading | None:
    """The browser's last reading, if it is not too old to be of use."""
    reading = _store().get(_name(token)) if token else None
    return reading if reading is not None and now - reading.at <= LONGEST else None


def _name(token: str) -> str:
    return sha256(token.encode()).hexdigest()
