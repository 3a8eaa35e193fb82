"""What can be chosen while a visit is planned, by whom, and the policy's word on the plan."""

from datetime import timedelta

import pytest

from data.commands import visit
from data.database import Database
from data.models import Person, Vehicle
from data.policy_word import Word, in_force_at, word_on
from data.queries.choices import cars, colleagues, pupil_choices, schools_for
from data.queries.planned import last_planned, planned, sent_already
from tests import planning
from tests.planning import OUT_AT, World
from tests.staff import NOW
from tests.trips import home
from visits.permissions import STAFF, Action
from visits.visit import VisitPlan
from visits.words import Role, VisitorRole

TODAY = NOW.date()


@pytest.fixture
def world(db: Database) -> World:
    return planning.world(db)


def asked(world: World, *, by: Role = Role.SENDCO, key: str = "k", plan: VisitPlan | None = None) -> None:
    visit.log(world.db, plan=plan or world.plan(), idempotency_key=key, by=world.who(by), now=NOW)


def test_schools_are_those_at_which_one_may(world: World) -> None:
    with world.db.read() as session:
        found = {role: schools_for(session, world.who(role), Action.LOG_VISIT) for role in STAFF}
    assert {role for role, schools in found.items() if schools} == set(STAFF) - {Role.OFFICE}
    assert [s.name for s in found[Role.SENDCO]] == ["Quillmere High"]


def test_pupils_on_roll_stand_first_and_those_of_other_schools_nowhere(world: World) -> None:
    home(world.db, world.staff, name="Far", number="P8", school=world.staff.other)
    home(
        world.db,
        world.staff,
        name="Gone",
        given="Abe",
        family="Aaron",
        number="P9",
        on_roll_to=TODAY - timedelta(1),
    )
    schools = [world.staff.school, world.staff.other]
    with world.db.read() as session:
        found = pupil_choices(session, world.who(Role.SENDCO), schools, on=TODAY)
    assert [p.name for p in found] == ["Zoë O'Neill-Ash", "Abe Aaron"]
    assert (found[0].household_id, found[0].address) == (world.home.household, "14 Mill Row, QM1 4ZZ")


def test_bt26_a_visitor_is_offered_only_the_homes_that_they_go_to(world: World) -> None:
    with world.db.read() as session:
        assert pupil_choices(session, world.who(Role.VISITOR), [world.staff.school], on=TODAY) == []
    asked(world)
    with world.db.read() as session:
        found = pupil_choices(session, world.who(Role.VISITOR), [world.staff.school], on=TODAY)
        assert [p.pupil_id for p in found] == [world.home.pupil]
        assert pupil_choices(session, world.who(Role.GOVERNOR), [world.staff.school], on=TODAY) == []


def test_colleagues_are_staff_and_their_numbers_are_for_who_may_see_them(world: World) -> None:
    school = world.staff.school
    with world.db.read() as session:
        full = colleagues(session, world.who(Role.SENDCO), school, today=TODAY)
        bare = colleagues(session, world.who(Role.VISITOR), school, today=TODAY)
        assert colleagues(session, world.who(Role.GOVERNOR), school, today=TODAY) == []
        assert colleagues(session, world.who(Role.SENDCO), world.staff.other, today=TODAY) == []
    assert {role for c in full for role in c.roles} == set(STAFF)
    assert {c.mobile for c in full} == {"07700 900111"}
    own = world.staff.people[Role.VISITOR]
    assert {c.mobile for c in bare if c.person_id != own} == {""}
    assert all(c.has_number for c in bare)
    assert next(c.mobile for c in bare if c.person_id == own) == "07700 900111"


def test_somebody_who_has_left_is_no_colleague(world: World) -> None:
    gone = world.staff.people[Role.FAMILY]
    with world.db.write() as session:
        session.get_one(Person, gone).left_on = TODAY
    with world.db.read() as session:
        found = colleagues(session, world.who(Role.SENDCO), world.staff.school, today=TODAY)
    assert gone not in {c.person_id for c in found}


def test_cars_are_the_schools_own_and_those_of_who_goes_each_once(world: World) -> None:
    lead, other = world.staff.people[Role.VISITOR], world.staff.people[Role.ATTENDANCE]
    asked(world)
    with world.db.write() as session:
        for owner, registration in ((None, "SC11 OOL"), (other, "OT01 HER"), (lead, "LE02 ADS")):
            session.add(
                Vehicle(
                    school_id=world.staff.school,
                    person_id=owner,
                    make="Fiesta",
                    model="Zetec",
                    colour="red",
                    registration=registration,
                )
            )
    with world.db.read() as session:
        found = cars(session, world.who(Role.SENDCO), world.staff.school, person_ids=[lead])
        none = cars(session, world.who(Role.OFFICE), world.staff.school, person_ids=[lead])
    # The last is the one of the visit that they led.
    assert [k.car.registration for k in found] == ["LE02 ADS", "SC11 OOL", "AB12 CDE"]
    assert [k.owner_id for k in found] == [lead, None, lead]
    assert none == []


def test_a_kept_plan_is_for_who_sees_the_visit_and_may_do_this_with_it(world: World) -> None:
    asked(world)
    with world.db.read() as session:
        mine = last_planned(session, world.who(Role.SENDCO))
        assert mine is not None
        found = planned(session, world.who(Role.SENDCO), mine.visit_id, Action.LOG_VISIT)
        assert found is not None
        assert (found.version, found.plan.purpose) == (1, "Talk about mornings")
        assert planned(session, world.who(Role.LEAD_DSL), mine.visit_id, Action.LOG_VISIT) is not None
        assert planned(session, world.who(Role.ATTENDANCE), mine.visit_id, Action.LOG_VISIT) is None
        assert planned(session, world.who(Role.OFFICE), mine.visit_id, Action.LOG_VISIT) is None
        assert (
            planned(session, world.who(Role.OFFICE), mine.visit_id, Action.LOG_LEFT_UNAUTHORISED) is not None
        )


def test_what_was_sent_is_found_by_its_form_and_only_by_who_sent_it(world: World) -> None:
    asked(world, key="the-form")
    with world.db.read() as session:
        assert sent_already(session, world.who(Role.SENDCO), "the-form") is not None
        assert sent_already(session, world.who(Role.SENDCO), "another") is None
        assert sent_already(session, world.who(Role.ATTENDANCE), "the-form") is None
        assert last_planned(session, world.who(Role.ATTENDANCE)) is None


def word(world: World, plan: VisitPlan) -> Word:
    with world.db.read() as session:
        return word_on(session, plan, in_force_at(session, world.staff.school, now=NOW), now=NOW)


def test_who_decides_are_those_on_duty_who_do_not_go_themselves(world: World) -> None:
    dsl = world.staff.people[Role.LEAD_DSL]
    found = word(world, world.plan())
    assert (found.deciding, [p.person_id for p in found.people], found.delegates) == (
        (Role.LEAD_DSL,),
        [dsl],
        (),
    )
    goes = (world.visitor(Role.LEAD_DSL), world.visitor(Role.FAMILY, role=VisitorRole.SECOND))
    assert word(world, world.plan(visitors=goes)).people == ()
    planning.delegate(world.db, world, Role.DEPUTY_DSL)
    found = word(world, world.plan(visitors=goes))
    assert [d.person_id for d in found.delegates] == [world.staff.people[Role.DEPUTY_DSL]]


def test_bt15_silence_is_an_alarm_half_an_hour_after_the_first_stop_ends(world: World) -> None:
    assert word(world, world.plan()).overdue_at == OUT_AT + timedelta(minutes=80)


def test_without_a_stop_or_a_visitor_the_policy_still_answers(world: World) -> None:
    found = word(world, world.plan(stops=(), visitors=()))
    assert {"stops", "visitors_named"} <= {a.key for a in found.answers if a.verdict == "block"}
    assert found.overdue_at is None
