"""A point lies on its boards, smallest first; the atlas follows every change of a boundary."""

from datetime import timedelta

from community import clock
from community.boards.atlas import boards_along, boards_at, nearest_board
from community.boards.models import Boundary
from tests import make


def box(west, south, east, north):
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def test_overlapping_boards_come_smallest_first(db):
    city = make.board(db, "Whole City", geometry=box(-72, 42, -71, 43), area=1.0)
    block = make.board(db, "Larch Block", geometry=box(-71.6, 42.4, -71.5, 42.5), area=0.01)
    assert boards_at(db, 42.45, -71.55) == [block.id, city.id]
    assert boards_at(db, 42.9, -71.1) == [city.id]
    assert boards_at(db, 10.0, 10.0) == []


def test_what_is_no_point_lies_nowhere(db):
    make.board(db, geometry=box(-180, -85, 180, 85))
    assert boards_at(db, float("nan"), 0.0) == []
    assert boards_at(db, 90.0, 0.0) == []
    assert nearest_board(db, float("inf"), 0.0) is None


def test_without_boards_nothing_is_near(db):
    assert boards_at(db, 42.0, -71.0) == []
    assert nearest_board(db, 42.0, -71.0) is None


def test_near_means_near_on_the_ground(db):
    """0.10° east is nearer than 0.09° north at 42°: a degree of longitude is three quarters of one of latitude."""
    east = make.board(db, "East", geometry=box(-70.90, 41.9, -70.80, 42.1))
    make.board(db, "North", geometry=box(-71.05, 42.09, -70.95, 42.2))
    assert nearest_board(db, 42.0, -71.0) == east.id


def test_a_changed_outline_counts_at_once(db):
    board = make.board(db, geometry=box(-71.1, 42.3, -71.0, 42.4))
    assert boards_at(db, 42.35, -71.05) == [board.id]
    outline = db.get(Boundary, board.id)
    outline.geometry = box(-72.1, 42.3, -72.0, 42.4)
    outline.changed_at = clock.now() + timedelta(seconds=1)
    db.commit()
    assert boards_at(db, 42.35, -71.05) == []
    other = make.board(db, "Other", geometry=box(-71.1, 42.3, -71.0, 42.4))
    assert boards_at(db, 42.35, -71.05) == [other.id]


def test_a_street_crosses_boards_in_its_own_order(db):
    north = make.board(db, "North", geometry=box(-71.1, 42.35, -71.0, 42.4))
    south = make.board(db, "South", geometry=box(-71.1, 42.3, -71.0, 42.35))
    along = [(42.31, -71.05), (float("nan"), -71.05), (42.33, -71.05), (42.39, -71.05), (42.9, -71.05)]
    assert boards_along(db, [along, [], along[3:]]) == [[south.id, north.id], [], [north.id]]
    assert boards_along(db, []) == []
