"""One's own second step: set up, given new recovery codes, taken off. Plain pages, for secrets stand on them.

What is shown once is on a page that no browser keeps, and never in Streamlit's state. Printing it prints the codes alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import second_step
from data.commands import second_step as commands
from data.commands.core import Invalid, Refused
from data.logs import logger
from data.queries.second_step import OwnAccount, own_account
from data.throttle import TooMany
from visits.permissions import Action, Viewer, schools_where
from web import forms
from web.site import Site, see_other, signed_in, to_sign_in

PATH: Final = "/second-step"
TOO_OLD: Final = "This page had been open for too long. Nothing was done. Please try again."
UNREADABLE: Final = "The picture cannot be shown any more. Begin again."
SAID: Final = {
    "off": "Your second step is taken off. Your password alone is enough to sign in.",
}
FOUR: Final = 4
Done = Callable[[Request, Viewer, forms.Form], Response]


@dataclass(frozen=True, kw_only=True)
class ToScan:
    """What an authenticator app is given: as a picture, as a link on the phone itself, and as letters to type.

    The picture is SVG of our own, of squares alone: nothing in it is anybody's text.
    """

    picture: str
    link: str
    letters: str


class OwnStep:
    """GET /second-step, and a POST for each thing that is done there."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        return await self._page(request, said=request.query_params.get("said", ""))

    async def begin(self, request: Request) -> Response:
        return await self._do(request, self._begin)

    async def confirm(self, request: Request) -> Response:
        return await self._do(request, self._confirm)

    async def new_codes(self, request: Request) -> Response:
        return await self._do(request, self._new_codes)

    async def take_off(self, request: Request) -> Response:
        return await self._do(request, self._take_off)

    async def _do(self, request: Request, done: Done) -> Response:
        found = signed_in(request)
        if found is None or not schools_where(found.viewer, Action.OWN_ACCOUNT):
            return await self._page(request)
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self._page(request, problem=TOO_OLD, status=403)
        try:
            return await run_in_threadpool(done, request, found.viewer, form)
        except TooMany as why:
            answer = await self._page(request, problem=str(why), status=429)
            answer.headers["Retry-After"] = str(why.wait_s)
            return answer
        except Invalid as why:
            return await self._page(request, problem=str(why), status=422)
        except Refused as why:
            return await self._page(request, problem=str(why), status=403)

    def _begin(self, _request: Request, viewer: Viewer, form: forms.Form) -> Response:
        commands.begin(
            self.site.db, current=form.secret("password"), key=self.site.key, by=viewer, now=self.site.now()
        )
        return see_other(PATH)

    def _confirm(self, request: Request, viewer: Viewer, form: forms.Form) -> Response:
        made = commands.confirm(
            self.site.db,
            code=form.text("code"),
            keep=self.site.token(request),
            key=self.site.key,
            by=viewer,
            now=self.site.now(),
        )
        return self._codes(request, viewer, made, first=True)

    def _new_codes(self, request: Request, viewer: Viewer, form: forms.Form) -> Response:
        made = commands.new_codes(self.site.db, **self._proof(form), by=viewer, now=self.site.now())
        return self._codes(request, viewer, made, first=False)

    def _take_off(self, request: Request, viewer: Viewer, form: forms.Form) -> Response:
        # Where everybody needs one, nobody goes on without one: not in this browser's other windows either.
        keep = "" if self.site.settings.second_step == "required" else self.site.token(request)
        commands.take_off(self.site.db, **self._proof(form), keep=keep, by=viewer, now=self.site.now())
        return see_other(f"{PATH}?said=off")

    def _proof(self, form: forms.Form) -> dict[str, Any]:
        return {"current": form.secret("password"), "code": form.text("code"), "key": self.site.key}

    def _codes(self, request: Request, viewer: Viewer, made: tuple[str, ...], *, first: bool) -> Response:
        account = self._account(viewer)
        assert account is not None  # noqa: S101  (whoever was given codes has an account)
        return self.site.page(
            request,
            "recovery_codes.html",
            codes=made,
            first=first,
            email=account.email,
            made_at=self.site.now(),
        )

    async def _page(
        self, request: Request, *, problem: str = "", said: str = "", status: int = 200
    ) -> Response:
        found = signed_in(request)
        if found is None:
            return to_sign_in(PATH)
        account = await run_in_threadpool(self._account, found.viewer)
        if account is None:
            return self._not_here(request, "A shared board has no account. Sign in as yourself first.")
        if not schools_where(found.viewer, Action.OWN_ACCOUNT):
            return self._not_here(request, "You have no role at a school today.")
        if not account.has_password:
            return self._not_here(
                request, "You sign in with your school's account. Its second step is set up there, not here."
            )
        now = self.site.now()
        step = account.step
        begun = step is not None and step.since is None and now < step.made_at + commands.SET_UP_WITHIN
        to_scan = self._to_scan(account) if begun else None
        return self.site.page(
            request,
            "second_step.html",
            status=status,
            step=step if step is not None and step.since is not None else None,
            to_scan=to_scan,
            email=account.email,
            problem=problem or (UNREADABLE if begun and to_scan is None else ""),
            said=SAID.get(said, ""),
            due=self.site.settings.second_step == "required",
            of=second_step.RECOVERY_CODES,
        )

    def _account(self, viewer: Viewer) -> OwnAccount | None:
        with self.site.db.read() as session:
            return own_account(session, viewer.person_id)

    def _to_scan(self, account: OwnAccount) -> ToScan | None:
        assert account.step is not None  # noqa: S101  (one that was begun)
        return self._scanned(account.step.sealed, account.person_id, account.email)

    def _scanned(self, sealed: str, person_id: UUID, email: str) -> ToScan | None:
        """None where the installation's key is another one since it was begun."""
        try:
            secret = second_step.unseal(sealed, person_id=person_id, key=self.site.key)
        except second_step.Unreadable:
            logger("sign_in").warning("second_step.unreadable", person_id=str(person_id))
            return None
        link = second_step.address(secret, email=email)
        picture = segno.make(link, error="m").svg_inline(scale=5, light="#fff", omitsize=True)
        letters = " ".join(secret[at : at + FOUR] for at in range(0, len(secret), FOUR))
        return ToScan(picture=picture, link=link, letters=letters)

    def _not_here(self, request: Request, sentence: str) -> Response:
        return self.site.page(
            request, "message.html", status=403, title="Second step", sentence=sentence, onward="/"
        )


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = OwnStep(site)
    posts: Sequence[tuple[str, Callable[[Request], Awaitable[Response]]]] = (
        ("begin", page.begin),
        ("confirm", page.confirm),
        ("codes", page.new_codes),
        ("off", page.take_off),
    )
    return (
        Route(PATH, page.show, methods=["GET"]),
        *(Route(f"{PATH}/{name}", act, methods=["POST"]) for name, act in posts),
    )
