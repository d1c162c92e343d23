"""The photo fields of a form. ``photo`` is repeated: the key of a photo that waits; ``alt.KEY`` says what it shows.

``photo_problem`` carries what was wrong with a file through a sign-in, so that it is said afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.errors import Refused
from community.photos.developing import FIELD
from community.photos.rules import ALT_LENGTH, KEY, MOST, too_many
from community.prose import clean_line

PROBLEM = "photo_problem"
LONGEST_PROBLEM = 300


@dataclass(frozen=True)
class Owner:
    """Whose an unposted photo is: the person's who is signed in, else that of the browser which brought it."""

    person_id: int | None = None
    browser_hash: str | None = None


@dataclass(frozen=True)
class SentPhotos:
    """What a form says of photos: keys in their order, what each shows, who sends it, and what was wrong."""

    owner: Owner = Owner()
    keys: tuple[str, ...] = ()
    alts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    def check(self) -> None:
        """Raises Refused when a file could not be used, or when there are too many."""
        if self.problem:
            raise Refused(self.problem, FIELD)


NO_PHOTOS = SentPhotos()


def read_photos(params: Any, owner: Owner) -> SentPhotos:
    """The photo fields of posted ``params`` (a MultiDict)."""
    texts = [text for text in params.getall("photo") if isinstance(text, str)]
    keys = tuple(dict.fromkeys(key for key in texts if KEY.fullmatch(key)))
    problem = clean_line(_text(params, PROBLEM))[:LONGEST_PROBLEM]
    if len(keys) > MOST and not problem:
        problem = too_many(len(keys))
    return SentPhotos(owner, keys[:MOST], {key: read_alt(params, f"alt.{key}") for key in keys}, problem)


def read_alt(params: Mapping[str, Any], name: str = "alt") -> str:
    """What a photo shows, in one line of bearable length."""
    return clean_line(_text(params, name))[:ALT_LENGTH]


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    return value if isinstance(value, str) else ""
