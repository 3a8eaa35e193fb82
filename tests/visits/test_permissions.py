"""One table says who may do what. It denies unless it says yes."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits import lifecycle
from visits.permissions import TABLE, Action, Reach, Viewer, may, reach, schools_where
from visits.words import GIVEN, Role

X = Action
SCHOOL, OTHER = UUID(int=1), UUID(int=2)

OF_A_FAMILY = frozenset(Action) - {
    X.SEE_STATISTICS,
    X.SEE_POLICIES,
    X.SEE_AUDIT,
    X.SEE_PEOPLE,
    X.SET_SCHOOL,
    X.ADOPT_POLICY,
    X.MANAGE_PEOPLE,
    X.OWN_ACCOUNT,
}
"""What shows a family or touches one; also counts that are small enough to point at one."""

CHANGES = frozenset(Action) - {
    X.SEE_LIVE,
    X.SEE_VISIT,
    X.SEE_HOUSEHOLD,
    X.SEE_STATISTICS,
    X.SEE_SMALL_NUMBERS,
    X.SEE_POLICIES,
    X.SEE_AUDIT,
    X.SEE_PEOPLE,
    X.SEE_CODE_PHRASE,
}

roles = st.frozensets(st.sampled_from(Role))
actions = st.sampled_from(Action)


def holding(*held: Role, board: bool = False) -> Viewer:
    return Viewer(person_id=UUID(int=9), name="A. Viewer", roles={SCHOOL: frozenset(held)}, board=board)


SAYS = [
    # (role, action, at the whole school, where it is theirs)
    (Role.LEAD_DSL, X.AUTHORISE, True, True),
    (Role.OFFICE, X.AUTHORISE, False, False),
    (Role.VISITOR, X.AUTHORISE, False, False),
    (Role.SENDCO, X.AUTHORISE, False, False),
    (Role.OFFICE, X.SEE_LIVE, True, True),
    (Role.OFFICE, X.RECORD_WORD, True, True),
    (Role.OFFICE, X.ACT_ON_ALERT, True, True),
    (Role.OFFICE, X.SEE_HOUSEHOLD, False, True),
    (Role.VISITOR, X.SEE_LIVE, False, False),
    (Role.VISITOR, X.SEE_VISIT, False, True),
    (Role.VISITOR, X.SEE_HOUSEHOLD, False, True),
    (Role.VISITOR, X.RECORD_WORD, False, True),
    (Role.VISITOR, X.DECLINE_TO_GO, False, True),
    (Role.VISITOR, X.ACT_ON_ALERT, False, False),
    (Role.VISITOR, X.LOG_LEFT_UNAUTHORISED, True, True),
    (Role.VISITOR, X.RAISE_EMERGENCY, True, True),
    (Role.SENDCO, X.LOG_VISIT, True, True),
    (Role.SENDCO, X.SEE_VISIT, False, True),
    (Role.SENDCO, X.CLOSE_VISIT, False, False),
    (Role.ADMINISTRATOR, X.MANAGE_PEOPLE, True, True),
    (Role.ADMINISTRATOR, X.SEE_VISIT, False, False),
    (Role.ADMINISTRATOR, X.SEE_HOUSEHOLD, False, False),
    (Role.ADMINISTRATOR, X.SEE_AUDIT, False, False),
    (Role.GOVERNOR, X.SEE_STATISTICS, True, True),
    (Role.GOVERNOR, X.SEE_SMALL_NUMBERS, False, False),
    (Role.TRUST_OFFICER, X.SEE_SMALL_NUMBERS, False, False),
    (Role.BOARD, X.SEE_LIVE, True, True),
    (Role.BOARD, X.RECORD_WORD, False, False),
]


@pytest.mark.parametrize(("role", "action", "anywhere", "theirs"), SAYS)
def test_the_table_says(role: Role, action: Action, anywhere: bool, theirs: bool) -> None:
    assert may(holding(role), action, school_id=SCHOOL) is anywhere
    assert may(holding(role), action, school_id=SCHOOL, involved=True) is theirs


def test_every_action_and_every_step_of_a_visit_is_somebodys() -> None:
    assert set(TABLE) == set(Action)
    assert all(TABLE[action] for action in Action)
    assert {move.action for move in lifecycle.TABLE.values()} <= set(TABLE)


@given(actions, st.booleans())
def test_without_a_role_nothing_is_permitted(action: Action, involved: bool) -> None:
    nobody = Viewer(person_id=UUID(int=9), name="N. Obody", roles={})
    assert not may(nobody, action, school_id=SCHOOL, involved=involved)
    assert not may(holding(), action, school_id=SCHOOL, involved=involved)
    assert schools_where(nobody, action) == frozenset()


@given(roles, actions, st.booleans())
def test_roles_at_one_school_give_nothing_at_another(
    held: frozenset[Role], action: Action, involved: bool
) -> None:
    viewer = holding(*held)
    assert not may(viewer, action, school_id=OTHER, involved=involved)
    assert OTHER not in schools_where(viewer, action)


@given(roles, roles, actions, st.booleans())
def test_another_role_never_takes_a_permission_away(
    held: frozenset[Role], more: frozenset[Role], action: Action, involved: bool
) -> None:
    if may(holding(*held), action, school_id=SCHOOL, involved=involved):
        assert may(holding(*held, *more), action, school_id=SCHOOL, involved=involved)


@given(roles, actions)
def test_queries_and_commands_agree(held: frozenset[Role], action: Action) -> None:
    viewer = holding(*held)
    assert (SCHOOL in schools_where(viewer, action, wide=True)) == may(viewer, action, school_id=SCHOOL)
    at_all = may(viewer, action, school_id=SCHOOL, involved=True)
    assert (SCHOOL in schools_where(viewer, action)) == at_all
    assert (reach(action, held) is None) == (not at_all)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.TRUST_OFFICER])
@pytest.mark.parametrize("action", sorted(OF_A_FAMILY))
def test_bt26_who_oversees_sees_statistics_and_no_family(role: Role, action: Action) -> None:
    assert not may(holding(role), action, school_id=SCHOOL, involved=True)


@pytest.mark.parametrize("action", sorted(CHANGES))
def test_a_shared_board_acts_on_nothing_whatever_else_it_holds(action: Action) -> None:
    assert not may(holding(Role.BOARD), action, school_id=SCHOOL, involved=True)
    shared = holding(Role.BOARD, Role.OFFICE, Role.LEAD_DSL, Role.ADMINISTRATOR, board=True)
    assert not may(shared, action, school_id=SCHOOL, involved=True)
    assert schools_where(shared, action) == frozenset()


def test_a_shared_board_shows_what_is_live_and_no_household() -> None:
    shared = holding(Role.BOARD, board=True)
    assert may(shared, X.SEE_LIVE, school_id=SCHOOL)
    assert not may(shared, X.SEE_HOUSEHOLD, school_id=SCHOOL, involved=True)
    assert not may(shared, X.SEE_CODE_PHRASE, school_id=SCHOOL, involved=True)
    assert not may(holding(Role.OFFICE, board=True), X.SEE_LIVE, school_id=SCHOOL)


@pytest.mark.parametrize("action", [X.LOG_LEFT_UNAUTHORISED, X.RAISE_EMERGENCY])
def test_all_staff_can_have_somebody_watched_and_call_for_help(action: Action) -> None:
    staff = set(GIVEN) - {Role.GOVERNOR, Role.TRUST_OFFICER, Role.ADMINISTRATOR}
    assert {role for role in Role if may(holding(role), action, school_id=SCHOOL)} == staff


def test_every_role_that_is_given_has_an_account_and_can_read_the_policy() -> None:
    for action in (X.OWN_ACCOUNT, X.SEE_POLICIES):
        allowed = {role for role, how in TABLE[action].items() if how is Reach.SCHOOL}
        assert allowed == set(GIVEN)
