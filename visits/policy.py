"""A home visit policy as data: what a text asks for, rule by rule, with its duties and what we do about each.

`Policy` is the format of `data/policies/*.toml` and of a version in force. A rule that the text does not have
is `ours = true` and is shown as "ours, not the policy's". Nothing in here knows a school.
"""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from visits.ladders import Ladder
from visits.policy_parts import (
    Aftercare,
    Announcement,
    Authorisation,
    CheckIn,
    Choice,
    CodePhrase,
    Company,
    Departure,
    Duty,
    Finding,
    Guidance,
    Hours,
    Key,
    Nudges,
    OtherReason,
    Part,
    Reason,
    Review,
    RiskAssessment,
    Rule,
    WriteUp,
)
from visits.words import Stage, VisitKind


class Policy(Part):
    """A whole text. Errors on the way in name the key and say what is wrong (`data.policy_files.load`)."""

    key: Key
    title: str
    setting: str
    label: str
    duties: tuple[Duty, ...] = Field(min_length=1)
    review: Review
    authorisation: Authorisation
    company: Company
    announcement: Announcement
    kinds: tuple[VisitKind, ...] = Field(min_length=1)
    kinds_rule: Rule
    purpose: Rule
    discussed_with_slt: Rule | None = None
    who_to_see: Rule | None = None
    adult_present: Rule | None = None
    know_the_family: Rule | None = None
    know_the_policy: Rule | None = None
    appointment: Rule | None = None
    training: Rule | None = None
    planned_through_line: Rule | None = None
    kit: tuple[Choice, ...] = ()
    reasons: tuple[Reason, ...] = Field(min_length=1)
    other_reason: OtherReason | None = None
    risk: RiskAssessment
    departure: Departure
    hours: Hours
    check_ins: tuple[CheckIn, ...] = Field(min_length=1)
    nudges: Nudges = Nudges(ours=True)
    overdue: Ladder
    pupil_not_seen: Ladder | None = None
    code_phrase: CodePhrase | None = None
    guidance: tuple[Guidance, ...] = ()
    write_up: WriteUp
    after: Aftercare
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _duties_are_known(self) -> Self:
        ids = [duty.id for duty in self.duties]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"duty {twice[0]} stands there twice")
        if unknown := sorted(used_duties(self) - set(ids)):
            raise ValueError(f"duty {unknown[0]} is used but not listed under 'duties'")
        return self

    @model_validator(mode="after")
    def _back_is_watched(self) -> Self:
        stages = [check_in.stage for check_in in self.check_ins]
        if twice := sorted({stage for stage in stages if stages.count(stage) > 1}):
            raise ValueError(f"check_ins: '{twice[0]}' stands there twice")
        back = self.check_in(Stage.BACK)
        if back is None or back.grace_minutes is None:
            raise ValueError(
                "check_ins: a 'back' check-in with grace_minutes is needed, or nobody is ever overdue"
            )
        if back.out_of_hours_only or not back.ladder:
            raise ValueError(
                "check_ins: 'back' raises an alert at every hour; take out 'out_of_hours_only' and 'ladder'"
            )
        return self

    def check_in(self, stage: Stage) -> CheckIn | None:
        """The check-in of that stage, or None where the policy has none."""
        return next((c for c in self.check_ins if c.stage is stage), None)

    def reason(self, key: str) -> Reason | None:
        """The reason of that key, or None when it is not on the list."""
        return next((r for r in self.reasons if r.key == key), None)

    def duty(self, duty_id: str) -> Duty:
        """The duty of that id; KeyError when the policy has none."""
        for duty in self.duties:
            if duty.id == duty_id:
                return duty
        raise KeyError(duty_id)


def used_duties(part: object) -> set[str]:
    """Every duty id that a part of a policy refers to, at any depth (the list of duties itself aside)."""
    if isinstance(part, BaseModel):
        found = set(getattr(part, "duties", ())) if not isinstance(part, Policy) else set()
        fields = ((n, getattr(part, n)) for n in type(part).model_fields if n != "duties")
        return found.union(*(used_duties(value) for _, value in fields))
    if isinstance(part, tuple):
        return set().union(*(used_duties(item) for item in part)) if part else set()
    return set()
