"""Whether those whom the steps name are on duty and can be reached, before anybody leaves."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.policy_files import load_all
from tests.visits.factories import A, ask, at, facts, plan, policy
from visits.compliance import Verdict, can_ask
from visits.compliance.reach import KEY, groups
from visits.rota import OnDuty, first_gap
from visits.words import Response, Role

OFFICE, SLT, HEAD = Role.OFFICE, Role.SLT, Role.HEADTEACHER
WASHWOOD = load_all()["washwood_heath"]


def on(role: Role, name: str = "Sam Carter", *, start: float = -60, end: float = 400, **more: Any) -> OnDuty:
    number = sum(map(ord, name + role))
    return OnDuty(
        **{
            "person_id": UUID(int=number),
            "name": name,
            "role": role,
            "from_at": at(start),
            "to_at": at(end),
            **more,
        }
    )


def answered(*rota: OnDuty, response: Response = Response.WARN) -> Any:
    """The answer under Washwood Heath's steps: the office rings and tells, SLT and the heads are told and decide."""
    found = ask(WASHWOOD, plan(), facts(on_duty=rota, unreachable=response))
    return found[KEY]


ALL_DAY = (on(OFFICE, "Olive Office"), on(SLT, "Sid Senior"))


@pytest.mark.parametrize(
    ("rota", "says"),
    [
        (ALL_DAY, "For every step somebody is on duty and can be reached until 14:10."),
        ((on(SLT, "Sid Senior"),), "Nobody of Office is on duty when they leave at 13:00."),
        ((on(OFFICE),), "Nobody of SLT, Headteacher or Deputy head is on duty when they leave at 13:00."),
        (
            (on(OFFICE), on(SLT, end=30)),
            "Nobody of SLT, Headteacher or Deputy head is on duty after 13:30.",
        ),
        ((on(OFFICE), on(SLT, end=30), on(HEAD, "Hester Head", start=30)), "For every step"),
        (
            (on(OFFICE), on(SLT, end=30), on(HEAD, "Hester Head", start=31)),
            "Nobody of SLT, Headteacher or Deputy head is on duty after 13:30.",
        ),
        (
            (on(OFFICE, reachable=False), on(SLT, "Sid Senior")),
            "Sam Carter is on duty at 13:00 and has no phone number or confirmed way.",
        ),
        (
            (on(OFFICE, reachable=False), on(OFFICE, "Una Under", reachable=False), on(SLT, "Sid Senior")),
            "Sam Carter and Una Under are on duty at 13:00 and have no phone number or confirmed way.",
        ),
        ((on(OFFICE, reachable=False), on(OFFICE, "Una Under"), on(SLT, "Sid Senior")), "For every step"),
        (
            (on(OFFICE, "Una Under", end=40), on(OFFICE, reachable=False), on(SLT, "Sid Senior")),
            "Sam Carter is on duty at 13:40 and has no phone number or confirmed way.",
        ),
        (
            (on(OFFICE, reachable=False, end=40), on(SLT, "Sid Senior")),
            "Nobody of Office is on duty after 13:40. Sam Carter is on duty at 13:00",
        ),
    ],
    ids=[
        "all there",
        "no office",
        "no leader",
        "a leader until half past",
        "one after the other",
        "a minute between them",
        "not reachable",
        "two not reachable",
        "one of two reachable",
        "reachable until twenty to",
        "not reachable, then nobody",
    ],
)
def test_who_is_missing_is_named(rota: tuple[OnDuty, ...], says: str) -> None:
    answer = answered(*rota)
    assert says in answer.sentence
    assert (answer.verdict is Verdict.OK) is says.startswith("For every step")
    assert (answer.ours, answer.duties) == (True, ())


def test_the_school_chooses_whether_it_warns_or_stops() -> None:
    warned = answered(on(OFFICE))
    assert (warned.verdict, warned.needs_reason) == (Verdict.WARN, True)
    stopped = answered(on(OFFICE), response=Response.BLOCK)
    assert (stopped.verdict, stopped.needs_reason) == (Verdict.BLOCK, False)
    assert not can_ask([stopped])
    assert answered(*ALL_DAY, response=Response.BLOCK).verdict is Verdict.OK


def test_a_reason_that_is_given_lets_a_warning_pass() -> None:
    found = ask(
        WASHWOOD,
        plan(reasons_given={KEY: "The head has her mobile"}),
        facts(on_duty=(on(OFFICE),)),
    )[KEY]
    assert (found.verdict, found.reason, found.needs_reason) == (
        Verdict.WARN,
        "The head has her mobile",
        False,
    )


def test_who_goes_along_does_not_count() -> None:
    goes = on(SLT, "A. Visitor", person_id=A)
    assert answered(on(OFFICE), goes).verdict is Verdict.WARN


def test_without_a_rota_that_was_read_nothing_is_said() -> None:
    assert KEY not in ask(policy(), plan())


def test_bt15_the_steps_begin_when_the_grace_is_over() -> None:
    """Blessed Trinity rings after half an hour: whoever rings has to be there then."""
    asked = load_all()["blessed_trinity"]
    until_back = (on(OFFICE, end=70), on(SLT), on(HEAD, "Hester Head"))
    found = ask(asked, plan(), facts(on_duty=until_back))[KEY]
    assert "Nobody of Office is on duty after 14:10." in found.sentence
    until_then = (on(OFFICE, end=100), on(SLT), on(HEAD, "Hester Head"))
    assert ask(asked, plan(), facts(on_duty=until_then))[KEY].verdict is Verdict.OK


@pytest.mark.parametrize("key", sorted(load_all()))
def test_every_step_of_the_five_texts_has_somebody_to_be_there(key: str) -> None:
    ladder = load_all()[key].overdue
    wanted = groups(ladder)
    assert all(any(set(step.acts) == set(group) for group in wanted) for step in ladder.steps)


@pytest.mark.parametrize(
    ("gap_minutes", "until_minutes", "says"),
    [
        (None, 210, "Somebody watches until they are back at 14:10."),
        (None, 70, "Somebody watches until they are back"),
        (None, 69, "Nobody watches after 14:09, and they are due back at 14:10."),
        (30, 210, "Nobody watches after 13:30, and they are due back at 14:10."),
        (0, 210, "Nobody watches when they leave at 13:00."),
        (0, None, "Nobody is down to watch that day."),
    ],
)
def test_a_visit_that_outlasts_its_cover_is_found_before_it_leaves(
    gap_minutes: int | None, until_minutes: int | None, says: str
) -> None:
    known = facts(
        watched_until=None if until_minutes is None else at(until_minutes),
        unwatched_at=None if gap_minutes is None else at(gap_minutes),
    )
    answer = ask(policy(), plan(), known)["watched_to_the_end"]
    assert says in answer.sentence
    assert (answer.verdict is Verdict.OK) is says.startswith("Somebody")


minutes = st.integers(min_value=-30, max_value=120)


@given(st.lists(st.tuples(minutes, minutes).map(sorted), max_size=6), minutes, minutes)
def test_the_first_gap_is_the_first_minute_at_which_nobody_is_there(
    spans: list[list[int]], start: int, end: int
) -> None:
    found = [on(OFFICE, start=a, end=b) for a, b in spans]
    gap = first_gap(found, from_at=at(start), to_at=at(end))
    bare = [m for m in range(start, end) if not any(one.at(at(m)) for one in found)]
    assert gap == (at(bare[0]) if bare else None)


@given(st.lists(st.tuples(minutes, minutes).map(sorted), max_size=6), st.booleans())
def test_more_people_on_duty_never_make_it_worse(spans: list[list[int]], reachable: bool) -> None:
    rota = [on(OFFICE, start=a, end=b, reachable=reachable) for a, b in spans]
    before = answered(*rota, on(SLT, "Sid Senior"))
    after = answered(*rota, *ALL_DAY)
    assert after.verdict is Verdict.OK
    assert before.verdict in (Verdict.OK, Verdict.WARN)
