"""The foot of every page leads to four pages in plain words, for everybody and without asking the database."""

import pytest
from markupsafe import escape

from community.moderation.rules import HOUSE_RULES
from tests.cast import city
from tests.counting import asked

PAGES = {"/how": "How Stoop works", "/rules": "House rules", "/privacy": "Privacy", "/accessibility": "Accessibility"}


@pytest.mark.parametrize("address", ["/", "/b/juniper-square", "/sign-in", "/no-such-page", *PAGES])
def test_the_foot_of_a_page_leads_to_all_four(db, visitor, address):
    city(db)
    page = visitor.get(address, expect_errors=True)
    assert {link["href"] for link in page.html.select("footer a")} == set(PAGES)


@pytest.mark.parametrize(("address", "name"), PAGES.items())
def test_a_visitor_reads_each_of_them_and_one_query_is_for_the_figures_of_the_hand_off(engines, visitor, address, name):
    with asked(engines) as statements:
        page = visitor.get(address)
    assert len(statements) == (address == "/how")
    assert page.html.h1.text == name
    assert [link["href"] for link in page.html.select("aside [aria-current]")] == [address]


def test_the_rules_are_those_words_are_hidden_by(visitor):
    page = visitor.get("/rules").text.lower()
    assert [rule for rule in HOUSE_RULES.values() if str(escape(rule)).lower() not in page] == []


def test_how_it_works_names_the_numbers_of_this_city(app, visitor):
    page = visitor.get("/how").text
    assert f"Most boards ask for {app.knobs.votes_to_escalate} upvotes" in page
    assert f"never fewer than {app.knobs.votes_floor}" in page


def test_privacy_names_what_is_kept_of_who_looked_who_phoned_and_who_works_at_the_desk(visitor):
    page = visitor.get("/privacy").text
    for kept in ("went and looked", "by phone, at its counter, by letter or through another app", "views of the desk"):
        assert kept in page
