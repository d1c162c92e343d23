"""What is marked for translation in the sources: Python, templates and scripts, each word with where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from jinja2 import Environment

from community.assets import PACKAGE, folder
from community.i18n.templates import Speech, collect

INSIDE = {"parse_template_string": True}
"""Words marked within a template string of JavaScript count too."""
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "counted": (1, 2), "pgettext": ((1, "c"), 2)}
"""Which arguments of a call are words: the first, one and many, context and words."""
CALLED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(")
KERNEL, LAYOUT, SCRIPTS = "kernel", "layout", "scripts"
ROOM_OF_TEMPLATES = {"inbox": "notices", "mail": "notices"}
"""Folders of templates that are not named after their room."""

Key = tuple[str | None, str]
"""Context and words (the singular where there are two)."""


@dataclass
class Marked:
    """One thing to be said: ``many`` where it has a plural; ``places`` are files below the checkout, in order."""

    context: str | None
    one: str
    many: str | None
    places: list[str] = field(default_factory=list)

    @property
    def features(self) -> list[str]:
        """The features it is said in, the first one first."""
        return list(dict.fromkeys(map(feature_of, self.places)))


def feature_of(place: str) -> str:
    """The feature a file belongs to; its words stand in the file of that name."""
    parts = place.split("/")
    if parts[0] == "static":
        return SCRIPTS
    if parts[0] == "templates":
        return ROOM_OF_TEMPLATES.get(parts[1], parts[1]) if len(parts) > 2 else LAYOUT
    return KERNEL if len(parts) == 3 or parts[2] == "i18n" else parts[2]


def all_marked() -> dict[Key, Marked]:
    """Everything marked, in the order of files and lines. Raises ValueError for one singular with two plurals."""
    found: dict[Key, Marked] = {}
    for place, context, one, many in _sightings():
        marked = found.setdefault((context, one), Marked(context, one, many))
        if many is not None and marked.many not in (None, many):
            raise ValueError(f"{place}: {one!r} has the plurals {marked.many!r} and {many!r}; give it one.")
        marked.many = marked.many or many
        if place not in marked.places:
            marked.places.append(place)
    return found


def _sightings() -> Iterator[tuple[str, str | None, str, str | None]]:
    """(file, context, one, many) of every mark."""
    templates, static = folder("templates"), folder("static")
    environment = Environment(extensions=["jinja2.ext.do", Speech], autoescape=True)
    for path in sorted(templates.rglob("*.jinja2")):
        for context, one, many in collect(environment, path.read_text("utf-8")):
            yield f"templates/{path.relative_to(templates).as_posix()}", context, one, many
    for path in sorted(PACKAGE.rglob("*.py")):
        for context, one, many in _calls_in(path, "python"):
            yield f"src/community/{path.relative_to(PACKAGE).as_posix()}", context, one, many
    for path in sorted((static / "js").rglob("*.js")):
        for context, one, many in _calls_in(path, "javascript"):
            yield f"static/{path.relative_to(static).as_posix()}", context, one, many


def _calls_in(path: Path, language: str) -> Iterator[tuple[str | None, str, str | None]]:
    source = path.read_bytes()
    if not CALLED.search(source.decode()):  # most files mark nothing, and to read one word by word takes its time
        return
    for _line, words, _comments, context in extract(language, BytesIO(source), keywords=KEYWORDS, options=INSIDE):
        one, many = words if isinstance(words, tuple) else (words, None)
        yield context, one, many
