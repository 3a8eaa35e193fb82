"""The last of the files here: whatever the others did with the server, its log holds nobody's name, address or number."""

import pytest

from data.demo.accounts import ACCOUNTS
from tests.e2e.conftest import People, Server
from tests.private import kept_texts, leaks

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def test_the_log_names_nobody(people: People, server: Server) -> None:
    people.open("office", "live")
    db = server.database()
    private = kept_texts(db)
    db.close()
    printed = {account.email for account in ACCOUNTS}  # once, for whoever started it with made-up people
    log = (server.var.parent / f"{server.var.name}.log").read_text().splitlines()
    assert any('"watch.started"' in line for line in log)
    assert len(private) > 10_000
    assert leaks([line for line in log if line.strip() not in printed], private) == set()
