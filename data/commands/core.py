"""What every command shares: one transaction, one audit entry, a refusal that is kept.

A command is written as `def log(session, *, plan, by, now)` and called as `log(db, plan=..., by=..., now=...)`.
Success writes one entry `change`. `Refused` undoes everything and writes one entry `refused` in a transaction of its own.
`Invalid` (something typed is wrong) and any other failure write nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy.orm import Session

from data import audit, logs, origin
from data.database import Database
from visits.permissions import Action, Viewer, may, without_glass
from visits.words import Role

P = ParamSpec("P")
T = TypeVar("T")

COMMANDS: Final[dict[str, Callable[..., Any]]] = {}
"""Every command by its name, for the tests that hold all of them to the same promises."""

SYSTEM: Final = Viewer(person_id=None, name="Homeward", roles={})
"""Whoever acts when nobody does: the watcher and the start."""


class Refused(Exception):
    """A person may not do this, or not now. `str()` is a sentence for the page; it names nobody's family."""


class NotPermitted(Refused):
    """The table of permissions does not say yes."""

    def __init__(self) -> None:
        super().__init__("You do not have permission to do this.")


class Stale(Refused):
    """Somebody else has changed it since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has changed this since you opened it. Look at it again, then repeat your change."
        )


class Invalid(Exception):
    """Something that was typed cannot be taken. `problems` maps a field to a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class Repeated(Exception):
    """This very request was carried out before: its result is given again and nothing is written."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def command(
    name: str, *, outcome: str = "change"
) -> Callable[[Callable[Concatenate[Session, P], T]], Callable[Concatenate[Database, P], T]]:
    """Make a command of a function: `name` is what the audit calls it, such as `visit.log`.

    `outcome` is "read" for one that changes nothing and shows something of which every look is kept.
    """

    def decorate(function: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Database, P], T]:
        @wraps(function)
        def run(db: Database, /, *args: P.args, **kwargs: P.kwargs) -> T:
            by, now = cast(Viewer, kwargs["by"]), cast(datetime, kwargs["now"])
            if outcome == "change":
                # What somebody opened in an emergency lets them see, and lets them change nothing.
                by = kwargs["by"] = _unopened(by)
            matter = audit.About(school_id=_school_of_board(by))
            try:
                with db.write() as session:
                    session.info["about"] = matter
                    result = function(session, *args, **kwargs)
                    _append(session, matter, by, name, outcome, now)
                return result
            except Repeated as repeated:
                return cast(T, repeated.result)
            except Refused as refusal:
                matter.facts, matter.also = {"why": type(refusal).__name__}, []
                with db.write() as session:
                    _append(session, matter, by, name, "refused", now)
                raise

        COMMANDS[name] = run
        return run

    return decorate


def _unopened(by: Viewer) -> Viewer:
    """The same viewer, as they are without what they opened; the very same where they opened nothing."""
    opened = any(Role.BREAK_GLASS in held for held in by.roles.values())
    return without_glass(by) if opened else by


def _append(
    session: Session, matter: audit.About, by: Viewer, name: str, outcome: str, now: datetime
) -> None:
    if (sign_in_id := origin.sign_in_id()) is not None:
        matter.facts["sign_in"] = sign_in_id
    # Two heads are always locked in the same order, so that no two commands wait for each other.
    for one in sorted([matter, *matter.also], key=lambda m: str(m.school_id)):
        audit.append(
            session,
            matter=one,
            actor_id=by.person_id,
            command=name,
            outcome=outcome,
            now=now,
            correlation=logs.correlation_id(),
        )


def _school_of_board(by: Viewer) -> UUID | None:
    """The chain in which it stands that something was tried at a shared board, until the command knows better."""
    return next(iter(by.roles), None) if by.board else None


def require(by: Viewer, action: Action, *, school_id: UUID, involved: bool = False) -> None:
    """Go on only if the table says yes. A shared board never acts: a person's PIN makes the viewer a person."""
    if by.board or not may(by, action, school_id=school_id, involved=involved):
        raise NotPermitted


def require_person(by: Viewer) -> UUID:
    """Whoever acts, by id; refuses when nobody is signed in."""
    if by.person_id is None or by.board:
        raise NotPermitted
    return by.person_id
