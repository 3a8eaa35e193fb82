"""What is kept of a password tells nothing, and only the right text fits it."""

from argon2 import PasswordHasher

from data.passwords import hash_password, outdated, verify


def test_the_right_text_fits_and_no_other() -> None:
    kept = hash_password("two herons on a wall")
    assert verify(kept, "two herons on a wall")
    assert not verify(kept, "two herons on a wal")
    assert not verify(kept, "")


def test_what_is_kept_is_argon2id_and_never_twice_the_same() -> None:
    first, second = hash_password("4821"), hash_password("4821")
    assert first.startswith("$argon2id$")
    assert first != second
    assert "4821" not in first


def test_nothing_kept_or_something_else_kept_fits_nothing() -> None:
    assert not verify(None, "nobody's")
    assert not verify(None, "")
    assert not verify("not a hash", "not a hash")


def test_a_weaker_hash_is_seen_as_outdated() -> None:
    assert not outdated(hash_password("two herons"))
    assert outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("two herons"))
