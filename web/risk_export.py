"""The tables of the page Risk in figures as files: each asks anew who is there and what they may see."""

from collections.abc import Sequence
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis import risk
from data.queries.people import london_day
from data.queries.risk_figures import risk_figures
from visits.permissions import Action, Viewer, schools_where
from web.csv_text import as_csv, as_file
from web.exports import NOT_YOURS
from web.site import LONDON, Site, signed_in
from web.taken import kept


class RiskExport:
    """GET /exports/risk.csv, with `table` and the page's own `school`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def table(self, request: Request) -> Response:
        found = signed_in(request)
        viewer = None if found is None or found.viewer.board else found.viewer
        if viewer is None or not schools_where(viewer, Action.SEE_SMALL_NUMBERS):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        table = request.query_params.get("table", risk.HOMES)
        if table not in risk.TABLES:
            return PlainTextResponse("There is no such table.", status_code=404)
        try:
            school = UUID(request.query_params["school"]) if "school" in request.query_params else None
        except ValueError:
            return PlainTextResponse("There is no such table.", status_code=404)
        return await run_in_threadpool(self._table, viewer, table, school)

    def _table(self, viewer: Viewer, table: str, school: UUID | None) -> Response:
        now = self.site.now()
        with self.site.db.read() as session:
            found = risk_figures(session, viewer, since=london_day(now) - risk.YEAR, now=now)
        if school is not None and school not in found.schools:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        names = list(found.schools.values()) if school is None else [found.schools[school]]
        rows = risk.as_text(
            table,
            risk.tables(
                homes=found.homes,
                planned=found.planned,
                flags=found.flags,
                visits=found.visits,
                incidents=found.incidents,
                schools=names,
            )[table],
        )
        kept(
            self.site,
            viewer,
            table="risk",
            schools=found.schools if school is None else [school],
            asked={"table": table},
        )
        about = [
            [risk.TITLES[table], f"incidents and visits since {found.since}"],
            ["Schools", ", ".join(names)],
            ["Read", f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"],
        ]
        text = as_csv([*about, [], list(rows.columns), *rows.itertuples(index=False)])
        return as_file(text, name=f"risk-{table}.csv")


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    return (Route("/exports/risk.csv", RiskExport(site).table, methods=["GET"]),)
