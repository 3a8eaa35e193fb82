"""When the made-up visits are, and why: on school days, more of them in a dark November than in June."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from data.demo.made import Made
from data.demo.schools import ANCHOR, FIRST_DAY, MadeSchool
from visits.policy_parts import Reason
from visits.words import CommonReason, VisitKind

C = CommonReason
Days = tuple[date, ...]

BY_MONTH: Final = {9: 0.9, 10: 1.1, 11: 1.4, 12: 0.9, 1: 1.3, 2: 1.2, 3: 1.2, 4: 0.8, 5: 0.8, 6: 0.9, 7: 0.6}
BY_WEEKDAY: Final = (1.3, 1.0, 0.9, 0.95, 1.15)
STARTERS_BY_MONTH: Final = {6: 1.0, 7: 1.6}
"""HA-11: in the term before a child starts."""
BEFORE_A_BREAK: Final = timedelta(days=12)

WEIGHTS: Final[dict[CommonReason, float]] = {
    C.ATTENDANCE: 24,
    C.REFUSING: 16,
    C.ATTENDANCE_SUPPORT: 11,
    C.CHILD_SAFE: 9,
    C.CONTACT_FAILED: 8,
    C.LONG_ABSENCE: 8,
    C.WORK: 6,
    C.MEETING: 6,
    C.WELLBEING: 12,
    C.EXCLUDED: 6,
    C.REFERRED: 4,
    C.HOLIDAY: 2,
    C.EDUCATED_AT_HOME: 2,
    C.OTHER: 2,
}
STOPS: Final = {1: 0.80, 2: 0.15, 3: 0.05}
STARTERS_STOPS: Final = {1: 0.35, 2: 0.40, 3: 0.25}
LATE: Final = 0.035
"""The share of visits that leave late in the day, when parents are home from work."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a visit shall be. `reason` is None for one that is not on the policy's list.

    `legs` sets the minutes of each drive and stay in turn, to the drive back; without them they are left to chance.
    `fresh`: beside a lead who is named, only people go who cannot sign in and are on no other visit that day.
    """

    out_at: datetime
    asked_at: datetime
    reason: Reason | None
    kind: VisitKind
    stops: int = 1
    legs: tuple[int, ...] = ()
    pair: bool = False
    fresh: bool = False

    @property
    def common(self) -> CommonReason:
        return self.reason.common if self.reason else C.OTHER


def wishes(made: Made, school: MadeSchool) -> list[Wish]:
    """All visits of a school's history, in the order in which they leave."""
    days = school.years.open_days(FIRST_DAY, ANCHOR)
    seasons = {
        common: _season(school, days, common)
        for common in {C.OTHER, *(r.common for r in school.policy.reasons)}
    }
    found = []
    for reason in _reasons(made, school):
        day = made.dice.choices(days, weights=seasons[reason.common if reason else C.OTHER])[0]
        found.append(_wish(made, school, day, reason))
    return sorted(found, key=lambda wish: wish.out_at)


def _reasons(made: Made, school: MadeSchool) -> list[Reason | None]:
    """One for each visit: so many for children about to start, the others by their weight."""
    policy, starters = school.policy, school.plan.starters
    starting = [reason for reason in policy.reasons if reason.common is C.NEW_STARTER]
    usual = [reason for reason in policy.reasons if reason.common is not C.NEW_STARTER]
    shared = Counter(reason.common for reason in usual)
    options: list[Reason | None] = [*usual]
    weights = [WEIGHTS[reason.common] / shared[reason.common] for reason in usual]
    if policy.other_reason is not None:
        options.append(None)
        weights.append(WEIGHTS[C.OTHER])
    others = made.dice.choices(options, weights=weights, k=school.plan.visits - starters)
    return [*(starting * starters)[:starters], *others]


def _season(school: MadeSchool, days: Days, common: CommonReason) -> list[float]:
    """How likely each day is for this reason."""
    if common is C.NEW_STARTER:
        return [STARTERS_BY_MONTH.get(day.month, 0.0) for day in days]
    general = [BY_MONTH[day.month] * BY_WEEKDAY[day.weekday()] for day in days]
    if common is not C.HOLIDAY:
        return general
    ends = {s.starts_on for s in school.years.shut if s.kind == "half_term"} | {
        t.ends_on for t in school.years.terms
    }
    near = [any(timedelta(0) <= end - day <= BEFORE_A_BREAK for end in ends) for day in days]
    return [weight if close else 0.0 for weight, close in zip(general, near, strict=True)]


def _wish(made: Made, school: MadeSchool, day: date, reason: Reason | None) -> Wish:
    common = reason.common if reason else C.OTHER
    out_at = school.at(day, _clock(made, school, common))
    kind = _kind(made, school, common)
    return Wish(
        out_at=out_at,
        asked_at=_asked(made, school, out_at, day, kind),
        reason=reason,
        kind=kind,
        stops=made.weighted(STARTERS_STOPS if common is C.NEW_STARTER else STOPS),
    )


def _clock(made: Made, school: MadeSchool, common: CommonReason) -> time:
    """A time of leaving on five minutes; a child who is missing is looked for in the morning."""
    if common is not C.NEW_STARTER and made.chance(LATE):
        minute = school.plan.closes.hour * 60 + school.plan.closes.minute - made.dice.randint(0, 6) * 5
    elif common in (C.CHILD_SAFE, C.CONTACT_FAILED):
        minute = made.dice.randint(115, 150) * 5
    else:
        minute = made.dice.randint(112, 161) * 5
    return time(minute // 60, minute % 60)


def _kind(made: Made, school: MadeSchool, common: CommonReason) -> VisitKind:
    if common is C.CHILD_SAFE and made.chance(0.6):
        return VisitKind.EMERGENCY
    if VisitKind.DOORSTEP in school.policy.kinds and common is not C.NEW_STARTER and made.chance(0.12):
        return VisitKind.DOORSTEP
    return VisitKind.PROCEDURAL


def _asked(made: Made, school: MadeSchool, out_at: datetime, day: date, kind: VisitKind) -> datetime:
    """An emergency is asked for within the hour, most others a school day or more before."""
    if kind is VisitKind.EMERGENCY or made.chance(0.25):
        return out_at - timedelta(minutes=made.dice.randint(25, 55))
    before = school.years.open_days(day - timedelta(days=8), day - timedelta(days=1))
    if not before:
        return out_at - timedelta(minutes=50)
    chosen = before[-made.dice.randint(1, min(3, len(before)))]
    return school.at(chosen, time(made.dice.randint(9, 14), made.dice.randint(0, 59)))
