"""Visits by month beside attendance as a file: it asks anew who is there and what they may see."""

from collections.abc import Sequence
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis import months
from data.dfe import SOURCE, beside_of
from data.marks import FileLost, batches
from data.queries.attendance import attendance_source
from data.queries.people import london_day
from data.queries.statistics import reason_statistics, visits_by_month
from visits.permissions import Action, Viewer, schools_where
from web.attendance_export import LOST, NO_MARKS
from web.csv_text import as_csv, as_file
from web.exports import NOT_YOURS
from web.site import LONDON, Site, signed_in
from web.taken import kept


class MonthsExport:
    """GET /exports/attendance-months.csv, with the page's own `school` and `beside`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def table(self, request: Request) -> Response:
        found = signed_in(request)
        viewer = None if found is None or found.viewer.board else found.viewer
        if viewer is None or not schools_where(viewer, Action.SEE_SMALL_NUMBERS):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        try:
            school = UUID(request.query_params["school"]) if "school" in request.query_params else None
        except ValueError:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        beside = request.query_params.get("beside", "")
        return await run_in_threadpool(self._table, viewer, school, beside)

    def _table(self, viewer: Viewer, school: UUID | None, beside: str) -> Response:
        now = self.site.now()
        today = london_day(now)
        with self.site.db.read() as session:
            source = attendance_source(session, viewer, now=now)
            counted = reason_statistics(session, viewer, until=f"{today:%Y-%m}")
        if not source.small_numbers or (school is not None and school not in source.schools):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        files = source.files_of(None if school is None else list(source.schools).index(school))
        if not files:
            return PlainTextResponse(NO_MARKS, status_code=404)
        try:
            marked = months.days(batches(self.site.settings.attendance_folder, files), pupils=source.pupils)
        except FileLost:
            return PlainTextResponse(LOST, status_code=503)
        figures = beside_of(beside)
        own = months.beside(marked, visits_by_month(counted, school), today=today)
        table = months.as_text(months.with_published(own, {one.name: one.by_month for one in figures}))
        kept(
            self.site,
            viewer,
            table="attendance",
            schools=source.schools if school is None else [school],
            asked={"table": "months"},
        )
        names = list(source.schools.values()) if school is None else [source.schools[school]]
        about: list[Sequence[object]] = [
            ["Visits by month beside attendance", "months of school that have marks"],
            ["Schools", ", ".join(names)],
            *(["Beside it", one.said] for one in figures),
            ["Source of these", SOURCE],
            ["Marks up to", source.last_on or ""],
            ["Read", f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"],
        ]
        return as_file(
            as_csv([*about, [], list(table.columns), *table.itertuples(index=False)]),
            name="attendance-by-month.csv",
        )


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    return (Route("/exports/attendance-months.csv", MonthsExport(site).table, methods=["GET"]),)
