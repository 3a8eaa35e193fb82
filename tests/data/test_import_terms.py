"""Term dates from a file: what real files get wrong is told and survived, and nothing is taken by halves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.commands import terms as commands
from data.commands.core import Invalid
from data.database import Database
from data.imports.terms.cells import written_year
from data.imports.terms.file import BANK_HOLIDAY, HALF_TERM, INSET, TermFile, read_terms
from data.marks import school_year
from data.models import Closure, Term
from data.queries.calendar import is_open
from data.queries.terms import preview_terms
from tests.staff import NOW, Staff, fill
from tests.trips import every
from visits.permissions import Viewer
from visits.words import Role

HEADER = "school,academic_year,term,term_start,term_end,half_term_start,half_term_end,inset_days"
SCHOOL = "Quillmere High"
# Each slip stands so on a real school's page; schools are made up.
AS_PUBLISHED = f"""{HEADER}
Quillmere High,2025/26,Autumn,2025-09-02,2025-12-19,2025-10-27,2025-10-31,2025-09-01;2025-10-23;2025-10-24
Quillmere High,20256,Spring,2026-01-05,2026-03-27,2026-02-16,2026-02-20,
Quillmere High,2025/26,Summer,2026-04-13,Monday 17th July 2026,2026-05-25,2026-05-29,2026-05-22;2026-07-20;TBC
Ravensmoor Primary,2025/26,Autumn,2025-09-03,2025-12-19,2025-10-27,2025-10-31,2025-09-03;2025-11-03
Ravensmoor Primary,2025/26,Spring,2026-01-06,2026-03-27,2026-02-12,2026-02-20,2026-01-05;2026-02-23
Ravensmoor Primary,2025/26,Summer,2026-04-13,2026-07-17,2026-05-25,2026-05-29,2025-05-05
"""


def understood(content: str, school: str = SCHOOL) -> TermFile:
    return read_terms(content, school=school)


def line(*cells: str) -> str:
    return f"{HEADER}\n{','.join(('', *cells))}"


def test_a_published_file_is_read_with_its_slips_told() -> None:
    found = understood(AS_PUBLISHED)
    assert not found.sheet.problems
    assert [(t.year, t.name, t.ends_on) for t in found.terms] == [
        ("2025/26", "Autumn", date(2025, 12, 19)),
        ("2025/26", "Spring", date(2026, 3, 27)),
        ("2025/26", "Summer", date(2026, 7, 17)),
    ]
    assert found.notes == [
        "Row 2: the INSET day 1 September 2025 is before the term, so it closes nothing.",
        "Row 3: the school year is written 20256, and the dates are of 2025/26.",
        "Row 4: 17 July 2026 is a Friday, and the file says Monday.",
        "Row 4: the INSET day “TBC” is no date. Take the file again once it is known.",
        "Row 4: the INSET day 20 July 2026 is after the term, so it closes nothing.",
    ]


def test_another_school_of_the_same_file() -> None:
    found = understood(AS_PUBLISHED, "Ravensmoor Primary")
    assert found.notes == [
        "Row 5: the first day of the term, 3 September 2025, is an INSET day: pupils come later.",
        "Row 6: the INSET day 5 January 2026 is before the term, so it closes nothing.",
        "Row 7: the INSET day 5 May 2025 is not in the school year 2025/26, so it closes nothing.",
    ]
    spring = found.terms[1]
    assert [(s.starts_on, s.ends_on) for s in spring.shut if s.kind == HALF_TERM] == [
        (date(2026, 2, 12), date(2026, 2, 20))
    ]
    assert [s.starts_on for s in spring.shut if s.kind == INSET] == [date(2026, 2, 23)]


def test_bank_holidays_in_a_term_are_closed_without_being_in_the_file() -> None:
    summer = understood(AS_PUBLISHED).terms[2]
    assert [s.starts_on for s in summer.shut if s.kind == BANK_HOLIDAY] == [
        date(2026, 5, 4),
        date(2026, 5, 25),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (line("2025/26", "Autumn", "2025-12-19", "2025-09-02", "", "", ""), "end before it starts"),
        (
            line("2025/26", "Autumn", "2025-09-02", "2025-12-19", "2025-10-27", "", ""),
            "both days of the half term",
        ),
        (
            line("2025/26", "Autumn", "2025-09-02", "2025-12-19", "2026-02-16", "2026-02-20", ""),
            "has to lie between",
        ),
        (line("2025/26", "Autumn", "soon", "2025-12-19", "", "", ""), "not a date"),
        (line("2025/26", "", "2025-09-02", "2025-12-19", "", "", ""), "cannot be empty"),
        (
            line("2025/26", "Autumn", "2025-09-02", "2025-12-19", "", "", "")
            + "\n,2025/26,Spring,2025-12-01,2026-03-27,,,",
            "before the one of row 2 ends",
        ),
        (
            line("2025/26", "Autumn", "2025-09-02", "2025-10-19", "", "", "")
            + "\n,2025/26,autumn term,2025-11-01,2025-12-19,,,",
            "Row 2 is",
        ),
        (AS_PUBLISHED.replace(SCHOOL, "Elsewhere"), "none is called Quillmere High"),
        ("", "empty"),
        ("Name,Colour\nA,red", "None of the headers is known"),
    ],
)
def test_what_cannot_be_right_is_a_problem(content: str, sentence: str) -> None:
    assert sentence in " ".join(str(p) for p in understood(content).sheet.problems)


@given(
    st.text(alphabet=st.sampled_from(',;\n"/-0123456789 AutumnTBCwedTerm\x00é'), max_size=200),
    st.binary(max_size=200),
)
def test_no_file_breaks_it(text: str, raw: bytes) -> None:
    for content in (text, raw, f"{HEADER}\n{text}"):
        found = understood(content)  # type: ignore[arg-type]
        assert found.terms or found.sheet.problems


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2098, 12, 31)))
def test_a_day_is_in_one_school_year(day: date) -> None:
    year = school_year(day)
    assert written_year(year) == year
    assert int(year[:4]) in (day.year, day.year - 1)


@pytest.fixture
def staff(db: Database) -> Staff:
    return fill(db)


def by(db: Database, staff: Staff) -> Viewer:
    return staff.viewer(db, Role.HEADTEACHER)


def take(db: Database, staff: Staff, content: str) -> None:
    with db.read() as session:
        seen = preview_terms(
            session, viewer=by(db, staff), school_id=staff.school, content=content
        ).fingerprint
    commands.terms(db, school_id=staff.school, content=content, by=by(db, staff), now=NOW, seen=seen)


def kept(db: Database, staff: Staff) -> list[tuple[object, ...]]:
    terms = [
        (t.academic_year, t.name, t.starts_on, t.ends_on) for t in every(db, Term, school_id=staff.school)
    ]
    shut = [(c.kind, c.note, c.starts_on, c.ends_on) for c in every(db, Closure, school_id=staff.school)]
    return sorted((*terms, *shut), key=repr)


def test_a_file_is_taken_whole_and_the_same_again_changes_nothing(db: Database, staff: Staff) -> None:
    take(db, staff, AS_PUBLISHED)
    once = kept(db, staff)
    assert len(once) == 3 + 3 + 3 + 2  # terms, half terms, INSET days inside a term, bank holidays
    with db.read() as session:
        preview = preview_terms(session, viewer=by(db, staff), school_id=staff.school, content=AS_PUBLISHED)
        assert (preview.new, preview.gone, preview.same) == ((), (), len(once))
        assert is_open(session, school_id=staff.school, on=date(2025, 10, 22))
        assert not is_open(session, school_id=staff.school, on=date(2025, 10, 23))
    take(db, staff, AS_PUBLISHED)
    assert kept(db, staff) == once


def test_a_corrected_term_replaces_its_own_and_leaves_the_others_and_the_snow(
    db: Database, staff: Staff
) -> None:
    take(db, staff, AS_PUBLISHED)
    snow = date(2026, 1, 9)
    with db.write() as session:
        session.add(Closure(school_id=staff.school, starts_on=snow, ends_on=snow, kind="snow", note=""))
    spring = line(
        "2025/26", "Spring term", "2026-01-06", "2026-03-27", "2026-02-16", "2026-02-20", "2026-03-27"
    )
    before = kept(db, staff)
    take(db, staff, spring)
    assert set(kept(db, staff)) ^ set(before) == {
        ("2025/26", "Spring", date(2026, 1, 5), date(2026, 3, 27)),
        ("2025/26", "Spring", date(2026, 1, 6), date(2026, 3, 27)),
        ("inset", "Staff training", date(2026, 3, 27), date(2026, 3, 27)),
    }


def test_with_one_bad_row_nothing_is_taken(db: Database, staff: Staff) -> None:
    broken = AS_PUBLISHED.replace(
        "Quillmere High,2025/26,Summer,2026-04-13", "Quillmere High,2025/26,Summer,2026-13-04"
    )
    with pytest.raises(Invalid, match="There is no such day"):
        commands.terms(db, school_id=staff.school, content=broken, by=by(db, staff), now=NOW)
    assert kept(db, staff) == []
