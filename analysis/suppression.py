"""Small numbers in tables that leave the circle of those who know the families.

No single DfE rule fits every table. Ours: a count of 1 to 5 is shown as `c`, and so is a count of visits to no more than
five children. A true zero is shown. Other rows are hidden with them, so that nobody can work one out who knows the total,
knows which rows are the small ones and solves all sums: what is left possible for a row is never narrower than 1 to 5.

A table here is a total that is shown, of six or more, and rows that add up to it. Tables share their totals and nothing
else, so that each can be protected by itself (docs/adr/0016).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SMALL: Final = 5
MARK: Final = "c"
MORE: Final = "c+"
"""In a published table: more than five, and hidden so that a `c` cannot be worked out."""

_WIDTH: Final = SMALL - 1
_MORE_THAN: Final = SMALL + 1

Shown = int | str
"""A count as it is published: a number, `MARK` or `MORE`."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table: its count, and how many children could be found in it."""

    key: str
    count: int
    people: int


def is_small(count: int) -> bool:
    """Whether a count is one that not everybody may see."""
    return 1 <= count <= SMALL


def hidden(
    rows: Sequence[Row], *, prefer: Collection[str] = (), forced: Collection[str] = ()
) -> dict[str, str] | None:
    """Which rows are hidden, each as `MARK` (1 to 5) or `MORE`; None where no row at all can be shown.

    `rows` stand in the order in which they are taken to hide others, whatever their counts are: which of them was taken
    would say how large it is, or how small the others. `prefer` are taken before the rest, `forced` in any event.
    """
    few = {row.key for row in rows if is_small(row.count)}
    more = {
        row.key
        for row in rows
        if row.count > SMALL and (is_small(row.people) or (row.key in forced and row.key not in few))
    }
    counts = {row.key: row.count for row in rows}
    free = [row.key for row in rows if row.count > SMALL and row.key not in more]
    free.sort(key=lambda key: key not in prefer)
    while (few or more) and not _is_open(counts, few, more):
        if not free:
            return None
        # The next in its place, and never one that is passed over: that it was too small would say how few the few are.
        more.add(free.pop(0))
    return {**dict.fromkeys(few, MARK), **dict.fromkeys(more, MORE)}


def _is_open(counts: Mapping[str, int], few: Collection[str], more: Collection[str]) -> bool:
    """Whether every small row can be 1 and can be 5, and every other hidden row has as much room.

    One more than that takes: so that it stays true for who knows that fewer hidden rows were not enough.
    """
    left = sum(counts[key] for key in (*few, *more))
    if not few:
        return len(more) > 1 and left > _MORE_THAN * len(more) + _WIDTH
    return bool(more) and left > len(few) - 1 + _MORE_THAN * len(more) + SMALL


def bounds(total: int, rows: Mapping[str, Shown]) -> dict[str, tuple[int, int]]:
    """The least and the most that each row of a published table can be, for who solves it; of a shown row its count."""
    left = total - sum(count for count in rows.values() if isinstance(count, int))
    limits = {key: _limits(count, total) for key, count in rows.items()}
    open_rows = [key for key, count in rows.items() if not isinstance(count, int)]
    found = dict(limits)
    for key in open_rows:
        least = left - sum(limits[other][1] for other in open_rows if other != key)
        most = left - sum(limits[other][0] for other in open_rows if other != key)
        found[key] = max(limits[key][0], least), min(limits[key][1], most)
    return found


def _limits(count: Shown, total: int) -> tuple[int, int]:
    if isinstance(count, int):
        return count, count
    return (1, SMALL) if count == MARK else (_MORE_THAN, total)


def in_words(shown: Shown, room: tuple[int, int]) -> str:
    """A published count as people read it: "97", "c", or "95 to 99" where a small one stands beside it."""
    if isinstance(shown, int):
        return f"{shown:,}"
    return MARK if shown == MARK else f"{room[0]:,} to {room[1]:,}"


def people(rows: Iterable[tuple[str, Collection[str]]]) -> dict[str, int]:
    """How many different children stand behind each key."""
    found: dict[str, set[str]] = {}
    for key, children in rows:
        found.setdefault(key, set()).update(children)
    return {key: len(children) for key, children in found.items()}
