"""An example of keeping the end of a school's audit elsewhere."""

from data.commands.core import SYSTEM
from tests.examples.example import Example, system
from tests.examples.world import World


@system("audit.anchor")
def anchor(world: World) -> Example:
    world.asked()
    return Example(by=SYSTEM, given={"school_id": world.staff.school, "in_folder": True}, once=True)
