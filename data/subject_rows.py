"""How rows become entries of a subject-access file: each column has words, or a reason for not being shown.

Whoever else a row speaks of stands there as what they are at the school, never by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid, select
from sqlalchemy.orm import Session

from data.models import Base, Person, PersonRole
from visits import labels
from visits.alerts import reference
from visits.audit_facts import VIA_WORDS
from visits.channel_words import CHANNEL_WORDS
from visits.subject_access import Entry, Fact, Section
from visits.times import day_said, said_in_full
from visits.words import (
    AlarmCause,
    Channel,
    EventKind,
    LadderKind,
    Role,
    StepOutcome,
    StopOutcome,
    Travel,
    Via,
    VisitKind,
    VisitState,
)

THE_SUBJECT: Final = "you"
SOMEBODY: Final = "a member of staff"
WORDS: Final[Mapping[type[StrEnum], Mapping[Any, str]]] = {
    Role: labels.ROLE_WORDS,
    VisitState: labels.STATE_WORDS,
    VisitKind: labels.KIND_WORDS,
    Travel: labels.TRAVEL_WORDS,
    StopOutcome: labels.OUTCOME_WORDS,
    StepOutcome: labels.STEP_OUTCOME_WORDS,
    EventKind: labels.EVENT_WORDS,
    LadderKind: labels.LADDER_KIND_WORDS,
    AlarmCause: labels.ALARM_CAUSE_WORDS,
    Channel: CHANNEL_WORDS,
    Via: VIA_WORDS,
}
OF_NOBODY: Final[Mapping[str, str]] = {
    "attempts": "Failed sign-ins, by a keyed hash from which nobody can be found again; gone within days.",
    "audit_heads": "The end of each chain of the audit.",
    "closures": "Days on which a school is shut.",
    "not_monitored": "Times at which nobody watched.",
    "review_reminders": "Reminders of a policy's review.",
    "schools": "What a school has set.",
    "terms": "A school's terms.",
    "watcher_pulse": "That the watcher lives.",
}
"""Tables that hold nothing of a pupil, a family or a member of staff, and what they hold."""
Say = Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """How one table is told. Ids of rows are never words of their own.

    `shown` has a label for each column that is told, `withheld` a sentence for each that is not. `look_first` says why
    an entry is looked at before it is given out: always, or where one of the columns `looks_at` has something.
    """

    table: type[Base]
    title: str
    shown: Mapping[str, str]
    withheld: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    look_first: str = ""
    looks_at: tuple[str, ...] = ()
    says: Mapping[str, Say] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    def untold(self) -> set[str]:
        """Columns that are neither shown nor withheld, ids aside: none, or a test fails."""
        columns = {
            c.name for c in self.table.__table__.columns if c.name != "id" and not isinstance(c.type, Uuid)
        }
        return columns - set(self.shown) - set(self.withheld)


@dataclass(frozen=True)
class Roles:
    """What each person is at these schools, so that nobody but the subject is named. `names` are the others' names."""

    by_person: Mapping[UUID, str]
    names: Mapping[str, str]
    subject_id: UUID | None = None

    @classmethod
    def at(cls, session: Session, schools: Iterable[UUID], *, subject_id: UUID | None = None) -> "Roles":
        query = (
            select(PersonRole.person_id, PersonRole.role, Person.name)
            .join(Person, Person.id == PersonRole.person_id)
            .where(PersonRole.school_id.in_(list(schools)))
        )
        found: dict[UUID, str] = {}
        names: dict[str, str] = {}
        order = list(Role)
        for person_id, role, name in sorted(session.execute(query), key=lambda row: order.index(row.role)):
            found.setdefault(person_id, labels.ROLE_WORDS[role])
            if person_id != subject_id and name.strip():
                names.setdefault(name, labels.ROLE_WORDS[role])
        return cls(found, names, subject_id)

    def of(self, person_id: UUID) -> str:
        return THE_SUBJECT if person_id == self.subject_id else self.by_person.get(person_id, SOMEBODY)

    def unnamed(self, text: str) -> str:
        """The text with each of these people as what they are, where it has their whole name."""
        for name, role in self.names.items():
            if name in text:
                text = text.replace(name, f"[{role}]")
        return text


def section(
    told: Told, rows: Iterable[Any], roles: Roles, *, says: Mapping[str, Say] | None = None
) -> Section:
    """All these rows as one section, in their order."""
    return Section(
        name=told.name,
        title=told.title,
        about=told.about,
        entries=tuple(entry(told, row, roles, says=says) for row in rows),
        not_shown=tuple(dict.fromkeys(told.withheld.values())),
    )


def entry(told: Told, row: Any, roles: Roles, *, says: Mapping[str, Say] | None = None) -> Entry:
    """One row."""
    facts = tuple(_facts(told, row, roles, {**told.says, **(says or {})}))
    looked = not told.looks_at or any(getattr(row, name) for name in told.looks_at)
    key = getattr(row, "id", None) or getattr(row, "entry_id", "")
    return Entry(key=f"{told.name}.{key}", facts=facts, look_first=told.look_first if looked else "")


def merged(entries: Sequence[Entry]) -> Entry:
    """Several entries as one, where each would be a line: the facts that they all have stand there once."""
    first = entries[0]
    rest = [fact for one in entries[1:] for fact in one.facts if fact not in first.facts[:1]]
    numbered = [replace(fact, name=f"{fact.name}_{n}") for n, fact in enumerate(rest, start=2)]
    why = next((one.look_first for one in entries if one.look_first), "")
    return Entry(key=first.key, facts=(*first.facts, *numbered), look_first=why)


def _facts(told: Told, row: Any, roles: Roles, says: Mapping[str, Say]) -> Iterator[Fact]:
    for name, label in told.shown.items():
        value = getattr(row, name)
        if value is None or value == "" or value == []:
            continue
        words = says[name](value) if name in says else _words(name, value, roles)
        if type(value) is str:
            words, value = roles.unnamed(words), roles.unnamed(value)
        yield Fact(name=name, label=label, words=words, value=_plain(value, words))


def _words(name: str, value: Any, roles: Roles) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, UUID):
        return f"visit {reference(value)}" if name == "visit_id" else roles.of(value)
    if isinstance(value, datetime):
        return said_in_full(value)
    if isinstance(value, date):
        return day_said(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, StrEnum):
        return WORDS.get(type(value), {}).get(value) or plain_words(value)
    if isinstance(value, list):
        return ", ".join(plain_words(str(one)) for one in value)
    return str(value)


def _plain(value: Any, words: str) -> object:
    """As JSON holds it; whoever else it is stands there in words too."""
    if isinstance(value, UUID):
        return words
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def plain_words(text: str) -> str:
    """A word of Homeward's own as a reader reads it."""
    return text.replace("_", " ")
