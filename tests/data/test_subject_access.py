"""What is kept of somebody and given out is whole, and has nothing of anybody else in it."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pyarrow as pa
import pytest
from sqlalchemy import Uuid, inspect
from uuid6 import uuid7

from data import marks, subject_act_tables, subject_alert_tables, subject_person_tables, subject_pupil_tables
from data.database import Database
from data.models import AttendanceFile, Base
from data.queries import subject_audit
from data.queries.subject_marks import subject_marks
from data.queries.subject_person import subject_person, subject_self
from data.queries.subject_pupil import subject_pupil
from data.subject_rows import OF_NOBODY, Told
from reports.subject_access import as_json, as_page
from tests.examples.queries import scene
from tests.examples.world import World, world
from tests.homes import POLICY
from tests.staff import NOW
from tests.subjects import Maker, people_columns, shown, unchecked
from tests.trips import home
from visits.subject_access import Ground, Subject, given, not_looked_through
from visits.words import Role

AUDITED = frozenset({"audit", "audit_payloads"})
OF_A_FAMILY = (
    "households",
    "household_links",
    "household_contacts",
    "household_flags",
    "pupils",
    "risk_assessments",
    "risk_answers",
    "visits",
    "stops",
    "stop_pupils",
    "visitors",
    "events",
    "visit_answers",
    "write_ups",
    "concerns",
    "incidents",
    "tasks",
    "alerts",
    "alert_steps",
    "step_results",
    "deadlines",
    "outbox",
)


def told_in(*modules: ModuleType) -> list[Told]:
    return [one for module in modules for one in vars(module).values() if isinstance(one, Told)]


OF_PUPILS = [*told_in(subject_pupil_tables, subject_alert_tables), subject_audit.DRAFT]
OF_STAFF = told_in(subject_person_tables, subject_act_tables)


@pytest.fixture
def made(sqlite_db: Database) -> World:
    unchecked(sqlite_db)
    return world(sqlite_db)


def family(made: World, who: str) -> Maker:
    """A home with a pupil, and one row of everything that can happen to it."""
    maker = Maker(made, who, made.staff.people[Role.OFFICE], made.staff.school)
    for table in OF_A_FAMILY:
        maker.row(table)
    own = {"school_id": made.staff.school, "subject_id": maker.ids["pupils"]}
    maker.row("disposals")
    maker.row("disposal_items", **own)
    maker.row("erasures", **own)
    payload = json.dumps({"home": str(maker.ids["households"]), "purpose": f"{who}draft"})
    maker.row("drafts", payload=payload)
    return maker


def of_pupil(made: World, pupil_id: UUID) -> Subject:
    with made.db.read() as session:
        found = subject_pupil(session, made.who(Role.LEAD_DSL), pupil_id)
    assert found is not None
    return found


def of_person(made: World, person_id: UUID) -> Subject:
    with made.db.read() as session:
        found = subject_person(session, made.who(Role.HEADTEACHER), person_id)
    assert found is not None
    return found


def keys(subject: Subject) -> set[str]:
    return {entry.key for section in subject.sections for entry in section.entries}


def columns_shown(told: Iterable[Told]) -> set[tuple[str, str]]:
    return {(one.name, column) for one in told for column in one.shown}


def test_every_table_is_told_or_holds_nothing_of_anybody() -> None:
    told = {one.name for one in (*OF_PUPILS, *OF_STAFF)} | AUDITED
    assert told | set(OF_NOBODY) == set(Base.metadata.tables)
    assert not told & set(OF_NOBODY)
    assert all(reason.endswith(".") for reason in OF_NOBODY.values())


@pytest.mark.parametrize("kind", ["pupils", "staff"])
def test_each_column_of_a_told_table_has_words_or_a_reason(kind: str) -> None:
    for one in OF_PUPILS if kind == "pupils" else OF_STAFF:
        assert one.untold() == set(), one.name
        assert not set(one.shown) & set(one.withheld), one.name
        columns = {c.name: c for c in inspect(one.table).columns}
        assert {*one.shown, *one.withheld, *one.looks_at, *one.says} <= set(columns), one.name
        assert all(isinstance(columns[n].type, Uuid) is False or n.endswith("_id") for n in one.shown)


def test_every_text_of_a_family_turns_up_and_no_text_of_another(made: World) -> None:
    ours, theirs = family(made, "ours"), family(made, "else")
    found = of_pupil(made, ours.ids["pupils"])
    page, data = (f(given(found, {}, made_at=NOW)) for f in (as_page, as_json))
    told = columns_shown(OF_PUPILS)
    wanted = {k: text for k, text in ours.made.items() if k[:2] in told}
    hidden = {k: text for k, text in ours.made.items() if k[:2] not in told}
    assert len(wanted) > 40
    for said in (page, data):
        assert shown(said, wanted) == set(wanted)
        assert shown(said, theirs.made) == set()
        assert shown(said, hidden) == set()
        assert "oursdraft" in said
        assert "elsedraft" not in said
    looked_at = {entry.key.partition(".")[0] for _, entry in found.to_look_at}
    assert {"concerns", "incidents", "household_contacts", "household_flags", "drafts", "events"} <= looked_at


def test_of_a_visit_to_two_homes_only_the_own_stop_is_there_and_the_rest_is_looked_at(made: World) -> None:
    ours = family(made, "ours")
    home_id = home(made.db, made.staff, name="Birch household", number="P7")
    ours.row("stops", household_id=home_id.household, address="otherfamilysdoor")
    ours.row("events", note="atotherdoor")
    found = of_pupil(made, ours.ids["pupils"])
    for said in (as_page(given(found, {}, made_at=NOW)), as_json(given(found, {}, made_at=NOW))):
        assert "otherfamilysdoor" not in said
        assert "atotherdoor" not in said
    of_visit = [entry for _, entry in found.to_look_at if entry.key == f"visits.{ours.ids['visits']}"]
    assert len(of_visit) == 1


def test_another_childs_concern_is_not_this_ones(made: World) -> None:
    ours = family(made, "ours")
    sibling = ours.row("pupils", number="P9")
    concern_id = ours.row("concerns", pupil_id=sibling, note="aboutthesibling")
    ours.row("tasks", about_id=concern_id, note="doaboutthesibling")
    pupils = [key[2] for key in ours.made if key[:2] == ("pupils", "given_name")]
    first = next(one for one in pupils if one != sibling)
    said = as_json(given(of_pupil(made, first), {}, made_at=NOW))
    assert "aboutthesibling" not in said
    assert "aboutthesibling" in as_json(given(of_pupil(made, sibling), {}, made_at=NOW))


def everywhere(made: World, maker: Maker, colleague: UUID) -> Iterator[tuple[str, UUID]]:
    """A row for each column in which a person can stand, with them in that column alone."""
    for table, column in people_columns():
        others = {c: colleague for t, c in people_columns() if t == table and c != column}
        if table == "write_ups":
            # One a visit.
            maker.row("visits", created_by_id=colleague, authorised_by_id=colleague)
        yield table, maker.row(table, **others)


def test_wherever_a_person_stands_it_is_in_their_file_and_in_nobody_elses(made: World) -> None:
    people = made.staff.people
    base = family(made, "home")
    makers = {}
    for who, role, colleague in (("mine", Role.SENDCO, Role.OFFICE), ("peer", Role.FAMILY, Role.SLT)):
        maker = Maker(made, who, people[role], made.staff.school, ids=dict(base.ids))
        found = dict.fromkeys(everywhere(made, maker, people[colleague]))
        makers[who] = (maker, found)
    subject = of_person(made, people[Role.SENDCO])
    in_file = keys(subject)
    maker, rows = makers["mine"]
    assert {f"{table}.{one}" for table, one in rows} - in_file == set()
    assert {f"{table}.{one}" for table, one in makers["peer"][1]} & in_file == set()
    page, data = (f(given(subject, {}, made_at=NOW)) for f in (as_page, as_json))
    told = columns_shown(OF_STAFF)
    wanted = {k: text for k, text in maker.made.items() if k[:2] in told}
    hidden = {k: text for k, text in maker.made.items() if k[:2] not in told}
    # The car of a visit is told to who was on it.
    asked_for = {k for k in wanted if k[0] == "visits"}
    for said in (page, data):
        assert shown(said, wanted) | asked_for == set(wanted)
        assert shown(said, hidden) == set()
        assert shown(said, makers["peer"][0].made) == set()
        assert shown(said, base.made) == set()


def test_what_somebody_takes_of_themselves_has_nothing_to_look_at_first(made: World) -> None:
    person_id = made.staff.people[Role.SENDCO]
    maker = Maker(made, "mine", person_id, made.staff.school, ids=dict(family(made, "home").ids))
    for _ in everywhere(made, maker, made.staff.people[Role.OFFICE]):
        pass
    with made.db.read() as session:
        own = subject_self(session, made.who(Role.SENDCO))
    assert own is not None
    assert own.to_look_at
    file = given(own, not_looked_through(own), made_at=NOW)
    assert file.subject.to_look_at == ()
    assert file.left_out == {Ground.NOT_LOOKED_THROUGH: len(own.to_look_at)}
    assert maker.made["next_of_kin", "phone", maker.ids["next_of_kin"]] in as_page(file)
    assert maker.made["incidents", "note", maker.ids["incidents"]] not in as_page(file)


def test_a_whole_scene_is_told_on_both_databases_by_roles_and_questions(db: Database) -> None:
    made = scene(world(db)).world
    found = of_pupil(made, made.home.pupil)
    page = as_page(given(found, {}, made_at=NOW))
    names = {name: name for name in made.staff.names.values()}
    assert shown(page, names) == set()
    for said in (
        "14 Mill Row",
        "SENDCO",
        "Mon 23 Nov 2026, 10:00",
        "A bruise",
        "Assessed a home&#x27;s risks",
    ):
        assert said in page
    questions = {q.text: q.text for q in POLICY.risk.questions}
    assert shown(unescape(page), questions) == set(questions)
    staff = as_page(given(of_person(made, made.staff.people[Role.SENDCO]), {}, made_at=NOW))
    assert "14 Mill Row" not in staff
    assert "Ashdown" not in staff


def test_marks_are_told_week_by_week_with_what_each_code_means(sqlite_db: Database, tmp_path: Path) -> None:
    made = world(sqlite_db)
    other = uuid7()
    days = (date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 17))
    rows = [(one, on, code) for one in (made.home.pupil, other) for on, code in zip(days, "/LN", strict=True)]
    table = pa.table(
        {
            "pupil": [marks.pupil_key(one) for one, *_ in rows],
            "day": [marks.day_of(on) for _, on, _ in rows],
            "session": [0] * len(rows),
            "code": [code if one != other else "E" for one, _, code in rows],
            "category": [1] * len(rows),
        }
    )
    written = marks.write(table, folder=tmp_path, school="quillmere", year="2026/27")
    with made.db.write() as session:
        session.add(
            AttendanceFile(
                school_id=made.staff.school,
                school_year="2026/27",
                sha256=written.sha256,
                source_sha256=written.sha256,
                name=written.name,
                first_on=written.first_on,
                last_on=written.last_on,
                rows=written.rows,
                layout="homeward",
                taken_at=NOW,
            )
        )
    with made.db.read() as session:
        found = subject_marks(session, made.home.pupil, folder=tmp_path)
        lost = pytest.raises(marks.FileLost, match="is in the ledger and not in")
        with lost:
            subject_marks(session, made.home.pupil, folder=tmp_path / "elsewhere")
    first, second = ([fact.words for fact in entry.facts] for entry in found.entries)
    assert first[0] == "Monday 9 November 2026"
    assert second[0] == "Monday 16 November 2026"
    assert [fact.label for fact in found.entries[1].facts] == ["Week of", "Monday", "Tuesday"]
    assert all(len(words) > len("morning: L ()") for words in (*first[1:], *second[1:]))
    assert "morning: L (" in second[1]
