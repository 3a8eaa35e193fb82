"""An example of every query that counts visits, homes and incidents and asks who looks."""

from datetime import date, timedelta
from typing import Final

from data.queries import reason_details, reason_terms, risk_figures, statistics
from tests.examples.asked_for import ours
from tests.examples.queries import Query, Sees
from tests.homes import TODAY
from tests.staff import NOW
from visits.permissions import Action
from visits.which import Which

A, S = Action, Sees
TERM: Final = (date(2026, 9, 1), TODAY)
COUNTING: Final[dict[str, Query]] = {
    "reason_details.meanings": Query(
        S.WIDE, (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS), lambda s, v, _: reason_details.meanings(s, v)
    ),
    "reason_details.pupils_visited": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: reason_details.pupils_visited(s, v, {w.school: TERM}, which=Which()),
    ),
    "reason_terms.own_terms": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: ours({one.school_id: one.school for one in reason_terms.own_terms(s, v)}, w),
    ),
    "reason_terms.visits_between": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: reason_terms.visits_between(s, v, {w.school: [TERM]}, which=Which()),
    ),
    "risk_figures.risk_figures": Query(
        S.WIDE,
        (A.SEE_SMALL_NUMBERS,),
        lambda s, v, w: ours(
            risk_figures.risk_figures(s, v, since=TODAY - timedelta(days=365), now=NOW).schools, w
        ),
    ),
    "statistics.open_schools": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: ours(statistics.open_schools(s, v), w),
    ),
    "statistics.reason_scope": Query(
        S.WIDE,
        (A.SEE_STATISTICS,),
        lambda s, v, w: ours(statistics.reason_scope(s, v).schools, w),
    ),
    "statistics.reason_statistics": Query(
        S.WIDE,
        (A.SEE_STATISTICS,),
        lambda s, v, w: ours(statistics.reason_statistics(s, v, until="2026-11").schools, w),
    ),
    "statistics.tallies": Query(
        S.WIDE,
        (A.SEE_STATISTICS, A.SEE_SMALL_NUMBERS),
        lambda s, v, w: statistics.tallies(s, v, {w.school: TERM}, which=Which())["reason"],
    ),
}
"""By `module.function`."""
