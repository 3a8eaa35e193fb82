"""A form that is kept at each change, so that a failed submit, a reload or a signed-out session loses nothing.

Its widgets take their keys from `Kept.key` and call `Kept.changed`; `sent` empties it once it was carried out. The draft
has an id that follows from the form, what it is about and whose it is: nothing has to be looked up or handed on.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import streamlit as st

from data.commands.core import Invalid, Refused
from data.commands.draft import discard_draft, save_draft
from data.failures import is_passing
from data.opened import DatabaseError
from data.queries.draft import draft
from pages import guard
from pages.parts import clock_time

_DAY: Final = "day:"
_NOT_KEPT: Final = "keeping_not_kept"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`name` is the form's, `about` the visit or the home that it is about, `owner` whoever fills it in."""

    name: str
    about: UUID
    school_id: UUID
    owner: UUID

    @property
    def draft_id(self) -> UUID:
        return uuid5(self.about, f"{self.name}:{self.owner}")

    def key(self, field: str) -> str:
        """The widget's key. It changes once the form was sent, so that the next one begins empty."""
        return f"{self._prefix}{field}"

    def value(self, field: str, otherwise: Any = None) -> Any:
        """What stands in the field now."""
        return st.session_state.get(self.key(field), otherwise)

    def put(self, field: str, value: Any) -> None:
        """Fill a field in, unless something stands in it already. Before its widget is drawn."""
        st.session_state.setdefault(self.key(field), value)

    def fetch(self) -> None:
        """Take up what was left here before, whenever the form is drawn anew. Its widgets then show it."""
        if self._typed():
            return
        with guard.db().read() as session:
            found = draft(session, guard.person(), self.draft_id)
        if found is not None:
            for field, value in json.loads(found.payload).items():
                self.put(field, _day(value))

    def changed(self) -> None:
        """For a widget's `on_change`: keep everything that stands in the form."""
        try:
            save_draft(
                guard.db(),
                form=self.name,
                payload=json.dumps(self._typed(), default=_text, sort_keys=True),
                school_id=self.school_id,
                draft_id=self.draft_id,
                by=guard.person(),
                now=guard.now(),
            )
        except (DatabaseError, Invalid, Refused) as why:
            if isinstance(why, DatabaseError) and not is_passing(why):
                raise
            st.session_state[_NOT_KEPT] = self.name
            return
        st.session_state.pop(_NOT_KEPT, None)
        st.session_state[f"{self._prefix}:at"] = guard.now()

    def sent(self) -> None:
        """It was carried out: throw the draft away and begin anew."""
        discard_draft(guard.db(), draft_id=self.draft_id, by=guard.person(), now=guard.now())
        st.session_state[self._generation] = self._number + 1

    def say(self) -> None:
        """One small line: kept when, or that it could not be."""
        at = st.session_state.get(f"{self._prefix}:at")
        if st.session_state.get(_NOT_KEPT) == self.name:
            st.caption("What you typed could not be kept just now. It is lost if you leave this page.")
        elif at is not None:
            st.caption(f"Kept at {clock_time(at)}. You can leave this page and go on later.")

    @property
    def _generation(self) -> str:
        return f"keeping:{self.name}:{self.about}"

    @property
    def _number(self) -> int:
        number: int = st.session_state.get(self._generation, 0)
        return number

    @property
    def _prefix(self) -> str:
        return f"{self._generation}:{self._number}:"

    def _typed(self) -> dict[str, Any]:
        return {
            str(key).removeprefix(self._prefix): value
            for key, value in st.session_state.items()
            if str(key).startswith(self._prefix) and not str(key).startswith(f"{self._prefix}:")
        }


def kept(name: str, *, about: UUID, school_id: UUID, owner: UUID | None) -> Kept:
    """The form of that name, with what was left in it. A shared board fills in nothing: it has no owner."""
    if owner is None:
        guard.refuse()
    found = Kept(name=name, about=about, school_id=school_id, owner=owner)
    found.fetch()
    return found


def _text(value: object) -> str:
    return f"{_DAY}{value.isoformat()}" if isinstance(value, date) else str(value)


def _day(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_DAY):
        return date.fromisoformat(value.removeprefix(_DAY))
    return value
