"""What a school's visits of a term come to, visit by visit and without a name, for the tables of `analysis.cubes`.

`facts` asks nobody's permission: what is published is made from it. `own_facts` is for pages, and does.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from data.marks import pupil_key
from data.models import (
    Incident,
    PolicyVersion,
    Pupil,
    School,
    StopPupil,
    StopRow,
    VisitRow,
)
from data.queries.calendar import local_at, local_day
from data.queries.policy import policy_of
from data.queries.raw import raw
from data.queries.risk import held_by_home
from data.queries.statistics import NOT_MADE
from data.queries.term_parts import ANSWERED, Raw, alerts, answers, calls, write_ups
from visits.assessments import state
from visits.closed_terms import A_DAY, TermSpan
from visits.counted import CALLS, INCIDENT, NO, NOT_ASKED, NOT_KNOWN, OVERDUE, YES, Facts, VisitFact
from visits.permissions import Action, Viewer, may
from visits.policy import Policy
from visits.words import Stage


def own_facts(
    session: Session, viewer: Viewer, school_id: UUID, *, spans: Sequence[TermSpan], now: datetime
) -> list[Facts]:
    """The facts of each span for who knows the school's families; none for anybody else."""
    sees = (Action.SEE_STATISTICS, Action.SEE_SMALL_NUMBERS)
    if not all(may(viewer, action, school_id=school_id) for action in sees):
        return []
    return facts(session, school_id, spans=spans, now=now)


def facts(session: Session, school_id: UUID, *, spans: Sequence[TermSpan], now: datetime) -> list[Facts]:
    """The visits that went in each of the spans, by the day of leaving. The spans follow each other, oldest first."""
    if not spans:
        return []
    school = session.get_one(School, school_id)
    visits = _visits(school, spans[0].from_on, spans[-1].to_on)
    found = _Found(session, school, visits, now)
    return [found.of(span) for span in spans]


def _visits(school: School, from_on: date, to_on: date) -> ScalarSelect[UUID]:
    return (
        select(VisitRow.id)
        .where(
            VisitRow.school_id == school.id,
            VisitRow.out_at >= local_at(school, from_on, time.min),
            VisitRow.out_at < local_at(school, to_on + A_DAY, time.min),
            VisitRow.state.not_in(NOT_MADE),
        )
        .scalar_subquery()
    )


class _Found:
    """All that is known of some visits: each kind of it is read by one query, however many there are."""

    def __init__(self, session: Session, school: School, visits: ScalarSelect[UUID], now: datetime) -> None:
        self.session, self.school, self.now = session, school, now
        self.rows = session.execute(
            select(
                raw(VisitRow.id).label("id"),
                VisitRow.policy_version_id,
                VisitRow.common_reason,
                raw(VisitRow.kind).label("kind"),
                VisitRow.told,
                VisitRow.retrospective,
                VisitRow.unauthorised,
                VisitRow.authorised_at,
                VisitRow.out_at,
                VisitRow.left_at,
            )
            .where(VisitRow.id.in_(visits))
            .order_by(VisitRow.out_at, VisitRow.id)
        ).all()
        self.days = {row.id: local_day(school, row.out_at) for row in self.rows}
        self.asked = {
            version: frozenset(stage for stage in CALLS if _asks(policy, stage))
            for version, policy in _policies(session, {row.policy_version_id for row in self.rows}).items()
        }
        self._read_stops(visits)
        self.answers = answers(session, visits)
        self.calls = calls(session, visits)
        self.write_ups = write_ups(session, visits)
        self.alerts = alerts(session, visits)
        self.incidents = set(
            session.scalars(select(raw(Incident.visit_id)).where(Incident.visit_id.in_(visits)).distinct())
        )

    def _read_stops(self, visits: ScalarSelect[UUID]) -> None:
        self.outcomes: defaultdict[Raw, list[str]] = defaultdict(list)
        self.homes: defaultdict[Raw, set[UUID]] = defaultdict(set)
        self.pupils: defaultdict[Raw, dict[str, str]] = defaultdict(dict)
        stops = select(raw(StopRow.visit_id), StopRow.household_id, raw(StopRow.outcome)).where(
            StopRow.visit_id.in_(visits)
        )
        for visit_id, home, outcome in self.session.execute(stops):
            self.outcomes[visit_id].append(outcome or NOT_KNOWN)
            if home is not None:
                self.homes[visit_id].add(home)
        children = (
            select(raw(StopRow.visit_id), Pupil.id, Pupil.year_group)
            .join(StopPupil, StopPupil.stop_id == StopRow.id)
            .join(Pupil, Pupil.id == StopPupil.pupil_id)
            .where(StopRow.visit_id.in_(visits))
            .order_by(StopRow.position, StopPupil.id)
        )
        for visit_id, pupil_id, year_group in self.session.execute(children):
            self.pupils[visit_id][str(pupil_key(pupil_id))] = year_group

    def of(self, span: TermSpan) -> Facts:
        rows = [row for row in self.rows if span.from_on <= self.days[row.id] <= span.to_on]
        ids = [row.id for row in rows]
        homes = sorted({home for visit_id in ids for home in self.homes[visit_id]})
        on = min(span.to_on, local_day(self.school, self.now))
        held = held_by_home(self.session, homes, on)
        return Facts(
            months=_months(span),
            visits=tuple(self._visit(row) for row in rows),
            year_groups={pupil: group for visit_id in ids for pupil, group in self.pupils[visit_id].items()},
            homes=tuple(state(held.get(home), on).value for home in homes),
            action_min=tuple(self.alerts[visit_id] for visit_id in ids if visit_id in self.alerts),
        )

    def _visit(self, row: Any) -> VisitFact:
        return VisitFact(
            month=f"{self.days[row.id]:%Y-%m}",
            reason=row.common_reason,
            kind=row.kind,
            pupils=tuple(self.pupils[row.id]),
            outcomes=tuple(self.outcomes[row.id]),
            answers={
                "authorised": _said(row.authorised_at is not None and row.authorised_at <= row.left_at)
                if row.left_at is not None
                else _said(row.authorised_at is not None),
                **self._answered(row),
                **{measure: self._called(row, stage) for stage, measure in CALLS.items()},
                "written_up": self._written_up(row.id),
                OVERDUE: _said(row.id in self.alerts),
                INCIDENT: _said(row.id in self.incidents),
            },
        )

    def _answered(self, row: Any) -> dict[str, str]:
        """What the policy answered before it left. One that it was never asked about, because the visit left before, is
        not known; of parents it is not known either where nobody wrote it down.
        """
        given = self.answers.get(row.id)
        if given is None:
            return dict.fromkeys(ANSWERED.values(), NOT_KNOWN)
        found = {measure: given.get(measure, NOT_ASKED) for measure in ANSWERED.values()}
        if found["told"] == NO and row.told is None:
            found["told"] = NOT_KNOWN
        return found

    def _called(self, row: Any, stage: Stage) -> str:
        """Whether everybody called in time at a stage. One that left unauthorised never signed out.

        Of one that was logged after it had ended it is not known: nobody waited for a call. Counted as No, these visits
        were the difference between two measures, and told a number that a third one hides.
        """
        found = self.calls.get(row.id, {}).get(stage)
        if found is not None:
            return found
        if stage not in self.asked[row.policy_version_id]:
            return NOT_ASKED
        if stage is Stage.DEPART:
            return NO if row.retrospective or row.unauthorised else NOT_ASKED
        return NOT_KNOWN if row.retrospective else NOT_ASKED

    def _written_up(self, visit_id: Raw) -> str:
        if visit_id not in self.write_ups:
            return NOT_ASKED
        due_at, done_at = self.write_ups[visit_id]
        if done_at is None and due_at > self.now:
            return NOT_KNOWN
        return _said(done_at is not None and done_at <= due_at)


def _asks(policy: Policy, stage: Stage) -> bool:
    """Whether the policy waits for a call at that stage of every visit."""
    call = policy.check_in(stage)
    return call is not None and call.grace_minutes is not None and not call.out_of_hours_only


def _said(yes: bool) -> str:
    return YES if yes else NO


def _months(span: TermSpan) -> tuple[str, ...]:
    first, last = span.from_on.year * 12 + span.from_on.month - 1, span.to_on.year * 12 + span.to_on.month - 1
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1))


def _policies(session: Session, versions: Iterable[UUID]) -> dict[UUID, Policy]:
    rows = session.scalars(select(PolicyVersion).where(PolicyVersion.id.in_(versions)))
    return {row.id: policy_of(row) for row in rows}
