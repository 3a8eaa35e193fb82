"""Names, streets and numbers that belong to nobody.

Surnames, streets and places are invented. Phone numbers are those that Ofcom keeps free for drama. Postcodes begin with
Q, and registrations with QI: Royal Mail has no postcode area that begins with Q, and the DVLA gives out neither Q nor I
as the first or second letter of a registration of this form, so that none of them can belong to anybody.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

from data.demo.made import Made

_LISTS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

GIVEN: Final[list[str]] = _LISTS["given"]
FAMILY: Final[list[str]] = _LISTS["family"]
AGENCIES: Final[list[str]] = _LISTS["agencies"]

MOBILES_FROM: Final = 900_000
LANDLINES_FROM: Final = 960_000
NUMBERS: Final = 1_000
STAFF_MOBILES: Final = 300
"""The first so many mobile numbers are staff's, one each; families share the others."""

_PLATE: Final = "BCDFGHJKLMNPRSTVWXY"
"""Without vowels, so that chance spells no word."""
_UNIT: Final = "ABDEFGHJLNPQRSTUWXYZ"


def mobile(number: int) -> str:
    """One of Ofcom's thousand drama mobiles."""
    return f"07700 {MOBILES_FROM + number % NUMBERS:06d}"


def family_mobile(made: Made) -> str:
    """A number that no member of staff has."""
    return mobile(made.dice.randrange(STAFF_MOBILES, NUMBERS))


def landline(number: int) -> str:
    """One of Ofcom's thousand drama landlines."""
    return f"01632 {LANDLINES_FROM + number % NUMBERS:06d}"


def full_name(made: Made) -> str:
    return f"{made.one(GIVEN)} {made.one(FAMILY)}"


def street(made: Made) -> str:
    return f"{made.dice.randint(1, 148)} {made.one(_LISTS['streets'])} {made.one(_LISTS['street_ends'])}"


def postcode(made: Made, area: int) -> str:
    """`area` 1 to 9 is the school's own part of a town that is nowhere."""
    unit = f"{made.dice.randint(1, 9)}{made.one(_UNIT)}{made.one(_UNIT)}"
    return f"QX{area} {unit}"


def car(made: Made) -> tuple[str, str, str, str]:
    """Make, model, colour, registration."""
    make, model = made.one(_LISTS["cars"])
    plate = "".join(made.one(_PLATE) for _ in range(3))
    return make, model, made.one(_LISTS["colours"]), f"QI{made.dice.randint(14, 26)} {plate}"
