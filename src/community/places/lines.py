"""Lines on a picture: joined, cut at its edges, thinned out, and written down as the path of an SVG."""

import math
from collections.abc import Sequence
from itertools import pairwise

import shapely

Pixel = tuple[int, int]
MARGIN = 10
"""Pixels around the picture in which a line still goes on, so that its end is never seen."""
THINNED = 1.0
"""Pixels a line may be off."""


def lines_on_picture(lines: Sequence[Sequence[Pixel]], width: int, height: int) -> list[list[Pixel]]:
    """The pieces of one street that are seen on the picture: joined where they meet, and thinned out."""
    whole = [line for line in lines if len(set(line)) > 1]
    if not whole:
        return []
    merged = shapely.line_merge(shapely.MultiLineString(whole))
    cut = shapely.clip_by_rect(merged, -MARGIN, -MARGIN, width + MARGIN, height + MARGIN)
    pieces = shapely.get_parts(shapely.simplify(cut, THINNED))
    found = [[(round(x), round(y)) for x, y in shapely.get_coordinates(piece)] for piece in pieces]
    return [line for line in found if len(set(line)) > 1]


def path_of(line: Sequence[Pixel]) -> str:
    """The line as steps from pixel to pixel: "m10 10l5-3"."""
    if not line:
        return ""
    steps = [f"M{line[0][0]} {line[0][1]}"]
    for (x, y), (next_x, next_y) in pairwise(line):
        across, up = next_x - x, next_y - y
        if across and up:
            steps.append(f"l{across}{'' if up < 0 else ' '}{up}")
        elif across or up:
            steps.append(f"h{across}" if across else f"v{up}")
    return "".join(steps)


def length(line: Sequence[Pixel]) -> float:
    """In pixels."""
    return sum(math.dist(here, there) for here, there in pairwise(line))
