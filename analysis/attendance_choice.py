"""What one chooses to look at around visits, and the study of it, for who knows the families."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import pandas as pd

from analysis.around_visits import Part, Study, part, together
from analysis.attendance_seen import FEWEST
from analysis.weeks import Engine, Marked, weekly
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
    batches: Iterable[tuple[Collection[int], Marked]],
    *,
    pupils: pd.DataFrame,
    visits: pd.DataFrame,
    choice: Choice,
    own_weeks: tuple[int, int] | None = None,
) -> Seen:
    """Study what is chosen, one batch of schools after the other: their places, and an engine with their marks.

    There is one batch at least, and no school is in two. The frames are `data.queries.attendance`'s. `own_weeks` are the
    first and the last day (since 1970) of the weeks over which the schools' own attendance is told.
    """
    meant, every = choice.of(visits), choice.at_school(visits)
    parts: list[Part] = []
    own = Own(attended=0, possible=0, pupils=0)
    for schools, engine in batches:
        here = pupils.loc[pupils["school"].isin(schools), ["pupil", "school", "cohort"]]
        by_week = engine.keep(weekly(engine.marks(), engine.beside(here)))
        parts.append(
            part(
                engine,
                by_week,
                visits=meant[meant["school"].isin(schools)],
                every_visit=every[every["school"].isin(schools)],
            )
        )
        if own_weeks is not None:
            own = own.plus(own_sessions(engine, by_week, *own_weeks))
    return Seen(
        study=together(parts, visits=meant),
        choice=choice,
        before_roll=int((~every["on_roll"]).sum()),
        own=own.told,
    )


@dataclass(frozen=True, kw_only=True)
class Own:
    """Sessions of all pupils of some schools over some weeks."""

    attended: int
    possible: int
    pupils: int

    def plus(self, other: "Own") -> "Own":
        """With those of other schools."""
        return Own(
            attended=self.attended + other.attended,
            possible=self.possible + other.possible,
            pupils=self.pupils + other.pupils,
        )

    @property
    def told(self) -> Attendance | None:
        """Their attendance; None with fewer than ten pupils."""
        return None if self.pupils < FEWEST else Attendance(attended=self.attended, possible=self.possible)


def own_attendance(engine: Engine, by_week: nw.LazyFrame[Any], first: int, last: int) -> Attendance | None:
    """Attendance of all pupils over the weeks that begin within these days; None without ten of them."""
    return own_sessions(engine, by_week, first, last).told


def own_sessions(engine: Engine, by_week: nw.LazyFrame[Any], first: int, last: int) -> Own:
    """Sessions of all pupils over the weeks that begin within these days."""
    week = nw.col("week")
    found = (
        engine.frame(
            by_week.filter((week >= first) & (week <= last)).select(
                nw.col("attended").sum(), nw.col("possible").sum(), nw.col("pupil").n_unique().alias("pupils")
            )
        )
        .fillna(0)
        .iloc[0]
    )
    return Own(attended=int(found["attended"]), possible=int(found["possible"]), pupils=int(found["pupils"]))
