"""Colours forced by the system (high contrast): what ours said, frames and lines say, on the pages where people write,
vote and answer."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
CONTROLS = "button, .btn, input.in, select, textarea, summary, .addp, .bar .go, .cx .tb label"
FRAMELESS = """all => all.filter(e => e.checkVisibility()).filter(e => {
  const { borderBottomStyle, borderBottomWidth, clipPath } = getComputedStyle(e);
  return clipPath === 'none' && (borderBottomStyle === 'none' || parseFloat(borderBottomWidth) < 1);
}).map(e => e.outerHTML.slice(0, 160))"""
LINES = """e => {
  const style = getComputedStyle(e);
  const names = ['borderTopStyle', 'borderTopWidth', 'outlineStyle', 'outlineWidth', 'outlineOffset'];
  return names.map(name => style[name]).join(' ');
}"""
PAGES = [
    ("Luis", "/b/juniper-square"),
    ("Luis", "/o/{case}"),
    ("Luis", "/b/juniper-square/post"),
    ("Luis", "/inbox"),
    ("Priya", "/desk?view=all&case={number}"),
    ("Priya", "/desk/case/{number}"),
    ("Priya", "/desk?view=open"),
    ("Ada", "/admin/services/{service}"),
]


def lines(one: Locator) -> str:
    """Frame and outline of an element: what is left of its looks when the colours are not ours."""
    return one.evaluate(LINES)


def opened(window, made, name: str, address: str, **options) -> Page:
    """The page of a person whose system forces its colours."""
    page = window(
        made.people[name], **{"forced_colors": "active", "viewport": {"width": 1280, "height": 900}, **options}
    )
    numbers = {"number": made.cases["case"].id, "service": made.pothole.id}
    page.goto(address.format(case=made.posts["case"].id, open=made.posts["open"].id, **numbers))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    return page


@pytest.mark.trial
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_thing_to_press_or_fill_in_has_a_frame(db, house, window, scheme, width):
    made = city(db)
    for name, address in PAGES:
        page = opened(window, made, name, address, color_scheme=scheme, viewport={"width": width, "height": 900})
        assert page.locator(CONTROLS).count() > 0
        assert (address, page.locator(CONTROLS).evaluate_all(FRAMELESS)) == (address, [])


@pytest.mark.trial
def test_luis_tells_his_voice_a_step_ahead_and_the_city_apart_in_a_thread(db, house, window):
    made = city(db)
    page = opened(window, made, "Luis", "/o/{open}")
    vote = page.locator("form[data-vote] button")
    before = lines(vote)
    vote.click()
    expect(page.get_by_role("button", name="Upvoted. Press to take it back")).to_be_visible()
    page.mouse.move(0, 0)
    page.get_by_role("heading", level=1).click()
    assert before.startswith("solid 2px")
    assert lines(vote).startswith("double 4px")

    page.goto(f"/o/{made.posts['case'].id}")
    reached, ahead = page.locator(".steps li:not(.next):not(.later) .mk").first, page.locator(".steps .later .mk")
    assert (lines(reached).split()[0], lines(ahead).split()[0]) == ("solid", "dashed")
    city_says, neighbor_says = page.locator(".talk .official"), page.locator(".talk .cm").first
    assert lines(city_says).startswith("solid 2px")
    assert lines(neighbor_says).startswith("none 0px")
    expect(city_says.get_by_text("Official answer")).to_be_visible()
    assert city_says.locator("header").evaluate("e => getComputedStyle(e).borderBottomStyle") == "solid"
    assert lines(page.locator(".chip").first).startswith("solid 1px")


@pytest.mark.trial
def test_luis_sees_where_he_is_what_he_chose_and_where_the_keys_are(db, house, window):
    made = city(db)
    page = opened(window, made, "Luis", "/b/juniper-square")
    for chosen in (page.locator(".tabs [aria-current]"), page.locator(".rail [aria-current]").first):
        other = page.locator(".tabs a:not([aria-current]), .rail a:not([aria-current])").first
        at_rest = lines(chosen)
        assert " solid 2px " in at_rest
        assert " solid 2px " not in lines(other)
        page.keyboard.press("Tab")
        chosen.focus()
        assert " solid 3px 2px" in lines(chosen) != at_rest

    page.goto("/b/juniper-square/post")
    named, nameless = page.locator("label.opt").first, page.locator("label.opt").last
    assert (lines(named)[:10], lines(nameless)[:9]) == ("double 4px", "solid 2px")
    page.get_by_label("Post without my name").check()
    assert (lines(named)[:9], lines(nameless)[:10]) == ("solid 2px", "double 4px")
    page.keyboard.press("Tab")
    field = page.get_by_label("In one line")
    at_rest = lines(field)
    field.focus()
    assert "none" in at_rest
    assert " solid 3px 0px" in lines(field)


@pytest.mark.trial
def test_priya_sees_at_the_desk_who_will_read_her(db, house, window):
    made = city(db)
    page = opened(window, made, "Priya", "/desk?view=all&case={number}")
    here, other = (
        page.locator(".dk-rail [aria-current]"),
        page.locator(".dk-rail a:not([aria-current]):not(.brand)").first,
    )
    assert " solid 2px " in lines(here)
    assert " solid 2px " not in lines(other)
    assert lines(page.locator("li.q.sel")) == "solid 2px solid 3px -3px"  # open, and where the keys go on
    page.keyboard.press("Tab")
    here.focus()
    assert " solid 3px 2px" in lines(here)

    for address in ("/desk?view=all&case={number}", "/desk/case/{number}"):
        page.goto(address.format(number=made.cases["case"].id))
        public, staff = page.locator(".cx .tb label").first, page.locator(".cx .tb label").last
        assert (lines(public)[:10], lines(staff)[:4], lines(page.locator(".cx"))[:5]) == ("double 4px", "none", "solid")
        staff.click()
        assert (lines(public)[:4], lines(staff)[:10], lines(page.locator(".cx"))[:6]) == (
            "none",
            "double 4px",
            "dashed",
        )
        note, answer = page.locator(".note-int").first, page.locator(".official").first
        assert (lines(note).split()[0], lines(answer).split()[0]) == ("dashed", "solid")
