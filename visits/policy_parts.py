"""The parts of a home visit policy, each with its duties. `visits.policy` puts them together."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from visits.words import CommonReason, Moment, Response, Role, Stage, Strength, VisitKind

DutyId = Annotated[str, Field(pattern=r"^[A-Z]{2,4}-\d{2}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Minutes = Annotated[int, Field(ge=-240, le=1440)]


class Part(BaseModel):
    """What every part of a policy shares: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Duty(Part):
    """One sentence that the text lays on somebody, in our words."""

    id: DutyId
    says: Strength
    text: str
    responses: tuple[Response, ...] = Field(min_length=1)


class Rule(Part):
    """How a duty is held: block, warn, record or guide, and whether the text or we ask for it."""

    duties: tuple[DutyId, ...] = ()
    response: Response = Response.RECORD
    ours: bool = False

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not self.duties and not self.ours:
            raise ValueError("a rule names the duties it comes from, or says 'ours = true'")
        return self


class Review(Part):
    """Who owns and approved the text, and its next look. `next` missing is a finding, not an error.

    Where a text gives only a month, its first day stands here with `last_is_month` or `next_is_month`.
    """

    duties: tuple[DutyId, ...] = ()
    owner: str
    approver: str | None = None
    approved_on: date | None = None
    last: date | None = None
    last_is_month: bool = False
    next: date | None = None
    next_is_month: bool = False
    cycle_months: Annotated[int, Field(ge=1, le=120)] | None = None

    @model_validator(mode="after")
    def _next_follows_last(self) -> Self:
        if self.last and self.next and self.next < self.last:
            raise ValueError(f"the next review ({self.next}) is before the last ({self.last})")
        return self


class Authorisation(Rule):
    """Who may let a visit go. `delegates`: "in_text" when the text names them, "departs" when it is ours."""

    roles: tuple[Role, ...] = ()
    notify_only: bool = False
    delegates: Literal["in_text", "departs", "none"] = "departs"
    out_of_hours_roles: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _somebody_decides(self) -> Self:
        if not self.roles and not self.notify_only:
            raise ValueError("nobody may authorise: name roles, or say 'notify_only = true'")
        return self


class Company(Rule):
    """How many go. `usual_roles` (HA-01) is advice on the mix; `outside_agency`: the second may be theirs."""

    minimum: Annotated[int, Field(ge=1, le=4)] = 2
    outside_agency: bool = False
    own_staff_only: bool = False
    usual_roles: tuple[Role, ...] = ()
    tell_when_alone: tuple[Role, ...] = ()
    parts: Rule | None = None
    lead: Rule | None = None


class Choice(Part):
    """A key that is stored and the words that people see. `duties` where the text has a sentence for it."""

    key: Key
    label: str
    duties: tuple[DutyId, ...] = ()


class Announcement(Rule):
    """Whether parents are told before. `exceptions` are the text's examples; another can be typed."""

    mode: Literal["always", "if_possible", "by_reason", "none"] = "if_possible"
    exceptions: tuple[Choice, ...] = ()


class Reason(Part):
    """A reason on the policy's list. Each condition is a sentence that the planner confirms."""

    key: Key
    label: str
    common: CommonReason
    duties: tuple[DutyId, ...] = Field(min_length=1)
    conditions: tuple[Choice, ...] = ()
    plan_with_agency: Rule | None = None
    unannounced: bool = False


class OtherReason(Rule):
    """What a reason that is not on the list needs. Absent: the list is closed."""

    discussed_with: tuple[Role, ...] = ()


class Question(Part):
    """A yes/no question of a risk assessment; `risk_when` is the risky answer (BT-25: sometimes No)."""

    key: Key
    text: str
    risk_when: Literal["yes", "no"]


class Hazard(Part):
    """A row of a standing assessment (BT-24)."""

    key: Key
    hazard: str
    people: str
    severity: str
    likelihood: str
    level: Literal["low", "medium", "high"]
    controls: str


class RiskAssessment(Rule):
    """When a home needs an assessment, and its form. `stale` is what happens when it has lapsed."""

    applies: Literal["every_home", "first_visit"] = "every_home"
    unknown_allowed: tuple[VisitKind, ...] = (VisitKind.EMERGENCY,)
    valid_days: Annotated[int, Field(ge=1, le=1830)] = 365
    stale: Rule
    questions: tuple[Question, ...] = Field(min_length=1)
    hazards: tuple[Hazard, ...] = ()
    signed_by: tuple[str, ...] = ()


class Departure(Part):
    """What the office must have before anybody leaves. Absent: the text does not ask for it."""

    families: Rule | None = None
    addresses: Rule | None = None
    time_out: Rule | None = None
    back_at: Rule | None = None
    mobile: Rule | None = None
    vehicle: Rule | None = None
    schedule: Rule | None = None
    signed_out: Rule | None = None


class Hours(Part):
    """When visits may be. Times are local to the school."""

    school_hours: Rule | None = None
    latest: time | None = None
    latest_rule: Rule | None = None
    time_limit: Rule | None = None
    longest_stay_minutes: Annotated[int, Field(ge=5, le=600)] | None = None
    more_time_cap_minutes: Annotated[int, Field(ge=0, le=480)] = 60
    recheck_minutes: Annotated[int, Field(ge=1, le=120)] = 15

    @model_validator(mode="after")
    def _latest_has_its_rule(self) -> Self:
        if (self.latest is None) != (self.latest_rule is None):
            raise ValueError("'latest' and 'latest_rule' come together")
        return self


class CheckIn(Rule):
    """A stage at which word is due. No `grace_minutes` means no time: a soft task on the board (FS-03).

    `grace_ours`: the text asks for the word and gives no time for it, so the minutes are ours (RB-07, WH-06).
    """

    stage: Stage
    grace_minutes: Minutes | None = None
    grace_ours: bool = False
    ladder: bool = True
    out_of_hours_only: bool = False


class Nudges(Rule):
    """When a visitor is reminded before the office is told: minutes before their time (0: not then), and at it."""

    before_minutes: Annotated[int, Field(ge=0, le=120)] = 10
    at_time: bool = True


class CodePhrase(Rule):
    """What the agreed phrase sets off. The phrase is a school's setting and never stands in a policy."""

    between: Literal["visitor_and_office", "pair_and_office"] = "visitor_and_office"
    police: Literal["decision", "immediately_999"] = "decision"
    tells: tuple[Role, ...] = ()
    published_in_text: bool = False


class Guidance(Part):
    """Advice shown at the moment when it matters."""

    moment: Moment
    text: str
    duties: tuple[DutyId, ...] = Field(min_length=1)


class WriteUp(Rule):
    """Where the story is kept (CPOMS, MyConcern, the child's folder) and how soon, in hours (ours where
    silent).
    """

    system: str
    within_hours: Annotated[int, Field(ge=1, le=240)] = 24
    tells: tuple[Role, ...] = ()


class Aftercare(Part):
    """Who hears of what afterwards. Each rule becomes a task with an owner.

    `slt_on_return` is told to `return_to`: SLT, or whoever else the text names (RB-07: the Head of Centre).
    """

    concern: Rule
    concern_to: tuple[Role, ...] = (Role.LEAD_DSL, Role.DEPUTY_DSL)
    incident: Rule
    incident_to: tuple[Role, ...] = (Role.HEADTEACHER,)
    accusation_to: tuple[Role, ...] = (Role.HEADTEACHER,)
    slt_on_return: Rule | None = None
    return_to: tuple[Role, ...] = Field((Role.SLT,), min_length=1)
    further_visit: Rule | None = None


class Finding(Part):
    """What the text leaves open, contradicts or gives away; shown on the policy's page."""

    key: Key
    kind: Literal["silent", "contradiction", "published", "missing"]
    text: str
    ours: str | None = None
    duties: tuple[DutyId, ...] = ()
