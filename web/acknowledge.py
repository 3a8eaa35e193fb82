"""GET and POST /ack/{token}: the reader of a message says that they have seen it and are dealing with it.

On a telephone, without signing in and without a script. Opening the page changes nothing, so that a scanner of links
answers for nobody; and the page tells no family's name to whoever finds the link.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import ack_tokens
from data.commands.by_link import acknowledge_by_link
from data.commands.core import Refused
from data.failures import raise_unless_passing
from data.opened import DatabaseError
from data.queries.asked import Answer, Asked, asked_by
from visits.permissions import Viewer
from visits.times import said
from web import forms
from web.site import Site, see_other

TOO_OLD: Final = "This page had been open for too long, so nothing was sent. Press the button again."
NOT_SENT: Final = "This did NOT reach Homeward. Try again, or ring the office."
STATUS: Final = {
    Answer.STEP_OVER: 410,
    Answer.STOOD_DOWN: 410,
    Answer.TOO_OLD: 410,
    Answer.NOT_YOURS: 410,
    Answer.ON_VISIT: 403,
}


class Acknowledge:
    """The page of the link in a message about an alert."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def show(self, request: Request) -> Response:
        return await self._page(request)

    async def send(self, request: Request) -> Response:
        try:
            await self.site.form(request)
        except forms.BadForm:
            return await self._page(request, problem=TOO_OLD, status=403)
        message_id = self._message(request)
        if message_id is None:
            return self._unknown(request)
        try:
            if not await run_in_threadpool(self._acknowledge, message_id):
                return await self._page(request)
        except Refused as why:
            # The page says what became of it in the meantime; a refusal that it does not know it says as it is.
            return await self._page(request, problem=str(why), status=409)
        except DatabaseError as error:
            raise_unless_passing(error)
            return await self._page(request, problem=NOT_SENT, status=503)
        return see_other(request.url.path)

    def _message(self, request: Request) -> UUID | None:
        return ack_tokens.message_of(self.site.key, request.path_params["token"])

    def _acknowledge(self, message_id: UUID) -> bool:
        """Whether there was somebody in whose name it could be done. Raises Refused."""
        asked = self._asked(message_id)
        by: Viewer | None = asked.by if asked else None
        if by is None:
            return False
        acknowledge_by_link(self.site.db, message_id=message_id, by=by, now=self.site.now())
        return True

    def _asked(self, message_id: UUID) -> Asked | None:
        with self.site.db.read() as session:
            return asked_by(session, message_id, now=self.site.now())

    async def _page(self, request: Request, *, problem: str = "", status: int = 200) -> Response:
        message_id = self._message(request)
        asked = await run_in_threadpool(self._asked, message_id) if message_id else None
        if asked is None:
            return self._unknown(request)
        is_open = asked.answer is Answer.OPEN
        return self.site.page(
            request,
            "acknowledge.html",
            status=status if is_open else STATUS.get(asked.answer, 200),
            asked=asked,
            answer=asked.answer.value,
            due=said(asked.due_at, asked.timezone) if asked.due_at else "",
            at=said(asked.at, asked.timezone) if asked.at else "",
            problem=problem if is_open else "",
        )

    def _unknown(self, request: Request) -> Response:
        return self.site.page(
            request,
            "message.html",
            status=404,
            title="This link is not whole",
            sentence="Open it again from the message, the whole of it. Nothing was changed.",
            onward="/",
        )


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    page = Acknowledge(site)
    return (
        Route("/ack/{token}", page.show, methods=["GET"]),
        Route("/ack/{token}", page.send, methods=["POST"]),
    )
