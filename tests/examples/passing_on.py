"""Examples of what the watcher does with a message that is not taken."""

from sqlalchemy import update

from data.commands.core import SYSTEM
from data.models import OutboxRow
from tests.examples.example import Example, system
from tests.examples.world import World
from tests.trips import every


@system("message.pass_on")
def pass_on(world: World) -> Example:
    return _not_taken(world)


@system("message.leave")
def leave_it(world: World) -> Example:
    return _not_taken(world)


def _not_taken(world: World) -> Example:
    world.alert()
    with world.db.write() as session:
        session.execute(update(OutboxRow).values(attempts=3))
    message = every(world.db, OutboxRow)[0]
    return Example(by=SYSTEM, given={"message_id": message.id}, once=True)
