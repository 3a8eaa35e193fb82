"""What people typed is text on every page, never markup: the made-up schools with markup in every text of theirs."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import String, select
from streamlit.testing.v1 import AppTest

from data.database import Database
from data.models import Base, Person
from data.models.base import Word
from pages import menu
from pages.parts import plain
from tests import staff as made
from tests.demo_db import demo_database
from tests.pages.conftest import Desk
from tests.private import OWN_TABLES, WORDS
from visits.permissions import Action

TYPED = "[zq](https://zq.example) **zq** :material/bolt: $zq$ <zq> "
MARKDOWN, HTML = "[zq](", "<zq>"
NOT_TYPED = re.compile(
    r"hash|phone|mobile|email|slug|token|subject|issuer|secret|payload|body|recipient|code_phrase|sha256|layout|"
    r"school_year|^cube|^period|^scope|device|how|year_group|postcode|^part$|number|contact_ways|attendance_files"
)
"""Columns whose text has a form of its own, which no such text could have."""
WHO = {
    Action.SEE_LIVE: "dsl",
    Action.AUTHORISE: "dsl",
    Action.LOG_VISIT: "sendco",
    Action.DECLINE_TO_GO: "visitor",
    Action.SEE_STATISTICS: "governor",
    Action.SEE_PEOPLE: "admin",
    Action.IMPORT_RECORDS: "admin",
}
OPENED_BY = {
    "visit": "visits",
    "briefing": "visits",
    "risk": "households",
    "assessments": "households",
    "alerts": "alerts",
}
"""Pages about one thing, and where their ids stand."""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up schools' database with markup in front of every text."""
    demo = demo_database(tmp_path_factory)
    path = tmp_path_factory.mktemp("typed") / "homeward.db"
    demo.copy(path)
    with sqlite3.connect(path) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        for table, column in columns():
            raw.execute(
                f'UPDATE "{table}" SET "{column}" = ? || "{column}" WHERE "{column}" <> \'\'', (TYPED,)
            )
    return path


def columns() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        if table.name not in OWN_TABLES | {"identities", "contact_ways", "attendance_files", "outbox"}
        for column in table.columns
        if isinstance(column.type, String)
        and not isinstance(column.type, Word)
        and f"{table.name}.{column.name}" not in WORDS
        and not NOT_TYPED.search(column.name)
    ]


@pytest.fixture
def there(typed: Path, desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk.db = Database(f"sqlite:///{typed}")
    desk.now = demo_database(tmp_path_factory).now
    return desk


@pytest.mark.parametrize("file", [item.file for item in menu.items()])
def test_nothing_that_was_typed_is_markup(there: Desk, file: str) -> None:
    action = next(item.action for item in menu.items() if item.file == file)
    with there.db.read() as session:
        email = f"{WHO.get(action, 'dsl')}@homeward.example"
        person = session.scalar(select(Person.id).where(Person.email == email))
        table = OPENED_BY.get(file)
        ids = list(session.scalars(select(Base.metadata.tables[table].c.id).limit(2))) if table else []
    assert person is not None
    there.token = made.signed_in(there.db, person, now=there.now)
    for query in ({}, *({(OPENED_BY[file]).removesuffix("s"): str(one)} for one in ids)):
        app = there.open(file, **query)
        assert not app.exception
        assert as_markup(app) == []


SAYING = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info", "success")
LABELLED = (
    "button",
    "checkbox",
    "toggle",
    "radio",
    "expander",
    "tab",
    "metric",
    "toast",
    "text_input",
    "text_area",
)


def as_markup(app: AppTest) -> list[str]:
    """Texts on the page in which what was typed would be drawn, not read."""
    found = []
    for kind in SAYING + LABELLED:
        for element in app.get(kind):
            value = getattr(element, "value", "") if kind in SAYING else ""
            options = element.options if kind == "radio" else []
            for text in (str(value), str(getattr(element, "label", "")), *map(str, options)):
                found += [f"{kind}: {text[:160]}"] if MARKDOWN in text else []
    found += [f"html: {e.proto.body[:160]}" for e in app.get("html") if HTML in e.proto.body]
    return found + [f"chart: {e.proto.spec[:80]}" for e in app.get("plotly_chart") if HTML in e.proto.spec]


def test_an_address_that_was_typed_is_no_link() -> None:
    """Markdown makes links of addresses after its escapes are read: only what stands before one keeps it from that."""
    assert plain("see https://x.example, www.x.example").replace("\\", "") == (
        "see \u2060https://x.example, \u2060www.x.example"
    )


def test_the_markup_is_in_many_columns() -> None:
    assert len(columns()) > 40
