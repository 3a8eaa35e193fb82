"""What the form needs to know: who and what can be chosen, and what the policy says of it as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from data.commands.core import Refused
from data.database import Database
from data.policy_word import InForce, Word, in_force_at, word_on
from data.queries.choices import (
    Colleague,
    KnownCar,
    SchoolChoice,
    cars,
    colleagues,
    pupil_choices,
    schools_for,
)
from data.queries.household import Home, PupilFound, home
from data.queries.people import LONDON, london_day
from pages.visit_form import follow
from pages.visit_form.convert import Drafted, to_plan
from pages.visit_form.fields import SOMEBODY_ELSE, Form
from visits.compliance import Answer, blocks, impossible, open_warnings
from visits.permissions import Action, Viewer
from visits.policy import Policy
from visits.visit import VisitPlan

ABOUT_STOPS: Final = frozenset(
    (
        "families",
        "out_before_in",
        "stop_times",
        "stop_order",
        "back_after_stops",
        "addresses",
        "time_out",
        "time_limit",
        "longest_stay",
        "latest_time",
        "schedule",
    )
)
"""What the policy asks of stops. Before there is one, the one thing to say is that it is missing."""
NO_SCHOOL: Final = "There is no school at which you can plan visits yet."


@dataclass(frozen=True, kw_only=True)
class Known:
    """What can be chosen. Ids are texts, as the form holds them. `lost_pupils` of a draft are no longer there."""

    schools: Mapping[str, SchoolChoice]
    pupils: Mapping[str, PupilFound] = field(default_factory=dict)
    people: Mapping[str, Colleague] = field(default_factory=dict)
    cars: Sequence[KnownCar] = ()
    homes: Mapping[str, Home] = field(default_factory=dict)
    tz: ZoneInfo = LONDON
    today: date
    lost_pupils: int = 0


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The plan that the form makes, and the policy's word on it."""

    law: InForce
    drafted: Drafted
    word: Word

    @property
    def plan(self) -> VisitPlan:
        return self.drafted.plan

    @property
    def policy(self) -> Policy:
        return self.law.policy

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What is said to whoever fills the form in: without a stop, one line in place of one for each rule on stops."""
        every = self.word.answers
        if self.plan.stops:
            return every
        asked = [a for a in every if a.key in ABOUT_STOPS]
        duties = tuple(dict.fromkeys(duty for a in asked for duty in a.duties))
        return tuple(
            replace(a, duties=duties, ours=not duties) if a.key == "stops" else a
            for a in every
            if a not in asked
        )

    @property
    def problems(self) -> Mapping[str, str]:
        return self.drafted.problems


@dataclass(frozen=True, kw_only=True)
class World:
    """All of it. Without `judged` there is a sentence in `why_not`: no school, or no policy adopted there."""

    known: Known
    judged: Judged | None
    why_not: str = ""

    def stopped_by(self, form: Form) -> tuple[Answer, ...]:
        """The answers that do not let the form be sent: of a visit that has ended only what cannot have been."""
        if self.judged is None:
            return ()
        return impossible(self.judged.word.answers) if form.ended else blocks(self.judged.answers)

    def wants_reasons(self, form: Form) -> tuple[Answer, ...]:
        """The warnings without a reason; of a visit that has ended none is asked for."""
        return () if self.judged is None or form.ended else open_warnings(self.judged.answers)

    def may_send(self, form: Form) -> bool:
        """Whether the form can be sent as it stands."""
        if self.judged is None or self.judged.problems:
            return False
        return not self.stopped_by(form) and not self.wants_reasons(form)


def read(db: Database, viewer: Viewer, form: Form, before: Form, *, now: datetime) -> World:
    """Read what can be chosen, let the form follow from what was chosen since `before`, and ask the policy."""
    with db.read() as session:
        schools = {str(s.school_id): s for s in schools_for(session, viewer, Action.LOG_VISIT)}
        if form.school not in schools:
            form.school = next(iter(schools), "")
        if not form.school:
            return World(known=Known(schools={}, today=london_day(now)), judged=None, why_not=NO_SCHOOL)
        known = _known(session, viewer, form, before, schools, today=london_day(now))
        try:
            law = in_force_at(session, UUID(form.school), now=now)
        except Refused as why:
            return World(known=known, judged=None, why_not=str(why))
        follow.policy(form, law.policy)
        follow.ended(before, form, now=now, tz=known.tz)
        drafted = to_plan(form, pupils=known.pupils, tz=known.tz, today=known.today)
        own = UUID(form.visit) if form.visit else None
        word = word_on(session, drafted.plan, law, now=now, visit_id=own)
        return World(known=known, judged=Judged(law=law, drafted=drafted, word=word))


def _known(
    session: Any,
    viewer: Viewer,
    form: Form,
    before: Form,
    schools: Mapping[str, SchoolChoice],
    *,
    today: date,
) -> Known:
    """What can be chosen at the form's school; on the way the form follows from what was."""
    school_id = UUID(form.school)
    people = {str(c.person_id): c for c in colleagues(session, viewer, school_id, today=today)}
    pupils = {str(p.pupil_id): p for p in pupil_choices(session, viewer, [school_id], on=today)}
    follow.school(before, form, people.get(str(viewer.person_id)))
    lost = len([p for p in form.pupils if p not in pupils])
    follow.stops(form, pupils)
    follow.people(before, form, people)
    follow.staff_only(form, people)
    going = [UUID(v.person) for v in form.visitors if v.person not in ("", SOMEBODY_ELSE)]
    found_cars = cars(session, viewer, school_id, person_ids=going)
    follow.car(before, form, found_cars)
    households = dict.fromkeys(s.household for s in form.stops if s.household)
    homes = {h: found for h in households if (found := home(session, viewer, UUID(h), on=today))}
    return Known(
        schools=schools,
        pupils=pupils,
        people=people,
        cars=found_cars,
        homes=homes,
        tz=ZoneInfo(schools[form.school].timezone),
        today=today,
        lost_pupils=lost,
    )
