"""What a fact is: a small frozen dataclass in the past tense, declared by its feature, known here by name.

Fields named ``board_id``, ``observation_id``, ``case_id`` and ``person_id`` become columns; the others go into
``data`` and may be ids, numbers, states or dates, never words, names or addresses.
"""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar

COLUMNS = ("board_id", "observation_id", "case_id", "person_id")
VOCABULARY: dict[str, type["Fact"]] = {}


@dataclass(frozen=True)
class Fact:
    """Base of all facts. ``VoteCast`` is stored with the kind ``vote_cast``."""

    kind: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Enter the new kind of fact into the vocabulary; two features may not use the same word."""
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        if cls.kind in VOCABULARY and VOCABULARY[cls.kind].__module__ != cls.__module__:
            raise TypeError(f"two features declare the fact {cls.kind}")
        VOCABULARY[cls.kind] = cls

    def columns(self) -> dict[str, Any]:
        """The fact as column values of an activity row."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        found = {name: values.pop(name, None) for name in COLUMNS}
        return {"kind": self.kind, **found, "data": values}
