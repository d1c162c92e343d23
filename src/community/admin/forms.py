"""The form that gives a person a part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.db.ids import read_id
from community.errors import Refused
from community.permissions import Role

CITY_WIDE = (Role.MODERATOR, Role.ADMIN)


@dataclass(frozen=True)
class PartWanted:
    """A part as people.actions takes it."""

    role: Role
    scope_kind: str
    scope_id: int
    boards: list[int] | None = None


def read_part(params: Mapping[str, Any], boards: list[str]) -> PartWanted:
    """Fields ``role board agency``; ``boards`` are the boards of a liaison, none for all. Raises Refused, Missing."""
    text = params.get("role", "")
    if text not in {Role.NEIGHBOR, Role.CAPTAIN, Role.LIAISON, *CITY_WIDE}:
        raise Refused("Choose a part.", "role")
    role = Role(text)
    if role in CITY_WIDE:
        return PartWanted(role, "city", 0)
    if role is Role.LIAISON:
        if not params.get("agency"):
            raise Refused("Choose the agency.", "agency")
        return PartWanted(role, "agency", read_id(params["agency"]), [read_id(text) for text in boards] or None)
    if not params.get("board"):
        raise Refused("Choose the board.", "board")
    return PartWanted(role, "board", read_id(params["board"]))
