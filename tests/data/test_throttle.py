"""Attacks on the throttle: one address and many, one account and many, and somebody who has a known browser's mark."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from data import throttle
from data.database import Database
from data.throttle import TooMany
from tests.staff import KEY, NOW

DSL = "dsl@school.example"
DESK = "192.0.2.4"


def attempt(
    db: Database, at: datetime, *, of: str = DSL, origin: str = DESK, known: str = "", what: str = "password"
) -> int:
    """Guess; return the seconds that it has to wait, 0 when it was looked at."""
    try:
        throttle.reserve(db, throttle.guesses(KEY, what, of=of, origin=origin, known=known), now=at)
    except TooMany as why:
        return why.wait_s
    return 0


def attack(db: Database, guesses: Iterable[tuple[str, str]], *, at: datetime) -> int:
    """Guess of each account from each origin at one moment; return how many were looked at."""
    return sum(attempt(db, at, of=of, origin=origin) == 0 for of, origin in guesses)


def test_a_hundred_accounts_from_one_address_are_one_guesser(sqlite_db: Database) -> None:
    accounts = [(f"{number}@school.example", "203.0.113.9") for number in range(100)]
    assert attack(sqlite_db, accounts, at=NOW) == throttle.ORIGIN.free
    assert attempt(sqlite_db, NOW) == 0


def test_one_account_from_a_hundred_addresses_is_slowed_down_as_one(sqlite_db: Database) -> None:
    origins = [(DSL, f"203.0.113.{number}") for number in range(100)]
    assert attack(sqlite_db, origins, at=NOW) == throttle.ACCOUNT.free
    assert attempt(sqlite_db, NOW, of="another@school.example") == 0


def test_a_stolen_mark_gives_five_guesses_and_then_one_a_minute(sqlite_db: Database) -> None:
    at, looked_at = NOW, 0
    while at - NOW < timedelta(hours=1):
        wait = attempt(sqlite_db, at, known="a mark")
        looked_at += wait == 0
        at += timedelta(seconds=wait)
    assert looked_at < 75


def test_codes_are_guessed_a_hundred_times_a_day_at_most(sqlite_db: Database) -> None:
    at, looked_at = NOW, 0
    while at - NOW < timedelta(days=1):
        wait = attempt(sqlite_db, at, origin=f"203.0.113.{looked_at}", what="code")
        looked_at += wait == 0
        at += timedelta(seconds=wait)
    assert 90 < looked_at < 120


def test_a_password_and_a_code_are_counted_apart(sqlite_db: Database) -> None:
    for _ in range(throttle.PAIR.free):
        attempt(sqlite_db, NOW, known="a mark")
    assert attempt(sqlite_db, NOW, known="a mark") > 0
    assert attempt(sqlite_db, NOW, known="a mark", what="code") == 0
