"""The tables of the page of alerts as files, for the same people and the same choice."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analysis.alarm_choice import ALL_TERMS, DRILLS, Choice
from analysis.alarms import (
    MEASURES,
    causes,
    causes_as_text,
    measured,
    summary,
    summary_as_text,
    term_of,
    terms,
)
from data.queries.alert_frames import as_frames
from data.queries.alerts_past import AlertLine, alert_scope, alerts_seen
from data.queries.people import london_day
from visits.labels import ALARM_CAUSE_WORDS, LADDER_KIND_WORDS
from visits.permissions import Action, Viewer, schools_where
from web.csv_text import as_csv, as_file
from web.site import LONDON, Site, signed_in
from web.taken import kept

TABLES: Final = ("summary", "causes", "alerts")
CAUSES: Final = {cause.value: words for cause, words in ALARM_CAUSE_WORDS.items()}
ENDINGS: Final = {None: "open", "safe": "safe", "false_alarm": "false alarm"}
NOT_YOURS: Final = "You do not have permission to see this."


class AlertExports:
    """GET /exports/alerts.csv?table=summary, with the choice of the page's address."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def alerts(self, request: Request) -> Response:
        found = signed_in(request)
        if found is None or not schools_where(found.viewer, Action.SEE_ALERTS):
            return PlainTextResponse(NOT_YOURS, status_code=403)
        table = request.query_params.get("table", TABLES[0])
        if table not in TABLES:
            return PlainTextResponse("There is no such table.", status_code=404)
        text = await run_in_threadpool(self._text, found.viewer, table, dict(request.query_params))
        if text is None:
            return PlainTextResponse(NOT_YOURS, status_code=403)
        return as_file(text, name=f"alerts-{table}.csv")

    def _text(self, viewer: Viewer, table: str, asked: dict[str, str]) -> str | None:
        """The table as the page shows it; None for a school that is not theirs."""
        now = self.site.now()
        today = london_day(now)
        with self.site.db.read() as session:
            scope = alert_scope(session, viewer)
            every = terms(first_on=scope.first_on, today=today)
            choice = Choice.of(asked, schools=scope.schools, terms=every)
            if asked.get("school", "") != choice.school:
                return None
            from_on, to_on = choice.days(first_on=scope.first_on, today=today)
            found = alerts_seen(session, viewer, from_on=from_on, to_on=to_on)
        chosen = choice.of_these(found.alerts, today=today)
        names = {str(school_id): name for school_id, name in scope.schools.items()}
        term = {ALL_TERMS: "All terms", "": every[0].name, **{t.key: t.name for t in every}}[choice.term]
        taken = [one for one in scope.schools if choice.school in ("", str(one))]
        chosen_words = {name: value for name, value in choice.query.items() if name != "school"}
        kept(self.site, viewer, table="alerts", schools=taken, asked={"table": table, **chosen_words})
        about = [
            ["Drills" if choice.what == DRILLS else "Alerts", term],
            ["Schools", names.get(choice.school) or ", ".join(names.values())],
            ["Read", f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}"],
        ]
        return as_csv([*about, [], *_rows(table, chosen, now)])


def _rows(table: str, chosen: Sequence[AlertLine], now: datetime) -> Iterator[Sequence[object]]:
    if table == "alerts":
        yield from _each(chosen, now)
        return
    alerts = measured(*as_frames(chosen, now=now))
    shown = summary_as_text(summary(alerts)) if table == "summary" else causes_as_text(causes(alerts), CAUSES)
    yield list(shown.columns)
    yield from shown.itertuples(index=False)


def _each(chosen: Sequence[AlertLine], now: datetime) -> Iterator[Sequence[object]]:
    """A row an alert, in minutes from its deadline. No family, and nobody by name."""
    yield [
        "School",
        "Term",
        "Visit",
        "What",
        "Due (Europe/London)",
        "Raised late",
        *(f"{words}, minutes" for words in MEASURES.values()),
        "Ended as",
        "Cause",
    ]
    # A drill is measured like an alert here, where each stands for itself and nothing is added up.
    frame, spans = as_frames(chosen, now=now)
    times = measured(frame.assign(drill=False), spans)
    for alert, (_, row) in zip(chosen, times.iterrows(), strict=True):
        yield [
            alert.school,
            term_of(alert.due_on).name,
            "none, a drill" if alert.drill else alert.reference,
            LADDER_KIND_WORDS[alert.kind],
            f"{alert.due_at.astimezone(LONDON):%Y-%m-%d %H:%M}",
            "yes" if alert.late else "no",
            *("not known" if pd.isna(row[name]) else f"{row[name]:.1f}" for name in MEASURES),
            ENDINGS[alert.closed_as],
            ALARM_CAUSE_WORDS[alert.cause_kind] if alert.cause_kind else "",
        ]


def routes(site: Site) -> Sequence[Route]:
    """The routes of this file."""
    return (Route("/exports/alerts.csv", AlertExports(site).alerts, methods=["GET"]),)
