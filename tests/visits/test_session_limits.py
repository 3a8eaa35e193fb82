"""How long a session lasts for whom."""

from datetime import timedelta

import pytest

from visits.permissions import STAFF
from visits.session_limits import BY_ROLE, Limit, limit_of
from visits.words import GIVEN, Role

SET = Limit(idle=timedelta(minutes=60), whole=timedelta(hours=12))


def test_every_role_that_is_given_has_a_limit() -> None:
    assert set(BY_ROLE) == set(GIVEN)


def test_whoever_has_a_part_in_visits_keeps_what_the_school_has_set() -> None:
    assert {limit_of({role}, most=SET) for role in STAFF} == {SET}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.GOVERNOR, Role.TRUST_OFFICER])
def test_a_desk_ends_sooner_than_a_dsl(role: Role) -> None:
    desk = limit_of({role}, most=SET)
    assert desk.idle < SET.idle
    assert desk.whole < SET.whole


def test_of_several_desks_the_strictest_counts_and_a_part_in_visits_outweighs_them() -> None:
    both = limit_of({Role.GOVERNOR, Role.TRUST_OFFICER}, most=SET)
    assert both == Limit(idle=timedelta(minutes=20), whole=timedelta(hours=4))
    assert limit_of({Role.GOVERNOR, Role.LEAD_DSL, Role.ADMINISTRATOR}, most=SET) == SET


def test_nobody_is_longer_than_what_the_school_has_set() -> None:
    short = Limit(idle=timedelta(minutes=5), whole=timedelta(hours=1))
    for role in BY_ROLE:
        assert limit_of({role}, most=short) == short


def test_without_a_role_a_session_is_as_short_as_the_shortest() -> None:
    assert limit_of((), most=SET) == limit_of({Role.GOVERNOR}, most=SET)
