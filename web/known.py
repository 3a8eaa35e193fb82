"""The cookie by which a browser is known again in which somebody has signed in before (OWASP calls it a device cookie).

It signs nobody in and proves nothing about a password. It only gives this browser a throttle of its own for this person,
so that somebody who guesses elsewhere, for however long, never makes them wait. It is signed, it holds a random mark for
each of the last few people who signed in here, and whoever steals it has five free guesses and then one a minute.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from data import tokens
from data.queries.session import is_secure
from data.settings import Settings
from web.site import Site

LASTS: Final = timedelta(days=180)
"""From the last time that somebody signed in here."""
MOST: Final = 5
"""People whom one browser is known for: those of a shared desk."""


class Mark(NamedTuple):
    """Somebody who signed in here: whose account as a keyed hash, what this browser is called for it, and when."""

    account: str
    name: str
    at: str


def cookie_name(settings: Settings) -> str:
    """The cookie's name; see `data.queries.session.cookie_name`."""
    return "__Host-homeward-known" if is_secure(settings) else "homeward-known"


def mark_of(site: Site, request: Request, email: str) -> str:
    """What this browser is called for the account with this address; empty if nobody signed in to it here."""
    account = _account(site, email)
    return next((mark.name for mark in _marks(site, request) if mark.account == account), "")


def keep(site: Site, request: Request, response: Response, email: str) -> None:
    """Remember, in the browser itself, that this person has signed in here just now."""
    account = _account(site, email)
    here = Mark(account, mark_of(site, request, email) or secrets.token_urlsafe(18), site.now().isoformat())
    others = [mark for mark in _marks(site, request) if mark.account != account]
    text: str | bytes = _signer(site).dumps([here, *others][:MOST])
    site.set_cookie(
        response,
        cookie_name(site.settings),
        text if isinstance(text, str) else text.decode("ascii"),
        max_age_s=int(LASTS.total_seconds()),
    )


def _marks(site: Site, request: Request) -> Sequence[Mark]:
    """The marks that hold still, of a cookie that we signed."""
    try:
        found = [
            Mark(*mark) for mark in _signer(site).loads(request.cookies.get(cookie_name(site.settings), ""))
        ]
    except BadSignature:
        return ()
    return [mark for mark in found if site.now() - datetime.fromisoformat(mark.at) < LASTS]


def _account(site: Site, email: str) -> str:
    return tokens.keyed(site.key, "known account", email.strip().lower())[:24]


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.key, salt="homeward.known")
