"""Simulated schools of which the truth is known: good and poor weeks, visits that follow poor ones, an effect or none."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.weeks import monday

SESSIONS = 10
WEEKS = 40
FIRST = monday(20_000)
HOLIDAYS = (7, 15, 16, 24, 30, 31)
"""Weeks of the calendar in which nobody is in."""


@dataclass(frozen=True)
class Simulated:
    """`by_week` and `visits` as the study takes them; `truth` is the mean effect over the visits' eight weeks after."""

    by_week: pd.DataFrame
    visits: pd.DataFrame
    truth: float


def simulate(
    seed: int, *, effect: float, pupils: int = 900, cohorts: int = 3, poor: bool = True
) -> Simulated:
    """Two schools. `effect` is added to the chance of attending for eight weeks; `poor`: visits follow poor weeks.

    Whether somebody is visited depends only on their attendance over the four weeks before, and on chance.
    """
    dice = np.random.default_rng(seed)
    usual = dice.normal(2.4, 0.7, pupils)
    deviation = dice.normal(0, 0.7, pupils)
    left = np.zeros(pupils, dtype=int)
    asked = np.zeros(pupils, dtype=int)
    came = np.zeros((WEEKS, pupils))
    gains: list[tuple[int, int, float]] = []
    visits: list[tuple[int, int]] = []
    for week in range(WEEKS):
        deviation = 0.75 * deviation + dice.normal(0, 0.45, pupils)
        chance = 1 / (1 + np.exp(-(usual + deviation)))
        raised = np.minimum(chance + effect * (left > 0), 0.995)
        gains += [(week, int(who), float(raised[who] - chance[who])) for who in np.flatnonzero(left > 0)]
        came[week] = dice.binomial(SESSIONS, raised)
        left = np.maximum(left - 1, 0)
        if 4 <= week < WEEKS - 11:
            absent = 1 - came[week - 4 : week].mean(axis=0) / SESSIONS
            goes = 0.1 * np.clip(absent - 0.08, 0, 0.4) / 0.4 if poor else np.full(pupils, 0.02)
            chosen = np.flatnonzero((dice.random(pupils) < goes) & (asked <= week - 9 + (asked == 0) * 99))
            visits += [(week, int(who)) for who in chosen]
            left[chosen], asked[chosen] = 8, week
    return Simulated(
        by_week=_by_week(came, cohorts),
        visits=_visits(visits),
        truth=float(np.mean([gain for _, _, gain in gains])) if gains else 0.0,
    )


def _mondays() -> list[int]:
    """The Mondays of the school weeks, with holidays between."""
    open_weeks = [week for week in range(WEEKS + len(HOLIDAYS)) if week not in HOLIDAYS]
    return [FIRST + 7 * week for week in open_weeks]


def _by_week(came: np.ndarray[Any, Any], cohorts: int) -> pd.DataFrame:
    weeks, pupils = came.shape
    who = np.tile(np.arange(pupils), weeks)
    return pd.DataFrame(
        {
            "pupil": who,
            "school": who % 2,
            "cohort": who // 2 % cohorts,
            "week": np.repeat(_mondays(), pupils),
            "attended": came.ravel().astype(int),
            "possible": SESSIONS,
        }
    )


def _visits(made: list[tuple[int, int]]) -> pd.DataFrame:
    mondays = _mondays()
    rows = [(number, who, who % 2, mondays[week]) for number, (week, who) in enumerate(made)]
    return pd.DataFrame(rows, columns=["visit", "pupil", "school", "week"])
