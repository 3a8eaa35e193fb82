"""The code phrase: how old it is, who was told, and that a new one is known to nobody but who set it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.commands import phrase, school
from data.commands.core import Invalid, NotPermitted, Refused
from data.database import Database
from data.models import AuditPayload, Person, PhraseKnown, School
from data.queries.phrase import PhraseState, phrase_state
from tests.staff import HELD, NOW, Staff, fill
from tests.trips import adopt, every
from visits.words import Role

R = Role
FIRST, NEXT = "Has the piano tuner been", "Is the blue folder back"
KNOWS = {R.LEAD_DSL, R.DEPUTY_DSL, R.HEADTEACHER, R.DEPUTY_HEAD, R.SLT, R.SENDCO, R.ATTENDANCE, R.FAMILY}
KNOWS |= {R.LINE_MANAGER, R.OFFICE, R.VISITOR}


@pytest.fixture
def here(db: Database) -> Staff:
    return fill(db)


def state(db: Database, here: Staff, *, days: int = 0, by: Role = R.HEADTEACHER) -> PhraseState | None:
    with db.read() as session:
        return phrase_state(session, here.viewer(db, by), here.school, now=NOW + timedelta(days=days))


def put(db: Database, here: Staff, words: str = FIRST, *, days: int = 0) -> None:
    by = here.viewer(db, R.HEADTEACHER)
    school.set_code_phrase(db, school_id=here.school, phrase=words, by=by, now=NOW + timedelta(days=days))


def tell(db: Database, here: Staff, *roles: Role, told: bool = True, by: Role = R.HEADTEACHER) -> None:
    phrase.mark_told(
        db,
        school_id=here.school,
        person_ids=[here.people[role] for role in roles],
        told=told,
        by=here.viewer(db, by),
        now=NOW,
    )


def names(db: Database, here: Staff) -> set[str]:
    found = state(db, here)
    assert found is not None
    assert {one.person_id for one in found.told}.isdisjoint(found.not_told)
    return {one.name for one in found.told}


def test_everybody_who_visits_plans_or_watches_should_know_it_and_nobody_else(
    db: Database, here: Staff
) -> None:
    put(db, here)
    found = state(db, here)
    assert found is not None
    assert set(found.not_told.values()) == {here.names[here.people[role]] for role in KNOWS - {R.HEADTEACHER}}
    assert [one.name for one in found.told] == ["Headteacher Person"]
    with db.write() as session:
        session.get_one(Person, here.people[R.OFFICE]).left_on = NOW.date()
    found = state(db, here)
    assert found is not None
    assert "Office Person" not in found.not_told.values()


def test_who_was_told_is_kept_with_when_and_by_whom_and_can_be_taken_back(db: Database, here: Staff) -> None:
    put(db, here)
    tell(db, here, R.OFFICE, R.VISITOR)
    tell(db, here, R.OFFICE)
    assert names(db, here) == {"Headteacher Person", "Office Person", "Visitor Person"}
    tell(db, here, R.VISITOR, told=False)
    assert names(db, here) == {"Headteacher Person", "Office Person"}
    assert len(every(db, PhraseKnown)) == 2


def test_a_new_phrase_empties_the_list(db: Database, here: Staff) -> None:
    put(db, here)
    tell(db, here, R.OFFICE)
    put(db, here, NEXT)
    assert names(db, here) == {"Headteacher Person"}
    tell(db, here, R.VISITOR)
    put(db, here, FIRST, days=3)
    assert names(db, here) == {"Headteacher Person"}
    assert len(every(db, PhraseKnown)) == 3


@pytest.mark.parametrize(
    ("days", "change_on", "is_due"), [(364, date(2027, 11, 23), False), (365, date(2027, 11, 23), True)]
)
def test_it_is_due_for_a_change_after_the_schools_days(
    db: Database, here: Staff, days: int, change_on: date, is_due: bool
) -> None:
    put(db, here)
    found = state(db, here, days=days)
    assert found is not None
    assert found.change_on == change_on
    assert (NOW.date() + timedelta(days=days) >= found.change_on) is is_due


def test_without_a_phrase_nobody_can_have_been_told(db: Database, here: Staff) -> None:
    put(db, here)
    put(db, here, "", days=1)
    found = state(db, here, days=2)
    assert found is not None
    assert (found.has_phrase, found.set_at, found.change_on, found.told) == (False, None, None, ())
    with pytest.raises(Refused, match="no code phrase yet"):
        tell(db, here, R.OFFICE)


def test_only_who_should_know_it_is_marked(db: Database, here: Staff) -> None:
    put(db, here)
    for roles in ((), (R.GOVERNOR,), (R.OFFICE, R.ADMINISTRATOR)):
        with pytest.raises(Invalid):
            tell(db, here, *roles)
    with pytest.raises(NotPermitted):
        tell(db, here, R.VISITOR, by=R.OFFICE)


@pytest.mark.parametrize("role", HELD)
def test_only_who_sets_the_school_sees_how_it_stands(db: Database, here: Staff, role: Role) -> None:
    put(db, here)
    assert (state(db, here, by=role) is not None) is (role in {R.LEAD_DSL, R.HEADTEACHER, R.ADMINISTRATOR})


@pytest.mark.parametrize(
    ("policy", "asked", "published"),
    [
        ("blessed_trinity", True, True),
        ("red_balloon_norwich", True, False),
        ("washwood_heath", False, False),
        ("fs2_primary", True, False),
        ("heather_avenue", True, False),
    ],
)
def test_bt16_a_text_that_prints_its_phrase_is_found(
    db: Database, here: Staff, policy: str, asked: bool, published: bool
) -> None:
    adopt(db, here, policy)
    found = state(db, here)
    assert found is not None
    assert (found.asked, found.published) == (asked, published)


def test_the_phrase_stands_in_no_entry_and_in_no_state(db: Database, here: Staff) -> None:
    put(db, here)
    tell(db, here, R.OFFICE)
    assert FIRST not in repr(state(db, here))
    with db.read() as session:
        assert FIRST not in str(session.scalars(select(AuditPayload.payload)).all())
        assert session.get_one(School, here.school).code_phrase == FIRST
