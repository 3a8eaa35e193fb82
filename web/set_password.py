"""GET and POST /set-password/{token}: the one-time link of somebody new, and of the first administrator."""

from collections.abc import Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.commands import credentials
from data.commands.core import Invalid, Refused
from data.commands.people import Details
from data.queries.invitation import Invited, invited
from data.weakness import SHORTEST_PASSWORD
from web import forms
from web.site import Site, see_other

TYPED: Final = ("name", "email", "mobile", "school_name")
TOO_OLD: Final = "This page had been open for too long. Nothing was done. Please try again."
NOT_THE_SAME: Final = "The two passwords are not the same."


class SetPassword:
    """The page of a one-time link. Opening it changes nothing, so that a scanner of links uses nothing up."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        return await self._form(request)

    async def send(self, request: Request) -> Response:
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self._form(request, problems={"form": TOO_OLD}, status=403)
        typed = {name: form.text(name) for name in TYPED}
        if form.secret("password") != form.secret("again"):
            return await self._form(request, typed=typed, problems={"again": NOT_THE_SAME}, status=422)
        try:
            await run_in_threadpool(self._set, request, typed, form.secret("password"))
        except Invalid as why:
            return await self._form(request, typed=typed, problems=why.problems, status=422)
        except Refused as why:
            return self._useless(request, str(why))
        return see_other("/sign-in?said=password")

    def _set(self, request: Request, typed: dict[str, str], password: str) -> None:
        token, now = request.path_params["token"], self.site.now()
        found = self._invited(request)
        if found is None or found.name is not None:
            credentials.set_password_by_link(self.site.db, token=token, password=password, now=now)
            return
        credentials.become_first_administrator(
            self.site.db,
            token=token,
            details=Details(name=typed["name"], email=typed["email"], mobile=typed["mobile"]),
            password=password,
            school_name=typed["school_name"],
            now=now,
        )

    async def _form(
        self,
        request: Request,
        *,
        typed: dict[str, str] | None = None,
        problems: dict[str, str] | None = None,
        status: int = 200,
    ) -> Response:
        found = await run_in_threadpool(self._invited, request)
        if found is None:
            return self._useless(request, str(credentials.BadLink()))
        return self.site.page(
            request,
            "set_password.html",
            status=status,
            invited=found,
            typed=typed or dict.fromkeys(TYPED, ""),
            problems=problems or {},
            token=request.path_params["token"],
            provider=self.site.settings.oidc_name if self.site.settings.oidc_url else "",
            shortest=SHORTEST_PASSWORD,
        )

    def _useless(self, request: Request, sentence: str) -> Response:
        return self.site.page(
            request,
            "message.html",
            status=410,
            title="Set your password",
            sentence=sentence,
            onward="/sign-in",
        )

    def _invited(self, request: Request) -> Invited | None:
        with self.site.db.read() as session:
            return invited(session, request.path_params["token"], now=self.site.now())


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = SetPassword(site)
    return (
        Route("/set-password/{token}", page.show, methods=["GET"]),
        Route("/set-password/{token}", page.send, methods=["POST"]),
    )
