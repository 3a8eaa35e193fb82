"""What is shown of an open alert, as small frozen pieces: the page draws them and works nothing out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from data.queries.people import Contact
from visits.words import (
    EventKind,
    LadderKind,
    Role,
    Stage,
    StepKind,
    StepOutcome,
    StopOutcome,
    Via,
    VisitorRole,
    VisitState,
)


@dataclass(frozen=True, kw_only=True)
class VisitorLine:
    """A visitor. `due`: word of them was due and has not come. `outcome`: the latest recorded in the open step."""

    id: UUID
    person_id: UUID | None
    name: str
    role: VisitorRole
    mobile: str
    organisation: str
    due: bool
    back: bool
    outcome: StepOutcome | None


@dataclass(frozen=True, kw_only=True)
class StopLine:
    """The stop at which they should be, or to which they go next: `number` of `of`."""

    id: UUID
    number: int
    of: int
    address: str
    due_in_at: datetime
    due_out_at: datetime
    arrived_at: datetime | None
    flags: tuple[str, ...]
    outcome: StopOutcome | None = None


@dataclass(frozen=True, kw_only=True)
class HomePhone:
    """A number of the pupil's home. Shown only while the step is to ring there (WH-05)."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class WordLine:
    """The last that was heard of them, or done for them."""

    kind: EventKind
    at: datetime
    via: Via
    stop_number: int | None


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """The open step: `number` of `of`, what it asks, of whom, and who of them is on duty now.

    `outcomes` are those that can be recorded; with `by_name` for each visitor who is due. `remind_at` is None once it was
    acknowledged. `nobody_on_duty`: none of those who act is on duty and can be reached.
    """

    id: UUID
    key: str
    kind: StepKind
    number: int
    of: int
    text: str
    duties: tuple[str, ...]
    ours: bool
    police: str | None
    acts: tuple[Role, ...]
    people: tuple[Contact, ...]
    tells: tuple[Role, ...]
    tells_people: tuple[Contact, ...]
    nobody_on_duty: bool
    outcomes: tuple[StepOutcome, ...]
    by_name: bool
    started_at: datetime
    remind_at: datetime | None
    reminded: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, kw_only=True)
class NextLine:
    """The step to which silence leads, and who of its people is on duty."""

    text: str
    people: tuple[Contact, ...]


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """What somebody recorded: of a visitor by name, or of the step as a whole.

    `before` is what was recorded earlier of the same visitor in the same step: it is on record and counts no more.
    """

    at: datetime
    by_name: str
    via: Via
    step_text: str
    visitor: str | None
    outcome: StepOutcome
    note: str
    before: "tuple[ResultLine, ...]" = ()


@dataclass(frozen=True, kw_only=True)
class AlertCard:
    """An open alert, whole.

    `due_at` is of the first deadline that is still unmet. `results` are those that count. `accounted_at`: everybody has
    been heard of, it waits to be stood down. `step` is None then, and `visit_id` with all that hangs on it while an
    emergency has no visit yet. `named_afterwards`: which visit an emergency is about was said later, and can be taken
    back. `emergency_open`: the same visit has an emergency, so nobody is rung back unless told to. `emergency_maybe`: an
    emergency at the school has no visit yet, and may be about this one. `has_phrase`: the school has agreed on a code
    phrase; the phrase itself never stands here. A `drill` has no visit.
    """

    id: UUID
    kind: LadderKind
    school_id: UUID
    school: str
    timezone: str
    office_phone: str
    visit_id: UUID | None
    reference: str
    state: VisitState | None
    unauthorised: bool
    drill: bool
    due_at: datetime
    due_stage: Stage | None
    raised_at: datetime
    late_s: float
    visitors: tuple[VisitorLine, ...]
    stop: StopLine | None
    home_phones: tuple[HomePhone, ...]
    vehicle: str
    last_word: WordLine | None
    step: StepLine | None
    next_step: NextLine | None
    concern_leads_to: str | None
    results: tuple[ResultLine, ...]
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    accounted_at: datetime | None
    heard: str
    police_called_at: datetime | None
    police_called_by: str | None
    police_reference: str
    more_minutes_left: int
    has_phrase: bool
    emergency_open: bool
    version: int | None
    named_afterwards: bool = False
    emergency_maybe: bool = False
