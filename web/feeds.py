"""GET /policies.ics?token=…: the next review dates, for a calendar program, which cannot sign in."""

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from data.commands.feed import POLICIES
from data.queries.feed import ReviewDate, review_dates
from reports.calendar import Day, calendar
from web.site import Site


class Feeds:
    """Calendar feeds. Their link's token is their only proof, and the person who made it can end it."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def policies(self, request: Request) -> Response:
        found = await run_in_threadpool(self._reviews, request.query_params.get("token", ""))
        if found is None:
            return PlainTextResponse(
                "There is no such calendar. Its link may have been ended.", status_code=404
            )
        body = calendar([_day(one) for one in found], name="Policy reviews", now=self.site.now())
        headers = {
            "Cache-Control": "private, max-age=3600",
            "Content-Disposition": 'inline; filename="policies.ics"',
        }
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

    def _reviews(self, token: str) -> list[ReviewDate] | None:
        with self.site.db.read() as session:
            return review_dates(session, token, feed=POLICIES, now=self.site.now())


def _day(review: ReviewDate) -> Day:
    when = "The policy gives the month only." if review.by_month else "The policy gives this day."
    return Day(
        uid=f"{review.version_id}@homeward",
        on=review.on,
        title=f"Review due: {review.title} ({review.school})",
        text=f"{when} Owner: {review.owner}.",
    )


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    return (Route("/policies.ics", Feeds(site).policies, methods=["GET"]),)
