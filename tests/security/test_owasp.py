"""The OWASP top ten against a running server: nothing is open (tests/security/owasp.py has the attempts)."""

import re

import pytest

from tests.security.attacked import Attacked
from tests.security.owasp import ATTEMPTS, Attempt


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: one.run.__name__)
def test_nothing_is_open(attacked: Attacked, attempt: Attempt) -> None:
    assert attempt.run(attacked) == []


def test_each_of_the_ten_is_attempted() -> None:
    tried = {name for attempt in ATTEMPTS for name in re.findall(r"A\d\d", attempt.risk)}
    assert tried == {f"A{n:02}" for n in range(1, 11)}
