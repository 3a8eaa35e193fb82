"""Examples of what follows a visit: write-up, concerns, incidents, tasks, risk assessments, flags."""

from dataclasses import replace
from datetime import date, timedelta

from data.aftercare import tasks_on_return
from data.assessing import Assessed, RiskAction
from data.commands import concern, household, record
from data.commands.core import Stale
from data.commands.record import StopReport
from data.models import RiskAssessment, Task
from data.queries.snapshot import load_visit
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.homes import POLICY, SAFE, TODAY
from tests.staff import NOW
from tests.trips import Home, home, one
from visits.aftercare import IncidentKind, TaskKind
from visits.assessments import Answer, FlagKind
from visits.permissions import Action
from visits.words import Role, StopOutcome, VisitKind, VisitState

S = VisitState


@by_table("record.write_up", Action.WRITE_UP)
def write_up(world: World) -> Example:
    visit_id = world.trip(S.BACK)
    report = StopReport(
        stop_id=world.stop_id(visit_id),
        outcome=StopOutcome.SEEN,
        who_was_seen="Ada Ash and the baby",
        home_changed=True,
    )
    return Example(
        by=world.who(Role.VISITOR),
        given={
            "visit_id": visit_id,
            "version": 1,
            "stops": (report,),
            "system": "MyConcern",
            "reference": "case 4711 of Zoë",
            "actions": "Ring on Monday",
        },
        refused=(
            Refusal(given={"version": 0}, says="changed this since", kind=Stale),
            Refusal(given={"visit_id": world.trip()}, says="once everybody is back"),
        ),
        invalid={"reference": " "},
    )


@by_table("record.close", Action.CLOSE_VISIT)
def close(world: World) -> Example:
    waiting = world.trip(S.WRITTEN_UP)
    by = world.who(Role.VISITOR)
    concern.raise_concern(world.db, visit_id=waiting, note="A bruise on one arm", by=by, now=NOW)
    return Example(
        by=world.who(Role.SLT),
        given={"visit_id": world.trip(S.WRITTEN_UP)},
        refused=(
            Refusal(given={"visit_id": world.trip(S.BACK)}, says="once it is written up"),
            Refusal(given={"visit_id": waiting}, says="A concern of this visit"),
        ),
    )


@by_table("record.review_unauthorised", Action.CLOSE_VISIT)
def review_unauthorised(world: World) -> Example:
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"visit_id": world.trip(S.BACK, unauthorised=True), "note": "Spoke to Rhona about it"},
        refused=(Refusal(given={"visit_id": world.trip(S.BACK)}, says="was authorised"),),
        invalid={"note": " "},
        once=True,
    )


@by_table("record.follow_up", Action.WRITE_UP)
def follow_up(world: World) -> Example:
    return Example(
        by=world.who(Role.VISITOR),
        given={
            "visit_id": world.trip(S.BACK),
            "due_on": date(2026, 12, 1),
            "note": "See whether the uncle has moved out",
        },
        invalid={"due_on": date(2026, 11, 22)},
        once=True,
    )


@by_table("record.raise_concern", Action.RAISE_CONCERN)
def raise_concern(world: World) -> Example:
    return Example(
        by=world.who(Role.VISITOR),
        given={"visit_id": world.trip(), "note": "A bruise on one arm", "pupil_id": world.home.pupil},
        invalid={"note": " "},
        once=True,
    )


@by_table("record.take_concern", Action.TAKE_CONCERN)
def take_concern(world: World) -> Example:
    by = world.who(Role.VISITOR)
    visit_id = world.trip()
    concern_id = concern.raise_concern(world.db, visit_id=visit_id, note="A bruise", by=by, now=NOW)
    return Example(by=world.who(Role.LEAD_DSL), given={"concern_id": concern_id}, once=True)


@by_table("record.report_incident", Action.RAISE_CONCERN)
def report_incident(world: World) -> Example:
    return Example(
        by=world.who(Role.VISITOR),
        given={
            "visit_id": world.trip(),
            "kind": IncidentKind.VERBAL_ABUSE,
            "note": "The neighbour swore at us",
            "happened_at": NOW - timedelta(minutes=5),
        },
        invalid={"happened_at": NOW + timedelta(minutes=5)},
        once=True,
    )


@by_table("task.finish", Action.FINISH_TASK)
def finish_task(world: World) -> Example:
    visit_id, by = world.trip(S.BACK), world.who(Role.VISITOR)
    with world.db.write() as session:
        tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
    task_id = record.follow_up(world.db, visit_id=visit_id, due_on=date(2026, 12, 1), by=by, now=NOW)
    write_up = one(world.db, Task, kind=TaskKind.WRITE_UP)
    return Example(
        by=by,
        given={"task_id": task_id, "came_of_it": "The uncle has moved out"},
        refused=(Refusal(given={"task_id": write_up.id}, says="when the visit is written up"),),
        once=True,
    )


@by_table("risk.assess", Action.ASSESS_RISK)
def assess(world: World) -> Example:
    action = RiskAction(text="Ask to shut the dog away", due_on=TODAY, owner_role=Role.FAMILY)
    form = Assessed(
        answers={**SAFE, "animals": Answer.YES},
        notes={"animals": "A large dog, loose"},
        concerns="The dog bites",
        actions=(action,),
        signed_agency="Agnes Agency",
    )
    return Example(
        by=world.who(Role.SENDCO),
        given={"household_id": world.home.household, "form": form},
        invalid={"form": replace(form, answers={})},
        once=True,
    )


@by_table("risk.not_known_yet", Action.ASSESS_RISK)
def not_known_yet(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={"household_id": _unassessed(world).household, "kind": VisitKind.EMERGENCY},
        refused=(
            Refusal(given={"household_id": world.home.household}, says="is in date"),
            Refusal(given={"kind": VisitKind.PROCEDURAL}, says="done before such a visit"),
        ),
        once=True,
    )


def _unassessed(world: World) -> Home:
    return home(world.db, world.staff, name="Birch household", given="Bo", family="Birchwood", number="P2")


@by_table("risk.assess_standing", Action.ASSESS_RISK)
def assess_standing(world: World) -> Example:
    answers = {hazard.key: Answer.YES for hazard in POLICY.risk.hazards}
    lacking = {**answers, "driving": Answer.NO}
    return Example(
        by=world.who(Role.SLT),
        given={
            "school_id": world.staff.school,
            "form": Assessed(answers=lacking, concerns="Rhona's car has no insurance"),
        },
        invalid={"form": Assessed(answers=lacking)},
    )


@by_table("risk.sign", Action.AUTHORISE)
def sign(world: World) -> Example:
    made_it = world.who(Role.SENDCO)
    leads_too = replace(made_it, roles={world.staff.school: frozenset({Role.SENDCO, Role.SLT})})
    return Example(
        by=world.who(Role.SLT),
        given={"assessment_id": one(world.db, RiskAssessment).id},
        refused=(Refusal(by=leads_too, says="Somebody else than the one who made it"),),
        once=True,
    )


@by_table("household.add_flag", Action.ASSESS_RISK)
def add_flag(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={
            "household_id": world.home.household,
            "kind": FlagKind.OTHER,
            "note": "The step to the door is rotten",
        },
        invalid={"note": " "},
        once=True,
    )


@by_table("household.end_flag", Action.ASSESS_RISK)
def end_flag(world: World) -> Example:
    by = world.who(Role.SENDCO)
    home_id = world.home.household
    flag_id = household.add_flag(
        world.db, household_id=home_id, kind=FlagKind.ANIMAL, note="A goat", by=by, now=NOW
    )
    return Example(by=by, given={"flag_id": flag_id}, once=True)
