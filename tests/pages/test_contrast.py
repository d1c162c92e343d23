"""The colours of the tokens keep the contrast that reading needs, by day and by night; computed from the CSS."""

import re

import pytest

from community.assets import folder

PAIRS = (
    ("ink", "page", 4.5),
    ("ink", "surface", 4.5),
    ("ink-2", "surface", 4.5),
    ("ink-2", "page", 4.5),
    ("ink-2", "sunken", 4.5),
    ("ink-3", "surface", 4.5),
    ("ink-3", "page", 4.5),
    ("ink-3", "sunken", 4.5),
    ("sign", "page", 4.5),
    ("sign", "surface", 4.5),
    ("sign", "sign-tint", 4.5),
    ("sign-deep", "page", 4.5),
    ("on-sign", "sign", 4.5),
    ("plate-ink", "plate", 4.5),
    ("on-porch", "porch", 4.5),
    ("porch-ink", "porch-tint", 4.5),
    ("ink", "porch-tint", 4.5),
    ("brick", "surface", 4.5),
    ("brick", "page", 4.5),
    ("brick", "brick-tint", 4.5),
    ("on-brick", "brick", 4.5),
    ("ink", "brick-tint", 4.5),
    ("city", "surface", 4.5),
    ("city", "city-tint", 4.5),
    ("ink", "city-tint", 4.5),
    ("on-city", "city", 4.5),
    ("edge", "surface", 3.0),
    ("edge", "page", 3.0),
    ("focus", "page", 3.0),
    ("focus", "surface", 3.0),
    ("plate-ink", "rail", 4.5),
    ("rail-2", "rail", 4.5),
    ("rail-2", "rail-lift", 4.5),
    ("rail-3", "rail", 4.5),
    ("on-porch", "porch-pale", 4.5),
)


def colours(css: str) -> dict[str, str]:
    return {name: _six(value) for name, value in re.findall(r"--([a-z0-9-]+):#([0-9a-f]{3,6})\b", css)}


def _six(value: str) -> str:
    return "".join(digit * 2 for digit in value) if len(value) == 3 else value


def themes() -> dict[str, dict[str, str]]:
    css = (folder("static") / "css/tokens.css").read_text(encoding="utf-8")
    light, by_system, by_choice = css.split(":root")[1], css.split(":root")[2], css.split(":root")[3]
    assert colours(by_system) == colours(by_choice), "the two dark themes differ"
    return {"light": colours(light), "dark": colours(light) | colours(by_system)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_tokens_can_be_read(theme, front, back, least):
    values = themes()[theme]
    assert contrast(values[front], values[back]) >= least
