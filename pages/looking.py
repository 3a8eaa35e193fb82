"""What a page says when it shows a family: who looked is kept. It holds no page up, and says nothing on it."""

from uuid import UUID

from data import looks
from data.commands.looking import LISTS
from pages import guard
from visits.permissions import Viewer, schools_where


def at_visit(viewer: Viewer, visit_id: UUID, *, page: str) -> None:
    """This visit with its homes, or one that was asked for and is not theirs."""
    looks.at_visit(guard.db(), visit_id, page=page, by=viewer, now=guard.now())


def at_home(viewer: Viewer, household_id: UUID, *, page: str) -> None:
    """This home, or one that was asked for and is not theirs."""
    looks.at_home(guard.db(), household_id, page=page, by=viewer, now=guard.now())


def at_list(viewer: Viewer, page: str) -> None:
    """A page with many families, at every school whose families it shows this person."""
    for school_id in sorted(schools_where(viewer, LISTS[page])):
        looks.at_list(guard.db(), school_id, page=page, by=viewer, now=guard.now())


def for_home(viewer: Viewer, text: str, found: dict[UUID, list[UUID]]) -> None:
    """Homes that were searched for, by school; what was typed is not kept."""
    looks.for_home(guard.db(), text, found, by=viewer, now=guard.now())
