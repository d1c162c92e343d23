"""A captain changes what a board asks for: every open page of it hears one number, however many posts it has."""

import pytest
from websockets.exceptions import InvalidStatus

from community.activity.record import record
from community.boards.actions import set_board
from community.live.rules import PRELOADED
from community.observations.facts import ObservationPosted
from community.voting.actions import cast_vote
from tests import make
from tests.cast import city


def ask(app, act, town, threshold, escalation="both", welcome=""):
    """Denise sets the board."""
    values = {"threshold": threshold, "welcome": welcome, "escalation": escalation, "knobs": app.knobs}
    act(set_board, town.people["Denise"], town.juniper.id, **values)


def thread_page(live, post, board, **more):
    """The page of a post, as it listens."""
    return live.open(f"observation:{post.id}", f"threshold:{board.id}", **more)


def test_board_and_posts_hear_one_number_and_other_boards_nothing(app, db, live, act):
    town = city(db)
    for number in range(20):
        make.observation(db, town.juniper, town.people["Ana"], f"Pothole {number}")
    board, thread = live.open(f"board:{town.juniper.id}"), thread_page(live, town.posts["open"], town.juniper)
    elsewhere = live.open(f"board:{town.marble.id}", f"threshold:{town.marble.id}")
    ask(app, act, town, 7)
    for page in (board, thread):
        [line] = page.hear()
        assert line == {"id": live.newest(), "kind": "board_set", "board": town.juniper.id, "threshold": 7}
        assert page.hears_nothing()
    assert elsewhere.hears_nothing()


def test_the_number_is_the_one_in_force(app, db, live, act):
    town = city(db)
    page = live.open(f"threshold:{town.juniper.id}")
    ask(app, act, town, None, welcome="Hello")
    assert page.hear()[0]["threshold"] == app.knobs.votes_to_escalate
    ask(app, act, town, 7, escalation="captain")
    assert page.hear()[0]["threshold"] == 0


def test_a_post_hears_nothing_else_of_its_board(app, db, live, act):
    town = city(db)
    page = thread_page(live, town.posts["nameless"], town.juniper)
    act(cast_vote, town.people["Luis"], town.posts["open"].id, app.knobs)
    assert page.hears_nothing()


def test_whoever_slept_hears_it_on_coming_back(app, db, live, act):
    town = city(db)
    seen = live.newest()
    ask(app, act, town, 7)
    act(cast_vote, town.people["Luis"], town.posts["open"].id, app.knobs)
    live.wait_until_read()
    [line] = thread_page(live, town.posts["nameless"], town.juniper, after=seen).hear()
    assert line["threshold"] == 7


def test_beyond_memory_only_a_new_number_has_a_post_read_again(app, db, own_live, act):
    town = city(db)
    quiet, seen = town.posts["nameless"], own_live.newest()
    ask(app, act, town, 7)
    asked = own_live.newest()
    own_live.stop()
    with app.sessions.writing() as session, session.begin():
        for _time in range(PRELOADED + 1):
            record(session, ObservationPosted(town.juniper.id, town.posts["open"].id))
    own_live.start()
    assert thread_page(own_live, quiet, town.juniper, after=asked).hears_nothing()
    assert thread_page(own_live, quiet, town.juniper, after=seen).ends_with() == 4409
    assert own_live.open(f"board:{town.juniper.id}", after=asked).ends_with() == 4409


def test_a_board_that_is_not_there_has_no_number(app, db, live):
    with pytest.raises(InvalidStatus, match="404"):
        live.open("threshold:999999")
