"""One running Homeward with the made-up schools, for the attacks that need one. It knows nothing but its database yet."""

from collections.abc import Iterator

import pytest

from data.database import Database
from tests.e2e.conftest import running, with_made_up_data
from tests.pages.conftest import components_are_looked_for_once as components_are_looked_for_once
from tests.security.attacked import Attacked
from tests.security.doors import doors as doors


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    var = with_made_up_data(tmp_path_factory.mktemp("attacked") / "var", tmp_path_factory)
    db = Database(f"sqlite:///{var / 'homeward.db'}")
    with running(var, HOMEWARD_DEMO="false") as started:
        yield Attacked(started, db)
    db.close()
