"""The stylesheets: one per feature, small, nothing in them that no page uses."""

import gzip
import re
from pathlib import Path

import pytest

import community
from community.assets import folder, library
from community.cases import ladder
from community.compression import without_comments

SHEETS = sorted((folder("static") / "css").glob("*.css"))
NAME = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"')
COMPUTED = re.compile(r"(?:icon|note)\(([^)]*)\)|block body_class %\}([^{]*)|main_class = \"([^\"]*)\"")
BUDGET = 10_240
"""What a page may load of styles and of scripts, each gzipped, in bytes."""
PAGES = sorted(page for page in folder("templates").rglob("*.jinja2") if not page.name.startswith("_"))
MAP = {"ground", "map"}
"""The map, once somebody opens it, has a budget of its own."""
CAMERA = ("camera", "parcel", "sending", "picture", "cover")
"""What a form fetches when somebody chooses a photo, once; the last one when they cover something."""


def used() -> set[str]:
    """Names that stand in a class attribute of a template, in a macro that makes one, in a drawn map, or in a string
    of a script."""
    found = {f"c-{status.key}" for status in vars(ladder).values() if isinstance(status, ladder.Status)}
    found |= {f"note-{kind}" for kind in ("porch", "brick", "sign")} | {"c-fixed", "c-back"}
    for template in folder("templates").rglob("*.jinja2"):
        text = template.read_text(encoding="utf-8")
        pieces = CLASS.findall(text) + ["".join(some) for some in COMPUTED.findall(text)]
        found |= {name for piece in pieces for name in NAME.findall(piece)}
    leaflet = (library("leaflet") / "leaflet.css").read_text(encoding="utf-8")
    found |= set(re.findall(r"\.(leaflet-[\w-]+)", leaflet))
    for drawing in (Path(community.__file__).parent / "places").glob("draw*.py"):
        classes = re.findall(r'class="([^"{]*)"', drawing.read_text(encoding="utf-8"))
        found |= {name for piece in classes for name in NAME.findall(piece)}
    for script in (folder("static") / "js").glob("*.js"):
        strings = re.findall(r"[\"'`]([^\"'`]*)[\"'`]", script.read_text(encoding="utf-8"))
        found |= {name for piece in strings for name in NAME.findall(piece)}
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_styled_that_no_page_has(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/|url\(\"[^\"]*\"\)", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", css))
    assert set(re.findall(r"\.([A-Za-z][\w-]*)", selectors)) <= used()


@pytest.mark.parametrize("feature", ["board", "thread", "compose", "people", "inbox", "home"])
def test_the_styles_of_a_page_stay_light(feature: str) -> None:
    css = folder("static") / "css"
    sheets = [css / f"{name}.css" for name in ("font", "tokens", "base", feature)]
    assert sum(len(gzip.compress(sheet.read_bytes(), 9)) for sheet in sheets) <= BUDGET


def packed(script: Path) -> int:
    """Bytes of a script as it goes out."""
    return len(gzip.compress(without_comments(script.read_bytes()), 9))


def scripts_of(template: Path) -> set[str]:
    """The scripts a page loads: those of the layout, its own, those of its fragments; and what they import."""
    text = template.read_text(encoding="utf-8")
    names = {"stoop"} | set(re.findall(r'asset\("js/([\w-]+)\.js"\)', text))
    for fragment in re.findall(r'{% include "([^"]+)"', text):
        names |= scripts_of(folder("templates") / fragment)
    waiting = set(names)
    while waiting:
        script = (folder("static") / "js" / f"{waiting.pop()}.js").read_text(encoding="utf-8")
        named = re.findall(r'^import [^"]*"stoop/([\w-]+)"', script, flags=re.MULTILINE)
        fresh = {name.removeprefix("late-") for name in named} - names  # in English they are one file
        names |= fresh
        waiting |= fresh
    return names


@pytest.mark.parametrize("template", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_the_scripts_of_a_page_stay_light(template: Path) -> None:
    scripts = [folder("static") / "js" / f"{name}.js" for name in scripts_of(template) - MAP]
    assert sum(packed(script) for script in scripts) <= BUDGET


def test_the_scripts_of_the_first_photo_stay_light() -> None:
    scripts = [folder("static") / "js" / f"{name}.js" for name in CAMERA]
    assert sum(packed(script) for script in scripts) <= BUDGET * 17 // 20
