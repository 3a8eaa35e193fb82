"""A visit as the rules see it: frozen, complete, without a database. Times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from visits.rota import OnDuty
from visits.words import (
    AssessmentState,
    EventKind,
    Place,
    Response,
    Role,
    StopOutcome,
    Travel,
    Via,
    VisitKind,
    VisitorRole,
    VisitState,
)


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    make: str
    model: str
    colour: str
    registration: str

    def __str__(self) -> str:
        return f"{self.colour} {self.make} {self.model} {self.registration}"


@dataclass(frozen=True, kw_only=True)
class StopPlan:
    """One address of a trip. `due_in_at` and `due_out_at` are what the office is told (BT-10, HA-02)."""

    address: str
    due_in_at: datetime
    due_out_at: datetime
    household_id: UUID | None = None
    pupil_ids: tuple[UUID, ...] = ()
    place: Place = Place.HOME
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VisitorPlan:
    """Somebody who goes. `person_id` is None for supply or agency staff without an account."""

    name: str
    role: VisitorRole
    mobile: str = ""
    part: str = ""
    person_id: UUID | None = None
    organisation: str = ""
    next_of_kin_known: bool = False
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VisitPlan:
    """What the planner says before anybody leaves: the form's result and the command's input.

    `told` is None when nobody said. `confirmed` holds the keys of what was ticked (conditions of the reason,
    kit, policy read, family known). `reasons_given` maps a warning's key to the words typed for it.
    """

    school_id: UUID
    kind: VisitKind
    reason: str
    out_at: datetime
    back_at: datetime
    stops: tuple[StopPlan, ...]
    visitors: tuple[VisitorPlan, ...]
    reason_other: str = ""
    purpose: str = ""
    alternatives: str = ""
    who_to_see: str = ""
    told: bool | None = None
    told_exception: str = ""
    travel: Travel = Travel.CAR
    vehicle: Vehicle | None = None
    agency_plan: str = ""
    confirmed: frozenset[str] = frozenset()
    reasons_given: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StopFacts:
    """What the school's records say of a stop's household."""

    assessment: AssessmentState
    first_visit: bool = False
    flags: tuple[str, ...] = ()
    no_contact: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VisitorFacts:
    """What the school's records say of a visitor. `trained` is None when nobody recorded it.

    `clashes` are other visits of the same hours, `own_staff` is whether they hold a role at the school.
    """

    roles: frozenset[Role] = frozenset()
    trained: bool | None = None
    own_staff: bool = False
    reachable: bool = False
    clashes: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known beside the plan, in the plan's order.

    `watched_until` is when the last who watches goes off duty on the day of leaving, None where nobody is down for it;
    `unwatched_at` the first moment of the trip at which none of them is on duty, the trip's own visitors aside. `on_duty`
    is the rota of everybody whom the ladder names, None where it was not read; `unreachable` what the school chose to do
    where that leaves nobody.
    """

    stops: tuple[StopFacts, ...]
    visitors: tuple[VisitorFacts, ...]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    open_day: bool = True
    watched_until: datetime | None = None
    unwatched_at: datetime | None = None
    on_duty: tuple[OnDuty, ...] | None = None
    unreachable: Response = Response.WARN


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. `visitors` are those it accounts for by name; nobody else is accounted for by
    it.

    `minutes` is the length of *more time*; `stop_id` the stop it speaks of.
    """

    kind: EventKind
    happened_at: datetime
    visitors: frozenset[UUID] = frozenset()
    stop_id: UUID | None = None
    minutes: int = 0
    via: Via = Via.BOARD
    outcome: StopOutcome | None = None


@dataclass(frozen=True, kw_only=True)
class Stop:
    id: UUID
    address: str
    due_in_at: datetime
    due_out_at: datetime


@dataclass(frozen=True, kw_only=True)
class Visitor:
    id: UUID
    name: str
    role: VisitorRole


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit that is kept: what was authorised, and who is on it. Its history is a tuple of `Event` beside
    it.
    """

    id: UUID
    state: VisitState
    out_at: datetime
    back_at: datetime
    stops: tuple[Stop, ...]
    visitors: tuple[Visitor, ...]
