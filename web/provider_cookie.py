"""What a browser keeps while its person is at the provider: sealed with our key, short-lived, out of reach of scripts."""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request

from data import tokens
from data.queries.session import is_secure
from data.settings import Settings
from web.provider import Asked

LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What somebody goes to the provider for: to sign in, with their one-time link, or to connect it in this session."""

    onward: str = "/"
    invitation: str = ""
    sign_in_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Begun(Purpose):
    """What was begun, and what the answer has to fit."""

    state: str
    nonce: str
    verifier: str

    @property
    def asked(self) -> Asked:
        return Asked(url="", state=self.state, nonce=self.nonce, verifier=self.verifier)


def name(settings: Settings) -> str:
    """The cookie's name."""
    return "__Host-homeward-provider" if is_secure(settings) else "homeward-provider"


def seal(begun: Begun, *, key: str, now: datetime) -> str:
    """The cookie's value."""
    return _box(key).encrypt_at_time(json.dumps(asdict(begun)).encode(), int(now.timestamp())).decode()


def opened(request: Request, settings: Settings, *, key: str, now: datetime) -> Begun | None:
    """What this browser began, or None: nothing, or too long ago, or not sealed by us."""
    value = request.cookies.get(name(settings), "")
    try:
        text = _box(key).decrypt_at_time(value, int(LASTS.total_seconds()), int(now.timestamp()))
    except InvalidToken:
        return None
    return Begun(**json.loads(text))


def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(tokens.keyed(key, "provider cookie"))))
