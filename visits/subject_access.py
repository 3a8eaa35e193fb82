"""What somebody is given who asks what is kept of them (UK GDPR, Article 15), and what may be left out of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Ground(StrEnum):
    """Why something is left out. The school decides each case; the file says how often each ground was used."""

    OTHERS = "others"
    CHILD_ABUSE = "child_abuse"
    SERIOUS_HARM = "serious_harm"
    CRIME = "crime"
    LEGAL = "legal"
    NOT_LOOKED_THROUGH = "not_looked_through"


GROUND_WORDS: dict[Ground, str] = {
    Ground.OTHERS: "It is about somebody else as well (Data Protection Act 2018, Schedule 2, paragraph 16)",
    Ground.CHILD_ABUSE: "It says whether a child is or was abused, or at risk of it, and giving it out would not be in "
    "the child's best interests (Data Protection Act 2018, Schedule 3, paragraph 21)",
    Ground.SERIOUS_HARM: "Giving it out would be likely to cause serious harm to somebody "
    "(Data Protection Act 2018, Schedule 3, paragraphs 11 and 19)",
    Ground.CRIME: "Giving it out would hinder the prevention or detection of a crime "
    "(Data Protection Act 2018, Schedule 2, paragraph 2)",
    Ground.LEGAL: "It is advice from a lawyer (Data Protection Act 2018, Schedule 2, paragraph 19)",
    Ground.NOT_LOOKED_THROUGH: "It may name other people, and nobody has looked through it yet. Ask the lead DSL or the "
    "headteacher for these",
}
CHOSEN = tuple(ground for ground in Ground if ground is not Ground.NOT_LOOKED_THROUGH)
"""The grounds that somebody chooses. The last one is that of a file which nobody looked through."""


GRAVEST = frozenset({"concerns", "incidents"})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing of an entry: `name` for a machine, `label` and `words` for a reader, `value` as JSON holds it."""

    name: str
    label: str
    words: str
    value: object


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One record. `look_first` says why somebody has to look at it before it is given out; empty where not."""

    key: str
    facts: tuple[Fact, ...]
    look_first: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """All records of one kind. `name` is for a machine; `not_shown` says in sentences what is kept and not shown."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    about: str = ""
    not_shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Everything that is kept of one pupil or one member of staff. `schools` are names by id."""

    name: str
    what: str
    schools: Mapping[UUID, str]
    sections: tuple[Section, ...]

    @property
    def to_look_at(self) -> tuple[tuple[Section, Entry], ...]:
        """What somebody has to look at before it is given out: concerns and incidents before all."""
        gravest = sorted(self.sections, key=lambda section: section.name not in GRAVEST)
        return tuple((s, entry) for s in gravest for entry in s.entries if entry.look_first)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is given out: the rest, and how many entries were left out on which ground. `made_at` is when."""

    subject: Subject
    left_out: Mapping[Ground, int]
    made_at: datetime


def given(subject: Subject, left_out: Mapping[str, Ground], *, made_at: datetime) -> Given:
    """The file without the entries of these keys. A key that there is not is left out already."""
    kept = tuple(
        replace(section, entries=tuple(e for e in section.entries if e.key not in left_out))
        for section in subject.sections
    )
    there = {entry.key for section in subject.sections for entry in section.entries}
    counts = Counter(ground for key, ground in left_out.items() if key in there)
    return Given(subject=replace(subject, sections=kept), left_out=dict(counts), made_at=made_at)


def with_section(subject: Subject, section: Section) -> Subject:
    """With one section more, before the last one, which is who looked."""
    *before, last = subject.sections
    return replace(subject, sections=(*before, section, last))


def unseen(subject: Subject, seen: Collection[str]) -> bool:
    """Whether something has to be looked at that nobody has: it came while they looked through the rest."""
    return any(entry.key not in seen for _, entry in subject.to_look_at)


def not_looked_through(subject: Subject) -> dict[str, Ground]:
    """All that would have to be looked at, left out: for a file that somebody takes without asking anybody."""
    return {entry.key: Ground.NOT_LOOKED_THROUGH for _, entry in subject.to_look_at}
