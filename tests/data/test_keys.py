"""The key that signs links is made once, is the owner's alone, and is the same for all who ask at once."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from data import keys
from data.settings import Settings


def test_the_key_is_made_once_and_then_stays(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path / "new")
    first = keys.signing_key(settings)
    assert len(first) >= 48
    assert keys.signing_key(settings) == first
    assert [path.name for path in (tmp_path / "new").iterdir()] == [keys.FILE]


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such bits; the folder's own rights hold there"
)
def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    keys.signing_key(Settings(var_dir=tmp_path))
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600


def test_many_that_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: keys.signing_key(settings), range(64)))) == 1


def test_a_key_that_was_set_is_used_and_not_written(tmp_path: Path) -> None:
    settings = Settings(var_dir=tmp_path, secret_key=SecretStr("k" * 32))
    assert keys.signing_key(settings) == "k" * 32
    assert list(tmp_path.iterdir()) == []
