"""Tables as files: each asks anew who is there and what they may see. A file that Streamlit serves would ask nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis import reasons
from analysis.periods import KEYS, TERM, Period, periods
from data.policy_files import FOLDER
from data.queries.people import london_day
from data.queries.statistics import reason_statistics
from visits.labels import COMMON_REASON_WORDS
from visits.permissions import Action, Viewer, schools_where
from web.csv_text import as_csv, as_file, sent
from web.site import LONDON, Site, signed_in
from web.taken import kept

NOT_YOURS: Final = "You do not have permission to see this."
LABELS: Final = {reason.value: words for reason, words in COMMON_REASON_WORDS.items()}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which table, of one school or of all, over which period."""

    table: str
    school_id: UUID | None
    period: str


class Exports:
    """GET /exports/reasons.csv and /exports/policies/{key}.toml."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def reasons(self, request: Request) -> Response:
        viewer, choice = _viewer(request), _choice(request)
        if viewer is None or not schools_where(viewer, Action.SEE_STATISTICS):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        if choice is None:
            return PlainTextResponse("There is no such table.", status_code=404)
        text = await run_in_threadpool(self._reasons, viewer, choice)
        if text is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        name = f"reasons-by-{choice.table}-{choice.period}.csv"
        return as_file(text, name=name)

    def _reasons(self, viewer: Viewer, choice: Choice) -> str | None:
        """The table as the page shows it; None for a school that is not theirs, and for who sees what was published."""
        now = self.site.now()
        today = london_day(now)
        with self.site.db.read() as session:
            found = reason_statistics(session, viewer, until=f"{today:%Y-%m}")
        if not found.small_numbers or (choice.school_id or next(iter(found.schools))) not in found.schools:
            return None
        every = periods(today=today, first_month=found.first_month)
        seen = reasons.counted(
            found.visits,
            period=every[choice.period],
            schools=[found.schools[choice.school_id]] if choice.school_id else list(found.schools.values()),
            labels=LABELS,
        )
        where = found.schools[choice.school_id] if choice.school_id else ", ".join(found.schools.values())
        table = reasons.as_text(seen.tables[choice.table])
        taken = [choice.school_id] if choice.school_id else found.schools
        asked = {"table": choice.table, "period": choice.period}
        kept(self.site, viewer, table="reasons", schools=taken, asked=asked)
        return as_csv(
            [
                *_about(every[choice.period], where, f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"),
                [],
                [choice.table.capitalize(), "Visits", "Share"],
                *table.itertuples(index=False),
                ["All", f"{seen.total}", ""],
            ]
        )

    async def policy(self, request: Request) -> Response:
        viewer = _viewer(request)
        if viewer is None or not schools_where(viewer, Action.SEE_POLICIES):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        texts = {path.stem: path for path in FOLDER.glob("*.toml")}
        path = texts.get(request.path_params["key"])
        if path is None:
            return PlainTextResponse("There is no such policy.", status_code=404)
        content = await run_in_threadpool(path.read_bytes)
        return sent(content, name=path.name, media_type="application/toml")


def _about(period: Period, where: str, read: str) -> list[list[str]]:
    """What a table says of itself wherever it goes: period, schools, when it was read."""
    return [
        ["Visits that went", str(period)],
        ["Schools", where],
        ["Read", read],
    ]


def _viewer(request: Request) -> Viewer | None:
    found = signed_in(request)
    return None if found is None or found.viewer.board else found.viewer


def _choice(request: Request) -> Choice | None:
    """What is asked for; None for what there is not."""
    given = request.query_params
    try:
        school_id = UUID(given["school"]) if "school" in given else None
    except ValueError:
        return None
    table, period = given.get("table", "reason"), given.get("period", TERM)
    if table not in reasons.TABLES or period not in KEYS:
        return None
    return Choice(table=table, school_id=school_id, period=period)


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    exports = Exports(site)
    return (
        Route("/exports/reasons.csv", exports.reasons, methods=["GET"]),
        Route("/exports/policies/{key}.toml", exports.policy, methods=["GET"]),
    )
