"""Drawing boxes without scripts: two taps on the picture are two corners, or four numbers in percent. Everything drawn
so far stands in the address; nothing is kept. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.i18n import N_, _
from community.photos.rules import MOST_BOXES, WHOLE, Box, read_box

TAPPED = {"at280": 280, "at720": 720}
"""The picture as a button, by the name it sends: how many pixels wide the page shows it."""
NUMBERS = ("left", "top", "wide", "high")
PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9])?")
CORNER = re.compile(r"([0-9]{1,4}),([0-9]{1,4})")
NOT_INSIDE = N_("That box is not inside the photo. Use numbers from 0 to 100.")
ENOUGH = N_("That is {n} boxes. Cover these first.")


@dataclass(frozen=True)
class Drawing:
    """The boxes so far, the first corner of the next one (thousandths), the numbers typed, and what is wrong."""

    boxes: tuple[Box, ...] = ()
    corner: tuple[int, int] | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def draw(params: Any, width: int, height: int) -> Drawing:
    """What ``params`` (a MultiDict) says of a picture of these pixels, the last tap or number included."""
    found = [box for box in map(read_box, _texts(params, "box")) if box]
    boxes, corner = tuple(found[:MOST_BOXES]), _corner(_text(params, "corner"))
    if without := _text(params, "without"):
        return Drawing(tuple(box for number, box in enumerate(boxes) if str(number) != without), corner)
    numbers = {name: _text(params, name)[:5] for name in NUMBERS}
    tap = _tap(params, width, height)
    if not tap and not any(numbers.values()):
        return Drawing(boxes, corner)
    if len(boxes) == MOST_BOXES:
        return Drawing(boxes, problem=_(ENOUGH).format(n=MOST_BOXES))
    if tap is None:
        box = _typed(numbers)
        return Drawing((*boxes, box), corner) if box else Drawing(boxes, corner, numbers, _(NOT_INSIDE))
    return Drawing((*boxes, between(corner, tap))) if corner else Drawing(boxes, tap)


def between(one: tuple[int, int], other: tuple[int, int]) -> Box:
    """The box with these opposite corners, as small as one thousandth at least."""
    left, top = min(one[0], other[0], WHOLE - 1), min(one[1], other[1], WHOLE - 1)
    return Box(left, top, max(abs(one[0] - other[0]), 1), max(abs(one[1] - other[1]), 1))


def shown_height(shown_width: int, width: int, height: int) -> int:
    """Pixels the picture is high where the page shows it ``shown_width`` wide."""
    return max(1, round(shown_width * height / width))


def page_of(params: Any, width: int, height: int) -> dict[str, Any]:
    """For the page: what is drawn so far, and the picture as a button in every width it is shown in."""
    taps = [(name, wide, shown_height(wide, width, height)) for name, wide in TAPPED.items()]
    return {"drawing": draw(params, width, height), "taps": taps}


def _tap(params: Any, width: int, height: int) -> tuple[int, int] | None:
    for name, wide in TAPPED.items():
        x, y = _text(params, f"{name}.x"), _text(params, f"{name}.y")
        if x.isascii() and x.isdigit() and y.isascii() and y.isdigit() and len(x + y) <= 10:
            high = shown_height(wide, width, height)
            return min(int(x) * WHOLE // wide, WHOLE), min(int(y) * WHOLE // high, WHOLE)
    return None


def _typed(numbers: Mapping[str, str]) -> Box | None:
    """The box of four numbers in percent, if they are four and it lies inside."""
    if not all(PERCENT.fullmatch(text) for text in numbers.values()):
        return None
    parts = [round(float(numbers[name].replace(",", ".")) * WHOLE / 100) for name in NUMBERS]
    return read_box(",".join(map(str, parts)))


def _corner(text: str) -> tuple[int, int] | None:
    found = CORNER.fullmatch(text)
    return (min(int(found[1]), WHOLE), min(int(found[2]), WHOLE)) if found else None


def _texts(params: Any, name: str) -> list[str]:
    return [text for text in params.getall(name) if isinstance(text, str)]


def _text(params: Any, name: str) -> str:
    value = params.get(name, "")
    return value.strip() if isinstance(value, str) else ""
