"""The rail beside a board: the same list narrowed to one step or one kind, newest first. It costs no query: the kinds
it offers are those of the posts that are shown anyway."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from community.db.ids import read_id
from community.errors import Missing
from community.observations.rules import ESCALATED, OPEN, RESOLVED
from community.pages.board_feed import BoardRow

STEPS = (OPEN, ESCALATED, RESOLVED)
"""States a list can be narrowed to; pages/_rail.jinja2 has the words."""
MOST_KINDS = 8


@dataclass(frozen=True)
class Narrow:
    """What a list is narrowed to: ``by`` is "step", "kind" or empty; ``value`` the state or the id of the kind."""

    by: str = ""
    value: Any = None

    @property
    def address(self) -> str:
        """What addresses of further pages carry on."""
        return f"&{self.by}={self.value}" if self.by else ""


def read_narrow(fields: Mapping[str, str], tab: str) -> Narrow:
    """What the address asks for. Raises Missing for what is no step and no kind, for both at once, and beside another
    order than the newest first."""
    step, kind = fields.get("step"), fields.get("kind")
    if step is None and kind is None:
        return Narrow()
    if tab != "new" or (step is not None and kind is not None):
        raise Missing
    if step is not None:
        if step not in STEPS:
            raise Missing
        return Narrow("step", step)
    return Narrow("kind", read_id(kind))


def kinds_among(rows: Sequence[BoardRow]) -> list[tuple[int, str]]:
    """Id and name of the kinds of these posts, the most frequent first."""
    kinds = Counter((row.service_id, row.service) for row in rows if row.service_id and row.service)
    return [(number, name) for (number, name), _count in kinds.most_common(MOST_KINDS) if number and name]
