"""Adding one's voice instead of a second post: the vote counts, the board is joined where needed, and what was typed is
offered as a reply."""

import html
import re

import pytest
from sqlalchemy import func, select

from community.observations.models import Observation
from community.people.models import Membership
from community.voting.models import Vote
from tests import make
from tests.people.conftest import PASSWORD

POST = "/b/juniper-square/post"
TIRES = {
    "title": "Tires dumped by the steps",
    "description": "Five of them.\n\nSince Friday.",
    "landmark": "Rec center",
}
SPOT = {"lat": "42.3501", "lon": "-71.05"}


def reply_form(page):
    """The form of the reply."""
    return next(form for form in page.forms.values() if "words" in form.fields)


def votes(look, post):
    """Votes counted on the post, and rows of votes."""
    return look(select(Observation.vote_count).where(Observation.id == post.id)) + look(
        select(func.count()).select_from(Vote).where(Vote.observation_id == post.id)
    )


def test_luis_adds_his_voice_and_sends_what_he_wrote_as_a_reply(made, browser, look):
    post, luis = made.posts["open"], browser(made.people["Luis"])
    page = luis.post(f"/o/{post.id}/join", status=200, **TIRES, **SPOT, nameless="1")
    assert "Your voice counts" in page.text
    assert votes(look, post) == [1, 1]
    form = reply_form(page)
    words = form["words"].value.replace("\r\n", "\n")
    assert words == "Tires dumped by the steps\n\nFive of them.\n\nSince Friday.\n\nRec center"
    assert form["nameless"].checked
    assert look(select(Observation.id).where(Observation.title == TIRES["title"])) == []
    page = form.submit(status=303).follow()
    assert "Since Friday." in page.text
    assert "A neighbor" in page.text


def test_where_only_the_captain_sends_no_number_of_upvotes_is_promised(made, db, browser):
    post, luis = made.posts["open"], browser(made.people["Luis"])
    with make.at_once(db):
        made.juniper.escalation = "captain"
    page = luis.post(f"/o/{post.id}/join", status=200, **TIRES, **SPOT)
    assert "1 upvote so far." in page
    assert "to reach 311" not in page
    assert luis.post(f"/o/{post.id}/vote", do="cast", status=200, json=True).json["more"] is None


def test_the_button_on_the_card_leads_there_with_all_that_was_typed(made, browser, look):
    luis = browser(made.people["Luis"])
    page = luis.post(POST, status=200, **TIRES, **SPOT)
    form = next(form for form in page.forms.values() if "title" in form.fields)
    button = re.search(r'formaction="([^"]+)"', page.text).group(1)
    form.action = button
    page = form.submit(status=200)
    assert "Your voice counts" in page.text
    assert "Five of them." in reply_form(page)["words"].value
    assert votes(look, made.posts["open"]) == [1, 1]


def test_pressed_twice_it_counts_once(made, browser, look):
    luis = browser(made.people["Luis"])
    for _ in range(2):
        luis.post(f"/o/{made.posts['open'].id}/join", status=200, **TIRES)
    assert votes(look, made.posts["open"]) == [1, 1]


def test_nora_joins_the_board_with_it(made, browser, look):
    nora = made.people["Nora"]
    browser(nora).post(f"/o/{made.posts['open'].id}/join", status=200, **TIRES)
    assert votes(look, made.posts["open"]) == [1, 1]
    assert look(select(Membership.role).where(Membership.person_id == nora.id)) == ["neighbor"]


def test_the_vote_that_matters_sends_it_to_311(db, made, browser, look):
    post = make.observation(
        db, made.juniper, made.people["Ana"], "Deep pothole", vote_count=9, service_id=made.dumping.id
    )
    page = browser(made.people["Luis"]).post(f"/o/{post.id}/join", status=200, title="Pothole")
    assert "It is at 311." in page.text
    assert look(select(Observation.state).where(Observation.id == post.id)) == ["escalated"]


def test_a_script_gets_the_standing(made, browser):
    answer = browser(made.people["Luis"]).post(f"/o/{made.posts['open'].id}/join", status=200, json=True, **TIRES)
    assert answer.json["votes"] == 1
    assert answer.json["on"] is True


def test_one_closed_lately_takes_no_vote_but_the_words(made, browser, look):
    post = made.posts["closed"]
    page = browser(made.people["Luis"]).post(f"/o/{post.id}/join", status=200, **TIRES)
    assert "Is it still there?" in page.text
    assert "Five of them." in reply_form(page)["words"].value
    assert votes(look, post) == [10, 0]
    reply_form(page).submit(status=303)
    browser(made.people["Luis"]).post(f"/o/{post.id}/join", status=422, json=True)


def test_ones_own_post_takes_ones_words_only(made, browser, look):
    page = browser(made.people["Ana"]).post(f"/o/{made.posts['open'].id}/join", status=422, **TIRES)
    assert "This is your own post." in page.text
    assert "Five of them." in reply_form(page)["words"].value
    assert votes(look, made.posts["open"]) == [0, 0]


@pytest.mark.parametrize("name", ["Luis", "Denise", "Ana"])
def test_one_hidden_in_between_gives_the_words_back(made, browser, look, name):
    page = browser(made.people[name]).post(f"/o/{made.posts['hidden'].id}/join", status=422, **TIRES)
    assert "Somebody dumps here" not in page.text
    assert "Five of them." in page.text
    assert votes(look, made.posts["hidden"]) == [0, 0]


def test_a_visitors_voice_travels_through_sign_up_with_the_words(made, visitor, look, post_office):
    page = visitor.post(f"/o/{made.posts['open'].id}/join", status=401, **TIRES, **SPOT)
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    assert votes(look, made.posts["open"]) == [0, 0]
    sign_up = {"name": "Rosa B.", "email": "rosa@example.org", "password": PASSWORD}
    page = visitor.post("/sign-up", status=200, **sign_up, kept=kept)
    kept = html.unescape(re.search(r'name="kept" value="([^"]*)"', page.text).group(1))
    page = visitor.post("/code", status=200, code=post_office()[0].code, kept=kept)
    page = page.forms["carry-on"].submit(status=200)
    assert "Your voice counts" in page.text
    assert "Since Friday." in reply_form(page)["words"].value
    assert votes(look, made.posts["open"]) == [1, 1]


def test_somebody_unconfirmed_joins_nothing(made, browser, look):
    browser(made.people["Una"]).post(f"/o/{made.posts['open'].id}/join", status=401, **TIRES)
    assert votes(look, made.posts["open"]) == [0, 0]


def test_a_long_text_is_cut_to_what_a_reply_holds(made, browser):
    page = browser(made.people["Luis"]).post(
        f"/o/{made.posts['open'].id}/join", status=200, title="Tires", description="x" * 4_000
    )
    assert len(reply_form(page)["words"].value) == 2_000
