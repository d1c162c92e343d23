"""Shapes of a file that are none are refused by name, however they are built."""

import json

import pytest

from community.places.shapes import AREAS, BadShape, read_shape


@pytest.mark.parametrize("depth", [50, 500, 900])
def test_coordinates_nested_without_end_are_no_shape(depth):
    coordinates = json.loads("[" * depth + "]" * depth)
    with pytest.raises(BadShape):
        read_shape({"type": "Polygon", "coordinates": coordinates}, AREAS)
