"""Signing in by the school's own provider: to it, back from it, and connecting an account of it to one's own.

Nothing begins but by a form of ours, and nothing counts that does not come back to the browser in which it began. What
was begun is in a sealed cookie of that browser (`web.provider_cookie`); it is used up by the first answer.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from secrets import compare_digest
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import throttle, tokens
from data.commands import identity
from data.commands.core import SYSTEM, Invalid, Refused
from data.commands.identity import Browser, Proven
from data.queries.session import SignedIn
from data.throttle import TooMany
from visits.permissions import Action, schools_where
from web import forms, provider_cookie
from web.browsers import described
from web.origins import origin
from web.provider import NoAnswer, NotProven, Provider
from web.provider_cookie import Begun, Purpose
from web.sign_in import TOO_OLD, SignIn
from web.site import Site, local_path, see_other, signed_in, to_sign_in

BEGIN: Final = "/sign-in/provider"
BACK: Final = "/sign-in/provider/back"
CONNECT: Final = "/connect"
LONGEST_PATH: Final = 1000
LONGEST_TOKEN: Final = 100

BEGIN_AGAIN: Final = (
    "This took too long, or it was begun in another browser. Nothing was done. Please begin again."
)
SILENT: Final = "{name} does not answer just now. Try again in a minute, or use your password."
SAID_NO: Final = "{name} did not sign you in. Try again, or use your password."
NOT_TRUSTED: Final = (
    "What came back from {name} cannot be trusted, so nobody was signed in. Tell whoever runs Homeward, and use your "
    "password."
)
NO_ACCOUNT: Final = "You do not have permission to do this."
SIGNED_OUT: Final = "You were signed out meanwhile. Sign in, then connect it again."


class SchoolAccount:
    """The routes of the school's own sign-in. Where none is set up they lead to the sign-in page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.provider = Provider(site.settings, now=site.now)
        self.sign_in = SignIn(site)

    async def show(self, request: Request) -> Response:
        """GET at the address that begins: the sign-in page, for whoever reloads it."""
        return await self.sign_in.form(request, onward="/")

    async def begin(self, request: Request) -> Response:
        """POST: send somebody to the provider, to sign in or to use their one-time link."""
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self.sign_in.form(request, onward="/", problem=TOO_OLD, status=403)
        if not self._is_set_up:
            return to_sign_in("/")
        onward = local_path(form.text("next"))
        # A cookie has little room.
        onward = onward if len(onward) <= LONGEST_PATH else "/"
        return await self._go(
            request, Purpose(onward=onward, invitation=form.text("invitation")[:LONGEST_TOKEN])
        )

    async def ask_to_connect(self, request: Request) -> Response:
        """GET: say what connecting means, and ask for the password."""
        return self._connect_page(request)

    async def connect(self, request: Request) -> Response:
        """POST: send somebody who is signed in, and knows their password, to the provider."""
        found = signed_in(request)
        if found is None or not _has_account(found):
            return self._connect_page(request)
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return self._connect_page(request, problem=TOO_OLD, status=403)
        if not self._is_set_up:
            return see_other("/account")
        try:
            await run_in_threadpool(self._prove_self, found, form.secret("password"))
        except Invalid as why:
            return self._connect_page(request, problem=" ".join(why.problems.values()), status=422)
        except TooMany as why:
            return self._connect_page(request, problem=str(why), status=429)
        return await self._go(request, Purpose(sign_in_id=str(found.id)))

    async def back(self, request: Request) -> Response:
        """GET: the provider's answer. It counts once, in the browser that asked, within ten minutes."""
        now = self.site.now()
        begun = provider_cookie.opened(request, self.site.settings, key=self.site.key, now=now)
        if begun is None or not compare_digest(begun.state, request.query_params.get("state", "")):
            # What this browser may have begun itself goes on: the answer was not to it.
            return await self.sign_in.form(request, onward="/", problem=BEGIN_AGAIN, status=403)
        answer = await self._answered(request, begun)
        self.site.set_cookie(answer, provider_cookie.name(self.site.settings), "", max_age_s=0)
        return answer

    async def _answered(self, request: Request, begun: Begun) -> Response:
        try:
            reserved = await run_in_threadpool(self._reserve, request)
            proven = await self.provider.prove(request, begun.asked, redirect_uri=self._back)
            return await run_in_threadpool(self._finish, request, begun, proven, reserved)
        except NoAnswer:
            return await self._failed(request, begun, self._say(SILENT), status=503)
        except NotProven as why:
            said_no = str(why) == "provider_said_no"
            return await self._failed(request, begun, self._say(SAID_NO if said_no else NOT_TRUSTED))
        except TooMany as why:
            return await self._failed(request, begun, str(why), status=429)
        except Refused as why:
            return await self._failed(request, begun, str(why))

    def _finish(self, request: Request, begun: Begun, proven: Proven, reserved: tuple[UUID, ...]) -> Response:
        db, now = self.site.db, self.site.now()
        if begun.sign_in_id:
            found = signed_in(request)
            if found is None or str(found.id) != begun.sign_in_id:
                raise Refused(SIGNED_OUT)
            identity.connect(db, proven=proven, by=found.viewer, now=now)
            return see_other("/account")
        browser = Browser(
            device=described(request.headers.get("user-agent", "")),
            ends_at=now + timedelta(hours=self.site.settings.session_hours),
            earlier=self.site.token(request),
            reserved=reserved,
        )
        if begun.invitation:
            opened = identity.connect_by_link(
                db, token=begun.invitation, proven=proven, browser=browser, by=SYSTEM, now=now
            )
        else:
            opened = identity.sign_in_by_provider(db, proven=proven, browser=browser, by=SYSTEM, now=now)
        answer = see_other(begun.onward)
        self.site.keep_session(answer, opened.token, ends_at=opened.ends_at)
        return answer

    async def _go(self, request: Request, purpose: Purpose) -> Response:
        try:
            asked = await self.provider.ask(redirect_uri=self._back)
        except NoAnswer:
            return await self._failed(request, purpose, self._say(SILENT), status=503)
        except NotProven:
            return await self._failed(request, purpose, self._say(NOT_TRUSTED), status=503)
        begun = Begun(**asdict(purpose), state=asked.state, nonce=asked.nonce, verifier=asked.verifier)
        answer = self.site.page(request, "to_provider.html", name=self._name, url=asked.url)
        # Not a redirect: browsers hold a form's redirects to `form-action`, and a provider may lead on to another host.
        answer.headers["Refresh"] = f"0; url={asked.url}"
        self.site.set_cookie(
            answer,
            provider_cookie.name(self.site.settings),
            provider_cookie.seal(begun, key=self.site.key, now=self.site.now()),
            max_age_s=int(provider_cookie.LASTS.total_seconds()),
        )
        return answer

    async def _failed(
        self, request: Request, purpose: Purpose, problem: str, *, status: int = 403
    ) -> Response:
        """Say why nobody was signed in, or nothing connected, where the person began."""
        if purpose.sign_in_id:
            return self._connect_page(request, problem=problem, status=status)
        if purpose.invitation:
            return self.site.page(
                request,
                "message.html",
                status=status,
                title="Not connected",
                sentence=problem,
                onward=f"/set-password/{purpose.invitation}",
            )
        return await self.sign_in.form(request, onward=purpose.onward, problem=problem, status=status)

    def _connect_page(self, request: Request, *, problem: str = "", status: int = 200) -> Response:
        found = signed_in(request)
        if found is None:
            return to_sign_in("/account")
        if not _has_account(found):
            return self.site.page(
                request, "message.html", status=403, title="Not connected", sentence=NO_ACCOUNT, onward="/"
            )
        if not self._is_set_up and not problem:
            return see_other("/account")
        return self.site.page(
            request, "connect.html", status=status, name=self._name, who=found.viewer.name, problem=problem
        )

    def _prove_self(self, found: SignedIn, password: str) -> None:
        identity.prove_self(
            self.site.db, current=password, key=self.site.key, by=found.viewer, now=self.site.now()
        )

    def _reserve(self, request: Request) -> tuple[UUID, ...]:
        """Write the try down before the provider is asked: nobody makes us ask it without end."""
        place = tokens.keyed(self.site.key, "place", origin(request))
        return throttle.reserve(self.site.db, {place: throttle.ORIGIN}, now=self.site.now())

    def _say(self, sentence: str) -> str:
        said = sentence.format(name=self._name)
        return said[0].upper() + said[1:]

    @property
    def _name(self) -> str:
        return self.site.settings.oidc_name

    @property
    def _is_set_up(self) -> bool:
        return self.site.settings.oidc_url is not None

    @property
    def _back(self) -> str:
        """The one address that the provider may send anybody back to."""
        return f"{str(self.site.settings.public_url).rstrip('/')}{BACK}"


def _has_account(found: SignedIn) -> bool:
    return bool(schools_where(found.viewer, Action.OWN_ACCOUNT))


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    account = SchoolAccount(site)
    return (
        Route(BEGIN, account.show, methods=["GET"]),
        Route(BEGIN, account.begin, methods=["POST"]),
        Route(BACK, account.back, methods=["GET"]),
        Route(CONNECT, account.ask_to_connect, methods=["GET"]),
        Route(CONNECT, account.connect, methods=["POST"]),
    )
