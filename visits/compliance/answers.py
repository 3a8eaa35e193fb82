"""What the policy answers: one sentence for each of its rules, with the duties that it comes from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from visits.policy import Policy
from visits.policy_parts import Choice, Rule
from visits.times import said
from visits.visit import Facts, StopFacts, VisitorFacts, VisitPlan
from visits.words import AssessmentState, Response


class Verdict(StrEnum):
    """How a rule stands. `record`: not met, nobody is stopped, and it is kept so that it can be counted."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"
    RECORD = "record"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The policy's word on one rule. `key` is stored and counted, so it never changes its meaning.

    `choices` are what can be ticked or chosen to meet it, where there is something. `reason` is what was given for a
    warning: it stays a warning, with its reason. `needs_reason` is whether one is still wanted.
    """

    key: str
    verdict: Verdict
    sentence: str
    duties: tuple[str, ...]
    ours: bool
    choices: tuple[Choice, ...] = ()
    reason: str | None = None
    needs_reason: bool = False


Answers = tuple[Answer, ...]

STILL_TO_COME = "still_to_come"
"""The answer on whether the time back lies ahead: what a visit that has ended cannot meet."""

OUR_BLOCK = Rule(response=Response.BLOCK, ours=True)
OUR_WARNING = Rule(response=Response.WARN, ours=True)

_NOT_MET = {
    Response.BLOCK: Verdict.BLOCK,
    Response.WARN: Verdict.WARN,
    Response.RECORD: Verdict.RECORD,
}
_NO_ASSESSMENT = StopFacts(assessment=AssessmentState.NONE, first_visit=True)
_NOBODY_KNOWN = VisitorFacts()


@dataclass(frozen=True, kw_only=True)
class Case:
    """A plan, what is known beside it, and the policy that is asked."""

    plan: VisitPlan
    policy: Policy
    facts: Facts
    now: datetime
    tz: ZoneInfo

    def answer(
        self,
        rule: Rule | None,
        key: str,
        *,
        met: bool,
        yes: str,
        no: str,
        choices: tuple[Choice, ...] = (),
        reason: str = "",
    ) -> Answers:
        """One answer, or none where the policy has no such rule or only advises.

        `reason` is one that was given with the matter itself, such as a typed exception.
        """
        if rule is None or rule.response not in _NOT_MET:
            return ()
        verdict = Verdict.OK if met else _NOT_MET[rule.response]
        given = reason.strip() or self.plan.reasons_given.get(key, "").strip()
        keep = given if verdict is Verdict.WARN or (reason and not met) else ""
        return (
            Answer(
                key=key,
                verdict=verdict,
                sentence=yes if met else no,
                duties=tuple(rule.duties),
                ours=rule.ours,
                choices=choices,
                reason=keep or None,
                needs_reason=verdict is Verdict.WARN and not keep,
            ),
        )

    def ticked(self, rule: Rule | None, key: str, *, label: str, yes: str, no: str) -> Answers:
        """A rule that is met by confirming one sentence."""
        tick = (Choice(key=key, label=label),)
        return self.answer(rule, key, met=key in self.plan.confirmed, yes=yes, no=no, choices=tick)

    def stop_facts(self, place: int) -> StopFacts:
        """What is known of the stop at that place, from 0; nothing is the same as not assessed."""
        return self.facts.stops[place] if place < len(self.facts.stops) else _NO_ASSESSMENT

    def visitor_facts(self, place: int) -> VisitorFacts:
        """What is known of the visitor at that place, from 0."""
        return self.facts.visitors[place] if place < len(self.facts.visitors) else _NOBODY_KNOWN

    def clock(self, at: datetime) -> str:
        """The time at the school, with the day when it is not the day of leaving: "15:40", "Tue 24 Nov, 15:40"."""
        if at.astimezone(self.tz).date() == self.plan.out_at.astimezone(self.tz).date():
            return f"{at.astimezone(self.tz):%H:%M}"
        return said(at, self.tz.key)


def can_ask(answers: Iterable[Answer]) -> bool:
    """Whether the visit can be put to whoever authorises it: nothing blocks, and every warning has its reason."""
    answers = tuple(answers)
    return not blocks(answers) and not open_warnings(answers)


def blocks(answers: Iterable[Answer]) -> Answers:
    """What the policy, or plain sense, does not let pass."""
    return tuple(a for a in answers if a.verdict is Verdict.BLOCK)


def impossible(answers: Iterable[Answer]) -> Answers:
    """What cannot have been, of a visit that has ended: plain sense of ours, and no rule of a policy."""
    return tuple(a for a in blocks(answers) if a.ours and not a.duties and a.key != STILL_TO_COME)


def open_warnings(answers: Iterable[Answer]) -> Answers:
    """The warnings that still want a reason."""
    return tuple(a for a in answers if a.needs_reason)


def rule_of(key: str) -> str:
    """The rule behind an answer's key, for counting: "risk_assessment_2" is the second stop's "risk_assessment"."""
    return re.sub(r"_\d+$", "", key)


def listed(names: Iterable[str], joined_by: str = "and") -> str:
    """Names as one says them: "A", "A and B", "A, B and C"."""
    *most, last = [name.strip() or "somebody without a name" for name in names] or [""]
    return f"{', '.join(most)} {joined_by} {last}" if most else last
