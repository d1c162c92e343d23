"""What axe-core finds on every page: nothing. And no page scrolls sideways on the smallest phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from community.commands.reindexing import reindex
from community.importing.progress import silent
from tests.browser_journeys.test_the_whole_story import small_threshold
from tests.cast import City, city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
PAGES: tuple[tuple[str | None, str], ...] = (
    (None, "/"),
    (None, "/find?q=juniper"),
    (None, "/find?q=mattress&kind=case"),
    (None, "/find?q=xylophone&step=post"),
    (None, "/b/juniper-square"),
    (None, "/b/marble-hill"),
    (None, "/b/juniper-square?show=new&step=escalated"),
    (None, "/b/juniper-square/log"),
    (None, "/how"),
    (None, "/rules"),
    (None, "/privacy"),
    (None, "/accessibility"),
    (None, "/o/{open}"),
    (None, "/o/{hidden}"),
    (None, "/o/{case}"),
    (None, "/case/{city_case}"),
    (None, "/sign-in"),
    (None, "/sign-up"),
    (None, "/reset"),
    (None, "/nothing-here"),
    (None, "/outbox"),
    (None, "/offline"),
    (None, "/share?title=Light+out"),
    ("Luis", "/b/juniper-square?show=new"),
    ("Luis", "/b/juniper-square/post"),
    ("Luis", "/o/{open}"),
    ("Luis", "/o/{open}/report"),
    ("Luis", "/inbox"),
    ("Luis", "/me"),
    ("Luis", "/share"),
    ("Luis", "/me/notices"),
    ("Ana", "/me/follows"),
    ("Luis", "/b/juniper-square/follow"),
    ("Denise", "/b/juniper-square/settings"),
    ("Denise", "/b/juniper-square/reports"),
    ("Denise", "/b/juniper-square/walk"),
    ("Denise", "/b/juniper-square/invitations"),
    ("Denise", "/o/{open}/escalate"),
    ("Denise", "/o/{open}/hide"),
    ("Ana", "/o/{open}/edit"),
    ("Ana", "/o/{open}/withdraw"),
    ("Max", "/reports"),
    ("Priya", "/desk?view=all"),
    ("Priya", "/desk?view=all&case={city_case}"),
    ("Priya", "/desk/case/{city_case}"),
    ("Ada", "/admin"),
    ("Ada", "/admin/people"),
    ("Ada", "/admin/boards"),
    ("Ada", "/admin/agencies"),
    ("Ada", "/admin/services"),
)
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


def problems(
    window: Any, town: City, *, scheme: str, size: str, pages: tuple[tuple[str | None, str], ...] = PAGES
) -> list[str]:
    """What axe says about the pages, in this colour scheme and size; and what scrolls sideways at 320 px."""
    ids = {"open": town.posts["open"].id, "hidden": town.posts["hidden"].id, "case": town.posts["case"].id}
    ids["city_case"] = town.cases["case"].id
    windows: dict[str | None, Any] = {}
    found = []
    for name, address in pages:
        if name not in windows:
            person = town.people[name] if name else None
            windows[name] = window(person, color_scheme=scheme, viewport=SIZES[size])
        page = windows[name]
        page.set_viewport_size(SIZES[size])
        answer = page.goto(address.format(**ids))
        assert answer.status == (404 if "nothing" in address else 200), address
        result = Axe().run(page, options={"runOnly": RULES})
        assert result.response["passes"]
        where = f"{address} as {name}, {scheme}, {size}"
        for violation in result.response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found.append(f"{where}: {violation['id']} ({violation['impact']}) {nodes}")
        page.set_viewport_size(SMALLEST)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{where}: scrolls sideways at 320 px")
    return found


def test_axe_finds_nothing_on_the_main_path(db, house, window):
    assert problems(window, small_threshold(db), scheme="light", size="phone", pages=MAIN_PATH) == []


@pytest.mark.trial
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_anywhere(db, app, house, window, scheme, size):
    town = city(db)
    reindex(app, silent)
    assert problems(window, town, scheme=scheme, size=size) == []
