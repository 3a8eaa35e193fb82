"""Whatever people do with the watch, in whatever order, nobody drops it while somebody is out."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from data.commands.core import Invalid, Refused
from data.database import Database
from data.models import Handover, WatchTurn
from tests.data.watchroom import Watchroom
from tests.staff import fill
from tests.trips import every
from visits.words import Role

R = Role
ROLES = st.sampled_from([R.OFFICE, R.SLT, R.DEPUTY_DSL])
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("take"), ROLES),
        st.tuples(st.just("offer"), ROLES, ROLES),
        st.tuples(st.sampled_from(["accept", "say_no"]), ROLES),
        st.tuples(st.just("withdraw"), ROLES),
        st.tuples(st.just("end"), ROLES),
        st.tuples(st.just("close"), st.just(R.HEADTEACHER), st.just("Snow"), ROLES),
    ),
    max_size=12,
)


@pytest.fixture
def kept_room(sqlite_db: Database) -> Watchroom:
    """A school with a visit that is out."""
    made = Watchroom(sqlite_db, fill(sqlite_db))
    made.out()
    return made


@given(moves=MOVES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_do_a_watch_once_taken_is_never_dropped_while_somebody_is_out(
    kept_room: Watchroom, moves: list[tuple[str, ...]]
) -> None:
    with kept_room.db.write() as session:
        session.execute(delete(Handover))
        session.execute(delete(WatchTurn))
    taken = False
    for name, *arguments in moves:
        before, asked = (
            kept_room.holder(),
            [row.to_id for row in every(kept_room.db, Handover, answered_at=None)],
        )
        with suppress(Refused, Invalid, ValueError):
            getattr(kept_room, name)(*arguments)
        after = kept_room.holder()
        taken = taken or after is not None
        assert not taken or after is not None
        if after is not before and before is not None:
            assert after is not None
            assert (name, arguments) == ("accept", [after])
            assert asked == [kept_room.staff.people[after]]
