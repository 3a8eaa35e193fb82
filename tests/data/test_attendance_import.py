"""Attendance files: eight layouts, one meaning; taken whole or not at all; broken files never do harm."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.attendance_codes import code_table
from data.commands.core import Invalid, NotPermitted, Stale
from data.database import Database
from data.imports.attendance.layouts import Asked
from data.imports.attendance.reading import LAYOUTS, needed, read, read_codes, title
from data.imports.cells import BadCell
from data.imports.reading import HEADER
from data.models import AttendanceFile
from data.queries.imports import example, preview_marks
from tests.data.attendance_files import MONDAY, NUMBERS, WRITERS, Marks, School, plain, week_of, wonde
from tests.staff import NOW
from visits.words import Role

CODES = sorted(code_table().codes)
ASKED = Asked(week=MONDAY + timedelta(days=2), pupil=NUMBERS[0])
SAMPLE = week_of([CODES[n % len(CODES)] for n in range(30)])


@pytest.fixture
def school(sqlite_db: Database, tmp_path: Path) -> School:
    return School(sqlite_db, tmp_path / "attendance")


def of_one(marks: Marks) -> Marks:
    return {key: code for key, code in marks.items() if key[0] == NUMBERS[0]}


def file_of(layout: str, marks: Marks) -> str:
    return WRITERS[layout](marks)


@pytest.mark.parametrize("layout", WRITERS)
def test_every_layout_is_known_by_its_header(layout: str) -> None:
    assert read(file_of(layout, of_one(SAMPLE)), ASKED).layout == layout
    assert title(layout)


@pytest.mark.parametrize("layout", WRITERS)
def test_each_layout_says_the_same_marks(layout: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from([*CODES, ""]), min_size=30, max_size=30))
    def one(codes: list[str]) -> None:
        marks = of_one(week_of(codes)) if layout == "weekly_grid" else week_of(codes)
        found = read(file_of(layout, marks), ASKED)
        assert found.problems == []
        epoch = date(1970, 1, 1)
        assert {(n, epoch + timedelta(days=d), h): code for (n, d, h), code in found.codes.items()} == marks

    one()


@pytest.mark.parametrize("layout", WRITERS)
def test_each_layout_is_kept_as_the_same_marks(school: School, layout: str) -> None:
    marks = of_one(SAMPLE) if layout == "weekly_grid" else SAMPLE
    done = school.take(file_of(layout, marks), ASKED)
    assert (done.new, done.changed, done.removed, done.same) == (len(marks), 0, 0, 0)
    assert school.kept() == dict(marks)


def test_one_school_year_is_one_file(school: School) -> None:
    school.take(plain(SAMPLE))
    school.take(plain({(NUMBERS[0], date(2025, 9, 8), 0): "/"}))
    with school.db.read() as session:
        rows = {r.school_year: (r.rows, r.first_on) for r in session.scalars(select(AttendanceFile))}
    assert rows == {"2026/27": (30, MONDAY), "2025/26": (1, date(2025, 9, 8))}


def test_the_same_file_twice_changes_nothing(school: School) -> None:
    school.take(plain(SAMPLE))
    again = school.take(plain(SAMPLE))
    assert (again.changes_nothing, again.same) == (True, 30)
    assert school.ledger() == 1


def test_a_corrected_file_replaces_what_it_covers_and_no_more(school: School) -> None:
    school.take(plain(SAMPLE))
    first, second, *_ = SAMPLE
    done = school.take(plain({first: "I", second: ""}))
    assert (done.new, done.changed, done.removed) == (0, 1, 1)
    expected = dict(SAMPLE) | {first: "I"}
    del expected[second]
    assert school.kept() == expected
    assert school.ledger() == 2


def test_pupils_who_are_not_known_are_named_and_left_out(school: School) -> None:
    done = school.take(plain({**SAMPLE, ("Z9", MONDAY, 0): "/", ("Z9", MONDAY, 1): "/"}))
    assert done.unknown == (("Z9", 2),)
    assert school.kept() == dict(SAMPLE)


def test_a_file_of_another_schools_pupils_is_refused(school: School) -> None:
    with pytest.raises(Invalid, match="None of the pupils' numbers"):
        school.take(plain({("Z9", MONDAY, 0): "/"}))


@pytest.mark.parametrize(
    ("marks", "says"),
    [
        ({(NUMBERS[0], MONDAY, 0): "A"}, 'Row 2: There is no attendance code "A"'),
        ({("", MONDAY, 0): "/"}, "Row 2, pupil_id: The pupil's number is missing"),
    ],
)
def test_one_bad_row_and_nothing_is_taken(school: School, marks: Marks, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        school.take(plain({**marks, **SAMPLE} if marks.keys() - SAMPLE.keys() else marks))
    assert school.ledger() == 0
    assert not school.folder.exists()


def test_two_marks_for_one_session_are_a_problem_unless_the_same() -> None:
    header, row = "pupil_id,date,session,code", f"Q2001,{MONDAY},AM,"
    assert read(f"{header}\n{row}/\n{row}/", Asked()).problems == []
    assert "Row 2 has" in read(f"{header}\n{row}/\n{row}I", Asked()).problems[0].sentence


def test_days_to_come_are_left_out_and_counted(school: School) -> None:
    done = school.take(plain({**SAMPLE, (NUMBERS[0], date(2026, 12, 24), 0): "#"}))
    assert done.notes[-1] == "1 mark dated after today: left out."
    assert school.kept() == dict(SAMPLE)


def test_a_code_may_be_an_id_that_a_second_table_resolves(school: School) -> None:
    file = wonde({(NUMBERS[0], MONDAY, 0): "A12", (NUMBERS[0], MONDAY, 1): "A13"})
    with pytest.raises(Invalid, match='no attendance code "A12"'):
        school.take(file)
    codes = read_codes("id,code\nA12,Y1\nA13,\\\n")
    school.take(file, Asked(codes=codes))
    assert sorted(school.kept().values()) == ["Y1", "\\"]
    with pytest.raises(BadCell):
        read_codes("id\nA12")


def test_a_summary_needs_a_mark_for_every_half_day() -> None:
    whole = WRITERS["xporter"](of_one(SAMPLE))
    assert read(whole, Asked()).problems == []
    short = whole.replace(",#,#,-,-", ",#,#")
    assert "weekends included" in read(short, Asked()).problems[0].sentence


def test_a_row_that_its_system_calls_wrong_is_not_taken() -> None:
    file = WRITERS["arbor"](of_one(SAMPLE)).replace(",,,,mis", ",,,No such pupil,mis", 1)
    assert "No such pupil" in read(file, Asked()).problems[0].sentence


def test_what_the_file_does_not_say_is_asked_for() -> None:
    assert needed(WRITERS["bromcom_week"](SAMPLE)) == ("week",)
    assert needed(WRITERS["weekly_grid"](of_one(SAMPLE))) == ("pupil",)
    assert needed(plain(SAMPLE)) == ()
    assert needed(b"\xff\xfe\x00") == ()
    assert "Choose the week" in read(WRITERS["bromcom_week"](SAMPLE), Asked()).problems[0].sentence


def test_a_file_that_was_compared_with_older_marks_is_not_taken(school: School) -> None:
    with school.db.read() as session:
        seen = preview_marks(
            session,
            viewer=school.by,
            school_id=school.staff.school,
            content=plain(SAMPLE),
            asked=Asked(),
            folder=school.folder,
            now=NOW,
        )
    school.take(plain(of_one(SAMPLE)))
    with pytest.raises(Stale):
        school.take(plain(SAMPLE), seen=seen.fingerprint)
    assert school.kept() == dict(of_one(SAMPLE))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VISITOR, Role.GOVERNOR, Role.HEADTEACHER])
def test_nobody_else_brings_marks_in(school: School, role: Role) -> None:
    with pytest.raises(NotPermitted):
        school.take(plain(SAMPLE), by=school.staff.viewer(school.db, role))
    with pytest.raises(NotPermitted):
        school.take(plain(SAMPLE), school_id=school.staff.other)
    assert school.ledger() == 0


def test_the_example_is_taken(school: School) -> None:
    assert school.take(example("attendance")).new == 6


odd = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["=1", '"', "AM", "Q2001", "31/02/2026", "2026-11-09", "\0", "\ud800"]),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of some layout in which something was cut out, written over or doubled."""
    layout = draw(st.sampled_from(sorted(WRITERS)))
    content = file_of(layout, of_one(SAMPLE)).encode()
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 40))
        put = draw(st.one_of(st.binary(max_size=8), odd.map(lambda text: text.encode("utf-8", "replace"))))
        content = content[:at] + put + content[at + length :]
    return content


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A header that is known and cells that may be anything."""
    header = draw(st.sampled_from(LAYOUTS)).header
    rows = draw(st.lists(st.lists(odd, min_size=1, max_size=len(header) + 1), max_size=4))
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [header, *rows])


broken = st.one_of(st.binary(max_size=300), st.text(max_size=200), damaged(), tables())
asked = st.builds(
    Asked,
    week=st.one_of(st.none(), st.dates(date(2024, 9, 1), date(2026, 11, 20))),
    pupil=st.one_of(st.none(), st.just(NUMBERS[1]), st.text(max_size=5)),
)


def test_a_broken_file_is_taken_whole_or_refused_and_writes_nothing(school: School) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(content=broken, asked=asked)
    def one(content: bytes | str, asked: Asked) -> None:
        before, rows = school.kept(), school.ledger()
        found = read(content, asked)
        assert all(p.row >= HEADER and p.sentence for p in found.problems)
        assert found.problems or found.rows_read
        try:
            done = school.take(content, asked)
        except Invalid:
            assert (school.kept(), school.ledger()) == (before, rows)
        else:
            assert done.problems == ()
            assert len(school.kept()) == len(before) + done.new - done.removed

    one()


class Stopped(BaseException):
    """Somebody pressed Stop, as Streamlit lets a run know of it."""


def test_a_large_file_tells_how_far_it_is(school: School) -> None:
    told: list[float] = []
    content = plain(SAMPLE) + "\n" * 25_000
    school.take(content, progress=told.append)
    assert told == sorted(told)
    assert len(told) == 3
    assert 0 <= told[0] < told[-1] <= 1


def test_stopping_takes_nothing(school: School) -> None:
    def stop(share: float) -> None:
        if share:
            raise Stopped

    with pytest.raises(Stopped):
        school.take(plain(SAMPLE) + "\n" * 25_000, progress=stop)
    assert school.kept() == {}
    assert not list(school.folder.glob("*"))


def test_a_file_of_a_week_that_is_still_to_come_says_so(school: School) -> None:
    with pytest.raises(Invalid, match="Is it the right week"):
        school.take(plain({(NUMBERS[0], NOW.date() + timedelta(days=7), 0): "/"}))


def test_what_is_wrong_is_told_row_by_row_whatever_is_wrong_in_it(school: School) -> None:
    content = (
        "pupil_id,date,session,code\nQ2001,2026-11-09,AM,QQ\nQ2001,31/11/2026,PM,/\nQ2001,2026-11-10,AM,QQ\n"
    )
    with pytest.raises(Invalid) as refused:
        school.take(content)
    told = [message.partition(":")[0].partition(",")[0] for message in refused.value.problems.values()]
    assert told == ["Row 2", "Row 3", "Row 4"]
