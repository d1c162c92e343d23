"""Reading: what is public is there for a visitor; what is not is nowhere to be found."""

import re

import pytest

from community import clock
from community.cases.models import Backing
from tests import make
from tests.cast import HIDDEN_WORDS, SECRET_NOTE, city


def test_a_visitor_finds_a_board_reads_a_post_and_its_case(db, visitor):
    made = city(db)
    home = visitor.get("/")
    assert "Juniper Square" in home
    found = visitor.get("/find?q=junip")
    assert "/b/juniper-square" in found
    board = visitor.get("/b/juniper-square")
    assert "Tires by the steps" in board
    post = visitor.get(f"/o/{made.posts['case'].id}")
    assert "A crew comes on Tuesday." in post
    assert "Still there." in post
    case = visitor.get(f"/case/{made.cases['case'].id}")
    assert "A crew comes on Tuesday." in case


def test_staff_notes_and_hidden_words_are_on_no_public_page(db, visitor, browser):
    made = city(db)
    pages = ["/b/juniper-square", f"/o/{made.posts['hidden'].id}", f"/o/{made.posts['case'].id}"]
    pages += [f"/case/{case.id}" for case in made.cases.values()]
    for reader in (visitor, browser(made.people["Luis"])):
        for page in pages:
            text = reader.get(page).text
            assert SECRET_NOTE not in text
            assert HIDDEN_WORDS not in text
            assert "Somebody dumps here" not in text
    assert HIDDEN_WORDS in browser(made.people["Denise"]).get(f"/o/{made.posts['hidden'].id}").text


def test_a_nameless_post_names_nobody_not_even_to_captain_or_liaison(db, visitor, browser):
    made = city(db)
    page = f"/o/{made.posts['nameless'].id}"
    for reader in (visitor, browser(made.people["Denise"]), browser(made.people["Priya"])):
        text = reader.get(page).text
        assert "A neighbor" in text
        assert "Ana" not in text


def test_mine_shows_only_ones_own_and_not_to_visitors(db, visitor, browser):
    made = city(db)
    assert "Tires by the steps" in browser(made.people["Ana"]).get("/b/juniper-square?show=mine")
    assert "Tires by the steps" not in browser(made.people["Luis"]).get("/b/juniper-square?show=mine")
    visitor.get("/b/juniper-square?show=mine", status=404)


def test_what_was_withdrawn_before_the_city_had_it_answers_404(db, visitor, browser):
    made = city(db)
    gone = make.observation(db, made.juniper, made.people["Ana"], state="withdrawn", listed=False)
    for reader in (visitor, browser(made.people["Ana"])):
        reader.get(f"/o/{gone.id}", status=404)


@pytest.mark.parametrize("tab", ["hot", "new", "escalated"])
def test_older_pages_neither_skip_nor_repeat_a_post(db, visitor, tab):
    board = make.board(db)
    now = clock.now()
    for number in range(60):
        sent = {"escalated_at": now, "escalated_by": "votes", "state": "escalated"} if tab == "escalated" else {}
        make.observation(db, board, None, f"Post {number}", created_at=now, hot=1.5 if number % 2 else 2.5, **sent)
    seen, path = [], f"/b/{board.slug}?show={tab}"
    while path:
        page = visitor.get(path).text
        seen += re.findall(r'<article class="obs" id="o(\d+)"', page)
        older = re.search(r'href="([^"]*after=[^"]*)"', page)
        path = older.group(1).replace("&amp;", "&") if older else None
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(
    "query", ["after=x", "after=%00", "after=nan_1", "after=1e999_1", "show=zzz", "after=9_" + "9" * 40]
)
def test_a_cursor_that_is_none_answers_404(db, visitor, query):
    make.board(db)
    visitor.get(f"/b/juniper-square?{query}", status=404)


def test_a_long_thread_shows_ten_and_then_the_rest(db, visitor):
    made = city(db)
    post = made.posts["open"]
    make.thread(db, post, made.people["Luis"], 14)
    page = visitor.get(f"/o/{post.id}").text
    assert page.count('<li id="c') == 10
    assert "Show 5 more" in page
    assert visitor.get(f"/o/{post.id}?all=1").text.count('<li id="c') == 15


def test_two_cases_behind_a_post_read_as_the_least_advanced(db, visitor):
    made = city(db)
    post = made.posts["closed"]
    db.add(Backing(case_id=made.cases["case"].id, observation_id=post.id, since=clock.now()))
    db.commit()
    assert "Sent to 311" in visitor.get(f"/o/{post.id}")
