"""The part that is happening now: six visits at two schools, timed around the moment at which it is made.

Two are well, one is due back in minutes, one is overdue and on the first step of its ladder, one waits to be authorised,
one is authorised and has not signed out. What is due of them is worked out by the same function as for any visit.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.demo.accounts import ACCOUNTS
from data.demo.made import Made
from data.demo.planner import Planner
from data.demo.schools import LONDON
from data.demo.staff import MadePerson
from data.demo.story import MINUTE, ask, authorise, reception
from data.demo.trip import StopStory, Trip
from data.demo.wishes import Wish
from data.models import AlertRow, AlertStepRow, DeadlineRow, WatchTurn
from data.refresh import refresh_deadlines
from visits.words import EventKind, LadderKind, Stage, StopOutcome, Via, VisitKind, VisitState

ASKED_BEFORE: Final = timedelta(minutes=75)
NEXT_REMINDER: Final = timedelta(minutes=2)
RAISED_AFTER: Final = timedelta(seconds=1)


@dataclass
class Live:
    """The visits that are going on. Make them, insert their rows, then `watch` them."""

    made: Made
    planners: dict[str, Planner]
    now: datetime
    visit_ids: list[UUID] = field(default_factory=list)

    def make(self) -> None:
        """Q is the school that waits half an hour after a stop, T the one that waits not a minute."""
        self._well("quillmere", "attendance_support", -35, (15, 35, 10, 30, 15), lead="visitor")
        self._overdue("quillmere", "attendance", -120, (15, 35, 10, 20, 10, 20, 15))
        self._waiting("quillmere", "refusing", 25, (10, 30, 15))
        self._well("tarrowby", "long_absence", -25, (15, 40, 15))
        self._due_in_minutes("tarrowby", "excluded", -70, (15, 40, 19))
        self._not_signed_out("tarrowby", "meeting", -6, (15, 30, 15))
        self._has_the_watch("quillmere", "office", -130)

    def watch(self, session: Session) -> None:
        """Have what is due worked out, and hand what is overdue to its alert."""
        for visit_id in self.visit_ids:
            refresh_deadlines(session, visit_id=visit_id, now=self.now)
        alerts = self.made.rows[AlertRow]
        for alert in (a for a in alerts if a["closed_at"] is None):
            due = select(DeadlineRow).where(
                DeadlineRow.visit_id == alert["visit_id"], DeadlineRow.ladder, DeadlineRow.due_at <= self.now
            )
            for deadline in session.scalars(due):
                deadline.raised_at, deadline.alert_id = alert["raised_at"], alert["id"]

    def _well(self, slug: str, reason: str, out: int, legs: tuple[int, ...], lead: str = "") -> None:
        trip = self._gone(slug, reason, out, legs, lead=lead)
        self._arrived(trip, 0)
        self._keep(trip)

    def _due_in_minutes(self, slug: str, reason: str, out: int, legs: tuple[int, ...]) -> None:
        trip = self._gone(slug, reason, out, legs)
        self._arrived(trip, 0)
        self._left(trip, 0)
        self._keep(trip)

    def _overdue(self, slug: str, reason: str, out: int, legs: tuple[int, ...]) -> None:
        """They left the first stop, and nothing was heard of the second."""
        trip = self._gone(slug, reason, out, legs)
        self._arrived(trip, 0)
        self._left(trip, 0)
        self._raise(trip)
        self._keep(trip)

    def _waiting(self, slug: str, reason: str, out: int, legs: tuple[int, ...]) -> None:
        trip = self._planned(slug, reason, out, legs, asked=-12)
        ask(trip)
        self._keep(trip)

    def _not_signed_out(self, slug: str, reason: str, out: int, legs: tuple[int, ...]) -> None:
        trip = self._planned(slug, reason, out, legs)
        ask(trip)
        authorise(trip)
        self._keep(trip)

    def _has_the_watch(self, slug: str, key: str, since: int) -> None:
        """Whoever took the watch that many minutes ago, and has it still."""
        planner = self.planners[slug]
        person = self._account(planner, key)
        if person is None:
            return
        at, school_id = self.now.replace(second=0, microsecond=0) + since * MINUTE, planner.school.id
        turn = self.made.add(WatchTurn, at, school_id=school_id, person_id=person.id, from_at=at)
        self.made.note(school_id, at, person.id, "watch.take", school_id, {"turn": str(turn)})

    def _planned(
        self,
        slug: str,
        reason: str,
        out: int,
        legs: tuple[int, ...],
        *,
        asked: int | None = None,
        lead: str = "",
    ) -> Trip:
        """A visit of that reason; where the school is shut at this hour, one that could not wait."""
        planner, minute = self.planners[slug], self.now.replace(second=0, microsecond=0)
        policy, out_at = planner.school.policy, minute + out * MINUTE
        calm = self._in_hours(planner, out_at, out_at + sum(legs) * MINUTE)
        urgent = policy.reason("child_safe") or policy.reason("referred")
        wish = Wish(
            out_at=out_at,
            asked_at=minute + asked * MINUTE if asked is not None else out_at - ASKED_BEFORE,
            reason=policy.reason(reason) if calm else urgent,
            kind=VisitKind.PROCEDURAL if calm else VisitKind.EMERGENCY,
            stops=len(legs) // 2,
            legs=legs,
            pair=True,
            fresh=True,
        )
        return planner.trip(wish, planner=self._account(planner, "sendco"), lead=self._account(planner, lead))

    def _in_hours(self, planner: Planner, out_at: datetime, back_at: datetime) -> bool:
        school = planner.school
        day = out_at.astimezone(LONDON).date()
        opens_at, closes_at = (school.at(day, clock) for clock in (school.plan.opens, school.plan.closes))
        return school.years.is_open(day) and opens_at <= out_at and back_at <= closes_at

    def _account(self, planner: Planner, key: str) -> MadePerson | None:
        """The person of that account at the school, if the key is one."""
        name = next((a.name for a in ACCOUNTS if a.key == key), "")
        return next((p for p in planner.staff.people if p.name == name), None)

    def _gone(self, slug: str, reason: str, out: int, legs: tuple[int, ...], lead: str = "") -> Trip:
        """Authorised and signed out to the minute."""
        trip = self._planned(slug, reason, out, legs, lead=lead)
        ask(trip)
        authorise(trip)
        at = trip.plan.out_at
        trip.happen(
            EventKind.SIGN_OUT,
            at,
            reception(trip),
            "word.sign_out",
            visitors=trip.everybody,
            state=VisitState.OUT,
        )
        trip.more |= {"left_at": at, "last_word_at": at}
        return trip

    def _arrived(self, trip: Trip, place: int) -> None:
        stop = trip.plan.stops[place]
        story = StopStory(
            arrived_at=stop.due_in_at,
            left_at=stop.due_out_at,
            outcome=StopOutcome.SEEN,
            who_was_seen="",
            said={EventKind.ARRIVE},
        )
        trip.stories.append(story)
        self._word(trip, EventKind.ARRIVE, "word.arrive", story.arrived_at, stop.id)

    def _left(self, trip: Trip, place: int) -> None:
        story = trip.stories[place]
        story.said.add(EventKind.LEAVE)
        self._word(trip, EventKind.LEAVE, "word.leave", story.left_at, trip.plan.stops[place].id)

    def _word(self, trip: Trip, kind: EventKind, command: str, at: datetime, stop_id: UUID | None) -> None:
        trip.happen(
            kind, at, reception(trip), command, via=Via.CALL, visitors=trip.everybody, stop_id=stop_id
        )
        trip.more["last_word_at"] = at

    def _raise(self, trip: Trip) -> None:
        """What the watcher wrote when the call between two visits did not come (BT-13, BT-15)."""
        policy, silent = trip.school.policy, trip.plan.stops[1]
        leave = policy.check_in(Stage.LEAVE)
        due_at = silent.due_out_at + (leave.grace_minutes or 0 if leave else 0) * MINUTE
        raised_at = due_at + RAISED_AFTER
        step = policy.overdue.steps[0]
        alert_id = self.made.add(
            AlertRow,
            raised_at,
            school_id=trip.school.id,
            visit_id=trip.id,
            kind=LadderKind.OVERDUE,
            due_at=due_at,
            raised_at=raised_at,
            late_s=RAISED_AFTER.total_seconds(),
            acknowledged_at=None,
            acknowledged_by_id=None,
            accounted_at=None,
            closed_at=None,
            closed_by_id=None,
            closed_as=None,
            cause="",
            heard="",
            police_called_at=None,
            police_called_by_id=None,
            police_reference="",
        )
        self.made.add(
            AlertStepRow,
            raised_at,
            school_id=trip.school.id,
            alert_id=alert_id,
            key=step.key,
            kind=step.kind,
            started_at=raised_at,
            remind_at=self.now + NEXT_REMINDER,
            reminded=1,
            acknowledged_at=None,
            acknowledged_by_id=None,
            ended_at=None,
            outcome=None,
        )
        self.made.note(trip.school.id, raised_at, None, "alert.raise", trip.id, {"alert_id": str(alert_id)})

    def _keep(self, trip: Trip) -> None:
        trip.keep()
        self.visit_ids.append(trip.id)
