"""Examples of a visit before anybody leaves, of one that has left already, and of saying yes or no."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from data.commands.core import Stale
from data.commands.left import Left
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action
from visits.visit import VisitPlan
from visits.words import Role, VisitState


@by_table("visit.log", Action.LOG_VISIT)
def log(world: World) -> Example:
    alone = world.plan(visitors=(world.visitor(Role.VISITOR),))
    no_car = Refusal(given={"plan": world.plan(vehicle=None)}, says="car")
    return Example(
        by=world.who(Role.SENDCO),
        given={
            "plan": world.plan(told=False, told_exception="Their phone is cut off"),
            "idempotency_key": "a form of its own",
        },
        refused=(no_car,),
        invalid={"plan": alone},
        once=True,
    )


@by_table("visit.log_ended", Action.LOG_VISIT)
def log_ended(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={"plan": _ended(world), "idempotency_key": "a form of its own"},
        invalid={"plan": world.plan()},
        once=True,
    )


def _ended(world: World) -> VisitPlan:
    left_at = NOW - timedelta(hours=3)
    return world.plan(
        out_at=left_at, back_at=NOW - timedelta(hours=1), stops=(world.stop(start=left_at),), vehicle=None
    )


@by_table("visit.change", Action.SEE_VISIT, Action.LOG_VISIT)
def change(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={"visit_id": world.asked(), "plan": world.plan(purpose="Talk about bedtimes"), "version": 1},
        refused=(
            Refusal(given={"version": 0}, says="changed this since", kind=Stale),
            Refusal(given={"visit_id": world.trip()}, says="cannot be planned anew"),
            Refusal(given={"plan": world.plan(vehicle=None)}, says="car"),
        ),
        invalid={"plan": world.plan(school_id=world.staff.other)},
    )


@by_table("visit.cancel", Action.SEE_VISIT, Action.LOG_VISIT)
def cancel(world: World) -> Example:
    return Example(
        by=world.who(Role.SENDCO),
        given={"visit_id": world.asked(), "reason": "The mother came in after all"},
        refused=(Refusal(given={"visit_id": world.trip()}, says="before anybody has left"),),
    )


@by_table("visit.visitor_declines", Action.DECLINE_TO_GO)
def visitor_declines(world: World) -> Example:
    return Example(
        by=world.who(Role.VISITOR),
        given={"visit_id": world.trip(VisitState.AUTHORISED)},
        refused=(
            Refusal(by=world.who(Role.SENDCO), says="Only somebody who goes"),
            Refusal(given={"visit_id": world.trip()}, says="not possible"),
        ),
    )


@by_table("visit.authorise", Action.AUTHORISE)
def authorise(world: World) -> Example:
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"visit_id": world.asked(), "version": 1},
        refused=(
            Refusal(by=world.who(Role.HEADTEACHER), says="only the Lead DSL"),
            Refusal(given={"version": 0}, says="changed this since", kind=Stale),
            Refusal(given={"visit_id": world.trip()}, says="not waiting"),
        ),
    )


@by_table("visit.decline", Action.AUTHORISE)
def decline(world: World) -> Example:
    return Example(
        by=world.who(Role.LEAD_DSL),
        given={"visit_id": world.asked(), "version": 1, "reason": "Ring the father first"},
        refused=(
            Refusal(by=world.who(Role.HEADTEACHER), says="only the Lead DSL"),
            Refusal(given={"version": 0}, says="changed this since", kind=Stale),
        ),
        invalid={"reason": " "},
    )


@by_table("visit.leave_unauthorised", Action.LOG_LEFT_UNAUTHORISED)
def leave_unauthorised(world: World) -> Example:
    left = Left(
        school_id=world.staff.school,
        names=("Rhona Vale", "Ewan Marsh"),
        mobiles=("07700 900333", "07700 900334"),
        address="3 Weir Lane",
        due_at=NOW + timedelta(minutes=45),
    )
    return Example(
        by=world.who(Role.OFFICE),
        given={"left": left, "idempotency_key": "a form of its own"},
        invalid={"left": replace(left, address=" ")},
        once=True,
    )


@by_table("visit.left_before_authorised", Action.LOG_LEFT_UNAUTHORISED)
def left_before_authorised(world: World) -> Example:
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": world.asked()},
        refused=(Refusal(given={"visit_id": UUID(int=0)}, says="permission"),),
        invalid={"due_at": NOW - timedelta(minutes=1)},
        once=True,
    )
