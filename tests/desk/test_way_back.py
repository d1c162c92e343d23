"""A liaison comes back to the list they came from: its address goes along, through forms, refusals and undo."""

from urllib.parse import urlencode

import pytest


@pytest.fixture
def way(made):
    """The page of the case as the list opens it, and the list."""
    back = {"view": "open", "board": made.juniper.id, "case": made.cases["case"].id}
    page = f"/desk/case/{made.cases['case'].id}"
    return page, f"{page}?{urlencode({'back': urlencode(back)})}", urlencode(back)


def test_every_form_of_a_case_leads_back_to_the_list(made, browser, way, two_minutes):
    page, address, back = way
    priya = browser(made.people["Priya"])
    opened = priya.get(address)
    assert opened.html.select_one("a.back")["href"] == f"/desk?{back}"
    forms = opened.html.select(f'form[action^="{page}/"]:not(.here)')
    assert {form.select_one("[name=back]")["value"] for form in forms} == {back}
    assert priya.post(f"{page}/take", version=1, back=back).location.endswith(f"/desk?{back}")  # beside the list
    stayed = priya.post(f"{page}/note", version=2, words="Ask the depot.", back=back, on_page="1").location
    assert stayed.endswith(address)
    refused = priya.post(f"{page}/close", status=422, version=3, code="done", words="", back=back)
    assert refused.html.select_one("a.back")["href"] == f"/desk?{back}"
    assert "js/keys.js" in refused.text  # keys go on working where something was wrong
    sent = priya.post(f"{page}/answer", version=3, words="A crew comes.", visible="public", back=back, on_page="1")
    assert sent.location.endswith(f"/desk?{back}")
    offer = sent.follow().html.select_one("[data-undo] form")
    undone = priya.post(offer["action"], back=offer.select_one("[name=back]")["value"])
    assert undone.location.endswith("#say")
    assert undone.follow().html.select_one("a.back")["href"] == f"/desk?{back}"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "view=nowhere&q=x#y", "\r\nSet-Cookie: a=b"]
)
def test_a_way_back_leads_nowhere_but_to_the_desk(made, browser, way, back):
    shown = browser(made.people["Priya"]).get(f"{way[0]}?{urlencode({'back': back})}")
    assert shown.html.select_one("a.back")["href"].startswith("/desk?view=waiting")


def test_the_case_of_another_agency_has_no_page_whatever_the_way_back(made, browser, way):
    browser(made.people["Sam"]).get(way[1], status=404)
