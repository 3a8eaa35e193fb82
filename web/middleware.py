"""Around every request: who is there, what a browser may do with the answer, and one id for all that it causes.

A stranger who asks for any page is sent to sign in. What needs no session is a list; everything else does, Streamlit's
uploads and files too.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import logs, origin, streams
from data.failures import is_passing, raise_unless_passing
from data.opened import DatabaseError
from data.queries import session as queries
from data.queries.out import office_phones_by_token
from data.queries.session import SignedIn
from data.settings import Settings
from web import headers, hosts, step_due, stream
from web.site import Site, to_sign_in

OPEN: Final = frozenset(
    {
        "/favicon.png",
        "/manifest.json",
        "/livez",
        "/healthz",
        "/metrics",
        "/sign-in",
        "/sign-in/provider",
        "/sign-in/provider/back",
        "/sign-in/code",
        "/sign-out",
        "/policies.ics",
        "/_stcore/health",
        "/_stcore/host-config",
    }
)
LINKS: Final = ("/set-password/", "/ack/")
"""Their links are their own proof."""
UPLOADS: Final = "/_stcore/upload_file"
OFF: Final = (
    "/_stcore/agent",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/auth/",
    "/oauth2callback",
)
"""What Streamlit serves to programs and for a sign-in of its own. Nobody has them here, whatever is configured."""
ON_A_VISIT: Final = "/out"
NOT_OURS: Final = 1008
"""How a websocket is closed that another site's page opened (RFC 6455, 7.4.1: against policy)."""
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""What changes nothing, and may come from anywhere."""
NOT_THIS_NAME: Final = (
    "Homeward does not answer to this name. "
    "Whoever runs it names it in HOMEWARD_PUBLIC_URL or HOMEWARD_ALLOWED_HOSTS."
)
NOT_FROM_THERE: Final = "This came from another site's page. Nothing was done."


def stack(site: Site) -> Sequence[Middleware]:
    """The middleware, outermost first."""
    return (Middleware(Around, site=site),)


class Around:
    """Pure ASGI, so that a websocket and a stream pass through as they are."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._may_open(HTTPConnection(scope)):
            logs.logger("web").warning("websocket.refused")
            await send({"type": "websocket.close", "code": NOT_OURS})
            return
        if scope["type"] == "websocket":
            # It shows nothing by itself: pages/guard.py looks at its cookie on every run.
            await self.app(await self._page_of(scope), stream.only_wanted(receive), send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        logs.bind_correlation()
        answering = Answering(send, path=scope["path"], settings=self.site.settings)
        try:
            answer = self._refused(Request(scope)) or await self._answer(scope)
            await (answer or self.app)(scope, receive, answering)
        except Exception as error:
            # The last place where a failure can still become a sentence with a reference.
            if answering.begun:
                raise
            await self._failed(Request(scope), error)(scope, receive, answering)

    def _may_open(self, request: HTTPConnection) -> bool:
        given, settings = request.headers, self.site.settings
        ours = hosts.is_ours(given.get("host"), request.scope["path"], settings)
        return ours and hosts.may_open(given, settings)

    async def _page_of(self, scope: Scope) -> Scope:
        """The websocket's request; without the name of a lost page that was not drawn for this very session."""
        if not (name := stream.named(scope)):
            return scope
        try:
            found = await run_in_threadpool(self._signed_in, HTTPConnection(scope))
        except DatabaseError as error:
            raise_unless_passing(error)
            found = None
        if found is not None and streams.may_take_up(name, sign_in_id=found.id):
            return scope
        logs.logger("web").info("page.begins_anew")
        return stream.begin_anew(scope)

    def _refused(self, request: Request) -> Response | None:
        """What is answered to a request under a strange name, or to an act that another site's page wants."""
        given, settings = request.headers, self.site.settings
        if not hosts.is_ours(given.get("host"), request.scope["path"], settings):
            logs.logger("web").warning("host.refused")
            return PlainTextResponse(NOT_THIS_NAME, status_code=421)
        if request.method not in READING and not hosts.may_act(given, settings):
            logs.logger("web").warning("origin.refused")
            return PlainTextResponse(NOT_FROM_THERE, status_code=403)
        return None

    def _failed(self, request: Request, error: Exception) -> Response:
        """The page for a request that failed. The log has the rest under the same reference."""
        if isinstance(error, DatabaseError) and is_passing(error):
            logs.logger("web").error("database.failed", exc_info=error)
            return self.site.page(request, "lost.html", status=503)
        logs.logger("web").error("request.failed", method=request.method, exc_info=error)
        return self.site.page(
            request,
            "message.html",
            status=500,
            title="This did not work",
            sentence="Nothing that was saved before is lost. If it happens again, tell whoever runs Homeward this "
            f"reference: {logs.correlation_id()}",
            onward="/",
        )

    async def _answer(self, scope: Scope) -> Response | None:
        """What to answer in place of the page; None to let the request through."""
        request = Request(scope)
        path: str = scope["path"]
        try:
            found = await run_in_threadpool(self._signed_in, request)
        except DatabaseError:
            if not _is_open(path):
                raise
            return None
        scope.setdefault("state", {})["signed_in"] = found
        origin.bind(found.id if found else None)
        if found is not None and path.startswith(OFF):
            return PlainTextResponse("There is nothing here.", status_code=404)
        if found is not None and not _is_their_upload(path, found.id):
            return PlainTextResponse("This page is not yours.", status_code=403)
        if found is not None and not _is_open(path):
            return await run_in_threadpool(step_due.answer, self.site, request, found)
        if found is not None or _is_open(path):
            return None
        if request.method in ("GET", "HEAD"):
            query = f"?{request.url.query}" if request.url.query else ""
            return to_sign_in(f"{path}{query}")
        if path == ON_A_VISIT:
            return await run_in_threadpool(self._not_sent, request)
        return PlainTextResponse("Sign in first.", status_code=401)

    def _not_sent(self, request: Request) -> Response:
        """With the office's number: who stands at a door and is signed out has nothing but the phone."""
        with self.site.db.read() as session:
            offices = office_phones_by_token(session, self.site.token(request))
        return self.site.page(request, "not_sent.html", status=401, offices=offices)

    def _signed_in(self, request: HTTPConnection) -> SignedIn | None:
        token = request.cookies.get(self.site.cookie, "")
        if not token:
            return None
        with self.site.db.read() as session:
            return queries.signed_in(
                session,
                token,
                idle_minutes=self.site.settings.session_idle_minutes,
                now=self.site.now(),
                on_a_visit=_under(request.scope["path"], ON_A_VISIT),
            )


def _is_open(path: str) -> bool:
    if path in OPEN or path.startswith(LINKS):
        return True
    return headers.is_asset(path)


def _is_their_upload(path: str, sign_in_id: UUID) -> bool:
    """Whether a file that is sent to one of Streamlit's pages comes from whom the page was drawn for."""
    if not _under(path, UPLOADS):
        return True
    page = path.removeprefix(UPLOADS).strip("/").split("/")[0]
    return streams.may_take_up(page, sign_in_id=sign_in_id)


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


class Answering:
    """Sends an answer with what every answer says; `begun` is whether its first part has gone."""

    def __init__(self, send: Send, *, path: str, settings: Settings) -> None:
        self._send = send
        self._path = path
        self._settings = settings
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            said = MutableHeaders(scope=message)
            headers.put(said, self._path, self._settings)
            said["X-Correlation-Id"] = logs.correlation_id()
        await self._send(message)
