"""Two schools' records of one home: each sees the kinds of the other's flags, for as long as both want it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from data.commands import household, linking
from data.commands.core import NotPermitted, Refused
from data.database import Database
from data.models import AuditRow, HouseholdLink
from data.queries.flags import known_at_door
from data.queries.household import home
from data.queries.links import links_of
from data.queries.out import visit_out
from data.queries.visit import visit
from data.throttle import TooMany
from tests import planning
from tests.examples.linking import OTHER_HOME, code_of_the_other, linked, other_lead
from tests.examples.world import World
from tests.staff import KEY, NOW
from tests.trips import one
from visits.assessments import FlagKind
from visits.permissions import Viewer
from visits.words import Role, VisitState

NOTE = "Mr Ash lets the dog out at strangers, ask for Zoe"
WORDS = "Dog or other animal, says Tarrowby School (since 23 November 2026)"


@pytest.fixture
def world(db: Database) -> World:
    made = planning.world(db)
    return World(**vars(made))


def flagged(world: World) -> UUID:
    """The other school marks its record of the home."""
    by = replace(other_lead(world), roles={world.staff.other: frozenset({Role.LEAD_DSL})})
    return household.add_flag(
        world.db, household_id=OTHER_HOME, kind=FlagKind.ANIMAL, note=NOTE, by=by, now=NOW
    )


def door(world: World, household_id: UUID | None = None) -> tuple[str, ...]:
    asked = household_id or world.home.household
    with world.db.read() as session:
        return known_at_door(session, {asked}).get(asked, ())


def take(world: World, code: str, *, by: Viewer | None = None, minutes: float = 0) -> None:
    linking.take_code(
        world.db,
        household_id=world.home.household,
        code=code,
        key=KEY,
        by=by or world.who(Role.LEAD_DSL),
        now=NOW + timedelta(minutes=minutes),
    )


def test_flags_are_seen_from_the_moment_both_agreed_until_either_ends_it(world: World) -> None:
    code = code_of_the_other(world)
    flag_id = flagged(world)
    assert door(world) == ()
    take(world, code.lower().replace("-", " "))
    assert door(world) == (WORDS,)
    linking.end_link(world.db, link_id=one(world.db, HouseholdLink).id, by=other_lead(world), now=NOW)
    assert door(world) == ()
    assert flag_id


def test_a_flag_that_is_over_there_is_over_here_and_the_other_way_round(world: World) -> None:
    linked(world)
    flag_id = flagged(world)
    assert door(world) == (WORDS,)
    household.end_flag(
        world.db,
        flag_id=flag_id,
        by=replace(other_lead(world), roles={world.staff.other: frozenset({Role.LEAD_DSL})}),
        now=NOW,
    )
    assert door(world) == ()
    household.add_flag(
        world.db,
        household_id=world.home.household,
        kind=FlagKind.NO_SIGNAL,
        by=world.who(Role.SENDCO),
        now=NOW,
    )
    assert door(world, OTHER_HOME) == ("No mobile signal, says Quillmere High (since 23 November 2026)",)


def test_whoever_goes_there_is_shown_it_and_nothing_else_of_the_other_school(world: World) -> None:
    linked(world)
    flagged(world)
    visit_id = world.trip(VisitState.OUT)
    by = world.who(Role.VISITOR)
    with world.db.read() as session:
        seen = visit(session, by, visit_id)
        known = home(session, by, world.home.household, on=NOW.date())
        phone = visit_out(session, world.staff.people[Role.VISITOR], now=NOW)
        assert seen is not None
        assert known is not None
        assert phone is not None
        assert seen.stops[0].flags == phone.stops[0].flags == (WORDS,)
        assert [flag.words for flag in known.linked] == [WORDS]
        told = repr((seen, known, phone))
    for private in (NOTE, "Mr Ash", "1 Quill Row", "QM1 1AA", "Ash family", str(OTHER_HOME)):
        assert private not in told


def test_each_schools_audit_has_it_at_its_own_record(world: World) -> None:
    linked(world)
    with world.db.read() as session:
        rows = session.execute(
            select(AuditRow.chain, AuditRow.subject_id).where(AuditRow.command == "link.take")
        )
        assert set(rows.all()) == {
            (str(world.staff.school), world.home.household),
            (str(world.staff.other), OTHER_HOME),
        }


def test_a_code_is_taken_once_within_its_days_and_never_at_its_own_school(world: World) -> None:
    code = code_of_the_other(world)
    mine = linking.make_code(
        world.db, household_id=world.home.household, by=world.who(Role.DEPUTY_DSL), now=NOW
    )
    said = set()
    for wrong in (mine, "AAAA-BBBB-CCCC", ""):
        with pytest.raises(linking.BadCode) as why:
            take(world, wrong)
        said.add(str(why.value))
    with pytest.raises(linking.BadCode) as why:
        take(world, code, minutes=7 * 24 * 60)
    said.add(str(why.value))
    assert len(said) == 1
    take(world, code, minutes=20)
    with pytest.raises(linking.BadCode):
        take(world, code, minutes=40)


def test_a_new_code_ends_the_one_before(world: World) -> None:
    first = code_of_the_other(world)
    linking.make_code(world.db, household_id=OTHER_HOME, by=other_lead(world), now=NOW)
    with pytest.raises(linking.BadCode):
        take(world, first)


def test_the_same_two_records_are_linked_once(world: World) -> None:
    linked(world)
    code = linking.make_code(world.db, household_id=OTHER_HOME, by=other_lead(world), now=NOW)
    with pytest.raises(Refused, match="linked already"):
        take(world, code)


def test_guessing_has_to_wait(world: World) -> None:
    code = code_of_the_other(world)
    for _ in range(5):
        with pytest.raises(linking.BadCode):
            take(world, "AAAA-BBBB-CCCC")
    with pytest.raises(TooMany):
        take(world, code)


@pytest.mark.parametrize("role", [Role.SENDCO, Role.SLT, Role.OFFICE, Role.ADMINISTRATOR, Role.GOVERNOR])
def test_only_who_answers_for_safeguarding_links(world: World, role: Role) -> None:
    link_id = linked(world)
    by = world.who(role)
    with pytest.raises(NotPermitted):
        linking.make_code(world.db, household_id=world.home.household, by=by, now=NOW)
    with pytest.raises(NotPermitted):
        linking.end_link(world.db, link_id=link_id, by=by, now=NOW)
    with world.db.read() as session:
        assert links_of(session, by, world.home.household, now=NOW) == []
        assert [
            link.school for link in links_of(session, world.who(Role.LEAD_DSL), world.home.household, now=NOW)
        ] == ["Tarrowby School"]
