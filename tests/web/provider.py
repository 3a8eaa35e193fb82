"""A small OpenID provider in a process of its own, which can be told to misbehave: `python -m tests.web.provider PORT`.

It speaks discovery, authorize, token and keys, holds Homeward to PKCE, its secret and its one address, and
takes a code once. `Provider.be(...)` says who signs in next and what is wrong with the answer.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.processes import free_port

HERE: Final = "http://homeward.example"
"""Where Homeward is found by a browser of the tests of plain HTTP."""
CLIENT_ID: Final = "homeward"
CLIENT_SECRET: Final = "only the provider and Homeward know"
USUAL: Final[dict[str, Any]] = {
    "sub": "subject-1",
    "email": "office@school.example",
    "email_verified": True,
}
PAGE: Final = '<!doctype html><title>Choose</title><h1>Choose an account</h1><a href="{}">Office Person</a>'


@dataclass
class State:
    """What the process keeps. `wrong` is what it was told to do; `codes` wait to be exchanged."""

    issuer: str
    back: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(USUAL))
    wrong: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    keys: list[RSAKey] = field(default_factory=lambda: [_key("first")])


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class Served:
    """The routes."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def be(self, request: Request) -> Response:
        told = await request.json()
        self.state.claims = {**USUAL, **told.pop("claims", {})}
        self.state.back = told.pop("back", self.state.back)
        self.state.wrong = told
        if told.get("new_key"):
            self.state.keys = [_key(f"key-{secrets.token_hex(4)}")]
        return JSONResponse({"asked": self.state.asked})

    async def discovery(self, _request: Request) -> Response:
        if await self._breaks("discovery"):
            return Response("down", status_code=500)
        issuer = self.state.issuer
        return JSONResponse(
            {
                "issuer": self.state.wrong.get("says_it_is", issuer),
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        )

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.state.keys]})

    async def authorize(self, request: Request) -> Response:
        given = dict(request.query_params)
        self.state.asked.append(given)
        right = {"client_id": CLIENT_ID, "redirect_uri": self.state.back, "response_type": "code"}
        if any(given.get(name) != value for name, value in right.items()):
            return Response("wrong client or address", status_code=400)
        if given.get("code_challenge_method") != "S256" or "openid" not in given.get("scope", "").split():
            return Response("no PKCE or no openid", status_code=400)
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = given
        answer = {"code": code, "state": given["state"]}
        if "error" in self.state.wrong:
            answer = {
                "error": self.state.wrong["error"],
                "error_description": "<b>x</b>",
                "state": given["state"],
            }
        onward = f"{given['redirect_uri']}?{urlencode(answer)}"
        if self.state.wrong.get("page"):
            return HTMLResponse(PAGE.format(onward.replace("&", "&amp;")))
        return RedirectResponse(onward, status_code=302)

    async def token(self, request: Request) -> Response:
        if await self._breaks("token"):
            return Response("down", status_code=500)
        form = await request.form()
        secret = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        given = self.state.codes.pop(str(form.get("code")), None)
        if request.headers.get("authorization") != f"Basic {secret}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        hashed = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        proves = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if given is None or given["code_challenge"] != proves or form.get("redirect_uri") != self.state.back:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        answer = {"access_token": "an access token", "token_type": "Bearer", "expires_in": 300}
        if not self.state.wrong.get("no_id_token"):
            answer["id_token"] = self._id_token(given["nonce"])
        return JSONResponse(answer)

    async def _breaks(self, what: str) -> bool:
        await asyncio.sleep(self.state.wrong.get(f"slow_{what}", 0))
        return bool(self.state.wrong.get(f"broken_{what}"))

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.state.issuer, "aud": CLIENT_ID, "nonce": nonce, "iat": now, "exp": now + 300}
        claims = {name: value for name, value in {**usual, **self.state.claims}.items() if value is not None}
        for name, seconds in self.state.wrong.get("times", {}).items():
            claims[name] = now + seconds
        header = {"kid": str(self.state.keys[0].kid)}
        how = self.state.wrong.get("signed", "RS256")
        if how == "none":
            return f"{_part({'alg': 'none', **header})}.{_part(claims)}."
        if how == "HS256":
            # The trick with the public key as a shared secret, which no library signs for one any more.
            text = f"{_part({'alg': 'HS256', **header})}.{_part(claims)}"
            made = hmac.new(self.state.keys[0].as_pem(private=False), text.encode(), hashlib.sha256).digest()
            return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"
        key = _key(str(self.state.keys[0].kid)) if how == "other" else self.state.keys[0]
        return jwt.encode({"alg": "RS256", **header}, claims, key)


def _part(values: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def app(port: int) -> Starlette:
    """The provider as an application."""
    served = Served(State(issuer=f"http://127.0.0.1:{port}"))
    return Starlette(
        routes=[
            Route("/be", served.be, methods=["POST"]),
            Route("/.well-known/openid-configuration", served.discovery),
            Route("/keys", served.keys),
            Route("/authorize", served.authorize),
            Route("/token", served.token, methods=["POST"]),
        ]
    )


@dataclass(frozen=True)
class Provider:
    """The running process, as a test talks to it."""

    issuer: str

    def be(self, **told: Any) -> list[dict[str, str]]:
        """Behave like this from now on, and as usual in everything else; return what it was asked so far."""
        request = urllib.request.Request(
            f"{self.issuer}/be", json.dumps(told).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            asked: list[dict[str, str]] = json.load(answer)["asked"]
        return asked

    def answer(self, url: str) -> str:
        """Do what the person's browser does at the provider; return the path, with its query, that it leads back to."""
        opener = urllib.request.build_opener(_Stay)
        with opener.open(url, timeout=10) as answer:
            parts = urlsplit(answer.headers["location"])
        return f"{parts.path}?{parts.query}"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def http_error_302(self, _req: Any, fp: Any, *_rest: Any) -> Any:
        return fp


@contextmanager
def running() -> Iterator[Provider]:
    """Start one; it ends with the block."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.web.provider", str(port)])
    provider = Provider(f"http://127.0.0.1:{port}")
    try:
        _wait(process, provider)
        yield provider
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], provider: Provider) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            provider.be()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The provider did not start.")


if __name__ == "__main__":
    chosen = int(sys.argv[1])
    uvicorn.run(app(chosen), host="127.0.0.1", port=chosen, log_level="error", lifespan="off")
