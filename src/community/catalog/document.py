"""The catalog as one document: what a TOML file of it says, and what a city's database says, in the same shape.

``services`` and ``agencies`` are in the order of the city. A document knows no ids: agencies are named by key, services
and questions by code, boards by the slug of their address.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from community.catalog.working_time import Hours

SERVICE_FIELDS = ("name", "description", "group", "keywords", "icon", "type", "active", "agency")


class BadDocument(ValueError):
    """What is wrong with a file: ``problems``, a sentence each, all of them at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class AgencyEntry:
    """An agency. Exactly one of a document is the ``fallback``."""

    key: str
    name: str
    fallback: bool = False


@dataclass(frozen=True)
class QuestionEntry:
    """One question; ``options`` are pairs of key and name."""

    code: str
    text: str
    hint: str
    datatype: str
    required: bool
    public: bool
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ServiceEntry:
    """A service with all that belongs to it. ``targets``: (amount, unit) by measure. ``routes``: agency by board."""

    code: str
    name: str
    agency: str
    description: str = ""
    group: str = ""
    keywords: str = ""
    icon: str = "other"
    type: str = "realtime"
    active: bool = True
    targets: dict[str, tuple[int, str]] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)
    questions: tuple[QuestionEntry, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole catalog. ``hours`` None: the file says nothing about them."""

    hours: Hours | None
    agencies: tuple[AgencyEntry, ...]
    services: tuple[ServiceEntry, ...]


def question_values(entry: QuestionEntry) -> dict[str, Any]:
    """The columns of a question."""
    return {**asdict(entry), "options": [{"key": key, "name": name} for key, name in entry.options]}
