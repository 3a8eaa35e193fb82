"""The tables of the page Reasons as rows of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from analysis import periods, reasons, term_tables
from data.database import Database
from data.queries.reason_details import meanings, pupils_visited
from data.queries.reason_terms import SchoolTerms, visits_between
from data.queries.statistics import ReasonScope, tallies
from visits.labels import COMMON_REASON_WORDS, KIND_WORDS
from visits.permissions import Viewer
from visits.which import Which

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
    which: Which

    def schools(self, found: ReasonScope) -> dict[UUID, str]:
        """The schools that are meant, by name: id to name."""
        if self.school_id:
            return {self.school_id: found.schools[self.school_id]}
        return found.schools

    def is_of(self, found: ReasonScope) -> bool:
        """Whether the policy and the year group that are asked for are there."""
        policy, years = self.which.policy, self.which.year_groups
        return (not policy or policy in found.policies) and set(years) <= set(found.roll["year_group"])

    def among(self, found: ReasonScope) -> reasons.Meant:
        """Whom the counts are per 100 of."""
        names = list(self.schools(found).values())
        return reasons.meant(self.which, schools=names, roll=found.roll, had=found.policies)


def period_of(found: ReasonScope, choice: Choice, own: Sequence[SchoolTerms], today: date) -> periods.Period:
    """The period that is asked for, of the schools that are meant."""
    if choice.period != periods.TERM:
        return periods.periods(today=today, first_month=found.first_month)[choice.period]
    spans = {one.school: one.spans for one in own}
    schools = choice.among(found).schools
    return periods.this_term({school: spans.get(school, ()) for school in schools}, today=today)


def counts(
    db: Database, viewer: Viewer, found: ReasonScope, choice: Choice, period: periods.Period, today: date
) -> Rows:
    """A table of the period."""
    among = choice.among(found)
    days = {key: period.days_at(name) for key, name in choice.schools(found).items() if name in among.schools}
    pupils = choice.table == reasons.YEAR_GROUP
    with db.read() as session:
        if pupils:
            visited = pupils_visited(session, viewer, days, which=choice.which)
            table = reasons.by_year_group(visited, period=period, among=among)
        else:
            tallied = tallies(session, viewer, days, which=choice.which)
            seen = reasons.counted(tallied, period=period, today=today, labels=LABELS, among=among)
            table = seen.tables[choice.table]
    head = [FIRST.get(choice.table, choice.table.capitalize()), "Pupils" if pupils else "Visits", "Share"]
    return [
        [*head, "Per 100 pupils on roll"],
        *reasons.as_text(table).itertuples(index=False),
        ["All", f"{table['visits'].sum()}", "", ""],
    ]


def terms(
    db: Database,
    viewer: Viewer,
    found: ReasonScope,
    choice: Choice,
    own: Sequence[SchoolTerms],
    today: date,
) -> Rows:
    """The terms beside each other, or the last of them one by one; nothing where none has begun."""
    among = choice.among(found)
    kept = [one for one in own if one.school in among.schools]
    plans = {one.school: term_tables.plan(one.spans, one.closed, today=today) for one in kept}
    with db.read() as session:
        visits = visits_between(
            session,
            viewer,
            {one.school_id: plans[one.school].days for one in kept},
            which=choice.which,
            apart={one.school_id: plans[one.school].names for one in kept},
        )
    told = term_tables.terms(visits, plans, roll=among.roll, labels=LABELS["reason"])
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
