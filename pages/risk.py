"""One home: what to know before one knocks, and its risk assessment."""

from pages import guard
from pages.assessing.one_home import show_home
from pages.parts import id_in_address
from visits.permissions import Action

viewer = guard.require(Action.SEE_HOUSEHOLD)
show_home(viewer, id_in_address("home"), id_in_address("visit"))
