"""Where templates, static files and migrations stand, and the address of a static file with its content hash.

Installed, they are the packages ``community.templates``, ``community.static`` and ``community.migrations`` of the
wheel; in a checkout, the top-level folders. An editable install has no copies, so the checkout's folders are taken.
"""

import hashlib
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path

LIBRARIES = {"leaflet": ("XStatic-Leaflet", "xstatic/pkg/leaflet/data")}
"""Scripts of others: the package that brings them, and its folder. Their addresses begin with ``lib/NAME``."""
PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent.parent
FOLDERS = {"templates": "templates", "static": "static", "migrations": "alembic"}


def folder(name: str) -> Path:
    """The folder of ``name`` (templates, static or migrations). Raises FileNotFoundError."""
    for place in (PACKAGE / name, CHECKOUT / FOLDERS[name]):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"Stoop is not installed whole: no folder for {name}.")


@cache
def library(name: str) -> Path:
    """The folder of a library. Raises PackageNotFoundError when it is not installed."""
    package, inside = LIBRARIES[name]
    return Path(str(distribution(package).locate_file(inside)))


def _file(path: str) -> Path:
    """The static file, ours or of a library."""
    first, _slash, rest = path.partition("/")
    if first == "lib":
        name, _slash, inside = rest.partition("/")
        return library(name) / inside
    return folder("static") / path


@lru_cache(maxsize=256)
def content_hash(path: str) -> str:
    """Ten hex digits that change with the bytes of the static file ``path``. Raises FileNotFoundError."""
    return hashlib.sha256(_file(path).read_bytes()).hexdigest()[:10]


def static_address(path: str) -> str:
    """Address of a static file; it changes with the bytes, so browsers may keep it for a year."""
    return f"/static/{path}?{content_hash(path)}"
