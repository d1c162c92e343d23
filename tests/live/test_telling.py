"""What open pages are told, and what they are never told."""

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from community import clock
from community.activity.record import record
from community.cases.actions import answer_case, open_case
from community.cases.facts import NoteWritten
from community.cases.models_handoff import CaseReference
from community.cases.receipts import note_opened
from community.comments.actions import withdraw_comment, write_comment
from community.live.rules import REMEMBERED_LINES
from community.moderation.actions import hide_words, show_words_again
from community.observations.facts import ObservationPosted
from community.people.actions import close_account
from community.photos.facts import PhotoCovered
from community.voting.actions import cast_vote, take_back_vote
from tests import make
from tests.cast import city


def test_a_visitor_sees_a_vote_and_the_voter_sees_it_too(app, db, live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    visitor = live.open(f"board:{town.juniper.id}")
    voter = live.open(f"observation:{post.id}", person=luis)
    elsewhere = live.open(f"board:{town.marble.id}")

    standing = act(cast_vote, luis, post.id, app.knobs)

    (seen,) = visitor.hear()
    assert seen["kind"] == "vote_cast"
    assert (seen["board"], seen["observation"], seen["votes"]) == (town.juniper.id, post.id, standing.votes)
    assert voter.hear()[0]["votes"] == standing.votes
    assert elsewhere.hears_nothing()


def test_no_line_carries_a_person(app, db, live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    page = live.open(f"observation:{post.id}")
    act(cast_vote, luis, post.id, app.knobs)
    act(write_comment, luis, post.id, "I saw the truck", True)
    act(take_back_vote, luis, post.id, app.knobs)
    lines = page.hear_until(live.newest())
    assert [line["kind"] for line in lines] == ["vote_cast", "comment_written", "vote_taken_back"]
    allowed = {
        "id",
        "kind",
        "board",
        "observation",
        "case",
        "comment",
        "follow_up",
        "state",
        "votes",
        "comments",
        "html",
    }
    assert all(set(line) <= allowed for line in lines)
    assert "Luis" not in str(lines)


def test_the_desk_hears_its_cases_and_nobody_else_hears_the_desk(app, db, live, act):
    town = city(db)
    denise, priya, sam = town.people["Denise"], town.people["Priya"], town.people["Sam"]
    liaison, other_agency = live.open("desk", person=priya), live.open("desk", person=sam)
    for stranger in (None, denise, town.people["Una"]):
        with pytest.raises(InvalidStatus, match="404"):
            live.open("desk", person=stranger)
    neighbor = live.open(f"board:{town.juniper.id}", person=denise)

    note_on_a_case_of_sanitation(app, town, priya)

    (heard,) = liaison.hear()
    assert heard["kind"] == "note_written"
    assert other_agency.hears_nothing()
    assert neighbor.hears_nothing()


def test_that_the_agency_opened_a_case_is_told_to_its_readers_and_not_to_the_liaison_who_did(app, db, live):
    town = city(db)
    case = town.cases["case"]
    db.add(CaseReference(case_id=case.id, reference=case.reference, since=clock.now()))
    db.commit()
    thread, page = live.open(f"observation:{town.posts['case'].id}"), live.open(f"case:{case.id}")
    desk = live.open("desk", person=town.people["Priya"])
    with app.sessions.writing() as session, session.begin():
        note_opened(session, case.id)
    for reader in (thread, page):
        (heard,) = reader.hear()
        assert heard["kind"] == "case_read"
        assert "The agency has opened it" in str(heard["html"])
    assert desk.hears_nothing()


def note_on_a_case_of_sanitation(app: Any, town: Any, priya: Any) -> None:
    case = next(case for case in town.cases.values() if case.agency_id == town.sanitation.id)
    with app.sessions.writing() as db, db.begin():
        record(db, NoteWritten(case.board_id, case.id, note_id=1, version=case.version), actor_id=priya.id)


def test_a_case_that_opens_is_told_to_board_thread_and_desk(app, db, live, act):
    town = city(db)
    post = town.posts["open"]
    board, thread = live.open(f"board:{town.juniper.id}"), live.open(f"observation:{post.id}")
    desk = live.open("desk", person=town.people["Sam"])
    with app.sessions.writing() as session, session.begin():
        observation = session.get_one(type(post), post.id, with_for_update=True)
        values = {"by": "captain", "opener_id": town.people["Denise"].id, "reason": "", "needs_sorting": False}
        board_row = session.get_one(type(town.juniper), town.juniper.id)
        case = open_case(session, observation, board_row, service_id=town.pothole.id, answers={}, **values)
        observation.state = "escalated"
    for page in (board, thread, desk):
        assert "case_opened" in [line["kind"] for line in page.hear_until(live.newest())]
    assert live.open(f"case:{case.id}")


def test_imported_history_is_passed_by(app, db, live):
    town = city(db)
    page = live.open(f"board:{town.juniper.id}")
    for imported in (True, False):
        with app.sessions.writing() as session, session.begin():
            record(session, ObservationPosted(town.juniper.id, town.posts["open"].id), imported=imported)
    assert [line["id"] for line in page.hear()] == [live.newest()]


def test_what_was_missed_comes_in_order_and_nothing_else(app, db, live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    act(cast_vote, luis, post.id, app.knobs)
    seen = live.newest()
    act(take_back_vote, luis, post.id, app.knobs)
    act(write_comment, luis, post.id, "Still there at 8", False)
    act(cast_vote, luis, post.id, app.knobs)
    missed = live.open(f"board:{town.juniper.id}", after=seen).hear_until(live.newest())
    assert [(line["id"], line["kind"]) for line in missed] == live.kinds_after(seen)
    assert live.open(f"board:{town.juniper.id}", after=live.newest()).hears_nothing()


def test_the_same_after_a_restart(app, db, own_live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    act(cast_vote, luis, post.id, app.knobs)
    seen = own_live.newest()
    own_live.stop()
    act(take_back_vote, luis, post.id, app.knobs)
    act(cast_vote, luis, post.id, app.knobs)
    own_live.start()
    missed = own_live.open(f"board:{town.juniper.id}", after=seen).hear_until(own_live.newest())
    assert [(line["id"], line["kind"]) for line in missed] == own_live.kinds_after(seen)


def test_words_hidden_or_taken_back_are_not_sent_again(app, db, live, act):
    town = city(db)
    post, luis, denise = town.posts["open"], town.people["Luis"], town.people["Denise"]
    before = live.newest()
    watching = live.open(f"observation:{post.id}")
    rude = act(write_comment, luis, post.id, "Mr. Quill is a thief", False)
    sorry = act(write_comment, luis, post.id, "I take that back myself", False)
    watching.hear_until(live.newest())
    act(hide_words, denise, post.id, rude.id, "names_person")
    act(withdraw_comment, luis, sorry.id)
    watching.hear_until(live.newest())
    caught_up = live.open(f"observation:{post.id}", after=before).hear_until(live.newest())
    assert [(line["id"], line["kind"]) for line in caught_up] == live.kinds_after(before)
    assert "Quill" not in str(caught_up)
    assert "take that back" not in str(caught_up)


def test_a_page_that_slept_too_long_is_told_to_read_again(app, db, live, act):
    town = city(db)
    post = town.posts["open"]
    before = live.newest()
    with app.sessions.writing() as session, session.begin():
        for _post in range(501):
            record(session, ObservationPosted(town.juniper.id, post.id))
    live.wait_until_read()
    assert live.open(f"board:{town.juniper.id}", after=before).ends_with() == 4409


def test_a_page_that_slept_while_others_talked_missed_nothing(app, db, own_live):
    town = city(db)
    before = own_live.newest()
    for _batch in range(4):
        with app.sessions.writing() as session, session.begin():
            for _post in range(REMEMBERED_LINES // 3):
                record(session, ObservationPosted(town.juniper.id, town.posts["open"].id))
    own_live.wait_until_read()
    marble = make.observation(db, town.marble, town.people["Rosa"], "Broken bench")
    quiet = own_live.open(f"board:{town.marble.id}", after=before)
    with app.sessions.writing() as session, session.begin():
        record(session, ObservationPosted(town.marble.id, marble.id))
    assert quiet.hear()[0]["observation"] == marble.id


def test_fragments_hold_what_changed_and_nothing_one_could_press(app, db, live, act):
    town = city(db)
    post, sent, luis = town.posts["open"], town.posts["case"], town.people["Luis"]
    priya = town.people["Priya"]
    board, thread = live.open(f"board:{town.juniper.id}"), live.open(f"observation:{post.id}")
    case_thread, case = live.open(f"observation:{sent.id}"), live.open(f"case:{town.cases['case'].id}")
    act(cast_vote, luis, post.id, app.knobs)
    spoken = act(write_comment, luis, post.id, "Still there at 8", True)
    told = act(answer_case, priya, town.cases["case"].id, 1, "The crew comes on Friday.")
    rows, words = board.hear_until(live.newest()), thread.hear_until(live.newest() - 1)
    assert "9 more" in rows[0]["html"][f"status:{post.id}"]
    assert "9 more" in words[0]["html"][f"support:{post.id}"]
    assert words[1]["comment"] == spoken.id
    assert "html" not in words[1], "the page fetches a new comment with its form"
    city_line = case_thread.hear_until(live.newest())[-1]
    assert city_line["follow_up"] == told.id
    assert "The crew comes on Friday." in city_line["html"][f"official:{sent.id}"]
    assert "The crew comes on Friday." in rows[-1]["html"][f"say:{sent.id}"]
    assert f"case:{town.cases['case'].id}" in case.hear_until(live.newest())[-1]["html"]
    everything = str(rows + words + [city_line])
    for never in ("<form", "<button", "csrf", "<input", "Luis", " ago"):
        assert never not in everything


def test_upvotes_reach_the_page_of_a_case_and_the_desk_which_offers_nothing_to_read_again(app, db, live, act):
    town = city(db)
    post, case = town.posts["case"], town.cases["case"]
    make.member(db, town.people["Una"], town.juniper)
    db.commit()
    before = case.voices
    page, desk = live.open(f"case:{case.id}"), live.open("desk", person=town.people["Priya"])
    standing = act(cast_vote, town.people["Una"], post.id, app.knobs)
    for reader in (page, desk):
        (line,) = reader.hear_until(live.newest())
        assert line["html"][f"upvotes:{post.id}"] == f"{standing.votes} upvotes"
    assert line["html"][f"voices:{case.id}"] == str(before + 1)
    assert "case" not in line


def test_a_reply_to_the_citys_word_is_told_to_the_page_of_the_case_which_shows_it_there(app, db, live, act):
    town = city(db)
    post, case, luis = town.posts["case"], town.cases["case"], town.people["Luis"]
    told = act(answer_case, town.people["Priya"], case.id, 1, "We come on Friday.")
    page = live.open(f"case:{case.id}", after=live.newest())
    act(write_comment, luis, post.id, "Which Friday?", False, follow_up_id=told.id)
    act(write_comment, luis, post.id, "It is still there.", False)
    answer, other = page.hear_until(live.newest())
    assert answer["follow_up"] == told.id
    assert "follow_up" not in other


def test_the_page_of_a_case_and_the_desk_hear_of_hidden_and_taken_back_words(app, db, live, act):
    town = city(db)
    post, case, luis, denise = town.posts["case"], town.cases["case"], town.people["Luis"], town.people["Denise"]
    rude, sorry = (act(write_comment, luis, post.id, words, False) for words in ("You fool.", "Wrong street."))
    said = live.newest()
    page, thread = (live.open(topic, after=said) for topic in (f"case:{case.id}", f"observation:{post.id}"))
    desk = live.open("desk", person=town.people["Priya"], after=said)
    act(hide_words, denise, post.id, rude.id, "insult")
    act(withdraw_comment, luis, sorry.id)
    act(hide_words, denise, post.id, None, "insult")
    hidden, taken_back, title = (line["html"] for line in page.hear_until(live.newest()))
    assert "You fool." not in hidden[f"comment:{rude.id}"]
    assert "Wrong street." not in taken_back[f"comment:{sorry.id}"]
    assert post.title not in title[f"title:{post.id}"]
    assert "post" in title[f"backing:{case.id}"]
    kinds = ["words_hidden", "comment_withdrawn", "words_hidden"]
    assert [line["kind"] for line in desk.hear_until(live.newest())] == kinds
    assert f"edited:{post.id}" in thread.hear_until(live.newest())[-1]["html"]


def test_a_covered_photo_of_the_city_is_told_to_thread_and_case(app, db, live, act):
    town = city(db)
    sent, case = town.posts["case"], town.cases["case"]
    told = act(answer_case, town.people["Priya"], case.id, 1, "We cleared it.")
    photo = make.photo(db)
    photo.board_id, photo.case_id, photo.follow_up_id, photo.posted_at = case.board_id, case.id, told.id, clock.now()
    db.commit()
    thread, page = live.open(f"observation:{sent.id}"), live.open(f"case:{case.id}")
    photo.key = "covered" + photo.key[7:]
    record(db, PhotoCovered(case.board_id, None, case.id, None, told.id))
    db.commit()
    for heard in (thread, page):
        html = heard.hear_until(live.newest())[-1]["html"]
        assert list(html) == [f"hung:{told.id}"]
        assert f"/photos/{photo.key}/thumb" in html[f"hung:{told.id}"]


def test_a_hidden_post_is_a_stub_everywhere_and_comes_back(app, db, live, act):
    town = city(db)
    post, denise = town.posts["open"], town.people["Denise"]
    before = live.newest()
    board = live.open(f"board:{town.juniper.id}")
    act(hide_words, denise, post.id, None, "insult")
    (hidden,) = board.hear()
    assert "Hidden by the rules of the house" in hidden["html"][f"title:{post.id}"]
    thread = live.open(f"observation:{post.id}", after=before).hear()
    assert thread[0]["html"][f"words:{post.id}"] == ""
    act(show_words_again, denise, post.id, None, app.knobs)
    assert board.hear()[0]["html"][f"title:{post.id}"] == "Tires by the steps"


def test_a_name_is_not_sent_after_its_account_was_closed(app, db, live, act):
    town = city(db)
    post, before, nora = town.posts["open"], live.newest(), town.people["Nora"]
    page = live.open(f"observation:{post.id}")
    said = act(write_comment, nora, post.id, "It smells", False)
    act(hide_words, town.people["Denise"], post.id, said.id, "insult")
    act(show_words_again, town.people["Denise"], post.id, said.id, app.knobs)
    assert "Nora" in str(page.hear_until(live.newest()))
    act(lambda session, who: close_account(session, who.person_id), nora)
    live.wait_until_read()
    assert live.open(f"observation:{post.id}", after=before).ends_with() == 4409
    act(cast_vote, town.people["Luis"], post.id, app.knobs)
    assert [line["kind"] for line in page.hear()] == ["vote_cast"]
    assert "Nora" not in str(live.open(f"observation:{post.id}", after=live.newest() - 1).hear())


def test_only_its_owner_hears_of_an_inbox(app, db, live, act, worker):
    town = city(db)
    post = town.posts["open"]
    author, other = live.open(person=town.people["Ana"]), live.open(person=town.people["Nora"])
    act(write_comment, town.people["Denise"], post.id, "I called about it", False)
    worker()
    (line,) = author.hear()
    assert set(line) == {"id", "kind"}
    assert line["kind"] == "notice_given"
    assert other.hears_nothing()
