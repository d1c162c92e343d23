"""What axe-core finds on every page: nothing, in every theme, in Spanish, and from right to left. And no page scrolls
sideways or cuts words off, on the smallest phone and with letters twice as large."""

from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser_journeys.test_the_whole_story import small_threshold
from tests.cast import City, city
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
    *((scheme, size, language) for language in ("en", "es") for size in SIZES for scheme in ("light", "dark")),
    ("light", "phone", "qps"),
    ("dark", "desk", "qps"),
)
"""qps is the invented language that runs from right to left."""
FORMS = (
    (None, "/sign-in", {"email": "nobody@example.org", "password": "not the password"}, "/sign-in"),
    (None, "/sign-in", {"email": "luis@example.org"}, "/sign-in/code"),
    (None, "/sign-up", {"email": "no address"}, "/sign-up"),
    ("Luis", "/b/juniper-square/post", {}, "/b/juniper-square/post"),
    ("Luis", "/o/{open}/report", {}, "/o/{open}/report"),
    ("Denise", "/b/juniper-square/settings", {"threshold": "1"}, "/b/juniper-square/settings"),
    ("Priya", "/desk/case/{case}", {}, "/desk/case/{case}/close"),
    ("Ada", "/admin/services", {}, "/admin/services"),
)
"""Who sends which form, with what, and where it goes: each is answered with a page, one with that of the code."""
SEND = """([ends]) => {
  const forms = [...document.forms].filter((form) => form.method === "post");
  const goes = (form) => new URL(form.getAttribute("action") ?? location.href, location.href).pathname === ends;
  const button = document.querySelector(`[formaction="${ends}"]`);
  const form = button?.form ?? forms.find(goes);
  if (button) form.action = ends;
  HTMLFormElement.prototype.submit.call(form);
}"""
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
        spoken = "es" if "{spanish}" in address else language  # that page speaks the language it offers
        assert page.locator("html").get_attribute("lang") == spoken
        found += seen_by_axe(page, f"{address} as {name}, {scheme}, {size}, {language}", language)
    return found


def seen_by_axe(page: Page, where: str, language: str) -> list[str]:
    """What is wrong with the page as it stands, each with where."""
    result = Axe().run(page, options={"runOnly": RULES, "rules": UNASKED.get(language, {})})
    assert result.response["passes"]
    found = []
    for violation in result.response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:3]]
        found.append(f"{where}: {violation['id']} ({violation['impact']}) {nodes}")
    return [*found, *(f"{where}: {lost}" for lost in lost_when_tight(page))]


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
    assert problems(window, town, filled, look, (*PAGES, (None, "/kit"))) == []


@pytest.mark.trial
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_axe_finds_nothing_on_pages_that_answer_a_form(db, app, house, window, look):
    house.app.knobs = replace(house.app.knobs, demo=True)
    scheme, size, language = look
    town, found = city(db), []
    numbers = {"open": town.posts["open"].id, "case": town.cases["case"].id}
    for name, address, values, ends in FORMS:
        page = window(town.people[name] if name else None, color_scheme=scheme, viewport=SIZES[size])
        speak(page, language)
        page.goto(address.format(**numbers))
        for field, value in values.items():
            page.locator(f"[name={field}]:visible").first.fill(value)
        with page.expect_navigation():
            # As a browser without scripts and without checks of its own sends it: the server answers with a page.
            page.evaluate(SEND, [ends.format(**numbers)])
        where = f"{address} as {name}, sent, {scheme}, {size}, {language}"
        assert page.locator("main, .dk-list").count(), where
        found += seen_by_axe(page, where, language)
    assert found == []
