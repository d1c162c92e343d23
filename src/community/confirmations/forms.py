"""The forms of who looked. Answer: fields ``says case words nameless client_id``; a better place: also ``place``
and ``landmark``. Photo fields as everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.comments.rules import WORDS_LENGTH
from community.confirmations.actions import NO_WORDS, Words
from community.db.ids import read_id
from community.errors import Refused
from community.observations.forms import CLIENT_ID, Spot
from community.observations.rules import PLACE_LENGTH
from community.photos.forms import NO_PHOTOS, SentPhotos
from community.prose import clean, clean_line, too_long

NOWHERE = Spot()


@dataclass(frozen=True)
class ConfirmationForm:
    """As typed, and what is wrong by field. ``case_id`` None: about the observation as it stands."""

    says: str = ""
    case_id: int | None = None
    words: Words = NO_WORDS
    spot: Spot = NOWHERE
    errors: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises Refused for the first field that cannot be taken."""
        for name, message in self.errors.items():
            raise Refused(message, name)


def read_confirmation(params: Mapping[str, Any], photos: SentPhotos = NO_PHOTOS) -> ConfirmationForm:
    """An answer or a better place, its words and photos if there are any. Raises Missing for what can be no case."""
    words, client_id = clean(_text(params, "words")), _text(params, "client_id")
    spot = Spot(clean_line(_text(params, "place")), clean_line(_text(params, "landmark")))
    errors = {"words": too_long(words, WORDS_LENGTH)} if len(words) > WORDS_LENGTH else {}
    for name, said in (("place", spot.address), ("landmark", spot.landmark)):
        if len(said) > PLACE_LENGTH:
            errors[name] = too_long(said, PLACE_LENGTH)
    return ConfirmationForm(
        says=_text(params, "says"),
        case_id=read_id(params["case"]) if params.get("case") else None,
        words=Words(
            words, params.get("nameless") == "1", photos, client_id if CLIENT_ID.fullmatch(client_id) else None
        ),
        spot=spot,
        errors=errors,
    )


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    return value if isinstance(value, str) else ""
