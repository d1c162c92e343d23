"""The photos of Larkport: street scenes drawn by a computer, so that no real house, person or plate is shown. They go
through the same darkroom and into the same store as everybody's."""

from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from community.demo.reading import read_toml
from community.photos.actions import keep_photo, new_key
from community.photos.developing import Developed, develop
from community.photos.forms import Owner, SentPhotos
from community.photos.rules import file_of


class Album:
    """Prints of the drawn scenes; each is developed once and kept anew for every post it goes with."""

    def __init__(self, app: Any) -> None:
        self._store, self._knobs = app.photo_store, app.knobs
        self._words = {photo["name"]: photo["shows"] for photo in read_toml("photos")["photo"]}
        self._developed = cache(self._develop)

    def _develop(self, name: str) -> Developed:
        return develop(files("community.demo").joinpath("photos", f"{name}.webp").read_bytes(), self._knobs)

    def prepare(self, names: set[str]) -> None:
        """Develop what will be needed, before the first transaction opens."""
        for name in sorted(names):
            self._developed(name)

    def sent(self, db: Session, person_id: int, name: str) -> SentPhotos:
        """This scene as somebody's photo, ready to be posted with their words."""
        owner, made, key = Owner(person_id), self._developed(name), new_key(db)
        for file, data in made.files.items():
            size, _dot, form = file.partition(".")
            self._store.write(file_of(key, size, form), data)
        keep_photo(db, owner, key, made, self._words[name])
        return SentPhotos(owner, (key,))
