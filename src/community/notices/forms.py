"""What the inbox is asked: which tab, which page, what was read."""

from collections.abc import Mapping
from dataclasses import dataclass

from community.db.ids import read_id
from community.errors import Missing


@dataclass(frozen=True)
class InboxForm:
    """``only_city``: the tab of the city's words. ``before``: where the page begins."""

    only_city: bool
    before: int | None


def read_inbox(params: Mapping[str, str]) -> InboxForm:
    """The page asked for; what makes no sense is left out."""
    return InboxForm(params.get("show") == "city", number_in(params, "before"))


def number_in(params: Mapping[str, str], name: str) -> int | None:
    """The id in this field, if it holds one."""
    try:
        return read_id(params.get(name, ""))
    except Missing:
        return None
