"""Examples of what the watcher does with a message that is not taken."""

from uuid6 import uuid7

from data import outbox
from data.commands.core import SYSTEM
from data.models import OutboxRow
from tests.examples.example import Example, system
from tests.examples.world import World
from tests.staff import NOW
from visits.words import Channel, Role


@system("message.pass_on")
def pass_on(world: World) -> Example:
    return _not_taken(world)


@system("message.leave")
def leave_it(world: World) -> Example:
    return _not_taken(world)


def _not_taken(world: World) -> Example:
    """A text message about an alert that its gateway has refused three times."""
    alert_id, person_id, message_id = world.alert(), world.staff.people[Role.LEAD_DSL], uuid7()
    with world.db.write() as session:
        session.add(
            OutboxRow(
                id=message_id,
                school_id=world.staff.school,
                alert_id=alert_id,
                step_id=world.step().id,
                unique_key=f"occasion:sms:{person_id}",
                topic=outbox.STEP,
                channel=Channel.SMS,
                person_id=person_id,
                recipient="07700 900444",
                subject="Overdue",
                body="Step 1 of 3",
                made_at=NOW,
                not_before=NOW,
                attempts=3,
                attempted_at=NOW,
            )
        )
    return Example(by=SYSTEM, given={"message_id": message_id}, once=True)
