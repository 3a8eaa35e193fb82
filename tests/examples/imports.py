"""Examples of files of pupils, staff and attendance marks that are taken."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.commands.core import Stale
from data.imports.attendance.layouts import Asked
from data.imports.attendance.plan import WrittenYear, plan_marks
from data.marks import Written
from data.models import Pupil
from tests.examples.example import Example, Refusal, by_table
from tests.examples.world import World
from tests.homes import TODAY
from visits.permissions import Action
from visits.words import Role

FILES = Path(__file__).resolve().parents[2] / "data" / "imports" / "examples"


@by_table("import.pupils", Action.IMPORT_RECORDS)
def pupils(world: World) -> Example:
    return _file(world, "pupils", leavers=True)


@by_table("import.staff", Action.IMPORT_STAFF, Action.MANAGE_PEOPLE)
def staff(world: World) -> Example:
    return _file(world, "staff", leavers=False)


@by_table("import.terms", Action.SET_SCHOOL)
def terms(world: World) -> Example:
    header, line, *_ = (FILES / "terms.csv").read_text(encoding="utf-8").splitlines()
    return Example(
        by=world.who(Role.ADMINISTRATOR),
        given={"school_id": world.staff.school, "content": f"{header}\n{line}"},
        refused=(Refusal(given={"seen": "another file"}, says="changed this since", kind=Stale),),
        invalid={"content": "\n".join((header, line, line))},
    )


@by_table("import.attendance", Action.IMPORT_RECORDS)
def attendance(world: World) -> Example:
    """The file is written already: what is left is to have the ledger name it."""
    with world.db.read() as session:
        number = session.scalars(select(Pupil.number).where(Pupil.school_id == world.staff.school)).first()
        plan = plan_marks(
            session,
            school_id=world.staff.school,
            content=f"pupil_id,date,session,code\n{number},{TODAY},AM,/",
            asked=Asked(),
            folder=Path("nowhere"),
            today=TODAY,
        )
    written = Written(name="marks.parquet", sha256="0" * 64, rows=1, first_on=TODAY, last_on=TODAY)
    year = WrittenYear(year="2026/27", file=written, replaces=None)
    given: dict[str, Any] = {
        "school_id": world.staff.school,
        "years": (year,),
        "preview": plan.preview,
        "source_sha256": plan.source_sha256,
    }
    replaced = {"years": (replace(year, replaces=UUID(int=7)),)}
    return Example(
        by=world.who(Role.ATTENDANCE),
        given=given,
        refused=tuple(
            Refusal(given=other, says="changed this since", kind=Stale)
            for other in ({"seen": "another file"}, replaced)
        ),
    )


def _file(world: World, name: str, *, leavers: bool) -> Example:
    content = (FILES / f"{name}.csv").read_text(encoding="utf-8")
    header, line, *_ = content.splitlines()
    by = world.who(Role.ADMINISTRATOR if name == "staff" else Role.SENDCO)
    given: dict[str, Any] = {"school_id": world.staff.school, "content": content, "leavers": leavers}
    agreed_to_another = Refusal(given={"seen": "another file"}, says="changed this since", kind=Stale)
    return Example(
        by=by,
        given=given,
        refused=(agreed_to_another,),
        invalid={"content": "\n".join((header, line, line))},
    )
