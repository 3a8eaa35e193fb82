"""The school's own sign-in (OpenID Connect) as Homeward asks it: by Authlib, with every answer checked.

What it sends is signed, and everything is compared: issuer, audience, nonce, times, state, and PKCE on its side. Of its
tokens nothing is kept and nothing is logged but the kind of what was wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from starlette.requests import Request

from data import logs
from data.commands.identity import Proven
from data.setting_kinds import DISCOVERY, is_safe_address
from data.settings import Settings

T = TypeVar("T")

LONGEST_S: Final = 10.0
SKEW_S: Final = 120
"""By how much the provider's clock and ours may differ."""
KEPT: Final = timedelta(hours=1)
"""How long its addresses and keys are taken as they were read; a key that is not among them is looked for at once."""
SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only what nobody but the holder of a private key can sign: never `none`, never a shared secret."""
GOOGLE: Final = "https://accounts.google.com"
LONGEST_SUBJECT: Final = 255


class NoAnswer(Exception):
    """The provider does not answer, or not in time, or with something that is no answer."""


class NotProven(Exception):
    """What came back proves nothing. `str()` is one word for the log; nobody's data is in it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The address at the provider to go to, and what has to be remembered in this browser until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One a process: it remembers the provider's addresses and keys for a while."""

    def __init__(self, settings: Settings, *, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._client: Any = None
        self._read_at: datetime | None = None

    async def ask(self, *, redirect_uri: str) -> Asked:
        """Where to send somebody who wants to sign in. Raises NoAnswer."""
        client = await self._within(self._ready())
        made = await client.create_authorization_url(redirect_uri)
        return Asked(
            url=made["url"], state=made["state"], nonce=made["nonce"], verifier=made["code_verifier"]
        )

    async def prove(self, request: Request, asked: Asked, *, redirect_uri: str) -> Proven:
        """Who it is that came back with this request. Raises NoAnswer or NotProven.

        The caller has compared the state with that of the browser's own cookie.
        """
        return await self._within(self._prove(request, asked, redirect_uri))

    async def _prove(self, request: Request, asked: Asked, redirect_uri: str) -> Proven:
        client = await self._ready()
        issuer = client.server_metadata["issuer"]
        if request.query_params.get("iss", issuer) != issuer:
            raise NotProven("response_issuer")
        kept = {"nonce": asked.nonce, "code_verifier": asked.verifier, "redirect_uri": redirect_uri}
        # Authlib looks in a session of Starlette's. It gets one of its own: that of the request is Streamlit's.
        session = {f"_state_{client.name}_{asked.state}": {"data": kept}}
        try:
            token = await client.authorize_access_token(
                Request({**request.scope, "session": session}),
                claims_cls=_claims_at(self._now()),
                claims_options={
                    "iss": {"essential": True, "value": issuer},
                    "aud": {"essential": True, "values": [self._settings.oidc_client_id]},
                    "sub": {"essential": True},
                },
                leeway=SKEW_S,
            )
        except OAuthError as why:
            raise NotProven("provider_said_no") from why
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as why:
            # Authlib raises its own and Python's for an answer that is none.
            raise NotProven(type(why).__name__) from why
        return self._proven(token.get("userinfo"), issuer)

    def _proven(self, claims: Any, issuer: str) -> Proven:
        if not claims:
            raise NotProven("no_id_token")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise NotProven("subject")
        return Proven(issuer=issuer, subject=subject, email=self._address(claims, issuer))

    def _address(self, claims: Any, issuer: str) -> str:
        """The e-mail address, if the provider proves it and the school named its domain; empty otherwise."""
        email = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(email, str):
            return ""
        address = email.strip().lower()
        domain = address.rpartition("@")[2]
        # At Google anybody may open an account with an address of any domain; `hd` says that the domain's owner did.
        if issuer == GOOGLE and claims.get("hd") != domain:
            return ""
        return address if domain in self._settings.oidc_domains else ""

    async def _ready(self) -> Any:
        """A client that knows the provider's addresses, read again after a while. Raises NotProven if they differ."""
        if self._client is None or self._read_at is None or self._now() - self._read_at > KEPT:
            client = self._made()
            try:
                _check(await client.load_server_metadata(), self._settings)
            except (ValueError, TypeError, AttributeError) as why:
                # No JSON, or none that says what a provider says of itself.
                raise NoAnswer from why
            self._client, self._read_at = client, self._now()
        return self._client

    def _made(self) -> Any:
        secret = self._settings.oidc_client_secret
        return OAuth().register(
            "provider",
            client_id=self._settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            server_metadata_url=self._settings.oidc_url,
            authorize_params={"prompt": "select_account"},
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "timeout": LONGEST_S,
            },
        )

    async def _within(self, asking: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(LONGEST_S):
                return await asking
        except (TimeoutError, httpx2.HTTPError) as why:
            logs.logger("web").warning("provider.silent", kind=type(why).__name__)
            raise NoAnswer from why
        except NotProven as why:
            logs.logger("web").warning("provider.refused", kind=str(why))
            raise


def _check(metadata: dict[str, Any], settings: Settings) -> None:
    """That it is the provider that was named, and safe to be asked. Weak signatures are taken off its list."""
    named = (settings.oidc_url or "").removesuffix(DISCOVERY)
    if str(metadata.get("issuer", "")).rstrip("/") != named:
        raise NotProven("issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe_address(str(metadata.get(name, ""))):
            raise NotProven(name)
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in SIGNED_BY if name in offered]
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" not in methods and "client_secret_post" in methods:
        metadata["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  (the name of a way)


def _claims_at(now: datetime) -> Any:
    """Authlib's checks of an ID token, by our clock."""

    class Claims(CodeIDToken):  # type: ignore[misc]
        def validate(self, now: float | None = None, leeway: int = 0) -> None:
            super().validate(now=moment, leeway=leeway)

    moment = int(now.timestamp())
    return Claims
