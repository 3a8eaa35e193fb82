"""Children, policies and terms behind the reasons: counted by the database, and for nobody who may not see them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pandas as pd
import pytest
from sqlalchemy import update
from uuid6 import uuid7

from data.database import Database
from data.models import Closure, PolicyVersion, School
from data.queries.reason_details import meanings, pupils_visited
from data.queries.reason_terms import own_terms, visits_between
from data.queries.statistics import reason_scope, tallies
from tests import staff as made
from tests.staff import Staff
from tests.terms import enter
from tests.trips import POLICIES, adopt, home, trip
from visits.which import Which
from visits.words import CommonReason, Role, VisitKind, VisitState

OCTOBER = datetime(2026, 10, 6, 9, tzinfo=UTC)
TERM = (date(2026, 9, 1), date(2026, 11, 23))


@pytest.fixture
def here(db: Database) -> tuple[Staff, UUID]:
    """Two homes, of which one has had two visits, one of them in an emergency, and another a visit that was declined."""
    staff = made.fill(db)
    version = adopt(db, staff)
    ash, birch = home(db, staff), home(db, staff, name="Birch household", number="P2")
    trip(db, staff, version, homes=[ash], state=VisitState.CLOSED, out_at=OCTOBER)
    trip(db, staff, version, homes=[ash], state=VisitState.CLOSED, out_at=OCTOBER, kind=VisitKind.EMERGENCY)
    trip(db, staff, version, homes=[birch], state=VisitState.DECLINED, out_at=OCTOBER)
    trip(db, staff, version, homes=[birch], state=VisitState.CLOSED, out_at=OCTOBER - timedelta(days=200))
    return staff, version


def rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in frame.itertuples(index=False))


def test_a_child_is_counted_once_however_often_it_was_visited(db: Database, here: tuple[Staff, UUID]) -> None:
    staff, _ = here
    viewer = staff.viewer(db, Role.SENDCO)
    once, twice = [("Quillmere High", "8", 1)], [("Quillmere High", "8", 2)]
    year = (date(2026, 1, 1), date(2026, 11, 23))
    with db.read() as session:
        assert rows(pupils_visited(session, viewer, {staff.school: TERM}, which=Which())) == once
        assert rows(pupils_visited(session, viewer, {staff.school: year}, which=Which())) == twice
        for which in (Which(urgency="emergency"), Which(year_group="8")):
            assert rows(pupils_visited(session, viewer, {staff.school: TERM}, which=which)) == once
        for which in (Which(reason="holiday"), Which(year_group="9")):
            assert pupils_visited(session, viewer, {staff.school: TERM}, which=which).empty


def test_visits_go_with_the_policy_that_each_was_judged_by(db: Database, here: tuple[Staff, UUID]) -> None:
    staff, _ = here
    viewer = staff.viewer(db, Role.SENDCO)
    title = POLICIES["blessed_trinity"].title
    with db.read() as session:
        one = tallies(session, viewer, {staff.school: TERM}, which=Which())
    assert one == {
        "reason": {"attendance": 2},
        "month": {"2026-10": 2},
        "kind": {"emergency": 1, "procedural": 1},
        "school": {"Quillmere High": 2},
        "policy": {title: 2},
    }
    other = POLICIES["washwood_heath"]
    with db.write() as session:
        session.execute(update(PolicyVersion).values(in_force_to=date(2026, 10, 31)))
        newer = PolicyVersion(
            id=uuid7(),
            school_id=staff.school,
            number=2,
            key=other.key,
            title=other.title,
            document=other.model_dump(mode="json"),
            in_force_from=date(2026, 11, 1),
            owner="Lead DSL",
            adopted_at=OCTOBER,
        )
        session.add(newer)
        newer_id = newer.id
    trip(db, staff, newer_id, state=VisitState.CLOSED, out_at=datetime(2026, 11, 9, 9, tzinfo=UTC))
    with db.read() as session:
        two = tallies(session, viewer, {staff.school: TERM}, which=Which())
        newer_alone = tallies(session, viewer, {staff.school: TERM}, which=Which(policy=other.title))
        names = {one.policy for one in meanings(session, viewer)}
        scope = reason_scope(session, viewer)
    assert two["policy"] == {title: 2, other.title: 1}
    assert newer_alone["month"] == {"2026-11": 1}
    assert scope.first_month == "2026-03"
    assert scope.policies[other.title] == {"Quillmere High": date(2026, 11, 1)}
    assert names == {title, other.title}


def test_every_reason_of_the_text_has_its_place_on_the_common_list(
    db: Database, here: tuple[Staff, UUID]
) -> None:
    with db.read() as session:
        found = meanings(session, here[0].viewer(db, Role.SENDCO))
    assert {(one.reason, one.common) for one in found} == {
        (reason.label, reason.common) for reason in POLICIES["blessed_trinity"].reasons
    }
    order = [list(CommonReason).index(one.common) for one in found]
    assert order == sorted(order)


def test_windows_may_overlap_and_a_visit_belongs_to_its_day_at_the_school(
    db: Database, here: tuple[Staff, UUID]
) -> None:
    staff, version = here
    enter(db, staff.school)
    # 23:30 UTC on 30 September is 1 October in London.
    trip(db, staff, version, state=VisitState.CLOSED, out_at=datetime(2026, 9, 30, 23, 30, tzinfo=UTC))
    viewer = staff.viewer(db, Role.SENDCO)
    with db.write() as session:
        session.add(
            Closure(
                school_id=staff.school,
                starts_on=date(2026, 10, 26),
                ends_on=date(2026, 10, 30),
                kind="half_term",
            )
        )
    with db.read() as session:
        (terms,) = own_terms(session, viewer)
        days = [
            (date(2026, 9, 1), date(2026, 9, 30)),
            (date(2026, 10, 1), date(2026, 10, 6)),
            (date(2026, 9, 1), date(2026, 12, 18)),
        ]
        wanted = {staff.school: days, staff.other: days}
        found = visits_between(session, viewer, wanted, which=Which())
        none = visits_between(session, viewer, wanted, which=Which(year_group="12"))
    assert none.empty
    assert [span.name for span in terms.spans][-1] == "Autumn term 2026/27"
    assert terms.closed == ((date(2026, 10, 26), date(2026, 10, 30)),)
    assert found.groupby("window")["visits"].sum().to_dict() == {1: 3, 2: 3}
    assert set(found["school"]) == {"Quillmere High"}


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER, Role.OFFICE])
def test_nobody_else_is_answered(db: Database, here: tuple[Staff, UUID], role: Role) -> None:
    staff, _ = here
    viewer = staff.viewer(db, role)
    with db.read() as session:
        assert session.get_one(School, staff.school).name == "Quillmere High"
        assert pupils_visited(session, viewer, {staff.school: TERM}, which=Which()).empty
        assert not any(tallies(session, viewer, {staff.school: TERM}, which=Which()).values())
        assert visits_between(session, viewer, {staff.school: [TERM]}, which=Which()).empty
        scope = reason_scope(session, viewer)
        assert (scope.small_numbers and scope.schools, scope.first_month, scope.policies) == (
            {},
            None,
            {},
        ) or (not scope.small_numbers and scope.roll.empty and not scope.policies)
        assert (meanings(session, viewer), own_terms(session, viewer)) == ([], [])
