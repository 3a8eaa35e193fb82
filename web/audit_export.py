"""The audit as a file, for the same people and the same choice as the page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from data.audit_search import Search
from data.queries.audit import Found, audit_entries, audited_schools
from data.queries.people import london_day
from visits.audit_facts import facts_words, where_words
from visits.audit_words import CHOICES, OUTCOME_WORDS, command_words
from visits.permissions import Action, Viewer, schools_where
from web.csv_text import as_csv, as_file
from web.site import LONDON, Site, signed_in
from web.taken import kept

MOST: Final = 20_000
NOT_YOURS: Final = "You do not have permission to see this."
HEADINGS: Final = ("Entry", "When", "Who", "What", "Outcome", "On whom", "From where", "More")


class AuditExport:
    """GET /exports/audit.csv, with the choice of the page's address."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def audit(self, request: Request) -> Response:
        found = signed_in(request)
        if found is None or not schools_where(found.viewer, Action.SEE_AUDIT):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        text = await run_in_threadpool(self._text, found.viewer, dict(request.query_params))
        if text is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        return as_file(text, name="audit.csv")

    def _text(self, viewer: Viewer, asked: Mapping[str, str]) -> str | None:
        """The entries, newest first; None for a school whose audit is not theirs."""
        now = self.site.now()
        with self.site.db.read() as session:
            schools = audited_schools(session, viewer)
            search = Search.of(asked, schools=list(schools), what=CHOICES, today=london_day(now))
            if search is None:
                return None
            found = audit_entries(session, viewer, search.at_page(1), most=MOST)
        kept(self.site, viewer, table="audit", schools=[search.school_id], asked=_own_words(search))
        about = [
            ["Audit of", schools[search.school_id]],
            ["From", search.first_on.isoformat(), "to", search.last_on.isoformat()],
            ["Read", f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"],
            ["Entries", str(len(found.lines)), "of", str(found.total)],
        ]
        return as_csv([*about, [], HEADINGS, *_rows(found)])


def _own_words(search: Search) -> dict[str, str]:
    """The choice without what somebody typed."""
    return {name: value for name, value in search.query.items() if name not in ("school", "visit", "page")}


def _rows(found: Found) -> Iterator[Sequence[str]]:
    for line in found.lines:
        yield (
            str(line.number),
            f"{line.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}",
            line.who or "Homeward, or a shared board",
            command_words(line.command),
            OUTCOME_WORDS[line.outcome],
            line.subject.words,
            where_words(line.facts, device=line.device),
            "; ".join(facts_words(line.facts)),
        )


def routes(site: Site) -> Sequence[Route]:
    """The route of this file."""
    return (Route("/exports/audit.csv", AuditExport(site).audit, methods=["GET"]),)
