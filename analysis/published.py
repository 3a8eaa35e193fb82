"""Published tables as people read them: one school's as it was published, several schools' by what is shown of each."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis.cubes import (
    BY_KEY,
    HOMES,
    KIND,
    LARGEST_FIRST,
    MONTH,
    OUTCOME,
    PUPILS,
    REASON,
    YEAR_GROUP,
    by_age,
)
from analysis.periods import Days, month_within
from analysis.suppression import MARK, MORE, SMALL, Shown, bounds, in_words
from visits.counted import NOT_KNOWN
from visits.labels import ASSESSMENT_WORDS, COMMON_REASON_WORDS, KIND_WORDS, OUTCOME_WORDS

Document = Mapping[str, Any]
ORDER: Final = (REASON, MONTH, PUPILS, YEAR_GROUP, KIND, OUTCOME, HOMES)
"""The tables of the page Reasons, as they stand there."""
FIRST_COLUMN: Final = {
    REASON: "Reason",
    MONTH: "Month",
    PUPILS: "Reason of the first visit",
    YEAR_GROUP: "Year group",
    KIND: "Kind",
    OUTCOME: "Outcome",
    HOMES: "Assessment",
    "school": "School",
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    REASON: {word.value: text for word, text in COMMON_REASON_WORDS.items()},
    PUPILS: {word.value: text for word, text in COMMON_REASON_WORDS.items()},
    KIND: {word.value: text for word, text in KIND_WORDS.items()},
    OUTCOME: {**{word.value: text for word, text in OUTCOME_WORDS.items()}, NOT_KNOWN: "Not recorded"},
    HOMES: {word.value: text for word, text in ASSESSMENT_WORDS.items()},
}


def words_of(cube: str, keys: Sequence[str], *, spans: Collection[Days] = ()) -> Mapping[str, str]:
    """The words for the rows of a table. `spans` are the first and last day of the term at each school: of a month in
    which it begins or ends a part is counted.
    """
    if cube == MONTH:
        return {key: month_within(key, spans) for key in keys}
    if cube == YEAR_GROUP:
        return {key: f"Year {key}" if key.isdigit() else key for key in keys}
    return _WORDS[cube]


def total(documents: Sequence[Document]) -> int | None:
    """How many there are in all; None where one of the schools has too few to say."""
    counts = [document.get("total") for document in documents]
    return None if None in counts else sum(count for count in counts if count is not None)


def table(documents: Sequence[Document], *, cube: str, words: Mapping[str, str]) -> pd.DataFrame | None:
    """One table of a term, of one school or of several together; None where its rows are not shown.

    Columns: the cube's key (text as people read it), `visits` (the count, whatever its unit; missing where it is not
    shown), `least` and `most` (between which it lies), `share` (0 to 1 of all, missing as the count is), `shown` (the
    count as text: "97", "c" or "95 to 99") and `share_shown` (so the share: "32%", "c" or "7 to 10%"). Of several
    schools a row is the sum of theirs, a range where one of them hides it, and stands by the middle of that: everybody
    can work it out.
    """
    if any("rows" not in document for document in documents):
        return None
    in_all = sum(document["total"] for document in documents)
    rows = _summed(documents)
    if cube in LARGEST_FIRST and len(documents) > 1:
        rows = dict(sorted(rows.items(), key=lambda row: -sum(row[1])))
    if cube == YEAR_GROUP:
        rows = {key: rows[key] for key in sorted(rows, key=by_age)}
    counts = [least if least == most else None for least, most in rows.values()]
    return pd.DataFrame(
        {
            cube: pd.array([words.get(key, key) for key in rows], dtype="str"),
            "visits": pd.array(counts, dtype="Int64"),
            "least": pd.array([least for least, _ in rows.values()], dtype="Int64"),
            "most": pd.array([most for _, most in rows.values()], dtype="Int64"),
            "share": pd.array(
                [None if count is None or not in_all else count / in_all for count in counts],
                dtype="Float64",
            ),
            "shown": pd.array([in_words(_shown(room), room) for room in rows.values()], dtype="str"),
            "share_shown": pd.array([_share(room, in_all) for room in rows.values()], dtype="str"),
        }
    )


def _shown(room: tuple[int, int]) -> Shown:
    return room[0] if room[0] == room[1] else MARK if room == (1, SMALL) else MORE


def _share(room: tuple[int, int], in_all: int) -> str:
    if room == (1, SMALL):
        return MARK
    if not in_all:
        return ""
    low, high = (round(100 * count / in_all) for count in room)
    return f"{low}%" if low == high else f"{low} to {high}%"


def by_school(totals: Mapping[str, Sequence[Document]]) -> pd.DataFrame:
    """How many there are at each school, by its name, as `table` gives them."""
    found = {school: total(documents) for school, documents in totals.items()}
    known = [count for count in found.values() if count is not None]
    whole = sum(known) if len(known) == len(found) else 0
    return pd.DataFrame(
        {
            "school": pd.array(list(found), dtype="str"),
            "visits": pd.array(list(found.values()), dtype="Int64"),
            "share": pd.array(
                [None if count is None or not whole else count / whole for count in found.values()],
                dtype="Float64",
            ),
            "shown": pd.array(
                [MARK if count is None else f"{count:,}" for count in found.values()], dtype="str"
            ),
            "share_shown": pd.array(
                [_of_whole(count, whole if None not in found.values() else None) for count in found.values()],
                dtype="str",
            ),
        }
    )


def _of_whole(count: int | None, whole: int | None) -> str:
    if count is None or whole is None:
        return MARK
    return f"{count / whole:.0%}" if whole else ""


def as_text(shown: pd.DataFrame) -> pd.DataFrame:
    """The table as people read it: name, count, share."""
    return pd.DataFrame(
        {shown.columns[0]: shown.iloc[:, 0], "visits": shown["shown"], "share": shown["share_shown"]}
    )


def unit(cube: str) -> str:
    """What one count of a table is: "visits", "pupils"."""
    return BY_KEY[cube].unit


def _summed(documents: Sequence[Document]) -> dict[str, tuple[int, int]]:
    """The least and the most that each row can be.

    Of several schools they are added up: everybody can do that who sees them one by one.
    """
    parts = [(document["total"], {row[0]: row[1] for row in document["rows"]}) for document in documents]
    rooms = [bounds(whole, part) for whole, part in parts]
    keys = dict.fromkeys(key for _, part in parts for key in part)
    every = {key: [room.get(key, (0, 0)) for room in rooms] for key in keys}
    return {key: (sum(low for low, _ in own), sum(high for _, high in own)) for key, own in every.items()}
