"""What can be followed, and who follows a point. Pure."""

import math
from dataclasses import dataclass

from community.i18n import N_, _
from community.places.rules import meters_between

BOARD, OBSERVATION, CASE, PLACE = "board", "observation", "case", "place"
RANK = {kind: rank for rank, kind in enumerate((OBSERVATION, CASE, PLACE, BOARD))}
"""Who follows in several ways is told once, for the nearest reason."""
RADII = {
    250: N_("About 2 blocks (250 m)"),
    500: N_("About 4 blocks (500 m)"),
    1000: N_("About 10 minutes on foot (1 km)"),
}
MOST_FOLLOWS = 200
"""Things one person may follow; nobody reads more."""
MOST_PLACES = 10
ROWS, COLUMNS = 0.02, 0.04
"""Sides of a cell in degrees: more than the longest radius anywhere people live."""


@dataclass(frozen=True)
class PlaceFollow:
    """Somebody who follows all within ``meters`` of a point."""

    person_id: int
    lat: float
    lon: float
    meters: int

    def reaches(self, lat: float, lon: float) -> bool:
        """Whether a point lies within the radius."""
        return meters_between(self.lat, self.lon, lat, lon) <= self.meters


def case_name(reference: str | None) -> str:
    """What a case is called where no post names it."""
    return _("Case {reference}").format(reference=reference) if reference else _("A case on its way to the city")


def cell_of(lat: float, lon: float) -> str:
    """The square of the grid a point lies in."""
    return f"{math.floor(lat / ROWS)}:{math.floor(lon / COLUMNS)}"


def cells_around(lat: float, lon: float) -> list[str]:
    """The squares in which somebody can stand who follows this point."""
    row, column = math.floor(lat / ROWS), math.floor(lon / COLUMNS)
    return [f"{row + down}:{column + along}" for down in (-1, 0, 1) for along in (-1, 0, 1)]
