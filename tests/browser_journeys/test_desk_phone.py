"""Priya works at a stop with her phone: all she presses is big enough for a thumb, and nothing hides sideways."""

import pytest
from playwright.sync_api import expect

from community.cases.models import Case
from tests import make
from tests.cast import city

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
TOO_SMALL = """() => [...document.querySelectorAll(
  ".dk-rail a,.dk-top .btn,.dk-top summary,.q .tick,.bulk .btn,.bar a,.cx .tb label,.cx .btn,.cx summary,.tell label,"
  + ".aside summary,.aside .btn"
)].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"""
WIDTHS = "() => [document.documentElement.scrollWidth, innerWidth]"
TWICE = "() => { document.documentElement.style.fontSize = '200%' }"


@pytest.mark.trial
def test_forty_cases_on_a_phone(db, window):
    town = city(db)
    make.liaison(db, make.person(db, "Marcus T."), town.sanitation)
    for number in range(40):
        values = {"opened_at": town.cases["case"].opened_at, "opened_by": "phone", "state": "open"}
        title = f"Bags and bags of trash number {number} in the alley behind the long row of houses"
        values |= {"pace": "late", "due_at": values["opened_at"]}
        db.add(Case(board_id=town.juniper.id, agency_id=town.sanitation.id, title=title, **values))
    db.commit()
    page = window(town.people["Priya"], viewport={"width": 390, "height": 844})
    for address in ("/desk?view=open", f"/desk/case/{town.cases['case'].id}", "/desk/new"):
        page.goto(address)
        assert page.evaluate(TOO_SMALL) == []
        page.evaluate(TWICE)
        assert page.evaluate(WIDTHS) == [390, 390]
    page.goto("/desk?view=open")
    bar = page.get_by_role("button", name="Answer or close the ticked cases")
    expect(bar).not_to_be_in_viewport()
    page.locator(".q .tick").first.click()
    expect(bar).to_be_in_viewport()
    page.get_by_text("Filters").click()
    expect(page.get_by_label("Kind")).to_be_visible()
    page.locator(".q").nth(1).click(position={"x": 200, "y": 60})
    page.wait_for_url("**/desk/case/*")
    page.get_by_role("link", name="What to do").click()
    expect(page.get_by_role("heading", name="What to do")).to_be_in_viewport()
