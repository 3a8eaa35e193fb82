"""When a visit is made: for how long, until which time of day, in school hours, and with somebody watching."""

from datetime import datetime, timedelta

from visits.compliance.answers import OUR_WARNING, Answers, Case
from visits.policy_parts import Rule


def hours(case: Case) -> Answers:
    """Every rule about the time of day and of the week, and about how long."""
    return (*_limit(case), *_latest(case), *_school_hours(case), *_closed_day(case), *watched(case))


def _limit(case: Case) -> Answers:
    """BT-12: a limit for each visit; where the policy says how long, not longer than that."""
    asked, stops = case.policy.hours, case.plan.stops
    limit = case.answer(
        asked.time_limit,
        "time_limit",
        met=bool(stops) and all(s.due_in_at < s.due_out_at for s in stops),
        yes="Each visit has a time limit.",
        no="Set a time limit for each visit: when it begins and when it ends.",
    )
    if asked.longest_stay_minutes is None:
        return limit
    longest = timedelta(minutes=asked.longest_stay_minutes)
    return (
        *limit,
        *case.answer(
            asked.time_limit or OUR_WARNING,
            "longest_stay",
            met=all(s.due_out_at - s.due_in_at <= longest for s in stops),
            yes=f"No visit is longer than {asked.longest_stay_minutes} minutes.",
            no=f"A visit is longer than {asked.longest_stay_minutes} minutes. Shorten it, or say why.",
        ),
    )


def _latest(case: Case) -> Answers:
    latest = case.policy.hours.latest
    return case.answer(
        case.policy.hours.latest_rule,
        "latest_time",
        met=not _after_latest(case),
        yes=f"No visit runs past {latest:%H:%M}." if latest else "",
        no=f"The last visit runs past {latest:%H:%M}. Make it earlier, or say who agreed." if latest else "",
    )


def _after_latest(case: Case) -> bool:
    """Whether any visit is still going on at the policy's latest time of its day (WH-06), local to the school."""
    latest = case.policy.hours.latest
    if latest is None:
        return False
    day = case.plan.out_at.astimezone(case.tz).date()
    limit = datetime.combine(day, latest, tzinfo=case.tz)
    return any(s.due_out_at > limit for s in case.plan.stops)


def _school_hours(case: Case) -> Answers:
    """BT-18: no visit outside the hours at which school is open. Hours that nobody entered meet no rule."""
    plan, opens, closes = case.plan, case.facts.opens_at, case.facts.closes_at
    rule = case.policy.hours.school_hours
    if opens is None or closes is None:
        unknown = None if rule is None else Rule(duties=rule.duties, ours=rule.ours)
        no = "School hours are not known, so this was not checked. Enter them on the school's page."
        return case.answer(unknown, "school_hours", met=False, yes="", no=no)
    between = f"{case.clock(opens)} to {case.clock(closes)}"
    return case.answer(
        rule,
        "school_hours",
        met=opens <= plan.out_at and plan.back_at <= closes,
        yes=f"Within school hours, {between}.",
        no=f"Outside school hours, {between}. Change the time, or say why it cannot wait.",
    )


def _closed_day(case: Case) -> Answers:
    return case.answer(
        case.policy.hours.school_hours or OUR_WARNING,
        "closed_day",
        met=case.facts.open_day,
        yes="The school is open that day.",
        no="The school is closed that day. Choose another day, or say why it cannot wait.",
    )


def watched(case: Case) -> Answers:
    """No text says who watches once the office has gone home (all five are silent): ours."""
    until, back = case.facts.watched_until, case.clock(case.plan.back_at)
    gap_at = _unwatched(case)
    if until is None:
        no = "Nobody is down to watch that day. Enter who is on duty, or say who will watch."
    elif gap_at is not None and gap_at <= case.plan.out_at:
        no = (
            f"Nobody watches when they leave at {case.clock(gap_at)}. "
            "Make it later, arrange cover, or say who will watch."
        )
    else:
        no = (
            f"Nobody watches after {case.clock(gap_at or until)}, and they are due back at {back}. "
            "Make it earlier, arrange cover, or say who will watch."
        )
    return case.answer(
        OUR_WARNING,
        "watched_to_the_end",
        met=until is not None and gap_at is None,
        yes=f"Somebody watches until they are back at {back}.",
        no=no,
    )


def _unwatched(case: Case) -> datetime | None:
    """The first moment of the trip at which nobody watches: a gap in the rota, or its end."""
    until, gap_at = case.facts.watched_until, case.facts.unwatched_at
    if gap_at is None and until is not None and until < case.plan.back_at:
        return until
    return gap_at


def out_of_hours(case: Case) -> bool:
    """Whether any of the trip lies outside the school's hours, or after the policy's latest time."""
    plan, facts = case.plan, case.facts
    return (
        not facts.open_day
        or (facts.opens_at is not None and plan.out_at < facts.opens_at)
        or (facts.closes_at is not None and plan.back_at > facts.closes_at)
        or _after_latest(case)
    )
