"""Who goes: how many, whose staff, with which parts; and whether each can be rung."""

from visits.compliance.answers import OUR_BLOCK, OUR_WARNING, Answers, Case, listed
from visits.labels import ROLE_WORDS
from visits.phones import plausible
from visits.policy_parts import Rule
from visits.visit import VisitorFacts, VisitorPlan
from visits.words import Response, VisitorRole

_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}


def company(case: Case) -> Answers:
    """Every rule about the visitors, the policy's and ours."""
    return (
        *_named(case),
        *_lead(case),
        *_twice(case),
        *_minimum(case),
        *_whose_staff(case),
        *_usual(case),
        *_parts(case),
        *_training(case),
        *_clashes(case),
        *_numbers(case),
        *_reachable(case),
    )


def _people(case: Case) -> list[tuple[VisitorPlan, VisitorFacts]]:
    return [(v, case.visitor_facts(place)) for place, v in enumerate(case.plan.visitors)]


def _named(case: Case) -> Answers:
    visitors = case.plan.visitors
    return case.answer(
        OUR_BLOCK,
        "visitors_named",
        met=bool(visitors) and all(v.name.strip() for v in visitors),
        yes=f"{listed(v.name for v in visitors)} go." if len(visitors) > 1 else "One visitor goes.",
        no="Name everybody who goes.",
    )


def _lead(case: Case) -> Answers:
    """One leads (FS-09, HA-07). Without a lead nobody knows whom to ring first, so it is never only a wish."""
    rule = case.policy.company.lead
    leads = [v for v in case.plan.visitors if v.role is VisitorRole.LEAD]
    return case.answer(
        OUR_BLOCK if rule is None else rule.model_copy(update={"response": Response.BLOCK}),
        "lead",
        met=len(leads) == 1 and bool(leads[0].name.strip()),
        yes=f"{leads[0].name.strip()} leads." if leads else "",
        no="Choose who leads." if not leads else "Let one visitor lead, and name them.",
    )


def _twice(case: Case) -> Answers:
    ids = [v.person_id for v in case.plan.visitors if v.person_id]
    names: dict[str, list[VisitorPlan]] = {}
    for visitor in case.plan.visitors:
        names.setdefault(" ".join(visitor.name.casefold().split()), []).append(visitor)
    alike = [
        same
        for name, same in names.items()
        if name and len(same) > 1 and any(v.person_id is None for v in same)
    ]
    return case.answer(
        OUR_BLOCK,
        "visitor_twice",
        met=len(set(ids)) == len(ids) and not alike,
        yes="Nobody is on the visit twice.",
        no="The same person is on the visit twice. Choose somebody else, or take one of the two away.",
    )


def _minimum(case: Case) -> Answers:
    rule, going = case.policy.company, len(case.plan.visitors)
    wanted = _NUMBERS[rule.minimum]
    no = f"{'Nobody' if not going else f'Only {_NUMBERS.get(going, going)}'} on this visit; the policy asks for {wanted}."
    if rule.response is Response.BLOCK:
        no += " Add a visitor."
    elif rule.tell_when_alone:
        people = listed((ROLE_WORDS[role] for role in rule.tell_when_alone), "or")
        no += f" Add a visitor, or say why that is not possible and tell the {people}."
    else:
        no += " Add a visitor, or say why that is not possible."
    yes = f"{_NUMBERS.get(going, str(going)).capitalize()} {'visitor' if going == 1 else 'visitors'}."
    return case.answer(rule, "company", met=going >= rule.minimum, yes=yes, no=no)


def _whose_staff(case: Case) -> Answers:
    """WH-01 wants the school's own staff; where an outside agency may come along (FS-01), it does not lead."""
    rule = case.policy.company
    if not rule.own_staff_only and not rule.outside_agency:
        return ()
    strangers = [
        v.name
        for v, known in _people(case)
        if not known.own_staff and (rule.own_staff_only or v.role is VisitorRole.LEAD)
    ]
    asked = "Only the school's own staff go" if rule.own_staff_only else "The school's own staff lead"
    return case.answer(
        Rule(duties=rule.duties, ours=rule.ours, response=rule.response),
        "own_staff",
        met=not strangers,
        yes="The visitors are the school's own staff." if rule.own_staff_only else "Own staff lead.",
        no=f"{asked}. Not on its staff: {listed(strangers)}. Choose a colleague.",
    )


def _usual(case: Case) -> Answers:
    """HA-01 says who usually goes. It is advice on the mix, so it is only ever counted."""
    rule = case.policy.company
    if not rule.usual_roles:
        return ()
    usual = ", ".join(ROLE_WORDS[role] for role in rule.usual_roles)
    return case.answer(
        Rule(duties=rule.duties, ours=rule.ours, response=Response.RECORD),
        "usual_roles",
        met=any(known.roles & set(rule.usual_roles) for _, known in _people(case)),
        yes="Somebody goes who usually does.",
        no=f"Nobody goes who usually does: {usual}.",
    )


def _parts(case: Case) -> Answers:
    if len(case.plan.visitors) < 2:
        return ()
    without = [v.name for v in case.plan.visitors if not v.part.strip()]
    return case.answer(
        case.policy.company.parts,
        "parts",
        met=not without,
        yes="Each visitor's part is clear.",
        no=f"Say what {listed(without)} will do on the visit: who speaks, who takes notes.",
    )


def _training(case: Case) -> Answers:
    untrained = [v.name for v, known in _people(case) if known.trained is False]
    unknown = [v.name for v, known in _people(case) if known.trained is None]
    no = []
    if untrained:
        no.append(f"Not trained in child protection: {listed(untrained)}.")
    if unknown:
        no.append(f"Training not recorded: {listed(unknown)}.")
    return case.answer(
        case.policy.training,
        "training",
        met=not untrained and not unknown,
        yes="The visitors are trained in child protection.",
        no=" ".join([*no, "Choose somebody who is, or record the training."]),
    )


def _clashes(case: Case) -> Answers:
    busy = [v.name for v, known in _people(case) if known.clashes]
    return case.answer(
        OUR_WARNING,
        "clashes",
        met=not busy,
        yes="Nobody is on another visit at that time.",
        no=f"On another visit at that time: {listed(busy)}. Change the time or the visitor, or say how it fits.",
    )


def _numbers(case: Case) -> Answers:
    wrong = [v.name for v in case.plan.visitors if v.mobile.strip() and not plausible(v.mobile)]
    return case.answer(
        OUR_BLOCK,
        "phone_plausible",
        met=not wrong,
        yes="The phone numbers have the right length.",
        no=f"Not a phone number that can be rung: {listed(wrong)}. Check it digit by digit.",
    )


def _reachable(case: Case) -> Answers:
    """BT-15 has both visitors rung: whoever has no number cannot be."""
    silent = [v.name for v, known in _people(case) if not known.reachable and not plausible(v.mobile)]
    return case.answer(
        OUR_WARNING,
        "reachable",
        met=not silent,
        yes="Each visitor can be rung.",
        no=f"Cannot be rung while out: {listed(silent)}. Give a mobile number, or say why there is none.",
    )
