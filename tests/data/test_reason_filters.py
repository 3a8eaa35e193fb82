"""Whatever is chosen on the page Reasons, the database counts what one counts by hand, visit by visit."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from uuid6 import uuid7

from data.database import Database
from data.models import PersonRole, PolicyVersion, Pupil, StopPupil, StopRow, VisitRow
from data.models.base import Row
from data.queries import reason_details
from data.queries.reason_details import pupils_visited
from data.queries.reason_terms import visits_between
from data.queries.statistics import TALLIED, Days, tallies
from tests import staff as made
from tests.staff import Staff
from tests.trips import POLICIES
from visits.permissions import Viewer
from visits.which import EMERGENCY, NO_YEAR, PLANNED, Which
from visits.words import Role, Travel, VisitKind, VisitState

HOW_MANY = 70
TEXTS = ("blessed_trinity", "washwood_heath")
YEARS = ("7", "8", "")
REASONS = ("attendance", "holiday", "refusing")
FIRST = datetime(2026, 6, 28, 21, tzinfo=UTC)
"""At its hour a day in London begins before the one in UTC: 22:00 and later is the next day there."""
LAST = date(2026, 8, 19)


@dataclass(frozen=True)
class Went:
    """A visit as it was made up: what stands in every filter, and the day on which it left in London."""

    school: str
    on: date
    reason: str
    kind: VisitKind
    policy: str
    pupils: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class World:
    db: Database
    viewer: Viewer
    days: dict[UUID, Days]
    names: dict[UUID, str]
    went: list[Went]

    def meant(self, which: Which) -> list[Went]:
        """The visits that went on the days of their school, one after the other."""
        days = {self.names[school]: own for school, own in self.days.items()}
        wanted = {EMERGENCY: True, PLANNED: False}
        return [
            one
            for one in self.went
            if days[one.school][0] <= one.on <= days[one.school][1]
            and which.reason in ("", one.reason)
            and wanted.get(which.urgency, one.kind is VisitKind.EMERGENCY)
            is (one.kind is VisitKind.EMERGENCY)
            and which.policy in ("", one.policy)
            and (not which.year_groups or {group for _, group in one.pupils} & {*which.year_groups})
        ]

    def tallied(self, which: Which) -> dict[str, dict[str, int]]:
        with self.db.read() as session:
            return tallies(session, self.viewer, self.days, which=which)


@pytest.fixture
def world(db: Database) -> World:
    """Two schools with two policies each and days of their own, and visits at random, some of which never left."""
    staff, pick = made.fill(db), Random(20)
    names = {staff.school: "Quillmere High", staff.other: "Tarrowby School"}
    versions = {(school, key): _adopt(db, school, key, n) for school in names for n, key in enumerate(TEXTS)}
    pupils = {school: _pupils(db, school) for school in names}
    with db.write() as session:
        role = PersonRole(
            school_id=staff.other,
            person_id=staff.people[Role.SENDCO],
            role=Role.SENDCO,
            from_on=date(2026, 1, 1),
        )
        session.add(role)
    went = []
    with db.write() as session:
        for number in range(HOW_MANY):
            school, key = pick.choice([*names]), pick.choice(TEXTS)
            children = pick.sample(pupils[school], pick.randint(0, 2))
            out_at = FIRST + timedelta(hours=pick.randrange(24 * 55))
            one = Went(
                names[school],
                out_at.astimezone(ZoneInfo("Europe/London")).date(),
                pick.choice(REASONS),
                pick.choice([VisitKind.PROCEDURAL, VisitKind.EMERGENCY]),
                POLICIES[key].title,
                tuple((str(pupil), group) for pupil, group in children),
            )
            left = number % 9 != 0
            rows = _rows(staff, one, out_at, left=left, school=school, version=versions[school, key])
            for row in rows:
                session.add(row)
                session.flush()
            if left:
                went.append(one)
    days = {staff.school: (date(2026, 6, 30), LAST), staff.other: (date(2026, 7, 1), LAST)}
    return World(db, staff.viewer(db, Role.SENDCO), days, names, went)


def _adopt(db: Database, school: UUID, key: str, number: int) -> UUID:
    policy, version = POLICIES[key], uuid7()
    with db.write() as session:
        session.add(
            PolicyVersion(
                id=version,
                school_id=school,
                number=number + 1,
                key=key,
                title=policy.title,
                document=policy.model_dump(mode="json"),
                in_force_from=date(2026, 1 + number, 1),
                in_force_to=date(2026, 1, 31) if number == 0 else None,
                owner="Lead DSL",
                adopted_at=FIRST,
            )
        )
    return version


def _pupils(db: Database, school: UUID) -> list[tuple[UUID, str]]:
    found = [(uuid7(), YEARS[place % len(YEARS)]) for place in range(9)]
    with db.write() as session:
        session.add_all(
            Pupil(
                id=pupil,
                school_id=school,
                number=f"N{pupil.hex[-10:]}",
                given_name="Ada",
                family_name="Fern",
                year_group=group,
                on_roll_from=date(2025, 9, 1),
            )
            for pupil, group in found
        )
    return found


def _rows(
    staff: Staff, one: Went, out_at: datetime, *, left: bool, school: UUID, version: UUID
) -> Iterator[Row]:
    person = staff.people[Role.SENDCO]
    visit = VisitRow(
        id=uuid7(),
        school_id=school,
        policy_version_id=version,
        state=VisitState.CLOSED if left else VisitState.CANCELLED,
        kind=one.kind,
        reason=one.reason,
        common_reason=one.reason,
        month=f"{one.on:%Y-%m}",
        travel=Travel.CAR,
        out_at=out_at,
        back_at=out_at + timedelta(hours=1),
        created_at=out_at,
        created_by_id=person,
        authorised_at=out_at,
        authorised_by_id=person,
        left_at=out_at if left else None,
        idempotency_key=str(uuid7()),
    )
    yield visit
    for place, (pupil, _) in enumerate(one.pupils, start=1):
        stop = uuid7()
        yield StopRow(
            id=stop,
            school_id=school,
            visit_id=visit.id,
            position=place,
            address="14 Mill Row",
            due_in_at=out_at,
            due_out_at=out_at + timedelta(minutes=9),
        )
        yield StopPupil(school_id=school, stop_id=stop, pupil_id=UUID(pupil))


BY_HAND: dict[str, Callable[[Went], str]] = {
    "reason": lambda one: one.reason,
    "month": lambda one: f"{one.on:%Y-%m}",
    "kind": lambda one: one.kind.value,
    "school": lambda one: one.school,
    "policy": lambda one: one.policy,
}
POLICY = [POLICIES[key].title for key in TEXTS]
CHOICES = {
    "reason": REASONS,
    "urgency": (EMERGENCY, PLANNED),
    "policy": POLICY,
    "year_group": ("7", "8", NO_YEAR),
}


def test_every_choice_counts_what_one_counts_by_hand(world: World) -> None:
    every = [
        Which(**dict(zip(CHOICES, values, strict=True)))
        for values in product(*(("", *own) for own in CHOICES.values()))
    ]
    assert len(world.meant(Which())) > 40
    for which in every:
        went = world.meant(which)
        assert world.tallied(which) == {name: dict(Counter(map(BY_HAND[name], went))) for name in TALLIED}


def test_the_values_of_a_filter_add_up_to_every_visit(world: World) -> None:
    whole = world.tallied(Which())
    for name in ("reason", "urgency", "policy"):
        parts = [world.tallied(Which(**{name: value})) for value in CHOICES[name]]
        for table in TALLIED:
            together: Counter[str] = sum((Counter(part[table]) for part in parts), Counter())
            assert dict(together) == whole[table]


@pytest.mark.parametrize("long", [timedelta(days=200), timedelta()])
def test_children_are_counted_once_in_the_year_group_that_is_theirs(
    world: World, long: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever way is the shorter: from the visits, or from the children."""
    monkeypatch.setattr(reason_details, "LONG", long)
    for urgency, reason, year in product(("", EMERGENCY), ("", "holiday"), ("", *CHOICES["year_group"])):
        which = Which(urgency=urgency, reason=reason, year_group=year)
        with world.db.read() as session:
            found = pupils_visited(session, world.viewer, world.days, which=which)
        seen = {(one.school, *child) for one in world.meant(which) for child in one.pupils}
        hand = Counter((school, group) for school, _, group in seen if group in (which.year_groups or YEARS))
        assert {(row.school, row.year_group): row.pupils for row in found.itertuples()} == dict(hand)


def test_windows_of_days_follow_every_filter(world: World) -> None:
    windows = [(date(2026, 6, 28), date(2026, 7, 20)), (date(2026, 7, 10), LAST)]
    for values in ({}, {"policy": POLICY[0]}, {"year_group": "8"}, {"urgency": PLANNED, "reason": "holiday"}):
        which = Which(**values)
        with world.db.read() as session:
            wanted = dict.fromkeys(world.days, windows)
            found = visits_between(session, world.viewer, wanted, which=which)
        wide = replace(world, days=dict.fromkeys(world.days, (date(2026, 6, 1), LAST)))
        for place, (first, last) in enumerate(windows):
            there = Counter(one.reason for one in wide.meant(which) if first <= one.on <= last)
            own = found[found["window"] == place]
            assert own.groupby("common_reason")["visits"].sum().to_dict() == dict(there)
        assert found["school"].nunique() == 1, "schools with the same days are counted together"
