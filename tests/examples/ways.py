"""Examples of how somebody sets, confirms and takes away a way to be reached."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from data import outbox
from data.commands import ways
from data.models import OutboxRow
from tests.examples.example import Example, Refusal, own
from tests.examples.world import World
from tests.staff import KEY, NOW
from visits.words import Channel, Role

HOME = "office.at.home@school.example"


def code_sent(world: World, person_id: UUID) -> str:
    """The last code that was sent to somebody."""
    with world.db.read() as session:
        query = (
            select(OutboxRow.body)
            .where(OutboxRow.person_id == person_id, OutboxRow.topic == outbox.WAY_CODE)
            .order_by(OutboxRow.id.desc())
        )
        found = re.search(r"\b\d{6}\b", session.scalars(query).first() or "")
    assert found is not None
    return found.group()


def _asked(world: World) -> str:
    by = world.who(Role.OFFICE)
    ways.set_way(world.db, rank=1, channel=Channel.EMAIL, address=HOME, key=KEY, by=by, now=NOW)
    return code_sent(world, world.staff.people[Role.OFFICE])


@own("way.set")
def set_way(world: World) -> Example:
    given = {"rank": 2, "channel": Channel.EMAIL, "address": HOME, "key": KEY}
    return Example(by=world.who(Role.OFFICE), given=given, invalid={"address": "at home"})


@own("way.confirm")
def confirm_way(world: World) -> Example:
    code = _asked(world)
    return Example(
        by=world.who(Role.OFFICE),
        given={"rank": 1, "code": f"{code[:3]} {code[3:]}", "key": KEY},
        refused=(
            Refusal(by=world.who(Role.SLT), says="No code is waited for"),
            Refusal(given={"rank": 2}, says="No code is waited for"),
            Refusal(now=NOW + timedelta(minutes=15), says="does not count any more"),
        ),
        invalid={"code": "12345"},
    )


@own("way.remove")
def remove_way(world: World) -> Example:
    _asked(world)
    return Example(by=world.who(Role.OFFICE), given={"rank": 1}, invalid={"rank": 3}, once=True)
