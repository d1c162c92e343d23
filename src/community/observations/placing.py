"""From what a person said about the place to where it exactly is, and to what of it the public may see.

The exact place is for its author, the desk and the hand-off. Of a nameless post the public sees the middle and the
label of its block, or, where no block is known, a cell of about 150 m and no address; without a point, no place but
the landmark. It is worked out when it is written, so that no page can forget to hide it.
"""

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from community.boards.atlas import boards_at, nearest_board
from community.boards.queries import boards_named
from community.observations.forms import Spot
from community.observations.models import ExactPlace, Observation
from community.observations.rules import NOWHERE, PlaceQuestion, place_question
from community.places.queries import address_named, block_by_id, find_places, nearest_block
from community.places.rules import fold, is_point, public_place


class Exact(Protocol):
    """A place as the desk sees it: an ``ExactPlace`` row, or one about to be."""

    @property
    def lat(self) -> float | None:
        """Of the point, where there is one."""

    @property
    def lon(self) -> float | None:
        """Of the point, where there is one."""

    @property
    def address(self) -> str:
        """In the person's words."""

    @property
    def block_id(self) -> int | None:
        """The block it lies on, where streets are imported."""


@dataclass(frozen=True)
class Placed:
    """Where it exactly is, as far as the words and the point tell."""

    lat: float | None
    lon: float | None
    address: str
    address_id: int | None
    block_id: int | None
    landmark: str

    @property
    def exact(self) -> dict[str, Any]:
        """The columns of an ExactPlace."""
        values = asdict(self)
        del values["landmark"]
        return values


def place_spot(db: Session, spot: Spot) -> Placed:
    """What the city imported of this address; a point given counts more than the address's own. The address stays
    in the person's words."""
    lat, lon, address_id, block_id = spot.lat, spot.lon, None, None
    if not is_point(lat, lon):
        lat, lon, address_id, block_id = _look_up(db, spot.address) if spot.address else (None, None, None, None)
    if block_id is None and lat is not None and lon is not None:
        near = nearest_block(db, lat, lon)
        block_id = near.id if near else None
    return Placed(lat, lon, spot.address, address_id, block_id, spot.landmark)


def _look_up(db: Session, address: str) -> tuple[float | None, float | None, int | None, int | None]:
    """Point, address and block that the words plainly mean: an imported address, else the block of a house number or
    of a corner."""
    if found := address_named(db, address):
        return found.lat, found.lon, found.id, found.block_id
    places = find_places(db, address, 2)
    if len(places) == 1 and places[0].kind in ("block", "crossing"):
        return *places[0].points[0], None, places[0].block_id
    return None, None, None, None


def ask_about_point(db: Session, placed: Placed, board_id: int, *, chosen: bool) -> None:
    """Raises PlaceQuestion when the point is not plainly on this board. Without a point the person's word counts."""
    if placed.lat is None or placed.lon is None:
        return
    boards = boards_at(db, placed.lat, placed.lon)
    reason = place_question(boards, board_id, chosen=chosen)
    if reason is None:
        return
    if reason == NOWHERE:
        nearest = nearest_board(db, placed.lat, placed.lon)
        boards = [] if nearest is None else [nearest]
    named = boards_named(db, boards)
    raise PlaceQuestion(reason, [named[board] for board in boards])


def show_place(db: Session, observation: Observation, exact: Exact) -> None:
    """Write what the public may see of ``exact`` into the observation; it knows whether it is nameless."""
    if not observation.nameless:
        observation.place, observation.lat, observation.lon = exact.address, exact.lat, exact.lon
    elif exact.lat is None or exact.lon is None:
        observation.place, observation.lat, observation.lon = _street(db, exact.address), None, None
    else:
        block = block_by_id(db, exact.block_id) if exact.block_id else None
        public = public_place(exact.lat, exact.lon, block)
        observation.place, observation.lat, observation.lon = public.place, public.lat, public.lon


def leave_place_to_city(db: Session, observation: Observation, exact: ExactPlace | None) -> None:
    """The words are withdrawn, but the crew still needs to find it: the landmark moves to the exact place, and the
    public sees what it would of a nameless post."""
    observation.nameless = True
    if exact is None:
        return
    if observation.landmark:
        exact.address = f"{exact.address} ({observation.landmark})" if exact.address else observation.landmark
    show_place(db, observation, exact)


def forget_place(db: Session, observation: Observation, exact: ExactPlace | None) -> None:
    """Nothing of the place is kept, nor of the answers."""
    observation.place, observation.lat, observation.lon, observation.answers = "", None, None, {}
    if exact is not None:
        db.delete(exact)


def _street(db: Session, address: str) -> str:
    """The address, if it is the name of a street and nothing more: then it gives no house away."""
    named = find_places(db, address, 1) if address else []
    return named[0].label if named and named[0].kind == "street" and fold(named[0].label) == fold(address) else ""
