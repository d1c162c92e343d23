"""Reading: what is public is there for a visitor; what is not is nowhere to be found."""

import re

import pytest
from sqlalchemy import select

from community import clock
from community.cases.models import Backing, FollowUp
from community.comments.models import Comment
from tests import make
from tests.browser import readable
from tests.cast import HIDDEN_WORDS, SECRET_NOTE, city


def test_a_visitor_finds_a_board_reads_a_post_and_its_case(db, visitor):
    made = city(db)
    home = visitor.get("/")
    assert "Juniper Square" in home
    found = visitor.get("/find?q=junip")
    assert "/b/juniper-square" in found
    bars = "".join(
        re.findall('<header class="appbar".*?</header>|<nav class="bar".*?</nav>', home.text, flags=re.DOTALL)
    )
    narrow = [
        address for kind, address in re.findall(r'<a (?:class="([^"]*)" )?href="([^"]*)"', bars) if "wide" not in kind
    ]
    assert narrow[-5:] == ["/", "/map", "/#boards", "/inbox", "/sign-in"]
    assert "/find" in narrow[:-5]
    board = visitor.get("/b/juniper-square")
    assert "Tires by the steps" in board
    post = visitor.get(f"/o/{made.posts['case'].id}")
    assert "A crew comes on Tuesday." in post
    assert "Still there." in post
    case = visitor.get(f"/case/{made.cases['case'].id}")
    assert "A crew comes on Tuesday." in case


def test_a_board_is_found_from_the_middle_of_its_name_where_no_spaces_part_words(db, visitor):
    make.board(db, name="\u4e0a\u6d77\u8857\u5340", slug="shanghai-block")
    db.commit()
    for asked in ("\u4e0a\u6d77", "\u6d77\u8857", "\u8857"):
        assert "/b/shanghai-block" in visitor.get("/find", params={"q": asked}), asked
    assert "/b/shanghai-block" not in visitor.get("/find", params={"q": "\u5c71"})


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
        text = readable(reader.get(page))
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


def test_what_a_reader_is_offered_on_a_post_is_what_they_may_do(db, visitor, browser):
    made = city(db)
    page = f"/o/{made.posts['open'].id}"
    acts = {"Edit": "/edit", "Send it to 311 now": "/escalate", "Answer for the city": "/answer", "Hide": "/hide"}
    offers = {
        "Ana": {"Edit"},
        "Denise": {"Send it to 311 now", "Hide"},
        "Priya": {"Send it to 311 now", "Answer for the city"},
        "Max": {"Hide"},
        "Luis": set(),
        "Nora": set(),
    }
    for name, expected in offers.items():
        text = browser(made.people[name]).get(page).text
        assert {act for act, end in acts.items() if f'href="{page}{end}"' in text} == expected, name
    text = visitor.get(page).text
    assert not any(f'href="{page}{end}"' in text for end in acts.values())


def test_the_button_says_what_it_does(db, visitor, browser):
    made = city(db)
    page = f"/o/{made.posts['open'].id}"
    assert "Join and upvote" in browser(made.people["Nora"]).get(page)
    assert "Upvote, this matters to me" in browser(made.people["Luis"]).get(page)
    assert "Join and upvote" in visitor.get(page)
    assert "This is your post" in browser(made.people["Ana"]).get(page)


def test_a_captain_changes_kind_and_place_of_an_own_post_where_its_author_no_longer_may(db, browser):
    made = city(db)
    post, denise = make.observation(db, made.juniper, made.people["Denise"], "Sunken curb"), made.people["Denise"]
    link = f'href="/o/{post.id}/sort"'
    assert link not in browser(denise).get(f"/o/{post.id}")
    post.vote_count = 1
    db.commit()
    assert link in browser(denise).get(f"/o/{post.id}")


def test_a_captain_of_a_board_where_only_votes_send_is_not_offered_to(db, browser):
    made = city(db)
    made.juniper.escalation = "votes"
    db.commit()
    page = f"/o/{made.posts['open'].id}"
    assert "Send it to 311 now" not in browser(made.people["Denise"]).get(page)
    assert "Send it to 311 now" in browser(made.people["Priya"]).get(page)


def test_a_board_where_only_the_captain_sends_promises_nothing_for_votes(db, visitor):
    made = city(db)
    pages = ("/b/juniper-square", f"/o/{made.posts['open'].id}")
    for page in pages:
        assert re.search(r"\d+ more", visitor.get(page).text)
    made.juniper.escalation = "captain"
    db.commit()
    for page in pages:
        answer = visitor.get(page)
        assert not re.search(r"\d+ more|upvotes send", answer.text)
        assert re.search(r"[Bb]lock captains? sends?", answer.text)


def test_replies_to_the_city_stand_on_the_case_too(db, visitor, browser):
    made = city(db)
    case = made.cases["case"]
    db.add(
        Comment(
            observation_id=made.posts["case"].id,
            author_id=made.people["Luis"].id,
            follow_up_id=made.follow_up.id,
            words="The crew drove past it.",
            written_at=clock.now(),
        )
    )
    db.commit()
    page = visitor.get(f"/case/{case.id}")
    assert "The crew drove past it." in page
    assert "Luis" in page


def test_save_data_leaves_the_font_out_and_the_cookie_picks_the_theme(db, visitor):
    make.board(db)
    assert "woff2" in visitor.get("/b/juniper-square")
    assert "woff2" not in visitor.get("/b/juniper-square", headers={"Save-Data": "on"})
    assert "data-theme" not in visitor.get("/")
    visitor.app.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in visitor.get("/")
    visitor.app.set_cookie("theme", "x")
    assert "data-theme" not in visitor.get("/")


def test_a_post_joined_to_another_case_leads_to_the_one_that_goes_on(db, visitor):
    made = city(db)
    joined, going_on = made.cases["closed"], made.cases["case"]
    joined.code, joined.duplicate_of_id = "duplicate", going_on.id
    db.commit()
    for page in (f"/o/{made.posts['closed'].id}", f"/case/{joined.id}"):
        answer = visitor.get(page)
        assert "Joined to another post" in answer
        assert answer.click("another case").request.path == f"/case/{going_on.id}"
    assert "another case" not in visitor.get(f"/case/{going_on.id}")


def test_words_of_a_hand_over_are_not_called_an_answer(db, visitor):
    made = city(db)
    page = f"/o/{made.posts['case'].id}"
    assert "Handed on" not in visitor.get(page)
    db.scalars(select(FollowUp).where(FollowUp.case_id == made.cases["case"].id)).one().kind = "transferred"
    db.commit()
    assert "Handed on" in visitor.get(page)


def test_the_page_of_a_case_has_the_answers_to_public_questions_while_a_post_behind_it_can_be_read(db, made, visitor):
    case, post = made.cases["case"], made.posts["case"]
    kinds = [{"key": "blue", "name": "Sky blue"}]
    make.question(
        db, made.dumping, "color", public=True, text="Which color?", datatype="singlevaluelist", options=kinds
    )
    make.question(db, made.dumping, "gate", text="What is the code of the gate?", position=2)
    case.service_id, case.answers = made.dumping.id, {"color": "blue", "gate": "4711"}
    db.merge(case)
    db.commit()
    page = visitor.get(f"/case/{case.id}")
    assert [one.text for one in page.html.select(".asked dt, .asked dd")] == ["Which color?", "Sky blue"]
    assert "4711" not in page
    db.merge(post).hidden_at = clock.now()
    post.hidden_rule = "private"
    db.merge(post)
    db.commit()
    assert "Which color?" not in visitor.get(f"/case/{case.id}")
