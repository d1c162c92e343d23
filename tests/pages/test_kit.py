"""The kit is honest: what it shows are the macros and fragments of the pages themselves, all of them."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes
from webtest import TestApp

import community
from community import main
from community.assets import folder
from community.i18n.templates import Speech
from community.pages.kit_samples import rows
from tests.browser import Browser
from tests.counting import asked

KIT = "pages/kit.jinja2"
PLACE = folder("templates")
SYNTAX = Environment(loader=FileSystemLoader(PLACE), autoescape=True, extensions=[Speech])
SOURCE = Path(community.__file__).parent
BY_FILTER = {"list_rows": "pages/_row.jinja2", "list_thread": ("pages/_comment.jinja2", "pages/_city_word.jinja2")}


def tree(name: str) -> nodes.Template:
    return SYNTAX.parse((PLACE / name).read_text(encoding="utf-8"))


def drawn_on(name: str) -> set[str]:
    """The templates that a template brings in: by name, or by a filter that renders them."""
    found, waiting = set(), [name]
    while waiting:
        page = waiting.pop()
        filters = {used.name for used in tree(page).find_all(nodes.Filter)} & BY_FILTER.keys()
        brought = {other for other in meta.find_referenced_templates(tree(page)) if other}
        brought |= {
            call.args[0].value
            for call in tree(page).find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name == "unchanging"
        }
        for names in map(BY_FILTER.get, filters):
            brought |= {names} if isinstance(names, str) else set(names or ())
        waiting += brought - found
        found |= brought
    return found - {"layout.jinja2", "_foot.jinja2"}


def called_on(names: set[str]) -> set[str]:
    """The macros of _parts that these templates call, and those that the called ones call."""
    calls = {
        call.node.attr
        for name in names
        for call in tree(name).find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr)
        and isinstance(call.node.node, nodes.Name)
        and call.node.node.name == "parts"
    }
    macros = {macro.name: macro for macro in tree("_parts.jinja2").find_all(nodes.Macro)}
    waiting = set(calls)
    while waiting:
        inner = macros[waiting.pop()].find_all(nodes.Call)
        fresh = {call.node.name for call in inner if isinstance(call.node, nodes.Name)} & macros.keys() - calls
        calls |= fresh
        waiting |= fresh
    return calls


def sent_live() -> set[str]:
    """The fragments that live pages are sent: those the map in _row.jinja2 names."""
    head = (PLACE / "pages/_row.jinja2").read_text(encoding="utf-8").split("#}")[0]
    names = re.findall(r'data-swap="\w+:ID"\s+(\S+\.jinja2)', head)
    return {name if "/" in name else f"pages/{name}" for name in names}


@pytest.fixture
def demo(engines, home, app):
    settings = {"engines": engines, "database_url": "sqlite://", "home": str(home), "demo": "true"}
    return Browser(TestApp(main(**{f"community.{name}": value for name, value in settings.items()})))


@pytest.mark.trial
def test_every_macro_of_parts_is_on_it():
    macros = {macro.name for macro in tree("_parts.jinja2").find_all(nodes.Macro)}
    assert macros - called_on(drawn_on(KIT) | {KIT}) == set()


@pytest.mark.trial
def test_every_fragment_that_a_list_or_a_live_page_draws_is_on_it():
    rendered = (SOURCE / "pages/fragments.py").read_text(encoding="utf-8")
    by_lists = set(re.findall(r'"(\S+\.jinja2)"', rendered))
    assert len(by_lists) >= 3
    assert len(sent_live()) >= 10
    assert (by_lists | sent_live()) - drawn_on(KIT) == set()


WHOLE = {
    ".qs .q .clk.late", ".qs .q .clk.soon", ".qs .q .clk.hold", ".qs .q.sel", ".cx textarea", ".note-int", ".simc",
    ".cx textarea[aria-invalid]", ".photos", ".pic progress:not([hidden])", ".pic [data-said]:not([hidden])",
    ".looks button", ".nt.new", ".nt .ask button.lit", ".hit .hit-city", "[data-undo] button", ".calls form",
    "[data-summary] [data-part]", ".pick input[type=image]",
}  # fmt: skip
"""Parts of the screens on which people write, vote, look and answer."""
LISTED = {
    "desk/_row.jinja2", "desk/_case.jinja2", "pages/_similar.jinja2", "photos/_field.jinja2", "photos/_arriving.jinja2",
    "confirmations/_ask.jinja2", "inbox/_line.jinja2", "search/_result.jinja2", "undoing/_offer.jinja2",
    "walks/_called.jinja2", "walks/_summary.jinja2", "pages/_pick.jinja2",
}  # fmt: skip


@pytest.mark.trial
def test_the_parts_of_each_screen_are_on_it_by_the_fragments_of_the_screen(demo):
    page = demo.get("/kit").html
    assert {selector for selector in WHOLE if not page.select(selector)} == set()
    assert LISTED - drawn_on(KIT) == set()


def test_every_step_of_the_ladder_stands_in_its_list(demo):
    page = demo.get("/kit").html
    shown = {name for chip in page.select(".list .chip") for name in chip["class"] if name.startswith("c-")}
    assert shown == {f"c-{row.progress.status.key}" for row in rows()} - {"c-post"}
    assert shown >= {"c-sent", "c-case", "c-done", "c-fixed", "c-no", "c-join", "c-imported"}


def test_it_asks_the_database_nothing_and_names_every_colour_and_icon(demo, engines):
    with asked(engines) as statements:
        page = demo.get("/kit").html
    assert statements == []
    css = (folder("static") / "css/tokens.css").read_text(encoding="utf-8").split(":root")[1]
    colours = re.findall(r"(--[a-z0-9-]+):#", css)
    assert [cell.text for cell in page.select(".sws tbody th")] == colours
    symbols = re.findall(r'<symbol id="([^"]+)"', (PLACE / "_sprite.svg").read_text(encoding="utf-8"))
    assert [icon.text for icon in page.select(".ics li")] == symbols


def test_a_real_city_has_no_kit(visitor):
    visitor.get("/kit", status=404)
