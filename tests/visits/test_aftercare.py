"""What each of the five texts asks for after a visit."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from data.policy_files import load_all
from visits.aftercare import (
    IncidentKind,
    TaskKind,
    after_incident,
    concern_notice,
    incident_notice,
    of_concern,
    on_return,
)
from visits.words import Role

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
POLICIES = load_all()


@pytest.mark.parametrize(
    ("key", "tell", "duty"),
    [
        ("blessed_trinity", "Tell SLT how the visit went", "BT-20"),
        ("heather_avenue", "Tell SLT how the visit went", "HA-12"),
        ("red_balloon_norwich", "Tell the Headteacher how the visit went", "RB-07"),
    ],
)
def test_who_is_told_on_return(key: str, tell: str, duty: str) -> None:
    wanted = {w.kind: w for w in on_return(POLICIES[key], unauthorised=False, now=NOW)}
    assert wanted[TaskKind.TELL_ON_RETURN].title == tell
    assert wanted[TaskKind.TELL_ON_RETURN].duties == (duty,)


@pytest.mark.parametrize("key", ["washwood_heath", "fs2_primary"])
def test_a_text_that_asks_for_no_telling_gets_none(key: str) -> None:
    kinds = [w.kind for w in on_return(POLICIES[key], unauthorised=False, now=NOW)]
    assert kinds == [TaskKind.WRITE_UP]


@pytest.mark.parametrize("key", POLICIES)
def test_every_visit_is_written_up_in_time_and_a_breach_is_looked_at(key: str) -> None:
    policy = POLICIES[key]
    wanted = {w.kind: w for w in on_return(policy, unauthorised=True, now=NOW)}
    write_up = wanted[TaskKind.WRITE_UP]
    assert write_up.due_at == NOW + timedelta(hours=policy.write_up.within_hours)
    assert policy.write_up.system in write_up.title
    assert wanted[TaskKind.REVIEW_UNAUTHORISED].owner in policy.authorisation.roles


@pytest.mark.parametrize("key", POLICIES)
def test_a_concern_is_due_at_once(key: str) -> None:
    wanted = of_concern(POLICIES[key], NOW)
    assert (wanted.owner, wanted.due_at) == (Role.LEAD_DSL, NOW)


def test_an_incident_goes_to_the_line_manager_where_the_text_says_so() -> None:
    wanted = after_incident(POLICIES["washwood_heath"], IncidentKind.VERBAL_ABUSE, NOW)
    assert {w.owner for w in wanted} == {Role.LINE_MANAGER}
    assert {d for w in wanted for d in w.duties} == {"WH-10"}
    assert [w.kind for w in wanted] == [TaskKind.INVESTIGATE, TaskKind.AGENCIES, TaskKind.MEASURES]


@pytest.mark.parametrize("key", POLICIES)
def test_an_accusation_goes_to_the_head_at_once_and_never_to_a_line_manager(key: str) -> None:
    wanted = after_incident(POLICIES[key], IncidentKind.ACCUSATION, NOW)
    assert (wanted[0].kind, wanted[0].due_at) == (TaskKind.ADVICE, NOW)
    assert {w.owner for w in wanted} == {Role.HEADTEACHER}


def test_notices_name_a_school_and_a_visit_and_nothing_else() -> None:
    visit = UUID(int=7)
    for notice in (
        concern_notice("Quillmere High", visit),
        *(incident_notice("Quillmere High", visit, kind) for kind in IncidentKind),
    ):
        assert "Quillmere High" in notice.subject
        assert notice.body.endswith(".")
