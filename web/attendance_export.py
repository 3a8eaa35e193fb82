"""The curve around visits as a file: it asks anew who is there and what they may see."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis.attendance_choice import KINDS, Choice, Seen, seen
from analysis.attendance_figure import as_text, sentences
from data.marks import FileLost, batches
from data.queries.attendance import AttendanceSource, attendance_source
from visits.permissions import Action, Viewer, schools_where
from visits.words import CommonReason
from web.csv_text import as_csv, as_file
from web.exports import NOT_YOURS
from web.site import LONDON, Site, signed_in
from web.taken import kept

NO_MARKS: Final = "No attendance has been brought in for this school yet."
LOST: Final = (
    "A file of attendance marks is missing. Whoever looks after Homeward can restore it from a backup."
)


class AttendanceExport:
    """GET /exports/attendance.csv, with the page's own `school`, `reason`, `year` and `visits`."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def curve(self, request: Request) -> Response:
        found = signed_in(request)
        viewer = None if found is None or found.viewer.board else found.viewer
        if viewer is None or not schools_where(viewer, Action.SEE_STATISTICS):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        return await run_in_threadpool(self._curve, viewer, dict(request.query_params))

    def _curve(self, viewer: Viewer, given: dict[str, str]) -> Response:
        now = self.site.now()
        with self.site.db.read() as session:
            source = attendance_source(session, viewer, now=now)
        if not source.small_numbers:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        schools = list(source.schools)
        try:
            school = UUID(given["school"]) if given.get("school") else None
        except ValueError:
            school = UUID(int=0)
        if school is not None and school not in schools:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        asked = {name: given.get(name, "") for name in ("reason", "year", "visits")}
        if not _is_known(source, asked):
            return PlainTextResponse("There is no such table.", status_code=404)
        choice = Choice(
            school=None if school is None else schools.index(school),
            reason=asked["reason"],
            year_group=asked["year"],
            kind=asked["visits"],
        )
        files = source.files_of(choice.school)
        if not files:
            return PlainTextResponse(NO_MARKS, status_code=404)
        try:
            told = seen(
                batches(self.site.settings.attendance_folder, files),
                pupils=source.pupils,
                visits=source.visits,
                choice=choice,
            )
        except FileLost:
            return PlainTextResponse(LOST, status_code=503)
        taken = source.schools if choice.school is None else [schools[choice.school]]
        kept(self.site, viewer, table="attendance", schools=taken, asked=asked)
        read = f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"
        return as_file(as_csv(_rows(source, told, read)), name="attendance-around-visits.csv")


def _is_known(source: AttendanceSource, asked: dict[str, str]) -> bool:
    """Whether these are words of ours: what is asked for is kept in the audit."""
    reasons = {"", *(reason.value for reason in CommonReason)}
    years = {"", *source.pupils["year_group"]}
    return asked["reason"] in reasons and asked["year"] in years and asked["visits"] in KINDS


def _rows(source: AttendanceSource, told: Seen, read: str) -> list[Sequence[object]]:
    """What the table says of itself wherever it goes, then the table as the page shows it."""
    names = list(source.schools.values())
    where = ", ".join(names) if told.choice.school is None else names[told.choice.school]
    table = as_text(told.study.curve)
    about: list[Sequence[object]] = [
        ["Attendance around visits", "school weeks from the visit"],
        ["Schools", where],
        ["Reason", told.choice.reason or "all"],
        ["Year group", told.choice.year_group or "all"],
        ["Visits", told.choice.kind or "all"],
        ["Marks up to", source.last_on or ""],
        ["Read", read],
        *(["", sentence] for sentence in sentences(told.study.change)),
    ]
    return [*about, [], list(table.columns), *table.itertuples(index=False)]


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    return (Route("/exports/attendance.csv", AttendanceExport(site).curve, methods=["GET"]),)
