"""The clock gives aware times in UTC."""

from datetime import UTC, datetime, timedelta

import time_machine

from data import clock


def test_now_is_aware_and_in_utc() -> None:
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        assert clock.now() == moment
    assert clock.now().utcoffset() == timedelta(0)
