"""The tables of the page Reasons as rows of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from analysis import reasons, term_tables
from analysis.periods import Period
from data.database import Database
from data.queries.reason_details import meanings, policy_visits, pupils_visited
from data.queries.reason_terms import own_terms, visits_between
from data.queries.statistics import ReasonStatistics
from visits.labels import COMMON_REASON_WORDS, KIND_WORDS
from visits.permissions import Viewer

LABELS: Final = {
    "reason": {reason.value: words for reason, words in COMMON_REASON_WORDS.items()},
    "kind": {kind.value: words for kind, words in KIND_WORDS.items()},
}
COMPARED, BY_TERM, MEANINGS = "compared", "term", "meanings"
FIRST: Final = {"kind": "Kind", "year_group": "Year group now"}
Rows = list[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which table, of one school or of all, over which period, of which visits."""

    table: str
    school_id: UUID | None
    period: str
    only: reasons.Filter

    def names(self, found: ReasonStatistics) -> list[str]:
        """The names of the schools that are meant."""
        return [found.schools[self.school_id]] if self.school_id else list(found.schools.values())


def counts(
    db: Database, viewer: Viewer, found: ReasonStatistics, choice: Choice, period: Period, today: date
) -> Rows:
    """A table of the period."""
    only = choice.only
    with db.read() as session:
        details = reasons.Details(
            pupils=pupils_visited(
                session, viewer, months=period.months, reason=only.reason, emergency=only.emergency
            ),
            policies=policy_visits(session, viewer, months=period.months),
        )
    seen = reasons.counted(
        found.visits,
        period=period,
        today=today,
        schools=choice.names(found),
        labels=LABELS,
        roll=found.roll,
        details=details,
        only=only,
    )
    pupils = choice.table == "year_group"
    head = [FIRST.get(choice.table, choice.table.capitalize()), "Pupils" if pupils else "Visits", "Share"]
    return [
        [*head, "Per 100 pupils on roll"],
        *reasons.as_text(seen.tables[choice.table]).itertuples(index=False),
        ["All", f"{seen.pupils if pupils else seen.total}", "", ""],
    ]


def terms(db: Database, viewer: Viewer, found: ReasonStatistics, choice: Choice, today: date) -> Rows:
    """The terms beside each other, or the last of them one by one; nothing where none has begun."""
    with db.read() as session:
        every = [one for one in own_terms(session, viewer) if choice.school_id in (None, one.school_id)]
        plans = {one.school: term_tables.plan(one.spans, one.closed, today=today) for one in every}
        visits = visits_between(session, viewer, {one.school_id: plans[one.school].days for one in every})
    told = term_tables.terms(visits, plans, roll=found.roll, labels=LABELS["reason"], only=choice.only)
    if told is None:
        return []
    notes: Rows = [["", words] for words in term_tables.missing(told)]
    if choice.table == BY_TERM:
        table = reasons.as_text(told.over_time)
        return [*notes, ["Term", "Visits", "Share", "Per 100 pupils on roll"], *table.itertuples(index=False)]
    table = term_tables.as_text(told)
    return [["", term_tables.sentence(told)], *notes, list(table.columns), *table.itertuples(index=False)]


def what_counts_as_what(db: Database, viewer: Viewer) -> Rows:
    """Each reason of each policy with the common one that it counts as."""
    with db.read() as session:
        rows = [
            (COMMON_REASON_WORDS[one.common], one.reason, one.policy) for one in meanings(session, viewer)
        ]
    return [["Counts as", "The policy's own reason", "Policy"], *rows]
