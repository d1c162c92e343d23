"""A process that keeps one photo after the other until it is killed: ``python keeping.py DATABASE HOME``."""

import importlib
import sys

from community.db.engines import create_engines
from community.db.sessions import Sessions
from community.photos.actions import expect_photo, keep_photo
from community.photos.developing import Developed
from community.photos.forms import Owner
from community.photos.rules import FORMATS, SIZES, file_of
from community.photos.storage import open_store
from community.settings import Settings


def main(url: str, home: str) -> None:
    """The steps of ``taking.take_in``, without a browser and without a decoder."""
    importlib.import_module("community.routes")  # every table is known
    sessions, store = Sessions(create_engines(url)), open_store(Settings(home=home))
    owner = Owner(browser_hash="somebody")
    made = Developed(640, 480, {f"{size}.{form}": b"x" * 5000 for size in SIZES for form in FORMATS})
    while True:
        with sessions.writing() as db, db.begin():
            key = expect_photo(db, owner, "10.0.0.1", 1_000_000)
        for name, data in made.files.items():
            size, _dot, form = name.partition(".")
            store.write(file_of(key, size, form), data)
        with sessions.writing() as db, db.begin():
            keep_photo(db, owner, key, made)
        print(key, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
