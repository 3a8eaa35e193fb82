"""What there is to be seen for whoever asks a query, and what an example of one says (`tests/examples/asking.py`).

Somebody (`MINE`) planned the visits of this scene and leads them, owns a task and has a draft.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

import pandas as pd
from sqlalchemy.orm import Session

from data.aftercare import tasks_on_return
from data.assessing import Assessed, RiskAction
from data.commands import alert, concern, draft, emergency, glass, household, identity, record, risk, visit
from data.commands.core import SYSTEM
from data.commands.identity import Proven
from data.commands.raising import set_aside
from data.models import (
    ContactWay,
    Cover,
    Handover,
    OutboxRow,
    Pupil,
    RiskAssessment,
    Term,
    Vehicle,
    VisitRow,
    WatchTurn,
)
from data.queries.snapshot import load_visit
from tests import second_steps
from tests.examples.linking import offered
from tests.examples.world import World
from tests.homes import POLICY, SAFE, TODAY
from tests.leavers import a_leaver
from tests.staff import NOW, board
from tests.trips import one
from visits.assessments import Answer, FlagKind
from visits.permissions import Action, Reach, Viewer, reach
from visits.words import Channel, Role, VisitorRole, VisitState

MINE: Final = Role.SENDCO
OPENED_AT: Final = NOW - timedelta(hours=3)
"""When they opened the school in an emergency, which is over."""


class Sees(Enum):
    """Whom a query shows something, beside that the table has to grant its actions.

    WIDE: who may at the whole school. INVOLVED: they, and whoever has part in it. ANY: who may at all. OWN: whose it is.
    """

    WIDE = "wide"
    INVOLVED = "involved"
    ANY = "any"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is there to be seen."""

    world: World
    waiting: UUID
    out: UUID
    back: UUID
    alert: UUID
    assessment: UUID
    draft: UUID

    @property
    def school(self) -> UUID:
        return self.world.staff.school

    @property
    def home(self) -> UUID:
        return self.world.home.household


Ask = Callable[[Session, Viewer, Scene], object]


@dataclass(frozen=True)
class Query:
    """Who is shown something by a query, and how it is asked for what is there."""

    sees: Sees
    needs: tuple[Action, ...]
    ask: Ask

    def shows(self, role: Role, *, mine: bool) -> bool:
        """Whether somebody with this role is shown it; `mine` is whether it is theirs."""
        reaches = [reach(action, frozenset({role})) for action in self.needs]
        if None in reaches or (self.sees is Sees.OWN and not mine):
            return False
        part = mine and self.sees is Sees.INVOLVED
        return part or self.sees in (Sees.ANY, Sees.OWN) or all(r is Reach.SCHOOL for r in reaches)


def scene(world: World) -> Scene:
    """Put it all into a world."""
    by, mine = world.who(MINE), world.staff.people[MINE]
    reason = "No lead picks up the phone"
    glass.open_glass(world.db, school_id=world.staff.school, reason=reason, by=by, now=OPENED_AT)
    second_steps.put(world.db, mine)
    _signed_in(world)
    waiting = world.plan(visitors=(world.visitor(MINE), world.visitor(Role.FAMILY, role=VisitorRole.SECOND)))
    waiting_id = visit.log(world.db, plan=waiting, idempotency_key="my form", by=by, now=NOW)
    lead = {"lead": MINE, "planned_by": MINE}
    back = world.trip(VisitState.BACK, out_at=NOW - timedelta(days=3), **lead)
    with world.db.write() as session:
        ends = date(2026, 12, 18)
        session.add(
            Term(
                school_id=world.staff.school,
                academic_year="2026/27",
                name="Autumn",
                starts_on=TODAY,
                ends_on=ends,
            )
        )
        tasks_on_return(session, loaded=load_visit(session, back), now=NOW - timedelta(days=3))
    record.follow_up(world.db, visit_id=back, due_on=date(2026, 12, 1), by=by, now=NOW)
    concern.raise_concern(world.db, visit_id=back, note="A bruise", by=by, now=NOW)
    household.add_flag(
        world.db, household_id=world.home.household, kind=FlagKind.ANIMAL, note="A goat", by=by, now=NOW
    )
    with world.db.write() as session:
        session.get_one(RiskAssessment, one(world.db, RiskAssessment).id).valid_until = TODAY
        session.add_all((_sibling(world), _car(world), _cover(world), *_watch(world)))
    action = RiskAction(text="Ask to shut the dog away", due_on=TODAY, owner_id=mine)
    form = Assessed(answers={**SAFE, "animals": Answer.YES}, actions=(action,), review_on=TODAY)
    assessment = risk.assess(world.db, household_id=world.home.household, form=form, by=by, now=NOW)
    standing = Assessed(answers={hazard.key: Answer.YES for hazard in POLICY.risk.hazards})
    risk.assess_standing(world.db, school_id=world.staff.school, form=standing, by=by, now=NOW)
    kept = {"form": "log_visit", "payload": "{}", "school_id": world.staff.school}
    offered(world)
    draft_id = draft.save_draft(world.db, **kept, by=by, now=NOW)
    alert_id = world.alert(**lead)
    set_aside(world.db, deadline_id=world.due(), by=SYSTEM, now=NOW)
    with world.db.write() as session:
        session.add_all((_message(world, alert_id), _way(mine)))
    _police_to_tell(world)
    a_leaver(world)
    return Scene(
        world=world,
        waiting=waiting_id,
        out=one(world.db, VisitRow, state=VisitState.OUT).id,
        back=back,
        alert=alert_id,
        assessment=assessment,
        draft=draft_id,
    )


def _signed_in(world: World) -> None:
    """The office has opened a board, and somebody is connected to an account of the school's own sign-in."""
    board(world.db, world.staff)
    proven = Proven(issuer="https://login.school.example", subject="subject-0")
    identity.connect(world.db, proven=proven, by=world.who(MINE), now=NOW)


def _police_to_tell(world: World) -> None:
    """An emergency that is over, of which the police have not been told yet."""
    by = world.who(Role.SLT)
    alert_id = emergency.raise_emergency(world.db, school_id=world.staff.school, by=by, now=NOW)
    alert.police_called(world.db, alert_id=alert_id, called_at=NOW, by=by, now=NOW)
    cause = "Both are in the car park"
    alert.stand_down(world.db, alert_id=alert_id, closed_as="safe", cause=cause, by=by, now=NOW)


def _message(world: World, alert_id: UUID) -> OutboxRow:
    return OutboxRow(
        school_id=world.staff.school,
        alert_id=alert_id,
        unique_key="a message of the scene",
        topic="alert.step",
        channel=Channel.SMS,
        person_id=world.staff.people[Role.OFFICE],
        recipient="07700 900444",
        subject="Overdue",
        body="Step 1 of 3",
        made_at=NOW,
        not_before=NOW,
    )


def _way(person_id: UUID) -> ContactWay:
    return ContactWay(
        person_id=person_id, rank=1, channel=Channel.SMS, address="07700 900444", verified_at=NOW
    )


def _sibling(world: World) -> Pupil:
    return Pupil(
        school_id=world.staff.school,
        household_id=world.home.household,
        number="P2",
        given_name="Zack",
        family_name="O'Neill-Ash",
        year_group="7",
    )


def _car(world: World) -> Vehicle:
    return Vehicle(
        school_id=world.staff.school, make="Corsa", model="Life", colour="red", registration="QM1 CAR"
    )


def _cover(world: World) -> Cover:
    return Cover(
        school_id=world.staff.school,
        role=Role.OFFICE,
        person_id=world.staff.people[Role.FAMILY],
        from_at=NOW + timedelta(days=1),
        to_at=NOW + timedelta(days=2),
        given_by_id=world.staff.people[Role.SLT],
    )


def _watch(world: World) -> tuple[WatchTurn, Handover]:
    """The office has the watch and offers it to the one whose scene it is."""
    office, school = world.staff.people[Role.OFFICE], world.staff.school
    turn = WatchTurn(school_id=school, person_id=office, from_at=NOW - timedelta(hours=2))
    offer = Handover(
        school_id=school, from_id=office, by_id=office, to_id=world.staff.people[MINE], offered_at=NOW
    )
    return turn, offer


def nothing(found: object) -> bool:
    """Whether this shows nothing."""
    if isinstance(found, pd.DataFrame):
        return bool(found.empty)
    if is_dataclass(found) and not isinstance(found, type):
        return all(nothing(getattr(found, f.name)) for f in fields(found))
    return not found
