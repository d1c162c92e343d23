"""What axe-core finds on every page: nothing, in every theme, in Spanish, and from right to left. And no page scrolls
sideways or cuts words off, on the smallest phone and with letters twice as large."""

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser_journeys.test_the_whole_story import small_threshold
from tests.cast import City
from tests.everywhere import PAGES, furnished

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = {"width": 320, "height": 640}
MAIN_PATH = (
    (None, "/b/juniper-square"),
    ("Luis", "/o/{open}"),
    ("Luis", "/b/juniper-square/post"),
    ("Priya", "/desk?view=all&case={city_case}"),
)
"""What `make test` looks at; all pages are for `make trial`."""
LOOKS = (
    ("light", "phone", "en"),
    ("dark", "phone", "en"),
    ("light", "desk", "en"),
    ("dark", "desk", "en"),
    ("light", "phone", "es"),
    ("dark", "desk", "qps"),
)
"""qps is the invented language that runs from right to left."""
UNASKED = {"qps": {"html-lang-valid": {"enabled": False}}}
"""No registry knows the invented language."""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((place) => {
  if (!place.checkVisibility({ visibilityProperty: true }) || !place.innerText?.trim()) return false;
  if (place.closest(".vh, svg, .leaflet-container")) return false;
  const { overflowX, overflowY, clipPath } = getComputedStyle(place);
  const hides = (way) => ["hidden", "clip"].includes(way) && clipPath === "none";
  return (hides(overflowX) && place.scrollWidth > place.clientWidth + 1)
    || (hides(overflowY) && place.scrollHeight > place.clientHeight + 1);
}).map((place) => place.outerHTML.slice(0, 160))"""
"""Places that hide a part of their words and cannot be scrolled to it."""


def problems(
    window: Any,
    town: City,
    filled: dict[str, object],
    look: tuple[str, str, str],
    pages: tuple[tuple[str | None, str], ...] = PAGES,
) -> list[str]:
    """What axe says about the pages in this colour scheme, size and language, and what is lost when it gets tight."""
    scheme, size, language = look
    windows: dict[str | None, Any] = {}
    found = []
    for name, address in pages:
        if name not in windows:
            person = town.people[name] if name else None
            windows[name] = window(person, color_scheme=scheme, viewport=SIZES[size])
            speak(windows[name], language)
        page = windows[name]
        page.set_viewport_size(SIZES[size])
        answer = page.goto(address.format(**filled))
        assert answer.status == (404 if "nothing" in address else 200), address
        assert page.locator("html").get_attribute("lang") == language
        result = Axe().run(page, options={"runOnly": RULES, "rules": UNASKED.get(language, {})})
        assert result.response["passes"]
        where = f"{address} as {name}, {scheme}, {size}, {language}"
        for violation in result.response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{where}: {violation['id']} ({violation['impact']}) {nodes}")
        found += [f"{where}: {lost}" for lost in lost_when_tight(page)]
    return found


def speak(page: Page, language: str) -> None:
    """From now on this browser asks for the language."""
    if language != "en":
        address = {"domain": "127.0.0.1", "path": "/"}
        page.context.add_cookies([{"name": "language", "value": language, **address}])


def lost_when_tight(page: Page) -> list[str]:
    """What scrolls sideways or is cut off at 320 px, and at 390 px with letters twice as large."""
    lost = []
    page.set_viewport_size(SMALLEST)
    for way in ("at 320 px", "at 390 px, letters twice as large"):
        if page.evaluate(WIDER):
            lost.append(f"scrolls sideways {way}")
        lost += [f"cut off {way}: {place}" for place in page.evaluate(CUT_OFF)]
        page.set_viewport_size(SIZES["phone"])
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    return lost


def test_axe_finds_nothing_on_the_main_path(db, house, window):
    town = small_threshold(db)
    filled = {"open": town.posts["open"].id, "city_case": town.cases["case"].id}
    assert problems(window, town, filled, ("light", "phone", "en"), MAIN_PATH) == []


@pytest.mark.trial
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_axe_finds_nothing_anywhere(db, app, house, window, look):
    house.app.knobs = replace(house.app.knobs, demo=True)  # the invented language is spoken in demo mode only
    town, filled = furnished(db, app)
    assert problems(window, town, filled, look) == []
