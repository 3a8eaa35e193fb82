"""A file of pupils: what it would do is what it does, and a file with a fault does nothing at all."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from data.commands import imports
from data.commands.core import Invalid, Stale
from data.database import Database
from data.imports.plan import Preview
from data.models import Household, HouseholdContact, Pupil
from data.queries.imports import preview_pupils
from tests.staff import NOW, Staff, fill
from visits.words import Role

EXAMPLE = (Path(__file__).resolve().parents[2] / "data/imports/examples/pupils.csv").read_text(
    encoding="utf-8"
)
HEADER = "Pupil number,Given name,Family name,Year group,On roll to,Address,Postcode"
TODAY = date(2026, 11, 23)


@pytest.fixture
def staff(db: Database) -> Staff:
    return fill(db)


def take(
    db: Database, staff: Staff, content: str, *, leavers: bool = False, seen: str | None = None
) -> Preview:
    by = staff.viewer(db, Role.SENDCO)
    return imports.pupils(
        db, school_id=staff.school, content=content, leavers=leavers, by=by, now=NOW, seen=seen
    )


def look(db: Database, staff: Staff, content: str, *, leavers: bool = False) -> Preview:
    viewer = staff.viewer(db, Role.SENDCO)
    with db.read() as session:
        return preview_pupils(
            session, viewer=viewer, school_id=staff.school, content=content, leavers=leavers, now=NOW
        )


def pupil(db: Database, number: str) -> Pupil:
    with db.read() as session:
        found = session.scalars(select(Pupil).where(Pupil.number == number)).one()
        session.expunge_all()
        return found


def home_of(db: Database, number: str) -> tuple[Household, dict[str, HouseholdContact]]:
    with db.read() as session:
        home = session.get_one(Household, pupil(db, number).household_id)
        adults = session.scalars(select(HouseholdContact).where(HouseholdContact.household_id == home.id))
        found = home, {adult.name: adult for adult in adults}
        session.expunge_all()
        return found


def rows(db: Database) -> int:
    with db.read() as session:
        return sum(
            len(session.scalars(select(model.id)).all()) for model in (Pupil, Household, HouseholdContact)
        )


def test_the_example_is_taken_whole(db: Database, staff: Staff) -> None:
    before = look(db, staff, EXAMPLE)
    assert rows(db) == 0, "a preview writes nothing"
    assert (before.problems, len(before.new), before.changed, before.unchanged) == ((), 5, (), 0)
    assert before.new[0] == "Priya Bhattavani (Q2001), Year 9"
    done = take(db, staff, EXAMPLE)
    assert done == before
    assert rows(db) == 5 + 3 + 5
    assert pupil(db, "Q2005").household_id is None
    assert pupil(db, "Q2004").on_roll_to == date(2026, 12, 18)


def test_brothers_and_sisters_live_in_one_home_with_its_adults(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    assert pupil(db, "Q2001").household_id == pupil(db, "Q2002").household_id
    home, adults = home_of(db, "Q2001")
    assert (home.name, home.address, home.postcode) == (
        "Bhattavani household",
        "12 Thimbleberry Row, Quillmere",
        "QX1 4JB",
    )
    mother, stepfather = adults["Asha Bhattavani"], adults["Dilan Demirkol"]
    assert (mother.parental_responsibility, mother.may_be_spoken_to, mother.phone) == (
        True,
        True,
        "07700 900411",
    )
    assert (stepfather.parental_responsibility, stepfather.may_be_spoken_to) == (False, True)
    _, others = home_of(db, "Q2003")
    father = others["Sean O'Tierlan"]
    assert (father.no_contact, father.may_be_spoken_to, father.parental_responsibility) == (True, False, True)


def test_the_same_file_again_changes_nothing(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    again = take(db, staff, EXAMPLE, leavers=True)
    assert (again.new, again.changed, again.unchanged, again.leavers) == ((), (), 5, ())
    assert rows(db) == 13


def test_what_changes_is_told_and_done(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    mended = EXAMPLE.replace("Bhattavani,9,", "Bhattavani,10,").replace("07700 900412", "07700 900499")
    found = look(db, staff, mended)
    assert [(change.who, change.what) for change in found.changed] == [
        (
            "Priya Bhattavani (Q2001)",
            ("Dilan Demirkol, phone: 07700 900412 → 07700 900499", "Year group: 9 → 10"),
        )
    ]
    assert pupil(db, "Q2001").year_group == "9"
    take(db, staff, mended, seen=found.fingerprint)
    assert pupil(db, "Q2001").year_group == "10"
    assert home_of(db, "Q2001")[1]["Dilan Demirkol"].phone == "07700 900499"


def test_an_empty_cell_says_nothing(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    take(db, staff, f"{HEADER}\nQ2001,Priya,Bhattavani,9,,,\n")
    home, adults = home_of(db, "Q2001")
    assert pupil(db, "Q2001").born_on == date(2013, 2, 14)
    assert (home.phone, len(adults)) == ("01632 960411", 2)


def test_a_number_that_has_come_to_mean_another_child_is_told(db: Database, staff: Staff) -> None:
    """Another school's file, taken here by mistake, would write over families."""
    take(db, staff, EXAMPLE)
    header = "Pupil number,Given name,Family name,Year group,Date of birth"
    other = look(db, staff, f"{header}\nQ2001,Sol,Stranger,9,14/02/2012\n")
    assert "This number is Priya Bhattavani's." in str(other.problems[0])
    renamed = look(db, staff, f"{header}\nQ2001,Asha,Demirkol,9,14/02/2013\n")
    assert renamed.problems == (), "both names may change, and the birthday says that it is the same child"


def test_who_moves_lives_in_another_home_and_the_old_one_stays(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    old, _ = home_of(db, "Q2004")
    moved = take(
        db, staff, f"{HEADER}\nQ2004,Zofia,Dobrowska,11,18/12/2026,12 thimbleberry row QUILLMERE,qx14jb\n"
    )
    assert moved.changed[0].what == ("Address: 7 Lacewing Close, Quillmere → 12 Thimbleberry Row, Quillmere",)
    assert pupil(db, "Q2004").household_id == pupil(db, "Q2001").household_id
    with db.read() as session:
        assert session.get(Household, old.id) is not None


def test_a_file_never_takes_a_no_contact_away_unasked(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    lines = EXAMPLE.splitlines()
    without = "\n".join([lines[0], lines[3].replace("Sean O'Tierlan,Father,,Yes,,Yes", ",,,,,")])
    take(db, staff, without)
    assert home_of(db, "Q2003")[1]["Sean O'Tierlan"].no_contact
    ended = take(db, staff, "\n".join([lines[0], lines[3].removesuffix("Yes") + "No"]))
    assert ended.changed[0].what == ("Sean O'Tierlan, no contact: Yes → No",)


def test_who_is_not_in_a_whole_school_file_leaves_only_if_asked(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    fewer = "\n".join(EXAMPLE.splitlines()[:3])
    assert take(db, staff, fewer).leavers == ()
    assert pupil(db, "Q2005").on_roll_to is None
    found = take(db, staff, fewer, leavers=True)
    assert found.leavers == (
        "Zofia Dobrowska (Q2004)",
        "Kofi Mensahfio (Q2005)",
        "Finn O'Tierlan (Q2003)",
    )
    assert pupil(db, "Q2005").on_roll_to == TODAY
    assert take(db, staff, fewer, leavers=True).leavers == (), "they have left already"


def test_who_starts_later_does_not_leave_and_who_comes_back_is_on_roll(db: Database, staff: Staff) -> None:
    starts = "Pupil number,Given name,Family name,Year group,On roll from,On roll to\n"
    take(db, staff, starts + "Q1,Ivy,Ash,Reception,06/01/2027,\nQ2,Leo,Birch,3,,20/07/2026\n")
    found = take(db, staff, starts + "Q3,Mia,Elm,3,,\n", leavers=True)
    assert found.leavers == ()
    back = take(db, staff, "Pupil number,Given name,Family name,Year group\nQ2,Leo,Birch,4\n")
    assert back.changed[0].what == ("Year group: 3 → 4", "On roll to: 20 Jul 2026 → empty")


def test_a_planned_last_day_stays_where_the_file_has_no_such_column(db: Database, staff: Staff) -> None:
    take(db, staff, EXAMPLE)
    take(db, staff, "Pupil number,Given name,Family name,Year group\nQ2004,Zofia,Dobrowska,11\n")
    assert pupil(db, "Q2004").on_roll_to == date(2026, 12, 18)


def test_a_new_school_year_moves_year_groups_in_one_step(db: Database, staff: Staff) -> None:
    header = "Pupil number,Given name,Family name,Year group"
    take(db, staff, f"{header}\nQ1,Ivy,Ash,10\nQ2,Leo,Birch,11\n")
    found = take(db, staff, f"{header}\nQ1,Ivy,Ash,11\nQ3,Mia,Elm,7\n", leavers=True)
    assert [change.what for change in found.changed] == [("Year group: 10 → 11",)]
    assert found.new == ("Mia Elm (Q3), Year 7",)
    assert found.leavers == ("Leo Birch (Q2)",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            "Q2001,Priya,Bhattavani,9,,,\nQ2001,Priya,Bhattavani,9,,,",
            "Row 3, Pupil number: Row 2 has the number",
        ),
        ("Q1,Ivy,Ash,7,,5 Lacewing Close,NOWHERE", "Row 2, Postcode: This is not a postcode"),
        ("Q1,Ivy,Ash,seven,,,", "Row 2, Year group: This is not a year group"),
        (",Ivy,Ash,7,,,", "Row 2, Pupil number: This cannot be empty."),
    ],
)
def test_one_fault_and_nothing_is_taken(db: Database, staff: Staff, row: str, says: str) -> None:
    content = f"{HEADER}\n{row}\nQ9,Good,Row,7,,1 Teasel Rise,QX1 1AA\n"
    assert says in str(look(db, staff, content).problems[0])
    with pytest.raises(Invalid) as refused:
        take(db, staff, content)
    assert says in str(refused.value)
    assert rows(db) == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            ("01/09/2026,,", "01/09/2026,31/08/2026,"),
            "On roll to: 31 Aug 2026 is before the first day, 1 Sep 2026.",
        ),
        (("30/06/2015", "30/06/1975"), "Date of birth: 30 Jun 1975 cannot be a pupil's birthday."),
        (("No,Yes,", "No,Yes,Yes"), "'No contact' and 'may be spoken to' cannot both be Yes."),
        (("Dilan Demirkol,", ","), "Something is said of this contact, and no name is given."),
        (
            (
                '2026,,,"12 Thimbleberry Row, Quillmere",QX1 4JB,,Asha Bhattavani,Mother,07700 900411',
                '2026,,,"12 Thimbleberry Row, Quillmere",QX1 4JB,,Asha Bhattavani,Mother,07700 900444',
            ),
            "Row 3, Asha Bhattavani, phone: Row 2 says 07700 900411 of the same home.",
        ),
        (
            ("2025-09-01,,,,,,,", "2025-09-01,,,,,,Ama Mensahfio,"),
            "Address: Give the address: contacts are kept with the home.",
        ),
    ],
)
def test_what_contradicts_itself_is_told(
    db: Database, staff: Staff, changed: tuple[str, str], says: str
) -> None:
    assert changed[0] in EXAMPLE
    found = look(
        db, staff, EXAMPLE.replace(*changed, 1) if "Thimble" not in changed[0] else EXAMPLE.replace(*changed)
    )
    assert says in " ".join(str(problem) for problem in found.problems)


def test_what_was_agreed_to_is_what_is_done(db: Database, staff: Staff) -> None:
    """Between looking and taking somebody else has brought a file in."""
    seen = look(db, staff, EXAMPLE).fingerprint
    take(db, staff, "\n".join(EXAMPLE.splitlines()[:2]))
    with pytest.raises(Stale):
        take(db, staff, EXAMPLE, seen=seen)
    assert rows(db) == 1 + 1 + 2


def test_a_large_school_is_taken_in_seconds(sqlite_db: Database) -> None:
    staff = fill(sqlite_db)
    header = EXAMPLE.splitlines()[0]
    lines = [
        f"Q{n},Ivy,Ash,{n % 5 + 7},14/02/2013,,,,{n // 2} Teasel Rise,QX1 1AA,,Ama Ash,Mother,07700 900411,Yes,,,,,,,,"
        for n in range(2_000)
    ]
    assert len(take(sqlite_db, staff, "\n".join([header, *lines])).new) == 2_000
    assert rows(sqlite_db) == 2_000 + 1_000 + 1_000
