"""A file is read whatever program wrote it, and what cannot be read is told by row and column."""

from datetime import date
from pathlib import Path

import pytest

from data.imports import cells, pupils, reading, staff
from data.imports.cells import BadCell
from data.imports.reading import Sheet, read
from visits.words import Role

ROOT = Path(__file__).resolve().parents[2]
HEADER = "Pupil number,Given name,Family name,Year group"
ROW = "Q1,Zoë,O'Tierlan,7"


def sheet(content: bytes | str) -> Sheet:
    return read(content, pupils.COLUMNS)


@pytest.mark.parametrize("name", ["pupils", "staff"])
def test_the_examples_are_read_without_a_word(name: str) -> None:
    columns = {"pupils": pupils.COLUMNS, "staff": staff.COLUMNS}[name]
    found = read((ROOT / f"data/imports/examples/{name}.csv").read_bytes(), columns)
    assert found.problems == []
    assert found.ignored == ()
    assert len(found.lines) == 5


@pytest.mark.parametrize("columns", [pupils.COLUMNS, staff.COLUMNS], ids=["pupils", "staff"])
def test_the_page_of_documentation_names_every_column(columns: tuple[reading.Column, ...]) -> None:
    page = (ROOT / "docs/imports.md").read_text(encoding="utf-8")
    for column in columns:
        if column.key.startswith(("contact_2", "contact_3", "contact_4")):
            continue
        row = next(line for line in page.splitlines() if line.startswith(f"| {column.title} |"))
        _, title, required, others, _, _ = (cell.strip() for cell in row.split("|"))
        assert (title, required) == (column.title, "yes" if column.required else "")
        assert tuple(name for name in others.split(", ") if name) == column.names[1:]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n".encode(),
        f"{HEADER}\r\n{ROW}\r\n".encode("utf-8-sig"),
        f"{HEADER}\r{ROW}\r".encode(),
        f"{HEADER}\n{ROW}\n".encode("cp1252"),
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"{HEADER}\n{ROW}\n".replace(",", "\t").encode(),
        f"sep=;\n{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"\n{HEADER}\n\n,,,\n{ROW}\n".encode().lstrip(),
        f"  PUPIL-NUMBER ,given  name,FamilyName,Year_Group*\n{ROW}\n".encode(),
        "Year,Surname,Forename,UPN\n7,O'Tierlan,Zoë,Q1\n",
    ],
    ids=[
        "utf-8",
        "mark",
        "cr",
        "1252",
        "utf-16",
        "semicolons",
        "tabs",
        "sep",
        "gaps",
        "header",
        "other-names",
    ],
)
def test_one_file_written_in_many_ways_says_the_same(content: bytes | str) -> None:
    found = sheet(content)
    assert found.problems == []
    assert [dict(line.values) for line in found.lines] == [
        {"number": "Q1", "given_name": "Zoë", "family_name": "O'Tierlan", "year_group": "7"}
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (HEADER.encode(), "The file has a header and no rows."),
        (b"PK\x03\x04whatever", "This is a spreadsheet, not a CSV file."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is not a text file."),
        (b"\xff\xfe\x00", "This is not a text file."),
        (b"a,b\n1,2\n", "None of the headers is known."),
        (b"x" * (reading.MOST_BYTES + 1), "The file is larger than 5 MB."),
        (b"Number,Year\nQ1,7\n", "Given name: This column is missing."),
        (f"{HEADER},UPN\n{ROW},Q2\n".encode(), "Pupil number: This column is there twice."),
        (f"{HEADER}\n{ROW},8,9\n".encode(), "Row 2: This row has more cells than the header."),
        (f"{HEADER}\nQ1,,Ash,7\n".encode(), "Row 2, Given name: This cannot be empty."),
        (f"{HEADER}\nQ1,Zoe,Ash,77\n".encode(), "Row 2, Year group: This is not a year group."),
        (f"{HEADER}\nQ1,{'Z' * 61},Ash,7\n".encode(), "Row 2, Given name: This is too long: 61 characters"),
        (f"{HEADER}\n1.2E+11,Zoe,Ash,7\n".encode(), "A spreadsheet has rounded this number."),
        (f"{HEADER}\nQ1,Z\x07oe,Ash,7\n".encode(), "This cell holds characters that cannot be read."),
        (
            f'{HEADER}\nQ1,"Zoe,Ash,7\n{"x" * 2_100}'.encode(),
            "Is a quotation mark missing in an earlier row?",
        ),
    ],
)
def test_what_cannot_be_read_is_a_sentence(content: bytes, says: str) -> None:
    assert says in " ".join(str(problem) for problem in sheet(content).problems)


def test_a_file_has_so_many_rows_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    rows = "\n".join(f"Q{n},Zoe,Ash,7" for n in range(5))
    assert "more than 3 rows" in str(sheet(f"{HEADER}\n{rows}").problems[-1])


def test_all_problems_are_told_at_once_and_thousands_are_counted() -> None:
    found = sheet(f"{HEADER}\n" + "\n".join(f"Q{n},Zoe,Ash,99" for n in range(1_000)))
    assert len(found.problems) == 1_000
    told = list(found.invalid().problems.values())
    assert told[0].startswith("Row 2, Year group:")
    assert told[-1] == "And 800 more like these."


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=1+1"])
def test_a_formula_is_text(cell: str) -> None:
    found = sheet(f'{HEADER}\nQ1,"{cell}",Ash,7\n')
    assert found.problems == []
    assert found.lines[0].get("given_name") == cell.removeprefix("'")


@pytest.mark.parametrize(
    "written",
    [
        "2015-09-03",
        "03/09/2015",
        "3/9/2015",
        "03.09.2015",
        "03-09-2015",
        "3 Sep 2015",
        "3-September-2015",
        "2015-09-03 00:00:00",
    ],
)
def test_a_day_is_written_in_many_ways(written: str) -> None:
    assert cells.day(written) == date(2015, 9, 3)


@pytest.mark.parametrize(
    "written", ["09/31/2015", "31/02/2015", "3/9/15", "yesterday", "20150903", "3 Foo 2015", "0001-01-01"]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(BadCell):
        cells.day(written)


def test_cells_are_written_as_homeward_writes_them() -> None:
    assert cells.postcode("qx14jb") == "QX1 4JB"
    assert cells.phone("7700900123") == cells.phone("+44 7700 900 123") == "07700 900123"
    assert [cells.year_group(y) for y in ("Year 7", "y07", "R", "FS2", "n1", "13")] == [
        "7",
        "7",
        "Reception",
        "Reception",
        "Nursery",
        "13",
    ]
    assert (cells.yes_or_no("Y"), cells.yes_or_no("false")) == (True, False)
    assert cells.roles("Lead DSL; sendco|office") == {Role.LEAD_DSL, Role.SENDCO, Role.OFFICE}
    assert cells.tidied(" 12  Mill Row \n Quillmere ") == "12 Mill Row, Quillmere"


@pytest.mark.parametrize(
    ("read_cell", "cell"),
    [
        (cells.postcode, "QUILLMERE"),
        (cells.phone, "ring the office"),
        (cells.yes_or_no, "perhaps"),
        (cells.roles, "Lead DSL; Caretaker"),
        (cells.roles, "board"),
        (cells.roles, ";"),
        (cells.year_group, "15"),
    ],
)
def test_what_they_cannot_be_is_refused(read_cell: object, cell: str) -> None:
    assert callable(read_cell)
    with pytest.raises(BadCell):
        read_cell(cell)
