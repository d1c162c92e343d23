"""A burst is one line: replies in one thread are told together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from community.notices.queries import InboxRow

FOLDED = frozenset({"replied", "commented"})
BURST = 3
"""From so many on they are one line."""


@dataclass(frozen=True)
class Line:
    """What is read as one: its newest notice, and those folded into it. ``neighbors``: how many spoke; words without a
    name count as one neighbor each, for nothing says which of them are by the same person."""

    rows: tuple[InboxRow, ...]

    @property
    def row(self) -> InboxRow:
        """The newest."""
        return max(self.rows, key=lambda row: row.id)

    @property
    def count(self) -> int:
        """How many notices it stands for."""
        return len(self.rows)

    @property
    def neighbors(self) -> int:
        """How many different neighbors spoke."""
        return len({row.voice for row in self.rows})

    @property
    def ids(self) -> list[int]:
        """Ids of all its notices."""
        return [row.id for row in self.rows]


def folded(rows: Iterable[InboxRow]) -> list[Line]:
    """The rows as lines, each where its first row stood. Read and unread ones, and ones whose words cannot be read, are
    not folded into each other."""
    lines: dict[tuple[object, ...], list[InboxRow]] = {}
    for row in rows:
        together = row.kind in FOLDED and not row.gone and not row.hidden
        key = (row.kind, row.why, row.observation_id, row.new) if together else (row.id,)
        lines.setdefault(key, []).append(row)
    return [line for found in lines.values() for line in _burst(found)]


def _burst(rows: list[InboxRow]) -> list[Line]:
    return [Line(tuple(rows))] if len(rows) >= BURST else [Line((row,)) for row in rows]
