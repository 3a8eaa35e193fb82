"""Whoever asks for an address that is not theirs is on record, as on a page: once a person, address and hour."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data import looks
from web.site import Site, signed_in

REFUSED = 403


def kept_if_refused(route: Route, site: Site) -> Route:
    """The same route, of which every refusal is kept: a new one is, without anybody's remembering it."""
    route.app = _Around(route.app, site=site, path=route.path)
    return route


class _Around:
    """A form that was open for too long is answered with 403 as well, but not to GET."""

    def __init__(self, app: ASGIApp, *, site: Site, path: str) -> None:
        self.app = app
        self.site = site
        self.path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def watched(message: Message) -> None:
            nonlocal refused
            refused = refused or message.get("status") == REFUSED
            await send(message)

        await self.app(scope, receive, watched)
        found = signed_in(Request(scope))
        if refused and scope["method"] == "GET" and found is not None:
            await run_in_threadpool(
                looks.turned_away, self.site.db, page=self.path, by=found.viewer, now=self.site.now()
            )
