"""Examples of files of pupils and staff that are taken."""

from pathlib import Path
from typing import Any

from data.commands.core import Stale
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from visits.permissions import Action
from visits.words import Role

FILES = Path(__file__).resolve().parents[2] / "data" / "imports" / "examples"


@by_table("import.pupils", Action.IMPORT_RECORDS)
def pupils(world: World) -> Example:
    return _file(world, "pupils", leavers=True)


@by_table("import.staff", Action.IMPORT_RECORDS, Action.MANAGE_PEOPLE)
def staff(world: World) -> Example:
    return _file(world, "staff", leavers=False)


def _file(world: World, name: str, *, leavers: bool) -> Example:
    content = (FILES / f"{name}.csv").read_text(encoding="utf-8")
    header, line, *_ = content.splitlines()
    by = world.who(Role.ADMINISTRATOR)
    given: dict[str, Any] = {"school_id": world.staff.school, "content": content, "leavers": leavers}
    agreed_to_another = Refusal(given={"seen": "another file"}, says="changed this since", kind=Stale)
    return Example(
        by=by,
        given=given,
        refused=(agreed_to_another,),
        invalid={"content": "\n".join((header, line, line))},
    )
