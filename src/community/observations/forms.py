"""The forms around an observation: posted text in, checked words or errors by field out.

Fields: ``title description kind place landmark lat lon nameless client_id chosen`` and ``answer.CODE`` for the
questions of the kind. ``kind`` is a service's id, empty for "not sure". ``nameless`` and ``chosen`` are "1".
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.catalog.rules import FIELD, answers_in
from community.db.ids import LARGEST
from community.i18n import _
from community.observations.rules import DESCRIPTION_LENGTH, PLACE_LENGTH, TITLE_LENGTH
from community.places.rules import is_point
from community.prose import clean, clean_line, too_long

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")


@dataclass(frozen=True)
class Spot:
    """Where the problem is, as the person said it: a point, an address or street, a landmark; any may be missing."""

    address: str = ""
    landmark: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def given(self) -> bool:
        """Whether anything was said at all."""
        return bool(self.address or self.landmark or self.lat is not None)


@dataclass(frozen=True)
class ObservationWords:
    """A checked post. ``answers`` are raw: the catalog checks them. ``chosen``: the person chose this board among
    several that hold the point. ``made_at``: when it was written, if it waited on a phone since then."""

    title: str
    description: str = ""
    service_id: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    spot: Spot = Spot()
    nameless: bool = False
    client_id: str | None = None
    chosen: bool = False
    made_at: datetime | None = None


@dataclass(frozen=True)
class ObservationForm:
    """What was typed (``values``, to fill the form in again), what is wrong with it (``errors`` by field), and the
    checked ``words`` when nothing is."""

    values: dict[str, Any]
    errors: dict[str, str]
    words: ObservationWords | None


def read_observation(params: Mapping[str, Any], *, need_place: bool = True) -> ObservationForm:
    """A post or an edit. Nothing is looked up: whether there is such a kind and such a place asks the action."""
    values = typed(params)
    errors: dict[str, str] = {}
    _check_words(values, errors)
    return _read(values, errors, need_place=need_place)


def read_sorting(params: Mapping[str, Any]) -> ObservationForm:
    """Kind, answers and place alone; title and description stay empty."""
    values = typed(params) | {"title": "", "description": ""}
    return _read(values, {}, need_place=False)


def _read(values: dict[str, Any], errors: dict[str, str], *, need_place: bool) -> ObservationForm:
    service_id = _service_id(values["kind"], errors)
    spot = _spot(values, errors)
    if need_place and not spot.given and "place" not in errors:
        errors["place"] = _("Say where it is: an address, a street or a landmark.")
    words = ObservationWords(
        title=values["title"],
        description=values["description"],
        service_id=service_id,
        answers=values["answers"],
        spot=spot,
        nameless=values["nameless"],
        client_id=values["client_id"],
        chosen=values["chosen"],
    )
    return ObservationForm(values, errors, None if errors else words)


def typed(params: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, cleaned but not judged: fit to fill the form in again."""
    client_id = _text(params, "client_id")
    spot: Mapping[str, Any] = {} if _text(params, "no_spot") else params
    return {
        "title": clean_line(_text(params, "title")),
        "description": clean(_text(params, "description")),
        "kind": clean_line(_text(params, "kind")),
        "place": clean_line(_text(params, "place")),
        "landmark": clean_line(_text(params, "landmark")),
        "lat": clean_line(_text(spot, "lat")),
        "lon": clean_line(_text(spot, "lon")),
        "nameless": _text(params, "nameless") == "1",
        "chosen": _text(params, "chosen") == "1",
        "client_id": client_id if CLIENT_ID.fullmatch(client_id) else None,
        "answers": answers_in(params.items()),
    }


def answer_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """Those of ``errors`` that belong to questions of the kind, by question code, as the question fields want them."""
    return {name.removeprefix(FIELD): said for name, said in errors.items() if name.startswith(FIELD)}


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    return value if isinstance(value, str) else ""


def _check_words(values: Mapping[str, Any], errors: dict[str, str]) -> None:
    if not values["title"]:
        errors["title"] = _("Say in one line what you see.")
    elif len(values["title"]) > TITLE_LENGTH:
        errors["title"] = too_long(values["title"], TITLE_LENGTH)
    if len(values["description"]) > DESCRIPTION_LENGTH:
        errors["description"] = too_long(values["description"], DESCRIPTION_LENGTH)


def _service_id(kind: str, errors: dict[str, str]) -> int | None:
    if not kind:
        return None
    if kind.isascii() and kind.isdigit() and len(kind) <= 19 and 0 < int(kind) <= LARGEST:
        return int(kind)
    errors["kind"] = _("Choose a kind from the list, or “Not sure”.")
    return None


def _spot(values: Mapping[str, Any], errors: dict[str, str]) -> Spot:
    """The place; a point counts only whole, on this earth and off its poles."""
    for name in ("place", "landmark"):
        if len(values[name]) > PLACE_LENGTH:
            errors[name] = too_long(values[name], PLACE_LENGTH)
    lat, lon = _degrees(values["lat"], 90), _degrees(values["lon"], 180)
    if (values["lat"] or values["lon"]) and not is_point(lat, lon):
        errors["place"] = _("We could not read that spot. Write an address or a landmark instead.")
    return Spot(values["place"], values["landmark"], lat, lon)


def _degrees(text: str, largest: int) -> float | None:
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= largest else None
