"""Forms that only our own pages can send, and how they are read.

Each form carries a token that is signed over a cookie of the browser and over the session, so that another site's page
can neither guess it nor bring its own.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request

from data import tokens
from data.queries.session import is_secure
from data.settings import Settings

FIELD: Final = "form_token"
LASTS: Final = timedelta(hours=24)
LARGEST_BYTES: Final = 16_384
MOST_FIELDS: Final = 40
LONG: Final = (1_000_000, 10_000)
"""Bytes and fields of a page on which somebody goes through a long list."""


class BadForm(Exception):
    """The form did not come from a page of ours, or from one that was opened too long ago, or is too large."""


def cookie_name(settings: Settings) -> str:
    """The name of the cookie that a form's token is bound to."""
    return "__Host-homeward-form" if is_secure(settings) else "homeward-form"


def cookie_of(request: Request, settings: Settings) -> str:
    """The browser's form cookie; empty for none."""
    return request.cookies.get(cookie_name(settings), "")


def new_cookie() -> str:
    return secrets.token_urlsafe(18)


def token(key: str, form_cookie: str, session_token: str, *, now: datetime) -> str:
    """The token for a page's forms. It holds only with this cookie and this session, and for a day."""
    return _text(_signer(key).dumps([tokens.keyed(key, form_cookie, session_token), now.isoformat()]))


async def read(
    request: Request,
    *,
    key: str,
    form_cookie: str,
    session_token: str,
    now: datetime,
    most: tuple[int, int] = (LARGEST_BYTES, MOST_FIELDS),
) -> "Form":
    """The form that was sent; `most` are its bytes and fields. Raises BadForm if it is not one of ours."""
    values = await _values(request, *most)
    given = values.pop(FIELD, "")
    if not form_cookie or not given:
        raise BadForm
    try:
        bound, made = _signer(key).loads(given)
    except BadSignature as why:
        raise BadForm from why
    made_at = datetime.fromisoformat(made)
    ours = secrets.compare_digest(str(bound), tokens.keyed(key, form_cookie, session_token))
    if not ours or now - made_at > LASTS:
        raise BadForm
    return Form(values, made_at=made_at)


class Form:
    """What was typed. `made_at` is when the page with the form was drawn."""

    def __init__(self, values: Mapping[str, str], *, made_at: datetime) -> None:
        self._values = values
        self.made_at = made_at

    def text(self, name: str) -> str:
        """What was typed into a field, without the spaces around it; empty when there is none."""
        return self.secret(name).strip()

    def secret(self, name: str) -> str:
        """A field exactly as typed: the spaces of a password belong to it."""
        return self._values.get(name, "")


async def _values(request: Request, largest_bytes: int, most_fields: int) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest_bytes:
            raise BadForm
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except ValueError as why:
        raise BadForm from why
    return dict(pairs)


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="homeward.form")


def _text(signed: str | bytes) -> str:
    return signed.decode("ascii") if isinstance(signed, bytes) else signed
