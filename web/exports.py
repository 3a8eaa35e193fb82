"""Tables as files: each asks anew who is there and what they may see. A file that Streamlit serves would ask nobody."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis import reasons
from analysis.periods import KEYS, TERM
from data.policy_files import FOLDER
from data.queries.people import london_day
from data.queries.reason_terms import SchoolTerms, own_terms
from data.queries.statistics import ReasonScope, reason_scope
from visits.permissions import Action, Viewer, schools_where
from visits.which import URGENCY, Which
from web.csv_text import as_csv, as_file, sent
from web.reason_tables import (
    BY_TERM,
    COMPARED,
    LABELS,
    MEANINGS,
    Choice,
    Rows,
    counts,
    period_of,
    terms,
    what_counts_as_what,
)
from web.site import LONDON, Site, signed_in
from web.taken import kept

NOT_YOURS: Final = "You do not have permission to see this."
NO_TERMS: Final = "No terms are entered for this school."


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
        return await run_in_threadpool(self._reasons, viewer, choice)

    def _reasons(self, viewer: Viewer, choice: Choice) -> Response:
        """The table as the page shows it; refused for a school that is not theirs, and to who sees what was published."""
        now = self.site.now()
        today = london_day(now)
        with self.site.db.read() as session:
            found = reason_scope(session, viewer)
            own = own_terms(session, viewer)
        if not found.small_numbers or (choice.school_id or next(iter(found.schools))) not in found.schools:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        if not choice.is_of(found):
            return PlainTextResponse("There is no such policy or year group.", status_code=404)
        what, rows = self._table(viewer, found, choice, own, today)
        if not rows:
            return PlainTextResponse(NO_TERMS, status_code=404)
        taken = [choice.school_id] if choice.school_id else found.schools
        asked = {"table": choice.table, "period": choice.period, **choice.which.as_query()}
        kept(self.site, viewer, table="reasons", schools=taken, asked=asked)
        read = f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"
        text = as_csv(
            [*_about(what, ", ".join(choice.schools(found).values()), choice.which, read), [], *rows]
        )
        return as_file(text, name=f"reasons-by-{choice.table}-{choice.period}.csv")

    def _table(
        self,
        viewer: Viewer,
        found: ReasonScope,
        choice: Choice,
        own: Sequence[SchoolTerms],
        today: date,
    ) -> tuple[str, Rows]:
        """What the table is of, and its rows."""
        if choice.table == MEANINGS:
            return "what counts as what", what_counts_as_what(self.site.db, viewer)
        if choice.table in (COMPARED, BY_TERM):
            return "by term", terms(self.site.db, viewer, found, choice, own, today)
        period = period_of(found, choice, own, today)
        return str(period), counts(self.site.db, viewer, found, choice, period, today)

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


def _about(what: str, where: str, which: Which, read: str) -> list[list[str]]:
    """What a table says of itself wherever it goes: period, schools, which visits, when it was read."""
    return [
        ["Visits that went", what],
        ["Schools", where],
        *([["Reason", LABELS["reason"][which.reason]]] if which.reason else []),
        *([["Kind", which.urgency]] if which.urgency else []),
        *([["Policy", which.policy]] if which.policy else []),
        *([["Year group now", reasons.year_words(which.year_group)]] if which.year_group else []),
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
    which = Which(
        reason=given.get("reason", ""),
        urgency=given.get("kind", ""),
        policy=given.get("policy", ""),
        year_group=given.get("year", ""),
    )
    if table not in (*reasons.TABLES, reasons.YEAR_GROUP, COMPARED, BY_TERM, MEANINGS) or period not in KEYS:
        return None
    if which.reason not in {"", *LABELS["reason"]} or which.urgency not in URGENCY:
        return None
    return Choice(table=table, school_id=school_id, period=period, which=which)


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    exports = Exports(site)
    return (
        Route("/exports/reasons.csv", exports.reasons, methods=["GET"]),
        Route("/exports/policies/{key}.toml", exports.policy, methods=["GET"]),
    )
