"""What one chooses to look at around visits, and the study of it, for who knows the families."""

from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.around_visits import Study, study
from analysis.attendance_seen import FEWEST
from analysis.weeks import Engine, weekly
from visits.attendance_codes import Attendance

FIRST, REPEAT = "first", "repeat"
KINDS: Final = ("", FIRST, REPEAT)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which visits. `school` is a place in the source's schools, None for all; an empty text chooses all.

    `beside` names the published figure to stand beside the school's own; it changes nothing that is counted.
    """

    school: int | None = None
    reason: str = ""
    year_group: str = ""
    kind: str = ""
    beside: str = ""

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
    """A study. `before_roll` visits were to children not on roll then: not applicable.

    `own` is the attendance of all pupils of the schools meant over the weeks that were asked for, None where they have no
    mark or are fewer than ten.
    """

    study: Study
    choice: Choice
    before_roll: int
    own: Attendance | None


def seen(
    engine: Engine,
    marks: nw.LazyFrame[Any],
    *,
    pupils: pd.DataFrame,
    visits: pd.DataFrame,
    choice: Choice,
    own_weeks: tuple[int, int] | None = None,
) -> Seen:
    """Study what is chosen. `marks` are those of the schools meant; the frames are `data.queries.attendance`'s.

    `own_weeks` are the first and the last day (since 1970) of the weeks over which the schools' own attendance is told.
    """
    here = choice.at_school(pupils)[["pupil", "school", "cohort"]]
    by_week = engine.keep(weekly(marks, engine.beside(here)))
    found = study(
        engine,
        by_week,
        visits=choice.of(visits),
        every_visit=choice.at_school(visits),
    )
    return Seen(
        study=found,
        choice=choice,
        before_roll=int((~choice.at_school(visits)["on_roll"]).sum()),
        own=None if own_weeks is None else own_attendance(engine, by_week, *own_weeks),
    )


def own_attendance(engine: Engine, by_week: nw.LazyFrame[Any], first: int, last: int) -> Attendance | None:
    """Attendance of all pupils over the weeks that begin within these days; None without ten of them."""
    week = nw.col("week")
    found = engine.frame(
        by_week.filter((week >= first) & (week <= last)).select(
            nw.col("attended").sum(), nw.col("possible").sum(), nw.col("pupil").n_unique().alias("pupils")
        )
    ).iloc[0]
    if pd.isna(found["pupils"]) or found["pupils"] < FEWEST:
        return None
    return Attendance(attended=int(found["attended"]), possible=int(found["possible"]))
