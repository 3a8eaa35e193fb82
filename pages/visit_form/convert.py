"""From the form to the plan that the policy judges, and back from a plan that is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from data.queries.household import PupilFound
from pages.visit_form.clock import WRITE_A_TIME, on_day, parsed, written
from pages.visit_form.fields import (
    ANOTHER,
    NO,
    SOMEBODY_ELSE,
    YES,
    Form,
    StopFields,
    VisitorFields,
    new_stop,
)
from visits.policy import Policy
from visits.visit import StopPlan, Vehicle, VisitorPlan, VisitPlan
from visits.words import Place, Travel, VisitKind, VisitorRole

CHOOSE_A_DAY: Final = "Choose the day."
NOON: Final = time(12, 0)
TOLD: Final = "told_beforehand"


@dataclass(frozen=True)
class Drafted:
    """The plan, and what could not be read of the form: a sentence by "owner.field" ("out", "home:1.arrive")."""

    plan: VisitPlan
    problems: Mapping[str, str]


def to_plan(form: Form, *, pupils: Mapping[str, PupilFound], tz: ZoneInfo, today: date) -> Drafted:
    """The plan as far as it goes. What cannot be read is a problem, and takes the value before it, so that the rest can
    be judged all the same. `form.school` is set."""
    clock = _Clock(form, tz=tz, today=today)
    out_at = clock.at("out", form.out)
    stops = sorted((_stop(s, pupils, clock) for s in form.stops), key=lambda s: s.due_in_at)
    back_at = clock.at("back", form.back)
    plan = VisitPlan(
        school_id=UUID(form.school),
        kind=VisitKind(form.kind),
        reason=form.reason,
        reason_other=form.reason_other,
        out_at=out_at,
        back_at=back_at,
        stops=tuple(stops),
        visitors=tuple(_visitor(v, place) for place, v in enumerate(form.visitors) if _is_named(v, place)),
        purpose=form.purpose,
        alternatives=form.alternatives,
        who_to_see=", ".join(form.who_to_see),
        told={YES: True, NO: False}.get(form.told),
        told_exception=_exception(form),
        travel=Travel(form.travel),
        vehicle=_vehicle(form),
        agency_plan=form.agency_plan,
        confirmed=frozenset(key for key, ticked in form.ticks.items() if ticked),
        reasons_given={key: words for key, words in form.reasons.items() if words.strip()},
    )
    return Drafted(plan=plan, problems=clock.problems)


class _Clock:
    """Reads times in the order of the trip; what cannot be read becomes a problem and the time before it."""

    def __init__(self, form: Form, *, tz: ZoneInfo, today: date) -> None:
        self.problems: dict[str, str] = {}
        self._tz = tz
        self._last = NOON
        self._day = today
        try:
            self._day = date.fromisoformat(form.day)
        except ValueError:
            self.problems["day"] = CHOOSE_A_DAY

    def at(self, name: str, text: str) -> datetime:
        found = parsed(text)
        if found is None:
            self.problems[name] = WRITE_A_TIME
        self._last = found or self._last
        return on_day(self._day, self._last, self._tz)


def _stop(stop: StopFields, pupils: Mapping[str, PupilFound], clock: _Clock) -> StopPlan:
    return StopPlan(
        address=address_of(stop, pupils),
        due_in_at=clock.at(f"{stop.key}.arrive", stop.arrive),
        due_out_at=clock.at(f"{stop.key}.leave", stop.leave),
        household_id=UUID(stop.household) if stop.household else None,
        pupil_ids=tuple(UUID(p) for p in stop.pupils),
        place=Place(stop.place),
    )


def address_of(stop: StopFields, pupils: Mapping[str, PupilFound]) -> str:
    """Where the stop is: the home's address, or what was typed for a place that is not the home."""
    if stop.place != Place.HOME.value:
        return stop.address.strip()
    known = [pupils[p].address for p in stop.pupils if p in pupils]
    return next((address for address in known if address), "") or stop.address.strip()


def _is_named(visitor: VisitorFields, place: int) -> bool:
    """A second visitor who was not chosen is nobody; the lead is always asked for."""
    return place == 0 or bool(visitor.person or visitor.name.strip())


def _visitor(visitor: VisitorFields, place: int) -> VisitorPlan:
    known = visitor.person not in ("", SOMEBODY_ELSE)
    return VisitorPlan(
        name=visitor.name,
        role=VisitorRole.LEAD if place == 0 else VisitorRole.SECOND,
        mobile=visitor.mobile,
        part=visitor.part,
        person_id=UUID(visitor.person) if known else None,
        organisation="" if known else visitor.organisation,
    )


def _exception(form: Form) -> str:
    if form.told != NO:
        return ""
    return form.exception_other if form.exception == ANOTHER else form.exception


def _vehicle(form: Form) -> Vehicle | None:
    parts = (form.make, form.model, form.colour, form.registration)
    if form.travel != Travel.CAR.value or not any(part.strip() for part in parts):
        return None
    make, model, colour, registration = (part.strip() for part in parts)
    return Vehicle(make=make, model=model, colour=colour, registration=registration.upper())


def from_plan(plan: VisitPlan, *, policy: Policy, tz: ZoneInfo, form: str) -> Form:
    """The form of a plan, whole: for changing it."""
    made = Form(
        form=form,
        school=str(plan.school_id),
        pupils=[str(p) for stop in plan.stops for p in stop.pupil_ids],
        who_to_see=[plan.who_to_see] if plan.who_to_see else [],
        kind=plan.kind.value,
        reason=plan.reason,
        reason_other=plan.reason_other,
        agency_plan=plan.agency_plan,
        purpose=plan.purpose,
        alternatives=plan.alternatives,
        told="" if plan.told is None else YES if plan.told else NO,
        day=plan.out_at.astimezone(tz).date().isoformat(),
        out=_clock(plan.out_at, tz),
        back=_clock(plan.back_at, tz),
        visitors=[_visitor_fields(v, f"v{n}") for n, v in enumerate(plan.visitors, start=1)],
        travel=plan.travel.value,
        ticks=dict.fromkeys(sorted(plan.confirmed), True),
        reasons={key: words for key, words in plan.reasons_given.items() if key != TOLD},
    )
    for stop in plan.stops:
        _add_stop(made, stop, tz)
    if plan.told_exception:
        listed = {choice.key for choice in policy.announcement.exceptions}
        made.exception = plan.told_exception if plan.told_exception in listed else ANOTHER
        made.exception_other = "" if plan.told_exception in listed else plan.told_exception
    if plan.vehicle:
        made.car, made.registration = plan.vehicle.registration, plan.vehicle.registration
        made.make, made.model, made.colour = plan.vehicle.make, plan.vehicle.model, plan.vehicle.colour
    return made


def repeated(plan: VisitPlan, *, policy: Policy, tz: ZoneInfo, form: str) -> Form:
    """The form of a plan made once more: who, why, where and how; but nothing that was confirmed, told or explained."""
    made = from_plan(plan, policy=policy, tz=tz, form=form)
    made.told = made.exception = made.exception_other = made.agency_plan = ""
    made.ticks, made.reasons, made.day = {}, {}, ""
    return made


def _add_stop(form: Form, stop: StopPlan, tz: ZoneInfo) -> None:
    if stop.pupil_ids:
        key = f"home:{stop.household_id}" if stop.household_id else f"pupil:{stop.pupil_ids[0]}"
        fields = StopFields(key=key, pupils=[str(p) for p in stop.pupil_ids])
        form.stops.append(fields)
    else:
        fields = new_stop(form)
    fields.household = str(stop.household_id) if stop.household_id else ""
    fields.place, fields.address = stop.place.value, stop.address
    fields.arrive, fields.leave = _clock(stop.due_in_at, tz), _clock(stop.due_out_at, tz)


def _visitor_fields(visitor: VisitorPlan, key: str) -> VisitorFields:
    return VisitorFields(
        key=key,
        person=str(visitor.person_id) if visitor.person_id else SOMEBODY_ELSE,
        name=visitor.name,
        organisation=visitor.organisation,
        part=visitor.part,
        mobile=visitor.mobile,
    )


def _clock(at: datetime, tz: ZoneInfo) -> str:
    return written(at.astimezone(tz).time())
