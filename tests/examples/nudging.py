"""Examples of how the watcher reminds a visitor."""

from datetime import timedelta

from sqlalchemy import update

from data.commands.core import SYSTEM
from data.models import DeadlineRow
from tests.examples.example import Example, system
from tests.examples.world import World
from tests.staff import NOW
from tests.trips import every
from visits.words import Stage


def _due(world: World) -> Example:
    world.trip(out_at=NOW)
    with world.db.write() as session:
        session.execute(update(DeadlineRow).values(nudge_at=NOW))
    back = every(world.db, DeadlineRow, stage=Stage.BACK)[0]
    return Example(by=SYSTEM, now=NOW + timedelta(minutes=1), given={"deadline_id": back.id}, once=True)


@system("visit.nudge")
def nudge(world: World) -> Example:
    return _due(world)


@system("visit.drop_nudge")
def drop_nudge(world: World) -> Example:
    return _due(world)
