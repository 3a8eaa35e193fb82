"""Small made-up policies and visits for the tests of the rules. Each policy shows one way of watching."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.policy_documents import smallest
from visits.compliance import Answer, check
from visits.policy import Policy
from visits.policy_parts import CheckIn, Rule
from visits.visit import (
    Event,
    Facts,
    Stop,
    StopFacts,
    StopPlan,
    Vehicle,
    Visit,
    Visitor,
    VisitorFacts,
    VisitorPlan,
    VisitPlan,
)
from visits.words import (
    AssessmentState,
    CommonReason,
    EventKind,
    Place,
    Response,
    Role,
    Stage,
    Strength,
    VisitKind,
    VisitorRole,
    VisitState,
)

LONDON = ZoneInfo("Europe/London")
OUT_AT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
NOW = OUT_AT - timedelta(hours=3)
SCHOOL, VISIT = UUID(int=1), UUID(int=2)
A, B = UUID(int=10), UUID(int=11)
FIRST, SECOND, THIRD = UUID(int=20), UUID(int=21), UUID(int=22)
STOP_IDS = (FIRST, SECOND, THIRD)


def at(minutes: float, start: datetime = OUT_AT) -> datetime:
    """A moment of the trip, in minutes after it was due to leave."""
    return start + timedelta(minutes=minutes)


def rule(response: Response = Response.RECORD, duty: str = "XX-01") -> Rule:
    return Rule(duties=(duty,), response=response)


def our_rule(response: Response = Response.RECORD) -> Rule:
    return Rule(response=response, ours=True)


def call(stage: Stage, grace: int | None, **more: Any) -> CheckIn:
    """A check-in of that stage with so many minutes of grace."""
    return CheckIn(stage=stage, grace_minutes=grace, ours=True, **more)


def policy(*check_ins: CheckIn, **parts: Any) -> Policy:
    """A policy that asks for next to nothing, with the check-ins and parts given; `back` without grace by default."""
    base: dict[str, Any] = {
        **smallest(),
        "duties": [
            {"id": f"XX-{n:02}", "says": Strength.MUST, "text": "A made-up duty.", "responses": ["record"]}
            for n in range(1, 10)
        ],
        "authorisation": {"duties": ["XX-01"], "response": Response.BLOCK, "roles": [Role.LEAD_DSL]},
        "company": {"duties": ["XX-02"], "minimum": 1},
        "announcement": {"duties": ["XX-03"], "mode": "none"},
        "kinds": [VisitKind.EMERGENCY, VisitKind.PROCEDURAL],
        "kinds_rule": our_rule(Response.GUIDE),
        "purpose": our_rule(Response.GUIDE),
        "reasons": [
            {
                "key": "attendance",
                "label": "Attendance",
                "common": CommonReason.ATTENDANCE,
                "duties": ["XX-04"],
            }
        ],
        "risk": {
            "ours": True,
            "response": Response.GUIDE,
            "stale": our_rule(Response.GUIDE),
            "questions": [{"key": "dog", "text": "Is there a dog?", "risk_when": "yes"}],
        },
        "check_ins": check_ins or (call(Stage.BACK, 0),),
    }
    return Policy.model_validate({**base, **parts})


def calls_between_visits(**parts: Any) -> Policy:
    """Word on leaving each stop and on being back, 30 minutes of grace (as BT-13, BT-15)."""
    return policy(call(Stage.DEPART, 15), call(Stage.LEAVE, 30), call(Stage.BACK, 30), **parts)


def back_on_the_minute(**parts: Any) -> Policy:
    """No grace on being back, and word on getting home when out of hours (as WH-05, WH-06)."""
    return policy(call(Stage.BACK, 0), call(Stage.HOME, 60, out_of_hours_only=True), **parts)


def soft_calls(**parts: Any) -> Policy:
    """Calls on arrival and on leaving for which the text gives no time (as FS-03)."""
    return policy(call(Stage.ARRIVE, None), call(Stage.LEAVE, None), call(Stage.BACK, 0), **parts)


def call_before_the_start(**parts: Any) -> Policy:
    """A call ten minutes before each stop begins, and one on leaving (a grace below zero)."""
    return policy(call(Stage.ARRIVE, -10), call(Stage.LEAVE, 5), call(Stage.BACK, 15), **parts)


WATCHES = (calls_between_visits, back_on_the_minute, soft_calls, call_before_the_start)


def visit(
    *,
    stops: int = 2,
    state: VisitState = VisitState.OUT,
    visitors: Sequence[UUID] = (A, B),
    start: datetime = OUT_AT,
) -> Visit:
    """Out at 0; each stop 30 minutes, 20 minutes of road before each and after the last. Two stops: back at 120."""
    planned = tuple(
        Stop(
            id=STOP_IDS[n],
            address=f"{n + 1} Mill Row",
            due_in_at=at(20 + 50 * n, start),
            due_out_at=at(50 + 50 * n, start),
        )
        for n in range(stops)
    )
    return Visit(
        id=VISIT,
        state=state,
        out_at=start,
        back_at=at(20 + 50 * stops, start),
        stops=planned,
        visitors=tuple(
            Visitor(id=v, name=f"Visitor {n}", role=VisitorRole.LEAD if n == 0 else VisitorRole.SECOND)
            for n, v in enumerate(visitors)
        ),
    )


def event(
    kind: EventKind,
    minute: float,
    *who: UUID,
    stop: UUID | None = None,
    minutes: int = 0,
    start: datetime = OUT_AT,
) -> Event:
    """Something that happened so many minutes after the trip was due to leave."""
    return Event(
        kind=kind, happened_at=at(minute, start), visitors=frozenset(who), stop_id=stop, minutes=minutes
    )


def stop_plan(n: int = 0, **more: Any) -> StopPlan:
    """The nth stop of a planned trip, at the times of `visit`."""
    base: dict[str, Any] = {
        "address": f"{n + 14} Mill Row",
        "due_in_at": at(20 + 50 * n),
        "due_out_at": at(50 + 50 * n),
        "household_id": UUID(int=100 + n),
        "place": Place.HOME,
    }
    return StopPlan(**{**base, **more})


def lead(**more: Any) -> VisitorPlan:
    base: dict[str, Any] = {
        "name": "A. Visitor",
        "role": VisitorRole.LEAD,
        "mobile": "07700 900111",
        "part": "Speaks",
        "person_id": A,
    }
    return VisitorPlan(**{**base, **more})


def second(**more: Any) -> VisitorPlan:
    base: dict[str, Any] = {
        "name": "B. Second",
        "role": VisitorRole.SECOND,
        "mobile": "07700 900112",
        "part": "Takes notes",
        "person_id": B,
    }
    return VisitorPlan(**{**base, **more})


def plan(**more: Any) -> VisitPlan:
    """A visit of one stop by two people against which no policy of these tests has anything to say."""
    base: dict[str, Any] = {
        "school_id": SCHOOL,
        "kind": VisitKind.PROCEDURAL,
        "reason": "attendance",
        "out_at": OUT_AT,
        "back_at": at(70),
        "stops": (stop_plan(),),
        "visitors": (lead(), second()),
        "purpose": "To agree how the week starts",
        "alternatives": "The family cannot come in",
        "who_to_see": "The pupil's mother",
        "told": True,
        "vehicle": Vehicle(make="Corsa", model="Life", colour="silver", registration="AB12 CDE"),
    }
    return VisitPlan(**{**base, **more})


def facts(**more: Any) -> Facts:
    """What the records say when all is well: assessed, trained, own staff, an open day watched to the end."""
    known = VisitorFacts(trained=True, own_staff=True, reachable=True, roles=frozenset({Role.VISITOR}))
    base: dict[str, Any] = {
        "stops": (StopFacts(assessment=AssessmentState.IN_DATE),),
        "visitors": (known, known),
        "opens_at": datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        "closes_at": datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
        "watched_until": datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
    }
    return Facts(**{**base, **more})


HOURS_TO_FOUR: dict[str, Any] = {"latest": time(16, 0), "latest_rule": rule(Response.WARN, "XX-08")}


def ask(asked: Policy, planned: VisitPlan, known: Facts | None = None) -> dict[str, Answer]:
    """What the policy answers to a plan, by key; the records say that all is well unless given."""
    answers = check(planned, asked, known or facts(), now=NOW, tz=LONDON)
    return {answer.key: answer for answer in answers}
