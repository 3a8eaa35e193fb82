"""What follows from what was chosen: stops from pupils, a number from a person, a car from who leads. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from data.queries.choices import Colleague, KnownCar
from data.queries.household import PupilFound
from pages.visit_form.clock import ROAD, STAY, later, next_five, parsed, spread, written
from pages.visit_form.fields import ANOTHER, SOMEBODY_ELSE, Form, StopFields, VisitorFields, new_visitor
from visits.compliance import OTHER
from visits.policy import Policy

LEAD_PART: Final = "Speaks with the family"
SECOND_PART: Final = "Takes notes and keeps the time"
PARTS: Final = (LEAD_PART, SECOND_PART, "Is with the child", "Stays by the door", "Drives")


def stop_key(pupil: PupilFound) -> str:
    """The key of the stop at which a pupil is seen: one for each home, one for each pupil without a known home."""
    return f"home:{pupil.household_id}" if pupil.household_id else f"pupil:{pupil.pupil_id}"


def stops(form: Form, pupils: Mapping[str, PupilFound]) -> None:
    """Let the form have a stop for each home of the chosen pupils, beside the addresses that were added by hand.

    A stop that stays keeps its place and times; a new one comes last, and the time back moves behind it.
    Where the last goes away the time back comes forward by as much, or the visit would be overdue too late.
    """
    form.pupils = [p for p in form.pupils if p in pupils]
    wanted: dict[str, list[str]] = {}
    for pupil_id in form.pupils:
        wanted.setdefault(stop_key(pupils[pupil_id]), []).append(pupil_id)
    keep(form, [s for s in form.stops if s.key in wanted or _by_hand(s)])
    for key, ids in wanted.items():
        stop = form.stop(key)
        if stop is None:
            stop = StopFields(key=key)
            append(form, stop)
        home = pupils[ids[0]].household_id
        stop.household, stop.pupils = str(home) if home else "", ids


def append(form: Form, stop: StopFields) -> None:
    """Put a stop at the end of the trip, with times behind the last."""
    if not form.stops:
        form.stops.append(stop)
        spread(form, form.out)
        return
    stop.arrive = later(form.stops[-1].leave, ROAD)
    stop.leave = later(stop.arrive, STAY)
    form.stops.append(stop)
    form.back = later(form.back, ROAD + STAY)


def keep(form: Form, staying: list[StopFields]) -> None:
    """Keep these of the form's stops, and as long for the way back from the last of them as there was."""
    before, form.stops = form.stops, staying
    if not staying or not before:
        return
    was, now = parsed(before[-1].leave), parsed(staying[-1].leave)
    if was is not None and now is not None and now < was:
        minutes = (was.hour - now.hour) * 60 + was.minute - now.minute
        form.back = later(form.back, -timedelta(minutes=minutes))


def _by_hand(stop: StopFields) -> bool:
    return not stop.key.startswith(("home:", "pupil:"))


def ended(before: Form, form: Form, *, now: datetime, tz: ZoneInfo) -> None:
    """Where somebody says just now that the visit has ended, let it have ended now; where not after all, let it come."""
    if form.ended == before.ended:
        return
    long = ROAD * (len(form.stops) + 1) + STAY * len(form.stops)
    local = now.astimezone(tz)
    over = local.replace(minute=local.minute - local.minute % 5) - long
    starts = over if form.ended else next_five(now, tz)
    form.day = starts.date().isoformat()
    spread(form, written(starts.time()))


def people(before: Form, form: Form, known: Mapping[str, Colleague]) -> None:
    """Fill in the number of a colleague who was chosen just now, and empty what belonged to somebody else."""
    for visitor in form.visitors:
        old = before.visitor(visitor.key)
        if old is not None and old.person == visitor.person:
            continue
        person = known.get(visitor.person)
        if person is not None:
            visitor.name, visitor.mobile, visitor.organisation = person.name, person.mobile, ""
        elif old is not None:
            visitor.name, visitor.mobile, visitor.organisation = "", "", ""


def begin_with(form: Form, lead: Colleague | None) -> None:
    """The visitors of a new form: a lead, and a second who is to be chosen."""
    form.visitors = []
    first, second = new_visitor(form), new_visitor(form)
    first.part, second.part = LEAD_PART, SECOND_PART
    if lead is not None:
        _be(first, lead)


def _be(visitor: VisitorFields, person: Colleague) -> None:
    visitor.person, visitor.name, visitor.mobile = str(person.person_id), person.name, person.mobile


def car(before: Form, form: Form, known: Sequence[KnownCar]) -> None:
    """Describe the car that was chosen; where none was yet, the one that the lead drives."""
    cars = {k.car.registration: k for k in known}
    if not form.car and not before.car and not form.registration:
        lead = form.visitors[0].person if form.visitors else ""
        form.car = next((r for r, k in cars.items() if k.owner_id and str(k.owner_id) == lead), "")
    elif form.car == before.car:
        if form.car not in cars and form.registration:
            form.car = ANOTHER
        return
    if form.car in cars:
        chosen = cars[form.car].car
        form.make, form.model, form.colour = chosen.make, chosen.model, chosen.colour
        form.registration = chosen.registration
    elif form.car != before.car:
        form.make = form.model = form.colour = form.registration = ""


def school(before: Form, form: Form, me: Colleague | None) -> None:
    """Pupils, homes and colleagues are a school's own: at another school they are chosen anew. Texts and times stay."""
    if not before.school or before.school == form.school:
        return
    form.pupils, form.stops, form.who_to_see = [], [], []
    form.car = form.make = form.model = form.colour = form.registration = ""
    begin_with(form, me)


def policy(form: Form, asked: Policy) -> None:
    """Take out what this policy does not know: a reason, a kind, an exception of another one."""
    if form.reason != OTHER and asked.reason(form.reason) is None:
        form.reason = ""
    if form.reason == OTHER and asked.other_reason is None:
        form.reason = ""
    if form.kind not in {kind.value for kind in asked.kinds}:
        form.kind = asked.kinds[0].value
    if form.exception not in {"", ANOTHER, *(c.key for c in asked.announcement.exceptions)}:
        form.exception = ""


def staff_only(form: Form, known: Collection[str]) -> None:
    """Somebody who has left since the draft was kept is no colleague any more: their place is free again."""
    for visitor in form.visitors:
        if visitor.person and visitor.person != SOMEBODY_ELSE and visitor.person not in known:
            visitor.person = SOMEBODY_ELSE if visitor.name else ""
