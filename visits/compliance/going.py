"""Where a visit goes and how: its stops in order, what the office must have, the car, the homes."""

from datetime import timedelta
from itertools import pairwise

from visits.compliance.answers import OUR_BLOCK, OUR_WARNING, STILL_TO_COME, Answers, Case
from visits.policy_parts import Rule
from visits.visit import StopPlan, Vehicle
from visits.words import AssessmentState, Response, Travel

LONGEST_TRIP = timedelta(hours=12)
"""A trip that is longer is a slip in the date more often than a trip: nobody would be overdue for a day. Ours."""


def going(case: Case) -> Answers:
    """Every rule about stops and what is left with the office, the policy's and ours."""
    return (*_trip(case), *_left_with_the_office(case), *_vehicle(case), *_homes(case))


def _trip(case: Case) -> Answers:
    """Plain sense, ours: without it there is no trip that could be watched."""
    plan, stops = case.plan, case.plan.stops
    ends_at = max((s.due_out_at for s in stops), default=plan.out_at)
    return (
        *case.answer(
            OUR_BLOCK, "stops", met=bool(stops), yes=_stops(len(stops)), no="Add the address to go to."
        ),
        *case.answer(
            OUR_BLOCK,
            "out_before_in",
            met=not stops or plan.out_at <= stops[0].due_in_at,
            yes="They leave before the first stop begins.",
            no="The first stop begins before they leave school. Change one of the two times.",
        ),
        *case.answer(
            OUR_BLOCK,
            "stop_times",
            met=all(s.due_in_at < s.due_out_at for s in stops),
            yes="Each stop ends after it begins.",
            no="A stop has to end after it begins. Change its times.",
        ),
        *case.answer(
            OUR_BLOCK,
            "stop_order",
            met=all(a.due_out_at <= b.due_in_at for a, b in pairwise(stops)),
            yes="The stops follow one another.",
            no="A stop begins before the one above it has ended. Change the times or the order.",
        ),
        *case.answer(
            OUR_BLOCK,
            "back_after_stops",
            met=plan.back_at >= ends_at and plan.back_at > plan.out_at,
            yes="They are back after the last stop.",
            no="They would be back before the last stop has ended. Change the time back.",
        ),
        *case.answer(
            OUR_BLOCK,
            STILL_TO_COME,
            met=plan.back_at > case.now,
            yes="The visit is still to come.",
            no="The time back has passed. Change the times; if they have been, log it as a visit that has ended.",
        ),
        *case.answer(
            OUR_WARNING,
            "long_trip",
            met=plan.back_at - plan.out_at <= LONGEST_TRIP,
            yes="The trip is shorter than 12 hours.",
            no=f"The trip is longer than 12 hours: back at {case.clock(plan.back_at)}. Check the date, or say why.",
        ),
    )


def _stops(count: int) -> str:
    return "One stop." if count == 1 else f"{count} stops."


def _left_with_the_office(case: Case) -> Answers:
    """What the office has before anybody leaves (BT-10, BT-11, RB-06, WH-04, FS-02, HA-02)."""
    plan, rules = case.plan, case.policy.departure
    nameless = [s for s in plan.stops if not (s.household_id or s.pupil_ids or plan.who_to_see.strip())]
    placed = bool(plan.stops) and all(s.address.strip() for s in plan.stops)
    timed = bool(plan.stops) and all(s.due_in_at < s.due_out_at for s in plan.stops)
    named = bool(plan.visitors) and all(v.name.strip() for v in plan.visitors)
    return (
        *case.answer(
            rules.families,
            "families",
            met=bool(plan.stops) and not nameless,
            yes="The office knows which families.",
            no=f"Say which family lives at {_place(nameless)}: choose the pupil, or write who is to be seen.",
        ),
        *case.answer(
            rules.addresses or OUR_BLOCK,
            "addresses",
            met=placed,
            yes="Every address is given.",
            no="Give the address of every stop.",
        ),
        *case.answer(
            rules.time_out,
            "time_out",
            met=timed,
            yes="Each stop has a time to be out.",
            no="Give a time to be out of each stop.",
        ),
        *case.answer(
            rules.back_at,
            "back_at",
            met=plan.back_at > plan.out_at,
            yes=f"Expected back at {case.clock(plan.back_at)}.",
            no="Give the time at which they are expected back, later than the time of leaving.",
        ),
        *case.answer(
            rules.mobile,
            "mobile",
            met=any(v.mobile.strip() for v in plan.visitors),
            yes="The number of a mobile that is carried is given.",
            no="Give the number of the mobile that is carried.",
        ),
        *case.answer(
            rules.schedule,
            "schedule",
            met=placed and timed and named,
            yes="The schedule is complete: names, times, places.",
            no="The schedule needs every name, time and place before it can be left with the office.",
        ),
    )


def _place(stops: list[StopPlan]) -> str:
    return (stops[0].address.strip() if stops else "") or "each stop"


def _vehicle(case: Case) -> Answers:
    if case.plan.travel is not Travel.CAR:
        return ()
    car = case.plan.vehicle or Vehicle(make="", model="", colour="", registration="")
    parts = {
        "make": car.make,
        "model": car.model,
        "colour": car.colour,
        "registration": car.registration,
    }
    missing = [name for name, value in parts.items() if not value.strip()]
    return case.answer(
        case.policy.departure.vehicle,
        "vehicle",
        met=not missing,
        yes=f"They take the {car}.",
        no=f"Describe the car: {', '.join(missing)} missing. On foot or by bus? Choose that instead.",
    )


def _homes(case: Case) -> Answers:
    """BT-09, FS-06, HA-04: one answer for each stop, numbered from 1."""
    return tuple(a for place, stop in enumerate(case.plan.stops) for a in _home(case, place, stop))


def _home(case: Case, place: int, stop: StopPlan) -> Answers:
    rule, known = case.policy.risk, case.stop_facts(place)
    where = stop.address.strip() or f"stop {place + 1}"
    key = f"risk_assessment_{place + 1}"
    base = Rule(duties=rule.duties, ours=rule.ours, response=rule.response)
    counted = base.model_copy(update={"response": Response.RECORD})
    if rule.response is Response.GUIDE:
        return ()
    if known.assessment is AssessmentState.NONE and rule.applies == "first_visit" and not known.first_visit:
        no = f"No risk assessment for {where} to look back at, though we have been there before. Do it now."
        return case.answer(counted, key, met=False, yes="", no=no)
    if known.assessment is AssessmentState.NONE:
        return case.answer(base, key, met=False, yes="", no=_none(case, where))
    if known.assessment is AssessmentState.NOT_KNOWN:
        if case.plan.kind in rule.unknown_allowed:
            no = f"The risk at {where} is not known yet. Do the assessment as soon as you are back."
            return case.answer(counted, key, met=False, yes="", no=no)
        no = f"The risk at {where} was marked not known yet, which this kind of visit does not allow. Do it now."
        return case.answer(base, key, met=False, yes="", no=no)
    if known.assessment is AssessmentState.LAPSED:
        no = f"The risk assessment for {where} has lapsed. Update it, or say why it still holds."
        return case.answer(rule.stale, key, met=False, yes="", no=no)
    soon = " It is due for review soon." if known.assessment is AssessmentState.DUE else ""
    return case.answer(base, key, met=True, yes=f"Risk assessment for {where} is in date.{soon}", no="")


def _none(case: Case, where: str) -> str:
    sentence = f"No risk assessment for {where}. Do it now"
    if case.plan.kind in case.policy.risk.unknown_allowed:
        return f"{sentence}, or mark it not known yet."
    if case.policy.risk.unknown_allowed:
        return f"{sentence}, or mark it not known yet if this is an emergency."
    return f"{sentence}."
