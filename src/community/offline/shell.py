"""What the service worker keeps on a phone so that pages open without a signal, and the worker itself.

Its version is the hash of all of it: a worker changes when, and only when, something it keeps does.
"""

import hashlib
import json
from functools import cache

from community.assets import folder, static_address
from community.compression import without_comments
from community.pages.script_words import late_words_address, words_address

STYLES = ("tokens", "base", "font", "board", "compose", "similar", "pick", "inks", "camera", "offline")
SCRIPTS = (
    "stoop", "live", "say", "swap", "vote", "board", "compose", "store", "outbox", "outgoing", "saved",
    "waiting", "drafts", "writing", "posting", "returning", "similar", "photos", "camera", "picture", "sending",
    "cover", "used", "parcel", "mending", "shared", "copies", "answering", "clock",
)  # fmt: skip
FONT = "/static/fonts/overpass-700-latin.woff2"
WALK = ("css/walk.css", "js/walk.js")
"""Kept only by those who walk a block."""
PAGES = ("/offline", "/outbox")
"""Pages without anything of anybody, fetched without cookies."""
LIST = "/* LIST */"


def kept_files(language: str) -> list[str]:
    """Addresses of the styles, scripts, words and pictures a page in this language needs without a signal."""
    styles = [static_address(f"css/{name}.css") for name in STYLES]
    scripts = [static_address(f"js/{name}.js") for name in SCRIPTS]
    words = dict.fromkeys((words_address(language), late_words_address(language)))
    return [*styles, *scripts, *words, static_address("img/icon.svg"), FONT]


@cache
def worker_tag(language: str) -> str:
    """A short name of the worker's bytes."""
    return hashlib.sha256(worker(language).encode()).hexdigest()[:16]


@cache
def worker(language: str) -> str:
    """The source of the service worker for pages in this language, with its version and its list."""
    source = without_comments((folder("static") / "js" / "worker.js").read_bytes()).decode()
    files, walk = kept_files(language), [static_address(name) for name in WALK]
    version = hashlib.sha256("\n".join([language, source, *files, *walk]).encode()).hexdigest()[:10]
    values = json.dumps({"language": language, "version": version, "files": files, "walk": walk, "pages": PAGES})
    return source.replace(LIST, f"const KEPT = {values};", 1)
