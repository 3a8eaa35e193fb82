"""What goes beyond one's own: a home that two of the made-up schools know, and an hour that somebody opened in need."""

from datetime import datetime, time, timedelta
from typing import Final

from data import tokens
from data.commands.glass import LASTS
from data.demo.families import Home
from data.demo.made import Made
from data.demo.planner import Planner
from data.demo.schools import ANCHOR
from data.demo.staff import MadePerson
from data.models import BrokenGlass, HouseholdLink
from visits.words import Role

LEADS: Final = (Role.LEAD_DSL, Role.DEPUTY_DSL)
REASON: Final = (
    "A father rang: his partner has come to the house and the visitors are there. Neither lead picks up, I need the "
    "address for the police."
)


def share(made: Made, planners: dict[str, Planner]) -> None:
    """Link a home of the first two schools, and have somebody of the first open it for an hour, looked into since."""
    first, second, *_ = planners.values()
    _link(made, first, second)
    _open(made, first)


def _link(made: Made, first: Planner, second: Planner) -> None:
    """Brothers and sisters go to both, by their name; what is known of the door at one is shown at the other."""
    day = ANCHOR - timedelta(days=40)
    at = first.school.at(day, time(10, 20))
    ours, theirs = _pair(first.homes, second.homes)
    maker, taker = (p.staff.with_role(LEADS, day)[0] for p in (first, second))
    link_id = made.add(
        HouseholdLink,
        at,
        school_id=first.school.id,
        household_id=ours.id,
        # Of a code that nobody knows: it was taken long ago.
        code_hash=tokens.kept(f"{made.dice.getrandbits(256):064x}"),
        code_ends_at=at + timedelta(days=7),
        made_at=at,
        made_by_id=maker.id,
        other_school_id=second.school.id,
        other_household_id=theirs.id,
        taken_at=at + timedelta(minutes=6),
        taken_by_id=taker.id,
        ended_at=None,
        ended_by_id=None,
    )
    made.note(first.school.id, at, maker.id, "link.make", ours.id, {"link": str(link_id)})
    taken_at = at + timedelta(minutes=6)
    for side, home in ((first, ours), (second, theirs)):
        made.note(side.school.id, taken_at, taker.id, "link.take", home.id, {"link": str(link_id)})


def _pair(ours: list[Home], theirs: list[Home]) -> tuple[Home, Home]:
    """Two homes of one family name, of which the other school has marked its own."""
    by_name = {_family(home): home for home in ours}
    found = ((by_name[_family(home)], home) for home in theirs if home.flags and _family(home) in by_name)
    return next(found, (ours[0], theirs[0]))


def _family(home: Home) -> str:
    return home.pupils[0].name.split()[-1]


def _open(made: Made, planner: Planner) -> None:
    day = ANCHOR - timedelta(days=17)
    school, staff = planner.school, planner.staff
    from_at = school.at(day, time(17, 35))
    who, lead = staff.with_role((Role.FAMILY, Role.SENDCO), day)[0], staff.with_role(LEADS, day)[0]
    ended_at, seen_at = from_at + timedelta(minutes=22), from_at + timedelta(minutes=48)
    glass_id = made.add(
        BrokenGlass,
        from_at,
        school_id=school.id,
        person_id=who.id,
        reason=REASON,
        from_at=from_at,
        ends_at=from_at + LASTS,
        ended_at=ended_at,
        seen_at=seen_at,
        seen_by_id=lead.id,
    )
    _note(made, planner, from_at, who, "glass.open", glass_id)
    _note(made, planner, ended_at, who, "glass.end", glass_id)
    made.note(school.id, seen_at, lead.id, "glass.seen", who.id, {"glass": str(glass_id)})


def _note(
    made: Made, planner: Planner, at: datetime, who: MadePerson, command: str, glass_id: object
) -> None:
    made.note(planner.school.id, at, who.id, command, who.id, {"glass": str(glass_id)})
