"""Why a visit is made, whom it is to see, and whether they know: the reason, its conditions, being told."""

from visits.compliance.answers import Answers, Case, listed
from visits.labels import KIND_WORDS, ROLE_WORDS
from visits.policy_parts import Announcement, Choice, Rule
from visits.words import Response

OTHER = "other"
"""The reason of a plan that is none on the policy's list."""


def purpose(case: Case) -> Answers:
    """Every rule about why the visit is made and who knows of it."""
    return (
        *_kind(case),
        *_reason(case),
        *_conditions(case),
        *_agency(case),
        *_need(case),
        *_discussed(case),
        *_who_to_see(case),
        *_told(case),
        *_appointment(case),
        *_prepared(case),
    )


def _kind(case: Case) -> Answers:
    kinds = tuple(Choice(key=kind.value, label=KIND_WORDS[kind]) for kind in case.policy.kinds)
    return case.answer(
        case.policy.kinds_rule,
        "kind",
        met=case.plan.kind in case.policy.kinds,
        yes=f"{KIND_WORDS[case.plan.kind]}.",
        no=f"The policy does not know this kind of visit. Choose: {' or '.join(k.label.lower() for k in kinds)}.",
        choices=kinds,
    )


def _reason(case: Case) -> Answers:
    found = case.policy.reason(case.plan.reason)
    if found is not None:
        on_the_list = Rule(duties=found.duties)
        return case.answer(
            on_the_list, "reason", met=True, yes=f"On the list of reasons: {found.label}.", no=""
        )
    other = case.policy.other_reason
    choices = tuple(Choice(key=r.key, label=r.label) for r in case.policy.reasons)
    if other is None or case.plan.reason != OTHER:
        return case.answer(
            Rule(response=Response.BLOCK, ours=True),
            "reason",
            met=False,
            yes="",
            no="Choose a reason from the policy's list.",
            choices=choices,
        )
    words = case.plan.reason_other.strip()
    typed = case.answer(
        other.model_copy(update={"response": Response.BLOCK}),
        "reason",
        met=bool(words),
        yes=f"A reason that is not on the list: {words}",
        no="Say in a few words what the other reason is.",
        choices=choices,
    )
    return (*typed, *_other_discussed(case))


def _other_discussed(case: Case) -> Answers:
    """RB-04: a reason that is not on the list is discussed before anybody authorises it."""
    other = case.policy.other_reason
    if other is None or not other.discussed_with:
        return ()
    people = listed((ROLE_WORDS[role] for role in other.discussed_with), "or")
    return case.ticked(
        other,
        "other_reason_discussed",
        label=f"Discussed with the {people}",
        yes=f"Discussed with the {people}.",
        no=f"A reason that is not on the list is discussed with the {people} first. Do that, then tick it.",
    )


def _conditions(case: Case) -> Answers:
    found = case.policy.reason(case.plan.reason)
    if found is None:
        return ()
    return tuple(
        answer
        for condition in found.conditions
        for answer in case.answer(
            Rule(duties=condition.duties or found.duties),
            f"condition_{condition.key}",
            met=condition.key in case.plan.confirmed,
            yes=f"Confirmed: {condition.label}.",
            no=f"Not confirmed: {condition.label}. Tick it if it is so, or choose another reason.",
            choices=(condition,),
        )
    )


def _agency(case: Case) -> Answers:
    """WH-03: a referral is co-ordinated with who referred, and the risks are planned first."""
    found = case.policy.reason(case.plan.reason)
    return case.answer(
        found.plan_with_agency if found else None,
        "agency_plan",
        met=bool(case.plan.agency_plan.strip()),
        yes="The plan of the risks with the other service is written down.",
        no="Write down the plan of the risks that was agreed with the other service.",
    )


def _need(case: Case) -> Answers:
    return (
        *case.answer(
            case.policy.purpose,
            "purpose",
            met=bool(case.plan.purpose.strip()),
            yes="The purpose is clear.",
            no="Say what the visit is for.",
        ),
        *case.answer(
            case.policy.purpose,
            "alternatives",
            met=bool(case.plan.alternatives.strip()),
            yes="Why a visit is needed is written down.",
            no="Say why a visit is needed: could they come to school instead?",
        ),
    )


def _discussed(case: Case) -> Answers:
    return (
        *case.ticked(
            case.policy.discussed_with_slt,
            "discussed_with_slt",
            label="Discussed with a member of SLT",
            yes="Discussed with a member of SLT.",
            no="Not discussed with SLT yet. Do that, then tick it.",
        ),
        *case.ticked(
            case.policy.planned_through_line,
            "planned_through_line",
            label="Planned through the line manager or the leadership team",
            yes="Planned through the line manager or the leadership team.",
            no="Plan it with your line manager or the leadership team, then tick it.",
        ),
    )


def _who_to_see(case: Case) -> Answers:
    return case.answer(
        case.policy.who_to_see,
        "who_to_see",
        met=bool(case.plan.who_to_see.strip()),
        yes="Who needs to be seen is decided.",
        no="Say who needs to be seen: one parent or both, with the child or without.",
    )


def _told(case: Case) -> Answers:
    """Whether parents were told. The text's own exceptions meet the rule; a typed one is a warning with its reason."""
    rule, plan = case.policy.announcement, case.plan
    if rule.mode == "none":
        return ()
    typed = plan.told_exception.strip()
    label = next((c.label for c in rule.exceptions if c.key == typed), None)
    if plan.told is False and label is None and typed and rule.mode != "always":
        return case.answer(
            _at_most_a_warning(rule),
            "told_beforehand",
            met=False,
            yes="",
            no=f"Parents not told: {typed}",
            choices=rule.exceptions,
            reason=typed,
        )
    unannounced = _may_come_unannounced(case, rule)
    return case.answer(
        rule,
        "told_beforehand",
        met=plan.told is True or (plan.told is False and (label is not None or unannounced)),
        yes=_told_yes(plan.told is True, label),
        no=_told_no(plan.told is None, rule),
        choices=rule.exceptions,
    )


def _told_yes(told: bool, label: str | None) -> str:
    if told:
        return "Parents have been told."
    return f"Parents not told, as the policy allows: {label or 'a visit for this reason is unannounced'}."


def _told_no(not_said: bool, rule: Announcement) -> str:
    if not_said:
        return "Say whether the parents have been told."
    if rule.mode == "always":
        return "Parents not told. Under this policy they always are: tell them date and time first."
    return "Parents not told. Tell them, choose the exception, or say why not."


def _may_come_unannounced(case: Case, rule: Announcement) -> bool:
    found = case.policy.reason(case.plan.reason)
    return rule.mode != "always" and found is not None and found.unannounced


def _at_most_a_warning(rule: Rule) -> Rule:
    """The text's exceptions are examples, so another one that was typed asks for an eye on it and stops nobody."""
    return (
        rule if rule.response is not Response.BLOCK else rule.model_copy(update={"response": Response.WARN})
    )


def _appointment(case: Case) -> Answers:
    if case.plan.told is False:
        return ()
    return case.ticked(
        case.policy.appointment,
        "appointment",
        label="An appointment was made by phone or letter",
        yes="An appointment was made.",
        no="No appointment on record. Make one by phone or letter, then tick it.",
    )


def _prepared(case: Case) -> Answers:
    """That the visitors know the policy and the family, and carry what they need."""
    kit = tuple(
        answer
        for item in case.policy.kit
        for answer in case.answer(
            Rule(duties=item.duties, ours=not item.duties),
            f"kit_{item.key}",
            met=item.key in case.plan.confirmed,
            yes=f"They carry: {item.label}.",
            no=f"Not confirmed that they carry: {item.label}.",
            choices=(item,),
        )
    )
    return (
        *case.ticked(
            case.policy.know_the_family,
            "know_the_family",
            label="The visitors know the family's circumstances",
            yes="The visitors know the family's circumstances.",
            no="Not confirmed that the visitors know the family's circumstances. Tell them, then tick it.",
        ),
        *case.ticked(
            case.policy.know_the_policy,
            "know_the_policy",
            label="The visitors know the policy",
            yes="The visitors know the policy.",
            no="Not confirmed that the visitors know the policy. Let them read it, then tick it.",
        ),
        *kit,
    )
