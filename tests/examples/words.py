"""Examples of word of those who are out."""

from datetime import timedelta

from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action
from visits.words import Role, VisitState


@by_table("word.sign_out", Action.RECORD_WORD)
def sign_out(world: World) -> Example:
    asked = Refusal(given={"visit_id": world.asked()}, says="Only an authorised visit")
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": world.trip(VisitState.AUTHORISED)},
        refused=(asked,),
        invalid={"happened_at": NOW + timedelta(hours=1)},
        once=True,
    )


def _at_stop(world: World, **more: object) -> Example:
    """Word of both from the stop of a visit that is out; of one that is not, it is refused."""
    out, waiting = world.trip(), world.trip(VisitState.AUTHORISED)
    elsewhere = {
        "visit_id": waiting,
        "stop_id": world.stop_id(waiting),
        "visitor_ids": world.party(waiting),
    }
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": out, "stop_id": world.stop_id(out), "visitor_ids": world.party(out), **more},
        refused=(Refusal(given=elsewhere, says="not out"),),
        invalid={"visitor_ids": ()},
        once=True,
    )


@by_table("word.arrive", Action.RECORD_WORD)
def arrive(world: World) -> Example:
    return _at_stop(world)


@by_table("word.leave", Action.RECORD_WORD)
def leave(world: World) -> Example:
    return _at_stop(world)


@by_table("word.not_made", Action.RECORD_WORD)
def not_made(world: World) -> Example:
    return _at_stop(world)


def _word(world: World, *, once: bool, **more: object) -> Example:
    out, waiting = world.trip(), world.trip(VisitState.AUTHORISED)
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": out, "visitor_ids": world.party(out), **more},
        refused=(Refusal(given={"visit_id": waiting, "visitor_ids": world.party(waiting)}, says="not out"),),
        invalid={"visitor_ids": ()},
        once=once,
    )


@by_table("word.well", Action.RECORD_WORD)
def well(world: World) -> Example:
    return _word(world, once=False, note="Tea with the grandmother")


@by_table("word.back", Action.RECORD_WORD)
def back(world: World) -> Example:
    return _word(world, once=True)


@by_table("word.more_time", Action.GIVE_MORE_TIME)
def more_time(world: World) -> Example:
    out, waiting = world.trip(), world.trip(VisitState.AUTHORISED)
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": out, "minutes": 10, "note": "The mother is still talking"},
        refused=(Refusal(given={"visit_id": waiting}, says="not out"),),
        invalid={"minutes": 1000},
        once=True,
    )


@by_table("word.home", Action.RECORD_WORD)
def home(world: World) -> Example:
    back, out = world.trip(VisitState.BACK), world.trip()
    return Example(
        by=world.who(Role.OFFICE),
        given={"visit_id": back, "visitor_ids": world.party(back)},
        refused=(Refusal(given={"visit_id": out, "visitor_ids": world.party(out)}, says="not possible"),),
        invalid={"visitor_ids": ()},
        once=True,
    )
