"""Examples of what is done with a policy, and of reading an emergency's briefing."""

from datetime import timedelta

from data.commands.core import Stale
from data.policy_files import FOLDER
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.staff import NOW
from visits.permissions import Action
from visits.words import Role

TOMORROW = NOW.date() + timedelta(days=1)


@by_table("policy.adopt", Action.ADOPT_POLICY)
def adopt(world: World) -> Example:
    return Example(
        by=world.who(Role.HEADTEACHER),
        given={
            "school_id": world.staff.school,
            "content": (FOLDER / "washwood_heath.toml").read_bytes(),
            "file": "ours.toml",
            "from_on": TOMORROW,
            "after": 1,
        },
        refused=(Refusal(given={"after": 0}, says="changed this since", kind=Stale),),
        invalid={"content": b"not a policy"},
    )


@by_table("policy.confirm", Action.SEE_POLICIES)
def confirm(world: World) -> Example:
    return Example(by=world.who(Role.VISITOR), given={"version_id": world.version}, once=True)


@by_table("briefing.read", Action.SEE_LIVE)
def read_briefing(world: World) -> Example:
    return Example(by=world.who(Role.OFFICE), given={"alert_id": world.alert()}, once=True, outcome="read")
