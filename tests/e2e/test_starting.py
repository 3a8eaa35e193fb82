"""The three ways to start Homeward, and several of it at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select

from data import migrate
from data.models import AuditHead, School
from tests.e2e.conftest import APP, running

pytestmark = pytest.mark.e2e
WAYS = {
    "python app.py": APP,
    "streamlit run app.py": (
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.address=127.0.0.1",
        "--server.port={port}",
    ),
    "uvicorn app:app": ("-m", "uvicorn", "app:app", "--port", "{port}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_serves_the_same(way: str, tmp_path: Path) -> None:
    with running(tmp_path / "var", command=WAYS[way], HOMEWARD_DEMO="false") as server:
        with urlopen(f"{server.url}/live") as answer:
            assert answer.url == f"{server.url}/sign-in?next=%2Flive"
            assert b"<h1>Sign in</h1>" in answer.read()
            assert answer.headers["X-Frame-Options"] == "DENY"
        with urlopen(f"{server.url}/_stcore/health") as answer:
            assert answer.read() == b"ok"
        with urlopen(f"{server.url}/healthz") as answer:
            assert answer.status == 200
        said = (tmp_path / "var.log").read_text()
        assert "Homeward is ready" in said
        assert "accounts" not in said


def test_several_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with ExitStack() as running_now, ThreadPoolExecutor(2) as pool:
        starting = [running(var, log=f"log{number}") for number in range(2)]
        servers = list(pool.map(running_now.enter_context, starting))
        db = servers[0].database()
        with db.read() as session:
            assert session.scalar(select(func.count()).select_from(School)) == 5
            assert session.scalar(select(func.count()).select_from(AuditHead)) == 6
        assert migrate.current(db) == migrate.head()
        db.close()
        # One of them made the people up, and only that one has a password to tell.
        told = [(tmp_path / f"log{number}.log").read_text().count("Made-up people") for number in range(2)]
        assert sorted(told) == [0, 1]
