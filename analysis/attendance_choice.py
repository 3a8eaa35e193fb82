"""What one chooses to look at around visits, and the study of it as somebody may see it."""

from dataclasses import dataclass, replace
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.around_visits import Study, study
from analysis.attendance_seen import protected
from analysis.weeks import Engine, weekly

FIRST, REPEAT = "first", "repeat"
KINDS: Final = ("", FIRST, REPEAT)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which visits. `school` is a place in the source's schools, None for all; an empty text chooses all."""

    school: int | None = None
    reason: str = ""
    year_group: str = ""
    kind: str = ""

    def allowed(self, *, small_numbers: bool) -> "Choice":
        """The choice that somebody may make: without small numbers a school and nothing else, the first of several."""
        return self if small_numbers else replace(Choice(), school=self.school or 0)

    def of(self, visits: pd.DataFrame) -> pd.DataFrame:
        """The visits that are meant: to children on roll."""
        meant = visits["on_roll"]
        for column, wanted in (("reason", self.reason), ("year_group", self.year_group)):
            if wanted:
                meant = meant & (visits[column] == wanted)
        if self.kind:
            meant = meant & (visits["first"] == (self.kind == FIRST))
        return self.at_school(visits[meant])

    def at_school(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of the school that is meant."""
        return rows if self.school is None else rows[rows["school"] == self.school]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A study as somebody may see it. `before_roll` visits were to children not on roll then: not applicable."""

    study: Study
    choice: Choice
    before_roll: int
    small_numbers: bool


def seen(
    engine: Engine,
    marks: nw.LazyFrame[Any],
    *,
    pupils: pd.DataFrame,
    visits: pd.DataFrame,
    choice: Choice,
    small_numbers: bool,
) -> Seen:
    """Study what is chosen. `marks` are those of the schools meant; the frames are `data.queries.attendance`'s."""
    allowed = choice.allowed(small_numbers=small_numbers)
    here = allowed.at_school(pupils)[["pupil", "school", "cohort"]]
    found = study(
        engine,
        engine.keep(weekly(marks, engine.beside(here))),
        visits=allowed.of(visits),
        every_visit=allowed.at_school(visits),
    )
    return Seen(
        study=found if small_numbers else protected(found),
        choice=allowed,
        before_roll=int((~allowed.at_school(visits)["on_roll"]).sum()),
        small_numbers=small_numbers,
    )
