"""Around every request: who is there, what a browser may do with the answer, and one id for all that it causes.

A stranger who asks for any page is sent to sign in. What needs no session is a list; everything else does, Streamlit's
uploads and files too.
"""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import logs, origin
from data.failures import is_passing
from data.opened import DatabaseError
from data.queries import session as queries
from data.queries.session import SignedIn
from web.site import Site, to_sign_in

OPEN: Final = frozenset(
    {
        "/favicon.png",
        "/manifest.json",
        "/livez",
        "/healthz",
        "/metrics",
        "/sign-in",
        "/sign-in/code",
        "/sign-out",
        "/policies.ics",
        "/_stcore/health",
        "/_stcore/host-config",
    }
)
LINKS: Final = ("/set-password/", "/ack/")
"""Their links are their own proof."""
ASSETS: Final = ("/static/", "/component/", "/_stcore/bidi-components/")
"""Streamlit's own scripts and styles, which hold nothing of ours."""
ON_A_VISIT: Final = "/out"
NOT_SENT: Final = {
    "title": "Not sent: you are signed out",
    "sentence": "Nothing reached the school. In danger, ring 999. Else ring the office, or sign in and press again.",
    "onward": "/sign-in?next=/out",
}
"""What a press of the phone's page is answered whose session has ended."""
NOT_OURS: Final = 1008
"""How a websocket is closed that another site's page opened (RFC 6455, 7.4.1: against policy)."""
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FRAMES: Final = "frame-ancestors 'none'"


def stack(site: Site) -> Sequence[Middleware]:
    """The middleware, outermost first."""
    return (Middleware(Around, site=site),)


class Around:
    """Pure ASGI, so that a websocket and a stream pass through as they are."""

    def __init__(self, app: ASGIApp, *, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._from_our_page(HTTPConnection(scope)):
            logs.logger("web").warning("websocket.refused")
            await send({"type": "websocket.close", "code": NOT_OURS})
            return
        if scope["type"] != "http":
            # A websocket shows nothing by itself: pages/guard.py looks at its cookie on every run.
            await self.app(scope, receive, send)
            return
        logs.bind_correlation()
        answering = Answering(send)
        try:
            answer = await self._answer(scope)
            await (answer or self.app)(scope, receive, answering)
        except Exception as error:
            # The last place where a failure can still become a sentence with a reference.
            if answering.begun:
                raise
            await self._failed(Request(scope), error)(scope, receive, answering)

    def _from_our_page(self, request: HTTPConnection) -> bool:
        """Whether a websocket is opened by a page of this very address, port included; or by no page at all.

        A browser always says which page, and sends our cookie whatever page it is: one of another port is a stranger's.
        """
        origin = request.headers.get("origin")
        if origin is None:
            return True
        ours = {request.headers.get("host", "").lower()}
        if (public := self.site.settings.public_url) is not None:
            ours.add(urlsplit(str(public)).netloc.lower())
        return urlsplit(origin).netloc.lower() in ours - {""}

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
        if found is not None or _is_open(path):
            return None
        if request.method in ("GET", "HEAD"):
            query = f"?{request.url.query}" if request.url.query else ""
            return to_sign_in(f"{path}{query}")
        if path == ON_A_VISIT:
            return self.site.page(request, "message.html", status=401, **NOT_SENT)
        return PlainTextResponse("Sign in first.", status_code=401)

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
    # What is no file Streamlit answers with its page.
    suffix = PurePosixPath(path).suffix
    return path.startswith(ASSETS) and suffix not in ("", ".html")


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


class Answering:
    """Sends an answer with what every answer says; `begun` is whether its first part has gone."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", FRAMES)
            headers["X-Correlation-Id"] = logs.correlation_id()
        await self._send(message)
