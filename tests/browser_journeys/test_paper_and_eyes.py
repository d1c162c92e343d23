"""What a page is on paper, for eyes that asked for less motion, for colours forced by the system, for large text."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.notices.models import Notice
from tests import make
from tests.cast import city
from tests.when import in_trial

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
CHROME = (".appbar", ".bar", ".foot", ".tabs", ".fresh", ".rail", ".bd > .aside", ".btn", "textarea")
SEEN = "elements => elements.filter(element => element.checkVisibility()).length"
ALL_COLOURS = """() => [...new Set([...document.querySelectorAll('main *')].filter(e => e.checkVisibility())
  .flatMap(e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]))]"""
GREYS = re.compile(r"rgba?\((\d+), \1, \1(, [\d.]+)?\)")
MOVES = """() => document.getAnimations().length + [...document.querySelectorAll('*')].filter(e => {
  const style = getComputedStyle(e);
  return style.transitionDuration !== '0s' || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
}).length"""


@pytest.mark.parametrize(
    "address",
    ["/case/{case}", *in_trial("/b/juniper-square", "/o/{post}")],
)
def test_on_paper_stands_the_matter_black_on_white_and_no_button(db, house, window, address):
    made = city(db)
    page = window(made.people["Denise"], color_scheme="dark", viewport={"width": 1280, "height": 900})
    page.goto(address.format(case=made.cases["case"].id, post=made.posts["case"].id))
    page.emulate_media(media="print", color_scheme="dark")
    left = {name: page.locator(name).evaluate_all(SEEN) for name in CHROME}
    assert left == dict.fromkeys(CHROME, 0)
    assert page.locator(".paper").inner_text().startswith(page.url)
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    assert [colour for colour in page.evaluate(ALL_COLOURS) if not GREYS.fullmatch(colour)] == []
    assert "Mattress in the alley, case" in page.locator("main").inner_text()


def test_a_case_on_paper_has_its_whole_public_history(db, house, window):
    made = city(db)
    page = window()
    page.goto(f"/case/{made.cases['closed'].id}")
    page.emulate_media(media="print")
    words = page.locator("main").inner_text()
    missing = [said for said in ("Where it stands", "Sent to 311", "We cleared it.", "Priya") if said not in words]
    assert missing == []
    assert page.locator(".behind a").evaluate("e => getComputedStyle(e, '::after').content").strip('"').strip() == (
        f"/o/{made.posts['closed'].id}"
    )


@pytest.mark.trial
@pytest.mark.parametrize("address", ["/", "/b/juniper-square", "/o/{post}", "/how"])
def test_nothing_moves_for_who_asked_for_less_motion(db, house, window, address):
    made = city(db)
    for wish, moving in (("reduce", False), ("no-preference", True)):
        page = window(reduced_motion=wish)
        page.goto(address.format(post=made.posts["open"].id))
        assert (page.evaluate(MOVES) > 0) is moving


@pytest.mark.trial
def test_forced_colours_leave_a_voice_that_is_lit_apart_from_one_that_is_not(db, house, window):
    made = city(db)
    page = window(made.people["Luis"], forced_colors="active")
    page.goto("/b/juniper-square")
    votes = page.locator(f"#o{made.posts['open'].id} .vote")
    border = "e => getComputedStyle(e).borderTopStyle"
    before = votes.evaluate(border)
    votes.click()
    page.locator(f"#o{made.posts['open'].id} .vote[aria-pressed=true]").wait_for()
    assert (before, votes.evaluate(border)) == ("solid", "double")


LOST = """() => {
  document.documentElement.style.fontSize = '200%';
  const page = document.documentElement.clientWidth, lost = [], frames = ['hidden', 'clip'];
  const broad = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > page + 1);
  const seen = broad.filter((one) => one.checkVisibility()).at(-1)?.outerHTML.slice(0, 200);
  if (document.documentElement.scrollWidth > page) lost.push(`the page scrolls sideways: ${seen}`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let text; (text = words.nextNode());) {
    const own = text.parentElement;
    if (!text.data.trim() || !own.checkVisibility()) continue;
    if (own.closest('.vh, .skip, .dot, .tabs, .dk-rail, select, script')) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    let [left, right, top, bottom] = [0, page, -Infinity, Infinity];
    for (let around = own; around; around = around.parentElement) {
      const frame = around.getBoundingClientRect(), cell = around.matches('.bar a');
      if (!cell && !frames.includes(getComputedStyle(around).overflowX)) continue;
      [left, right] = [Math.max(left, frame.left), Math.min(right, frame.right)];
      if (cell) [top, bottom] = [frame.top, Math.min(frame.bottom, innerHeight)];
    }
    if (box.left < left - 1 || box.right > right + 1 || box.top < top - 1 || box.bottom > bottom + 1)
      lost.push(text.data.trim());
  }
  return lost;
}"""
"""Text is twice as large. What no longer stands within the screen, a frame that cuts what sticks out (a bar that is
fixed cannot be scrolled to), or its cell of the bottom bar. Tabs and the desk's views scroll by themselves."""
LARGE = (
    "/inbox", "/o/{post}", "/", "/me", "/me/follows", "/me/notices", "/b/juniper-square", "/b/juniper-square/walk",
    "/b/juniper-square/post", "/b/juniper-square/nearby", "/nearby", "/find?q=mattress", "/case/{case}", "/outbox",
    "/how", "/targets",
)  # fmt: skip


STAFF = {
    "Priya": ("/desk?view=all", "/desk?view=all&case={case}", "/desk/case/{case}"),
    "Ada": ("/admin/services/{service}",),
}


@pytest.mark.trial
@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
def test_text_twice_as_large_loses_nothing_at_the_desk_and_where_services_are_kept(db, house, window, locale, width):
    made, lost = city(db), {}
    for name, addresses in STAFF.items():
        page = window(made.people[name], viewport={"width": width, "height": 844}, locale=locale)
        for address in addresses:
            page.goto(address.format(case=made.cases["case"].id, service=made.pothole.id))
            lost |= {address: words} if (words := page.evaluate(LOST)) else {}
    assert lost == {}


def large(db, window, addresses, locale, width):
    """What Denise, the captain, loses of these pages; she has news, and her tag stands in the thread."""
    made = city(db)
    denise, post, said = made.people["Denise"], made.posts["case"], made.follow_up
    make.thread(db, post, denise, 1, "I called them again.")
    told = {"person_id": denise.id, "observation_id": post.id, "at": clock.now() - timedelta(weeks=5)}
    db.add(Notice(activity_id=1, kind="answered", follow_up_id=said.id, **told))
    db.add(Notice(activity_id=2, kind="sent", **told))
    db.commit()
    page = window(denise, viewport={"width": width, "height": 844}, locale=locale)
    lost = {}
    for address in addresses:
        page.goto(address.format(post=post.id, case=made.cases["case"].id))
        lost |= {address: words} if (words := page.evaluate(LOST)) else {}
    return lost


@pytest.mark.trial
def test_text_twice_as_large_loses_nothing_on_a_small_phone_in_spanish(db, house, window):
    assert large(db, window, LARGE[:2], "es-MX", 320) == {}


@pytest.mark.trial
@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
def test_text_twice_as_large_loses_nothing(db, house, window, locale, width):
    assert large(db, window, LARGE, locale, width) == {}
