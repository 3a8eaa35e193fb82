"""The page on which whoever gave the right password gives a code of their authenticator app, or a recovery code."""

from collections.abc import Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.commands.core import Invalid, Refused
from data.commands.second_sign_in import NotWaiting, finish
from data.commands.session import Opened
from data.queries.second_step import Waiting, waiting
from data.throttle import TooMany
from web import forms, known
from web.browsers import described
from web.origins import origin
from web.site import Site, local_path, see_other, signed_in

PATH: Final = "/sign-in/code"
TOO_OLD: Final = "This page had been open for too long. Nothing was done. Please try again."
OVER: Final = "/sign-in?said=waited"


class Code:
    """GET and POST /sign-in/code."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        onward = local_path(request.query_params.get("next"))
        if signed_in(request) is not None:
            return see_other(onward)
        if await run_in_threadpool(self._waiting, request) is None:
            return self._over()
        return self._form(request, onward=onward)

    async def send(self, request: Request) -> Response:
        found = await run_in_threadpool(self._waiting, request)
        if found is None:
            return self._over()
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return self._form(request, onward="/", problem=TOO_OLD, status=403)
        onward = local_path(form.text("next"))
        try:
            opened = await run_in_threadpool(self._finish, request, found, form.text("code"))
        except NotWaiting:
            return self._over()
        except TooMany as why:
            answer = self._form(request, onward=onward, problem=str(why), status=429)
            answer.headers["Retry-After"] = str(why.wait_s)
            return answer
        except Invalid as why:
            return self._form(request, onward=onward, problem=why.problems["code"], status=422)
        except Refused as why:
            return self._form(request, onward=onward, problem=str(why), status=403)
        answer = see_other(onward)
        self.site.keep_session(answer, opened.token, ends_at=opened.ends_at)
        known.keep(self.site, request, answer, found.email)
        return answer

    def _waiting(self, request: Request) -> Waiting | None:
        with self.site.db.read() as session:
            return waiting(session, self.site.token(request), now=self.site.now())

    def _finish(self, request: Request, found: Waiting, code: str) -> Opened:
        return finish(
            self.site.db,
            token=self.site.token(request),
            code=code,
            origin=origin(request),
            device=described(request.headers.get("user-agent", "")),
            key=self.site.key,
            hours=self.site.settings.session_hours,
            known=known.mark_of(self.site, request, found.email),
            now=self.site.now(),
        )

    def _over(self) -> Response:
        answer = see_other(OVER)
        self.site.drop_session(answer)
        return answer

    def _form(self, request: Request, *, onward: str, problem: str = "", status: int = 200) -> Response:
        return self.site.page(request, "code.html", status=status, onward=onward, problem=problem)


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = Code(site)
    return (
        Route(PATH, page.show, methods=["GET"]),
        Route(PATH, page.send, methods=["POST"]),
    )
