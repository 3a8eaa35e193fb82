"""What a policy asks for, aspect by aspect, in words: to read one, and to set several side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from visits.labels import STAGE_WORDS
from visits.ladder_words import roles_in_words
from visits.policy import Policy
from visits.policy_parts import CheckIn, Rule
from visits.times import day_said
from visits.words import Response, Stage


@dataclass(frozen=True, kw_only=True)
class Aspect:
    """One thing that policies differ in. `ours`: the text is silent, this is Homeward's default."""

    key: str
    label: str
    text: str
    ours: bool = False
    duties: tuple[str, ...] = ()


_IF_NOT = {
    Response.BLOCK: "Homeward does not let it go otherwise",
    Response.WARN: "otherwise it takes a reason",
    Response.RECORD: "otherwise that is kept on record",
}
_MODES = {
    "always": "Parents are always told before",
    "if_possible": "Parents are told before, if possible",
    "by_reason": "Whether parents are told before depends on the reason",
    "none": "The text does not ask for it",
}
_DELEGATES = {
    "in_text": "A delegate may, as the text says",
    "departs": "A dated delegate may, which the text does not foresee",
    "none": "No delegate",
}
_BETWEEN = {
    "visitor_and_office": "between visitor and office",
    "pair_and_office": "for the pair and the office",
}
_POLICE = {"immediately_999": "then 999 at once", "decision": "then a person decides about the police"}
_NUMBERS = {1: "One may go alone", 2: "Two go", 3: "Three go", 4: "Four go"}


def aspects(policy: Policy) -> tuple[Aspect, ...]:
    """Every aspect of a policy, in an order that is the same for all."""
    return (
        _authoriser(policy),
        _pairs(policy),
        _announcement(policy),
        _reasons(policy),
        _risk(policy),
        _hours(policy),
        _check_ins(policy),
        _nudges(policy),
        _overdue_after(policy),
        _ladder(policy),
        _code_phrase(policy),
        _write_up(policy),
        _review(policy),
    )


def review_day(day: date | None, *, is_month: bool) -> str:
    """ "30 September 2026", "September 2026" where the text gives only the month, or "no date given"."""
    if day is None:
        return "no date given"
    return day_said(day).split(maxsplit=1)[1] if is_month else day_said(day)


def _of(key: str, label: str, rule: Rule, parts: Iterable[str]) -> Aspect:
    return Aspect(key=key, label=label, text=_said(parts), ours=rule.ours, duties=rule.duties)


def _said(parts: Iterable[str]) -> str:
    return ". ".join(part for part in parts if part) + "."


def _authoriser(policy: Policy) -> Aspect:
    rule = policy.authorisation
    who = "Nobody has to; they are told" if rule.notify_only else roles_in_words(rule.roles)
    late = roles_in_words(rule.out_of_hours_roles)
    return _of(
        "authoriser",
        "Who authorises",
        rule,
        (
            who,
            f"Out of hours: {late}" if late else "",
            "" if rule.notify_only else _DELEGATES[rule.delegates],
        ),
    )


def _pairs(policy: Policy) -> Aspect:
    rule = policy.company
    alone = _IF_NOT.get(rule.response, "") if rule.minimum > 1 else ""
    return _of(
        "pairs",
        "Who goes",
        rule,
        (
            f"{_NUMBERS[rule.minimum]}{f'; {alone}' if alone else ''}",
            "The second may be from another service" if rule.outside_agency else "",
            "Only the school's own staff" if rule.own_staff_only else "",
        ),
    )


def _announcement(policy: Policy) -> Aspect:
    rule = policy.announcement
    named = "; ".join(choice.label for choice in rule.exceptions)
    return _of(
        "announcement", "Telling parents", rule, (_MODES[rule.mode], f"But not: {named}" if named else "")
    )


def _reasons(policy: Policy) -> Aspect:
    other, count = policy.other_reason, len(policy.reasons)
    asked = roles_in_words(other.discussed_with) if other else ""
    more = "No other"
    if other is not None:
        more = f"Another after talking to {asked}" if asked else "Another may be given"
        more += " (that is ours)" if other.ours else ""
    return Aspect(
        key="reasons",
        label="Reasons",
        text=_said((f"{count} on the list" if count > 1 else "One on the list", more)),
        duties=tuple(dict.fromkeys(duty for reason in policy.reasons for duty in reason.duties)),
    )


def _risk(policy: Policy) -> Aspect:
    rule = policy.risk
    when = (
        "Before every visit to a home" if rule.applies == "every_home" else "Before the first visit to a home"
    )
    return _of(
        "risk",
        "Risk assessment",
        rule,
        (
            f"{when}; {_IF_NOT[rule.response]}" if rule.response in _IF_NOT else when,
            f"{len(rule.questions)} questions; good for {rule.valid_days} days",
            "A standing assessment of working alone" if rule.hazards else "",
        ),
    )


def _hours(policy: Policy) -> Aspect:
    asked = policy.hours
    rules = [r for r in (asked.school_hours, asked.latest_rule, asked.time_limit) if r is not None]
    parts = (
        "In school hours" if asked.school_hours else "",
        f"Not after {asked.latest:%H:%M}" if asked.latest else "",
        "Each visit has a time limit" if asked.time_limit else "",
        f"At most {asked.longest_stay_minutes} minutes at a home" if asked.longest_stay_minutes else "",
    )
    return Aspect(
        key="hours",
        label="When",
        text=_said(parts) if any(parts) else "The text sets no hours.",
        ours=bool(rules) and all(rule.ours for rule in rules),
        duties=tuple(dict.fromkeys(duty for rule in rules for duty in rule.duties)),
    )


def _check_ins(policy: Policy) -> Aspect:
    calls = [c for c in policy.check_ins if c.stage is not Stage.DEPART]
    return Aspect(
        key="check_ins",
        label="Word that is awaited",
        text=_said(f"To {STAGE_WORDS[call.stage]}{_time(call)}" for call in calls),
        ours=all(call.ours for call in calls),
        duties=tuple(dict.fromkeys(duty for call in calls for duty in call.duties)),
    )


def _time(call: CheckIn) -> str:
    late = ", out of hours" if call.out_of_hours_only else ""
    if call.grace_minutes is None:
        return f"{late}: no time is set, so a reminder on the board"
    if call.grace_minutes == 0:
        return f"{late}: on time"
    word = "before" if call.grace_minutes < 0 else "late at most"
    ours = " (the minutes are ours)" if call.grace_ours and not call.ours else ""
    return f"{late}: {abs(call.grace_minutes)} minutes {word}{ours}"


def _nudges(policy: Policy) -> Aspect:
    before, at_time = policy.nudges.before_minutes, policy.nudges.at_time
    has_grace = any(c.ladder and (c.grace_minutes or 0) > 0 for c in policy.check_ins)
    moments = [f"{before} minutes before their time"] if before else []
    moments += ["at it, before the grace ends"] if at_time and has_grace else []
    told = f"The visitor is reminded {' and '.join(moments)}" if moments else "The visitor is not reminded"
    return _of("nudges", "The visitor first", policy.nudges, [told])


def _overdue_after(policy: Policy) -> Aspect:
    back = policy.check_in(Stage.BACK)
    grace = (back.grace_minutes if back else None) or 0
    text = "At the minute of the time back." if grace == 0 else f"{grace} minutes after the time back."
    return Aspect(
        key="overdue_after",
        label="Overdue",
        text=text,
        ours=back is None or back.ours or back.grace_ours,
        duties=back.duties if back else (),
    )


def _ladder(policy: Policy) -> Aspect:
    steps = policy.overdue.steps
    told = "; ".join(f"{number}. {step.text}" for number, step in enumerate(steps, start=1))
    return Aspect(
        key="ladder",
        label="If nobody has heard",
        text=f"{len(steps)} steps. {told}." if len(steps) > 1 else f"One step. {told}.",
        ours=policy.overdue.ours,
        duties=policy.overdue.duties,
    )


def _code_phrase(policy: Policy) -> Aspect:
    rule = policy.code_phrase
    if rule is None:
        return Aspect(key="code_phrase", label="Code phrase", text="The text has none.")
    told = roles_in_words(rule.tells, "and")
    return _of(
        "code_phrase",
        "Code phrase",
        rule,
        (
            f"Yes, {_BETWEEN[rule.between]}; {_POLICE[rule.police]}",
            f"Told at once: {told}" if told else "",
            "The text prints it, so it is no secret: agree on another" if rule.published_in_text else "",
        ),
    )


def _write_up(policy: Policy) -> Aspect:
    rule = policy.write_up
    return _of("write_up", "Written up", rule, (f"In {rule.system}, within {rule.within_hours} hours",))


def _review(policy: Policy) -> Aspect:
    review = policy.review
    years = f"every {review.cycle_months} months" if review.cycle_months else "no cycle given"
    return Aspect(
        key="review",
        label="Review",
        text=_said(
            (
                f"Last: {review_day(review.last, is_month=review.last_is_month)}",
                f"Next: {review_day(review.next, is_month=review.next_is_month)}",
                years[:1].upper() + years[1:],
            )
        ),
        duties=review.duties,
    )
