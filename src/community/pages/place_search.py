"""Looking for a place by what somebody typed: our own index, then its streets with typos forgiven, then the
geocoder."""

from dataclasses import dataclass

from pyramid.config import Configurator
from sqlalchemy.orm import Session

from community.boards.atlas import boards_at, ground_of_boards
from community.places.alike import addresses_alike
from community.places.crossings import FoundPlace
from community.places.geocoder import Geocoder
from community.places.queries import find_places, places_named
from community.settings import Settings

MOST = 8
LONGEST = 200


@dataclass(frozen=True)
class Looked:
    """What was found. ``alike``: nothing was spelled so; these are near to it."""

    places: list[FoundPlace]
    alike: bool = False


def look_for(db: Session, geocoder: Geocoder | None, text: str) -> Looked:
    """Addresses, blocks and streets called so. Twelve queries at most; the geocoder is asked when there are none, about
    the ground of the boards, and only what lies on one counts."""
    text = text[:LONGEST]
    found = find_places(db, text, MOST)
    if found:
        return Looked(found)
    meant = addresses_alike(db, text)
    if meant and (alike := places_named(db, meant)):
        return Looked(alike, alike=True)
    outside = geocoder.find(text, ground_of_boards(db)) if geocoder and text.strip() else []
    return Looked(
        [FoundPlace("outside", label, ((lat, lon),)) for label, lat, lon in outside if boards_at(db, lat, lon)]
    )


def geocoder_of(knobs: Settings) -> Geocoder | None:
    """The one that is set, if any."""
    return Geocoder(knobs.geocoder, knobs.geocoder_url, knobs.outbound_open) if knobs.geocoder else None


def includeme(config: Configurator) -> None:
    """One geocoder for all threads, as ``request.geocoder``."""
    geocoder = geocoder_of(config.registry.knobs)
    config.add_request_method(lambda request: geocoder, "geocoder", property=True)
