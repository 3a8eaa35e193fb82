"""What stands in the form, as it was typed: kept whole as a draft, whatever is still wrong with it.

Everything is text, a yes or no, or a list of texts, so that a field and its widget hold the same thing. Nothing in here
knows Streamlit or a database.
"""

from typing import Final, Literal

from pydantic import BaseModel, Field, ValidationError
from uuid6 import uuid7

from visits.words import Place, Travel, VisitKind

SOMEBODY_ELSE: Final = "somebody_else"
"""In the place of a person's id: somebody without an account (supply, agency)."""
ANOTHER: Final = "another"
"""In the place of an exception's key, or of a known car: one that is typed."""
YES: Final = "yes"
NO: Final = "no"

LOG: Final = "log_visit"
CHANGE: Final = "change_visit"
QUICK: Final = "absent_child"

Told = Literal["", "yes", "no"]


class StopFields(BaseModel):
    """One address of the trip. `key` names it for as long as it stands there. `address` is one that was typed."""

    key: str
    household: str = ""
    pupils: list[str] = Field(default_factory=list)
    place: str = Place.HOME.value
    address: str = ""
    arrive: str = ""
    leave: str = ""


class VisitorFields(BaseModel):
    """Somebody who goes: a colleague by id, or SOMEBODY_ELSE by name. The first one leads."""

    key: str
    person: str = ""
    name: str = ""
    organisation: str = ""
    part: str = ""
    mobile: str = ""


class Form(BaseModel):
    """The whole form. `key` makes a form that is sent twice one visit, and is the id of its draft.

    Times are of the school's clock on `day` (an ISO date). `ticks` are confirmations and `reasons` the words given for
    warnings, by the policy's keys. `pupil` is the one child of the quick form. `visit` and `version` are set where a
    visit is being changed. `kept`: put aside.
    """

    key: str = Field(default_factory=lambda: str(uuid7()))
    form: str = LOG
    school: str = ""
    pupil: str = ""
    pupils: list[str] = Field(default_factory=list)
    who_to_see: list[str] = Field(default_factory=list)
    kind: str = VisitKind.PROCEDURAL.value
    reason: str = ""
    reason_other: str = ""
    agency_plan: str = ""
    purpose: str = ""
    alternatives: str = ""
    told: str = ""
    exception: str = ""
    exception_other: str = ""
    ended: bool = False
    day: str = ""
    out: str = ""
    back: str = ""
    stops: list[StopFields] = Field(default_factory=list)
    visitors: list[VisitorFields] = Field(default_factory=list)
    travel: str = Travel.CAR.value
    car: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    registration: str = ""
    ticks: dict[str, bool] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict)
    visit: str = ""
    version: int = 0
    kept: bool = False

    def stop(self, key: str) -> StopFields | None:
        """The stop of that key."""
        return next((stop for stop in self.stops if stop.key == key), None)

    def visitor(self, key: str) -> VisitorFields | None:
        """The visitor of that key."""
        return next((visitor for visitor in self.visitors if visitor.key == key), None)

    def copied(self) -> "Form":
        """A copy that shares nothing."""
        return self.model_copy(deep=True)


def as_text(form: Form) -> str:
    """The form as a draft keeps it."""
    return form.model_dump_json()


def from_text(text: str) -> Form | None:
    """The form of a draft; None where the text is none, such as one of an older shape that cannot be read."""
    try:
        return Form.model_validate_json(text)
    except ValidationError:
        return None


def new_visitor(form: Form) -> VisitorFields:
    """Another visitor at the end of the form, with a key of their own."""
    taken = {visitor.key for visitor in form.visitors}
    key = next(f"v{n}" for n in range(1, 100) if f"v{n}" not in taken)
    visitor = VisitorFields(key=key)
    form.visitors.append(visitor)
    return visitor


def new_stop(form: Form) -> StopFields:
    """Another address at the end of the form, of no home that is known."""
    taken = {stop.key for stop in form.stops}
    key = next(f"extra:{n}" for n in range(1, 100) if f"extra:{n}" not in taken)
    stop = StopFields(key=key, place=Place.OTHER.value)
    form.stops.append(stop)
    return stop
