"""The form of a visit on a page, its fields by their names, and a form to which the policy has nothing to say."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from data.commands import visit
from data.models import VisitRow
from pages.visit_form.fields import Form
from tests.pages.conftest import Desk
from tests.pages.test_guard import texts
from tests.planning import World
from tests.staff import NOW
from tests.trips import one
from visits.words import Role


class Page:
    """The form on a page, its fields by their names."""

    def __init__(self, app: AppTest, page: str = "log_visit") -> None:
        self.app, self.page = app, page

    @property
    def form(self) -> Form:
        found: Form = self.app.session_state[f"opened:{self.page}"].form
        return found

    def key(self, field: str, owner: str = "") -> str:
        return f"{self.form.key}|{owner}|{field}"

    def type(self, field: str, text: str, owner: str = "") -> "Page":
        self.app.text_input(key=self.key(field, owner)).set_value(text)
        return self

    def choose(self, field: str, value: Any, owner: str = "") -> "Page":
        self.app.selectbox(key=self.key(field, owner)).set_value(value)
        return self

    def pick(self, field: str, value: str) -> "Page":
        self.app.radio(key=self.key(field)).set_value(value)
        return self

    def pupils(self, *ids: UUID) -> "Page":
        self.app.multiselect(key=self.key("pupils")).set_value([str(i) for i in ids])
        return self

    def tick(self, key: str) -> "Page":
        self.app.checkbox(key=self.key(key, "tick")).check()
        return self

    def reason(self, key: str, words: str) -> "Page":
        return self.type(key, words, "reason")

    def run(self) -> "Page":
        self.app.run()
        assert not self.app.exception
        return self

    def press(self, label: str) -> "Page":
        button = next(b for b in self.app.button if b.label == label)
        button.click().run()
        assert not self.app.exception
        return self

    def button(self, label: str) -> Any:
        return next(b for b in self.app.button if b.label == label)

    @property
    def words(self) -> str:
        return texts(self.app) + "\n".join(m.value for m in (*self.app.success, *self.app.info))


def opened(desk: Desk, role: Role = Role.SENDCO, **query: str) -> Page:
    page = Page(desk.open("log_visit", role=role, **query))
    assert not page.app.exception
    return page


def filled(desk: Desk, world: World, *, role: Role = Role.SENDCO) -> Page:
    """A form to which the policy has nothing to say."""
    page = opened(desk, role).pupils(world.home.pupil).run()
    page.choose("reason", "attendance").pick("told", "yes").type("purpose", "Talk about mornings")
    page.choose("person", str(world.staff.people[Role.FAMILY]), "v2")
    for field, value in (
        ("make", "Corsa"),
        ("model", "Life"),
        ("colour", "silver"),
        ("registration", "AB12 CDE"),
    ):
        page.type(field, value)
    return page.run()


def asked(desk: Desk, world: World) -> VisitRow:
    visit.log(desk.db, plan=world.plan(), idempotency_key="k", by=world.who(Role.SENDCO), now=NOW)
    return one(desk.db, VisitRow)


def lost(*_: object, **__: object) -> Callable[..., None]:
    raise OperationalError("SELECT", {}, Exception("gone"))


def plainly(text: str) -> str:
    """Without the signs that keep what was typed from being markup."""
    return text.replace("\\", "")
