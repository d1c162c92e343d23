"""Addresses the city did not import, from the service the operator named: Nominatim or Photon. Asked from the server,
rarely, and for what our own index does not know."""

import json
import logging
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from community.outbound import Limits, Unreachable, ask
from community.places.ground import Box
from community.places.rules import is_point

log = logging.getLogger(__name__)

SECONDS = 4.0
EVERY = 1.0
"""Seconds between two questions of this process: what public services ask of their users."""
MOST_KEPT = 500
MOST_FOUND = 5
LONGEST_LABEL = 160
Found = tuple[str, float, float]
"""What people call it, latitude, longitude."""


class Geocoder:
    """One service, asked at most once a second; what it said is kept while the process lives. Thread-safe."""

    def __init__(self, kind: str, url: str, opened: str = "") -> None:
        self.kind, self.url = kind, url.rstrip("/")
        self.limits = Limits(opened, SECONDS)
        self._lock = threading.Lock()
        self._next = 0.0
        self._kept: dict[tuple[str, Box | None], list[Found]] = {}

    def find(self, text: str, within: Box | None = None) -> list[Found]:
        """Places called so, the likeliest first, ``within`` this ground only: there is a Larch St in every city. Empty
        when there are none, when it was asked a moment ago, and when the service is away, hangs or talks nonsense: an
        address that is not found costs nobody their post."""
        asked = text, within
        if asked in self._kept:
            return self._kept[asked]
        with self._lock:
            if time.monotonic() < self._next:
                return []
            self._next = time.monotonic() + EVERY
        try:
            answer = ask(self._address(text, within), self.limits, headers={"Accept": "application/json"})
            found = read_places(self.kind, json.loads(answer.body)) if answer.status == 200 else []
        except (Unreachable, ValueError, RecursionError) as problem:
            log.warning("The geocoder does not answer: %s", problem)
            return []
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = found
        return found

    def _address(self, text: str, within: Box | None) -> str:
        ground = _ground(self.kind, within) if within else {}
        if self.kind == "nominatim":
            return f"{self.url}/search?{urlencode({'q': text, 'format': 'jsonv2', 'limit': MOST_FOUND, **ground})}"
        return f"{self.url}/api/?{urlencode({'q': text, 'limit': MOST_FOUND, **ground})}"


def _ground(kind: str, within: Box) -> dict[str, str]:
    """The arguments that keep an answer to this ground: ``viewbox`` with ``bounded`` of Nominatim's search, ``bbox`` of
    Photon's and the middle, to which it leans."""
    south, west, north, east = within
    edges = f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}"
    if kind == "nominatim":
        return {"viewbox": edges, "bounded": "1"}
    return {"bbox": edges, "lat": f"{(south + north) / 2:.2f}", "lon": f"{(west + east) / 2:.2f}"}


def read_places(kind: str, answer: Any) -> list[Found]:
    """The places in an answer of Nominatim (a list) or Photon (GeoJSON); what is no place on earth is left out."""
    rows = answer if kind == "nominatim" else answer.get("features") if isinstance(answer, Mapping) else None
    if not isinstance(rows, list):
        return []
    read = (
        _nominatim(row) if kind == "nominatim" else _photon(row)
        for row in rows[:MOST_FOUND]
        if isinstance(row, Mapping)
    )
    return [found for found in read if found is not None and found[0] and is_point(found[1], found[2])]


def _nominatim(row: Mapping[str, Any]) -> Found | None:
    return _found(row.get("display_name"), row.get("lat"), row.get("lon"))


def _photon(row: Mapping[str, Any]) -> Found | None:
    geometry, said = row.get("geometry"), row.get("properties")
    if not isinstance(geometry, Mapping) or not isinstance(said, Mapping):
        return None
    point = geometry.get("coordinates")
    if not isinstance(point, list) or len(point) < 2:
        return None
    street = " ".join(str(said[name]) for name in ("housenumber", "street") if said.get(name))
    label = ", ".join(str(part) for part in (street or said.get("name"), said.get("city")) if part)
    return _found(label, point[1], point[0])


def _found(label: Any, lat: Any, lon: Any) -> Found | None:
    try:
        return str(label or "")[:LONGEST_LABEL], float(lat), float(lon)
    except (TypeError, ValueError):
        return None
