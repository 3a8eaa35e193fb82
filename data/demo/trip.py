"""A made-up visit while it is made: the plan, what is known beside it, and what happened, as rows and audit entries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from data.demo.families import Home, MadePupil
from data.demo.made import Made
from data.demo.schools import LONDON, MadeSchool
from data.demo.staff import MadePerson, Staff
from data.models import AnswerRow, EventRow, StopPupil, StopRow, VisitorRow, VisitRow
from visits.compliance import Answer
from visits.visit import Event, Facts, Stop, Visit, Visitor, VisitPlan
from visits.words import CommonReason, EventKind, StopOutcome, Via, VisitState


@dataclass(kw_only=True)
class StopStory:
    """What became of one stop. `said` are the words that school had of it; nobody else knows the times."""

    arrived_at: datetime
    left_at: datetime
    outcome: StopOutcome
    who_was_seen: str
    said: set[EventKind] = field(default_factory=set)


@dataclass(kw_only=True)
class Trip:
    """One visit. `people` are its visitors' people in the plan's order, None for somebody from outside."""

    made: Made
    school: MadeSchool
    staff: Staff
    id: UUID
    plan: VisitPlan
    facts: Facts
    planner: MadePerson
    people: list[MadePerson | None]
    homes: list[Home]
    pupils: list[list[MadePupil]]
    created_at: datetime
    common: CommonReason
    state: VisitState = VisitState.REQUESTED
    answers: tuple[Answer, ...] = ()
    stories: list[StopStory] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    written_up: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    """Columns of the visit that its story sets: who authorised it and when, when it left, and so on."""
    _version: int = 0
    _stepped: list[dict[str, Any]] = field(default_factory=list)

    @property
    def own_people(self) -> frozenset[UUID]:
        return frozenset(p.id for p in self.people if p is not None)

    @property
    def everybody(self) -> frozenset[UUID]:
        return frozenset(v.id for v in self.plan.visitors if v.id is not None)

    def happen(
        self,
        kind: EventKind,
        at: datetime,
        by: MadePerson,
        command: str,
        *,
        entered_at: datetime | None = None,
        via: Via = Via.BOARD,
        visitors: frozenset[UUID] = frozenset(),
        stop_id: UUID | None = None,
        minutes: int = 0,
        outcome: StopOutcome | None = None,
        note: str = "",
        state: VisitState | None = None,
    ) -> None:
        """Something happened: its event, and the entry of the command that wrote it down."""
        entered_at = entered_at or at
        self.state = state or self.state
        self._version += 1
        self.events.append(
            Event(
                kind=kind,
                happened_at=at,
                visitors=visitors,
                stop_id=stop_id,
                minutes=minutes,
                via=via,
                outcome=outcome,
            )
        )
        self._stepped.append(
            {
                "stop_id": stop_id,
                "kind": kind,
                "happened_at": at,
                "entered_at": entered_at,
                "by_id": by.id,
                "by_name": by.name,
                "via": via,
                "visitor_ids": sorted(str(v) for v in visitors),
                "minutes": minutes,
                "outcome": outcome,
                "note": note,
            }
        )
        facts = {"event": kind.value, "via": via.value, "state": self.state.value}
        self.made.note(self.school.id, entered_at, by.id, command, self.id, facts)

    def seen_by_the_rules(self, state: VisitState) -> Visit:
        """The visit as the rules see it."""
        return Visit(
            id=self.id,
            state=state,
            out_at=self.plan.out_at,
            back_at=self.plan.back_at,
            stops=tuple(
                Stop(id=s.id, address=s.address, due_in_at=s.due_in_at, due_out_at=s.due_out_at)
                for s in self.plan.stops
                if s.id is not None
            ),
            visitors=tuple(
                Visitor(id=v.id, name=v.name, role=v.role) for v in self.plan.visitors if v.id is not None
            ),
        )

    def keep(self) -> None:
        """Turn it into rows."""
        self._keep_visit()
        self._keep_stops()
        self._keep_visitors()
        for step in self._stepped:
            self.made.add(EventRow, step["entered_at"], school_id=self.school.id, visit_id=self.id, **step)
        for answer in self.answers:
            self.made.add(
                AnswerRow,
                self.created_at,
                school_id=self.school.id,
                visit_id=self.id,
                key=answer.key,
                verdict=answer.verdict.value,
                sentence=answer.sentence,
                duties=list(answer.duties),
                reason=answer.reason or "",
            )

    def _keep_visit(self) -> None:
        plan = self.plan
        car = plan.vehicle
        judged_at = self.more.get("authorised_at") or self.created_at
        self.made.put(
            VisitRow,
            self.id,
            school_id=self.school.id,
            policy_version_id=self.school.version_on(judged_at.astimezone(LONDON).date()),
            state=self.state,
            kind=plan.kind,
            reason=plan.reason,
            common_reason=self.common.value,
            reason_other=plan.reason_other,
            month=plan.out_at.astimezone(LONDON).strftime("%Y-%m"),
            purpose=plan.purpose,
            alternatives=plan.alternatives,
            who_to_see=plan.who_to_see,
            told=plan.told,
            told_exception=plan.told_exception,
            travel=plan.travel,
            vehicle_make=car.make if car else "",
            vehicle_model=car.model if car else "",
            vehicle_colour=car.colour if car else "",
            vehicle_registration=car.registration if car else "",
            agency_plan=plan.agency_plan,
            confirmed=sorted(plan.confirmed),
            out_at=plan.out_at,
            back_at=plan.back_at,
            created_at=self.created_at,
            created_by_id=self.planner.id,
            idempotency_key=f"demo-{self.id}",
            version=max(1, self._version),
            **{**_NOT_YET, **self.more},
        )

    def _keep_stops(self) -> None:
        for place, (stop, facts) in enumerate(zip(self.plan.stops, self.facts.stops, strict=True)):
            story = self.stories[place] if place < len(self.stories) else None
            said = story.said if story else set()
            turned_back = EventKind.NOT_MADE in said
            self.made.put(
                StopRow,
                stop.id,
                school_id=self.school.id,
                visit_id=self.id,
                position=place + 1,
                household_id=stop.household_id,
                address=stop.address,
                place=stop.place,
                due_in_at=stop.due_in_at,
                due_out_at=stop.due_out_at,
                arrived_at=story.arrived_at if story and EventKind.ARRIVE in said else None,
                left_at=story.left_at if story and (turned_back or EventKind.LEAVE in said) else None,
                outcome=story.outcome if story and (self.written_up or turned_back) else None,
                who_was_seen=story.who_was_seen if story and self.written_up else "",
                first_visit=facts.first_visit,
            )
            for pupil in self.pupils[place]:
                self.made.add(
                    StopPupil,
                    self.created_at,
                    school_id=self.school.id,
                    stop_id=stop.id,
                    pupil_id=pupil.id,
                )

    def _keep_visitors(self) -> None:
        for place, (visitor, facts) in enumerate(zip(self.plan.visitors, self.facts.visitors, strict=True)):
            self.made.put(
                VisitorRow,
                visitor.id,
                school_id=self.school.id,
                visit_id=self.id,
                position=place + 1,
                person_id=visitor.person_id,
                name=visitor.name,
                role=visitor.role,
                part=visitor.part,
                mobile=visitor.mobile,
                organisation=visitor.organisation,
                trained=facts.trained,
            )


_NOT_YET: dict[str, Any] = {
    "authorised_at": None,
    "authorised_by_id": None,
    "authorised_as_delegate": False,
    "declined_reason": "",
    "left_at": None,
    "returned_at": None,
    "unauthorised": False,
    "retrospective": False,
    "unauthorised_reviewed_at": None,
    "emergency_at": None,
    "stood_down_at": None,
    "last_word_at": None,
}
