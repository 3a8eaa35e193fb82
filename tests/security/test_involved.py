"""Staff who are not involved see no visit (BT-26, RB-17): not one row of it, in any query, whoever is on whichever visit.

The matrix asks each query once, with a bystander. Here who plans, goes and authorises is drawn by lot, several visits to
the same home at once, and every id of a visit in an answer has to be of one that the reader may see.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.aftercare import tasks_on_return
from data.models import VisitRow
from data.queries import authorise, leaving, live, my_visits, past, planned, risk_pages, scope, tasks
from data.queries import visit as visits
from data.queries.snapshot import load_visit
from tests.databases import SqliteFiles
from tests.examples.world import SqliteWorlds, World
from tests.homes import TODAY
from tests.staff import NOW
from visits.permissions import Action, Reach, Viewer, reach
from visits.words import Role, VisitState

GOES: Final = (Role.VISITOR, Role.FAMILY, Role.SENDCO, Role.ATTENDANCE, Role.LINE_MANAGER, Role.OFFICE)
STATES: Final = (VisitState.REQUESTED, VisitState.AUTHORISED, VisitState.OUT, VisitState.BACK)


@dataclass(frozen=True)
class Drawn:
    """A visit as the lot has it."""

    state: VisitState
    planner: Role
    lead: Role
    second: Role
    authoriser: Role

    def involves(self, role: Role) -> bool:
        authorised = self.state is not VisitState.REQUESTED and role is self.authoriser
        return authorised or role in (self.planner, self.lead, self.second)


DRAWN: Final = st.builds(
    lambda state, planner, pair, authoriser: Drawn(state, planner, *pair, authoriser),
    st.sampled_from(STATES),
    st.sampled_from(GOES[1:5]),
    st.permutations(GOES).map(lambda order: order[:2]),
    st.sampled_from((Role.LINE_MANAGER, Role.SLT)),
)


@pytest.fixture(scope="module")
def worlds(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteWorlds]:
    with closing(SqliteWorlds(sqlite_files, tmp_path_factory.mktemp("involved"))) as made:
        yield made


def made(world: World, drawn: Drawn) -> UUID:
    visit_id = world.trip(drawn.state, lead=drawn.lead, second=drawn.second, planned_by=drawn.planner)
    with world.db.write() as session:
        if drawn.state is not VisitState.REQUESTED:
            session.get_one(VisitRow, visit_id).authorised_by_id = world.staff.people[drawn.authoriser]
        if drawn.state is VisitState.BACK:
            tasks_on_return(session, loaded=load_visit(session, visit_id), now=NOW)
    return visit_id


Ask = Callable[[Session, Viewer, World, UUID], object]
OF_ONE: Final[dict[str, Ask]] = {
    "visit": lambda s, v, _, one: visits.visit(s, v, one),
    "planned": lambda s, v, _, one: planned.planned(s, v, one, Action.LOG_VISIT),
    "tasks_of_visit": lambda s, v, _, one: tasks.tasks_of_visit(s, v, one),
    "leaving_gaps": lambda s, v, _, one: leaving.leaving_gaps(s, v, one, now=NOW),
}
"""Each is asked for one visit, and shows nothing of it to who may not see it."""
OF_MANY: Final[dict[str, Ask]] = {
    "visits_for": lambda s, v, *_: s.scalars(select(VisitRow.id).where(scope.visits_for(v))).all(),
    "live_visits": lambda s, v, *_: list(live.live_visits(s, v, now=NOW)["visit_id"]),
    "my_visits": lambda s, v, *_: my_visits.my_visits(s, v, now=NOW),
    "past_of_home": lambda s, v, w, _: past.past_of_home(s, v, w.home.household),
    "homes_to_assess": lambda s, v, *_: risk_pages.homes_to_assess(s, v, on=TODAY),
    "my_tasks": lambda s, v, *_: tasks.my_tasks(s, v),
    "late_tasks": lambda s, v, *_: tasks.late_tasks(s, v, now=NOW),
    "last_planned": lambda s, v, *_: planned.last_planned(s, v),
}
"""What lists visits, or names some."""


def may_see(world: World, by: Viewer, role: Role, drawn: Drawn) -> bool:
    found = reach(Action.SEE_VISIT, by.roles_at(world.staff.school))
    return found is Reach.SCHOOL or (found is Reach.INVOLVED and drawn.involves(role))


@settings(max_examples=8, deadline=None)
@given(
    drawn=st.lists(DRAWN, min_size=2, max_size=3),
    role=st.sampled_from((*GOES, Role.GOVERNOR)),
    glass=st.booleans(),
)
def test_no_query_shows_a_visit_to_who_is_not_involved(
    worlds: SqliteWorlds, drawn: list[Drawn], role: Role, glass: bool
) -> None:
    world = worlds.fresh()
    there = {made(world, one): one for one in drawn}
    held = frozenset({role, Role.BREAK_GLASS} if glass and role in GOES else {role})
    by = Viewer(person_id=world.staff.people[role], name="Somebody", roles={world.staff.school: held})
    hidden = {visit_id for visit_id, one in there.items() if not may_see(world, by, role, one)}
    with world.db.read() as session:
        for visit_id in there:
            answers = {name: ask(session, by, world, visit_id) for name, ask in OF_ONE.items()}
            assert (answers["visit"] is None) is (visit_id in hidden)
            assert visit_id not in hidden or not any(answers.values())
        for name, ask in OF_MANY.items():
            told = repr(ask(session, by, world, next(iter(there))))
            assert not [one for one in hidden if repr(one) in told], name
        # Whoever may decide sees what waits for a decision, and is on none of it (WH-02).
        decides = {one.seen.loaded.row.id for one in authorise.waiting(session, by, now=NOW)}
        assert not decides & hidden or reach(Action.AUTHORISE, held) is Reach.SCHOOL


def test_what_is_told_by_a_list_is_found_by_its_id(worlds: SqliteWorlds) -> None:
    """The search above would be worth nothing if a list's text had no ids."""
    world = worlds.fresh()
    visit_id = made(world, Drawn(VisitState.BACK, Role.SENDCO, Role.VISITOR, Role.FAMILY, Role.SLT))
    with world.db.read() as session:
        for name in ("visits_for", "past_of_home", "my_visits"):
            told = repr(OF_MANY[name](session, world.who(Role.VISITOR), world, visit_id))
            assert repr(visit_id) in told, name
