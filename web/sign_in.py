"""Signing in and out, and turning a browser into a school's shared board."""

from asyncio import Semaphore
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.commands import session as commands
from data.commands.core import Refused
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.school import has_made_up, schools_for
from data.throttle import TooMany
from visits.permissions import Action
from web import forms, known
from web.browsers import described
from web.origins import origin
from web.second_step import PATH as CODE
from web.site import Site, local_path, see_other, signed_in, to_sign_in

AT_ONCE: Final = 2
"""Passwords of strangers that are looked at at the same moment, and as many of browsers that are known."""
TOO_OLD: Final = "This page had been open for too long. Nothing was done. Please try again."


class SignIn:
    """GET and POST /sign-in."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._strangers, self._known_ones = Semaphore(AT_ONCE), Semaphore(AT_ONCE)

    async def show(self, request: Request) -> Response:
        onward = local_path(request.query_params.get("next"))
        if signed_in(request) is not None and "again" not in request.query_params:
            return see_other(onward)
        return await self.form(request, onward=onward, said=request.query_params.get("said", ""))

    async def send(self, request: Request) -> Response:
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self.form(request, onward="/", problem=TOO_OLD, status=403)
        onward, email = local_path(form.text("next")), form.text("email")
        try:
            opened = await self._opened(request, email, form.secret("password"))
        except TooMany as why:
            answer = await self.form(request, onward=onward, email=email, problem=str(why), status=429)
            answer.headers["Retry-After"] = str(why.wait_s)
            return answer
        except Refused as why:
            return await self.form(request, onward=onward, email=email, problem=str(why), status=403)
        answer = see_other(f"{CODE}?next={quote(onward, safe='')}" if opened.waits else onward)
        self.site.keep_session(answer, opened.token, ends_at=opened.ends_at)
        if not opened.waits:
            known.keep(self.site, request, answer, email)
        return answer

    async def _opened(self, request: Request, email: str, password: str) -> commands.Opened:
        """A password takes time and 64 MB to look at: strangers wait for each other, and no known browser for them."""
        mark = known.mark_of(self.site, request, email)
        async with self._known_ones if mark else self._strangers:
            return await run_in_threadpool(self._sign_in, request, email, password, mark)

    def _sign_in(self, request: Request, email: str, password: str, mark: str) -> commands.Opened:
        return commands.sign_in(
            self.site.db,
            email=email,
            password=password,
            origin=origin(request),
            device=described(request.headers.get("user-agent", "")),
            key=self.site.key,
            hours=self.site.settings.session_hours,
            known=mark,
            earlier=self.site.token(request),
            now=self.site.now(),
        )

    async def form(
        self,
        request: Request,
        *,
        onward: str,
        email: str = "",
        problem: str = "",
        said: str = "",
        status: int = 200,
    ) -> Response:
        return self.site.page(
            request,
            "sign_in.html",
            status=status,
            onward=onward,
            email=email,
            problem=problem,
            said=SAID.get(said, ""),
            demo=await run_in_threadpool(self._demo),
            provider=self.site.settings.oidc_name if self.site.settings.oidc_url else "",
        )

    def _demo(self) -> bool:
        """Whether the page may speak of made-up accounts; if the database is lost it says nothing of them."""
        try:
            with self.site.db.read() as session:
                return has_made_up(session)
        except DatabaseError as error:
            raise_unless_passing(error)
            return False


SAID: Final = {
    "password": "Your password is set. Sign in with it now.",
    "out": "You are signed out.",
    "closed": "The board is closed.",
    "waited": "The code was not given in time. Sign in again.",
}
"""What the sign-in page says first, by a word in its address: nobody can put a sentence of theirs there."""


class SignOut:
    """GET and POST /sign-out, for a person and for a shared board. GET only asks."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        found = signed_in(request)
        if found is None:
            return to_sign_in("/")
        return self.site.page(
            request, "sign_out.html", name=found.viewer.name, board=found.viewer.board, problem=""
        )

    async def send(self, request: Request) -> Response:
        found, token = signed_in(request), self.site.token(request)
        if found is None:
            answer = to_sign_in("/")
            self.site.drop_session(answer)
            return answer
        try:
            await self.site.form(request)
        except forms.BadForm:
            viewer = found.viewer
            return self.site.page(
                request, "sign_out.html", status=403, name=viewer.name, board=viewer.board, problem=TOO_OLD
            )
        await run_in_threadpool(
            commands.sign_out, self.site.db, token=token, by=found.viewer, now=self.site.now()
        )
        answer = see_other(f"/sign-in?said={'closed' if found.viewer.board else 'out'}")
        self.site.drop_session(answer)
        return answer


class Board:
    """GET and POST /board: this browser becomes a school's shared board, and the person's own session ends."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        return await self._form(request)

    async def send(self, request: Request) -> Response:
        found, token = signed_in(request), self.site.token(request)
        if found is None:
            return to_sign_in("/board")
        try:
            form = await self.site.form(request)
        except forms.BadForm:
            return await self._form(request, problem=TOO_OLD, status=403)
        chosen = form.text("school")
        schools = await run_in_threadpool(self._schools, request)
        school_id = next((one for one in schools if str(one) == chosen), None)
        if school_id is None:
            return await self._form(request, problem="Choose the school of this board.", status=422)
        opened = await run_in_threadpool(
            commands.open_board,
            self.site.db,
            school_id=school_id,
            token=token,
            device=described(request.headers.get("user-agent", "")),
            hours=self.site.settings.board_session_hours,
            by=found.viewer,
            now=self.site.now(),
        )
        answer = see_other("/")
        self.site.keep_session(answer, opened.token, ends_at=opened.ends_at)
        return answer

    async def _form(self, request: Request, *, problem: str = "", status: int = 200) -> Response:
        schools = await run_in_threadpool(self._schools, request)
        return self.site.page(
            request,
            "board.html",
            status=status if schools else 403,
            schools={str(school_id): name for school_id, name in schools.items()},
            hours=self.site.settings.board_session_hours,
            problem=problem,
        )

    def _schools(self, request: Request) -> dict[UUID, str]:
        found = signed_in(request)
        if found is None or found.viewer.board:
            return {}
        with self.site.db.read() as session:
            return schools_for(session, found.viewer, Action.OPEN_BOARD)


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    sign_in, sign_out, board = SignIn(site), SignOut(site), Board(site)
    return (
        Route("/sign-in", sign_in.show, methods=["GET"]),
        Route("/sign-in", sign_in.send, methods=["POST"]),
        Route("/sign-out", sign_out.show, methods=["GET"]),
        Route("/sign-out", sign_out.send, methods=["POST"]),
        Route("/board", board.show, methods=["GET"]),
        Route("/board", board.send, methods=["POST"]),
    )
