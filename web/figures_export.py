"""Published figures, and the page Oversight, as files: each asks anew who is there and what they may see."""

from collections.abc import Sequence
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis import published
from analysis.attendance_figure import as_text as attendance_text
from analysis.attendance_figure import sentences
from analysis.attendance_published import study_of
from analysis.cubes import TABLES
from analysis.oversight import not_known_over_time, over_time, term
from data.queries.figures import Chosen, chosen, school_figures
from data.queries.oversight import Oversight, oversight
from visits.permissions import Action, Viewer, schools_where
from visits.times import day_said
from web.csv_text import as_csv, as_file
from web.exports import NOT_YOURS
from web.site import LONDON, Site, signed_in
from web.taken import kept

ATTENDANCE = "attendance"
NOT_THERE = "There is no such table."
HIDDEN = ["c", "1 to 5, or a number from which those could be worked out"]
ROUNDED = ["Counts", "of visits, pupils and sessions: rounded down to tens"]
RANGE = ["95 to 99", "as near as it can be told without giving a c away"]


class FiguresExport:
    """GET /exports/figures.csv and /exports/oversight.csv, with the pages' own `school` and `term`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def table(self, request: Request) -> Response:
        viewer = _viewer(request)
        if viewer is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        return await run_in_threadpool(self._table, viewer, dict(request.query_params))

    async def oversight(self, request: Request) -> Response:
        viewer = _viewer(request)
        if viewer is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        return await run_in_threadpool(self._oversight, viewer, dict(request.query_params))

    def _table(self, viewer: Viewer, given: dict[str, str]) -> Response:
        cube = given.get("table", "")
        if cube not in (*TABLES, ATTENDANCE):
            return PlainTextResponse(NOT_THERE, status_code=404)
        with self.site.db.read() as session:
            figures = school_figures(session, viewer, now=self.site.now())
        school_id = _school(given)
        if school_id is not None and school_id not in {one.school_id for one in figures}:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        found = chosen(figures, school_id=school_id, name=given.get("term", ""))
        if given.get("term") and given["term"] != found.name:
            return PlainTextResponse(NOT_THERE, status_code=404)
        documents = found.documents(cube)
        if not documents or (cube == ATTENDANCE and len(documents) > 1):
            return PlainTextResponse(NOT_THERE, status_code=404)
        rows = _attendance(found) if cube == ATTENDANCE else _rows(cube, found)
        taken = [one.school_id for one, _ in found.schools]
        asked = {"table": cube, "term": found.schools[0][1].span.key}
        kept(self.site, viewer, table="figures", schools=taken, asked=asked)
        about = [*_about(found), *([ROUNDED] if cube == ATTENDANCE else [])]
        return as_file(as_csv([*about, [], *rows]), name=f"{cube}.csv")

    def _oversight(self, viewer: Viewer, given: dict[str, str]) -> Response:
        now = self.site.now()
        school_id = _school(given)
        with self.site.db.read() as session:
            _, found = oversight(session, viewer, school_id, now=now)
        if found is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        if not found.terms:
            return PlainTextResponse(NOT_THERE, status_code=404)
        one = found.figures
        kept(self.site, viewer, table="oversight", schools=[one.school_id], asked={})
        told = [term(t.span.name, document=t.document, facts=t.facts) for t in found.terms]
        table, unknown = over_time(told), not_known_over_time(told)
        about = [
            ["Whether we do what we said", "visits for which the answer is yes, of those it was asked of"],
            ["School", one.school],
            ["Read", f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"],
            *([] if one.small_numbers else [_frozen(found), HIDDEN, RANGE]),
        ]
        return as_file(
            as_csv(
                [
                    *about,
                    [],
                    list(table.columns),
                    *table.itertuples(index=False),
                    [],
                    list(unknown.columns),
                    *unknown.itertuples(index=False),
                ]
            ),
            name="oversight.csv",
        )


def _frozen(found: Oversight) -> list[str]:
    """When the newest of a governor's terms was published."""
    last = max(term.published_at for term in found.terms if term.published_at is not None)
    return ["Published, and unchanged since", f"{last.astimezone(LONDON):%Y-%m-%d %H:%M}"]


def _rows(cube: str, found: Chosen) -> list[Sequence[object]]:
    documents = found.documents(cube)
    keys = [row[0] for one in documents for row in one.get("rows", [])]
    table = published.table(documents, cube=cube, words=published.words_of(cube, keys, spans=found.spans))
    head = [published.FIRST_COLUMN[cube], published.unit(cube).capitalize(), "Share"]
    total = published.total(documents)
    shown = [] if table is None else published.as_text(table).itertuples(index=False)
    return [head, *shown, ["All", "c" if total is None else total, ""]]


def _attendance(found: Chosen) -> list[Sequence[object]]:
    study = study_of(found.documents(ATTENDANCE)[0])
    table = attendance_text(study.curve)
    told: list[Sequence[object]] = [["", sentence] for sentence in sentences(study.change)]
    return [*told, [], list(table.columns), *table.itertuples(index=False)]


def _about(found: Chosen) -> list[Sequence[object]]:
    """What a table says of itself wherever it goes."""
    span = found.schools[0][1].span
    last = max(term.published_at for _, term in found.schools)
    days = f"{day_said(span.from_on)} to {day_said(span.to_on)}"
    return [
        ["Visits that went", f"{span.name}: {days}"],
        ["Schools", ", ".join(one.school for one, _ in found.schools)],
        ["Published, and unchanged since", f"{last.astimezone(LONDON):%Y-%m-%d %H:%M}"],
        HIDDEN,
        RANGE,
    ]


def _school(given: dict[str, str]) -> UUID | None:
    """The school that is asked for; one that nobody has for what is no id."""
    try:
        return UUID(given["school"]) if given.get("school") else None
    except ValueError:
        return UUID(int=0)


def _viewer(request: Request) -> Viewer | None:
    """Whoever asks, if statistics are open to them; a shared board takes nothing away."""
    found = signed_in(request)
    if found is None or found.viewer.board or not schools_where(found.viewer, Action.SEE_STATISTICS):
        return None
    return found.viewer


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    exports = FiguresExport(site)
    return (
        Route("/exports/figures.csv", exports.table, methods=["GET"]),
        Route("/exports/oversight.csv", exports.oversight, methods=["GET"]),
    )
