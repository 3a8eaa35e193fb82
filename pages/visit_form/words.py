"""Sentences of the form that are made of several facts. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from data.queries.household import PupilFound
from pages.visit_form.clock import parsed, written
from pages.visit_form.fields import Form
from pages.visit_form.reading import Known, World
from visits.compliance.answers import listed
from visits.labels import ROLE_WORDS
from visits.pupils import ROLL_WORDS, Roll
from visits.times import said

MOST_NAMES: Final = 3
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def pupil_words(pupils: Mapping[str, PupilFound]) -> dict[str, str]:
    """Each pupil in a list, by id; of two that read alike the address tells which is which."""
    plain = {key: _name(pupil) for key, pupil in pupils.items()}
    twice = {words for words, count in Counter(plain.values()).items() if count > 1}
    return {
        key: f"{words}, {pupils[key].address or pupils[key].home}" if words in twice else words
        for key, words in plain.items()
    }


def _name(pupil: PupilFound) -> str:
    year = f"Year {pupil.year_group}" if pupil.year_group.isdigit() else pupil.year_group
    roll = "" if pupil.roll is Roll.ON else ROLL_WORDS[pupil.roll].lower()
    return ", ".join(part for part in (pupil.name, year, roll) if part)


def day_words(day: date, today: date | None = None) -> str:
    """ "Mon 23 Nov"; seen from `today`, "Today, Mon 23 Nov"."""
    name = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    if today is None:
        return name
    near = {0: "Today, ", 1: "Tomorrow, ", -1: "Yesterday, "}.get((day - today).days, "")
    return f"{near}{name}{f' {day.year}' if day.year != today.year else ''}"


def month_words(day: date) -> str:
    """ "Sep 2025"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def title(form: Form, known: Known) -> str:
    """What the visit is called in a list: whose homes, when."""
    homes = dict.fromkeys(
        known.pupils[p].home or known.pupils[p].name for p in form.pupils if p in known.pupils
    )
    typed = [stop.address for stop in form.stops if not stop.pupils and stop.address]
    where = listed([*homes, *typed]) if homes or typed else "A visit"
    try:
        day = date.fromisoformat(form.day)
    except ValueError:
        return where
    out = parsed(form.out)
    return ", ".join(part for part in (where, day_words(day), written(out) if out else form.out) if part)


def goes_to(world: World) -> str:
    """Whoever decides: the role, and who holds it and is on duty now; where they are many, how many."""
    if world.judged is None:
        return ""
    word = world.judged.word
    role = listed((ROLE_WORDS[r] for r in word.deciding), "or") or "nobody in particular"
    names = [*(p.name for p in word.people), *(f"{d.name} (delegate)" for d in word.delegates)]
    if not names:
        return role
    who = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} of them on duty now"
    return f"{role}: {who}"


def nobody_there(world: World) -> str:
    """A sentence where nobody who may decide is on duty; empty where somebody is."""
    if world.judged is None or world.judged.word.people or world.judged.word.delegates:
        return ""
    if world.judged.policy.authorisation.notify_only:
        return ""
    return "None of them is on duty just now, or they all go themselves. Somebody has to be told by phone."


def overdue_words(world: World) -> str:
    """When silence becomes an alarm."""
    if world.judged is None or world.judged.word.overdue_at is None:
        return ""
    at, plan = world.judged.word.overdue_at, world.judged.plan
    local, out = at.astimezone(world.known.tz), plan.out_at.astimezone(world.known.tz)
    when = f"{local:%H:%M}" if local.date() == out.date() else said(at, world.known.tz.key)
    return f"Will be overdue at {when} if nobody calls"


def counted(count: int, one: str, more: str) -> str:
    """ "1 thing stops it", "2 things stop it"; empty for none."""
    return f"{count} {one if count == 1 else more}" if count else ""
