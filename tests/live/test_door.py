"""Who may connect, from where, and what closes a socket again."""

import json
import socket
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus

from community.activity.worker import run_until_idle
from community.live.rules import NOTHING_TO_HEAR
from community.people.actions.accounts import close_account, suspend_person
from community.people.actions.parts import end_part, grant_part
from community.people.actions.sign_ins import end_login, end_logins
from community.people.identity import token_hash
from community.people.models import Login
from community.voting.actions import cast_vote, take_back_vote
from tests import make
from tests.cast import city


@pytest.fixture
def refused(live):
    """``refused(*topics, …)``: the HTTP status with which the server refuses the page."""

    def ask(*topics: str, **how: object) -> int:
        with pytest.raises(InvalidStatus) as refusal:
            live.open(*topics, **how)
        return refusal.value.response.status_code

    return ask


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example:6543",
        "file://",
        "http://[",
    ],
)
def test_a_foreign_page_may_not_listen(db, live, refused, origin):
    town = city(db)
    assert refused(f"board:{town.juniper.id}", origin=origin) == 403
    assert refused(f"board:{town.juniper.id}", person=town.people["Luis"], origin=origin) == 403


@pytest.mark.parametrize("origin", ["http://127.0.0.1:6543", "http://127.0.0.1:50123"])
def test_our_own_pages_may(db, live, origin):
    live.open(f"board:{make.board(db).id}", origin=origin)


@pytest.mark.parametrize(
    "topic",
    ["board:99999999", "observation:99999999", "case:99999999", "board:9223372036854775807", "desk"],
)
def test_what_is_not_there_or_not_public_answers_404(refused, topic):
    assert refused(topic) == 404


@pytest.mark.parametrize(
    "topic",
    ["board", "board:", "board:0", "board:-1", "board:1 ", "board:١", "person:1", "inbox:1", "board:" + "9" * 400,
     "board:9223372036854775808", "desk:1", "board:1\x00"],
)  # fmt: skip
def test_what_is_no_topic_is_refused(refused, topic):
    assert refused(topic) == 400


def test_nobody_asks_for_another_inbox(db, refused):
    person = make.person(db)
    assert refused(f"inbox:{person.id}", person=person) == 400


def test_a_withdrawn_post_answers_404(db, live, refused):
    town = city(db)
    gone = make.observation(db, town.juniper, town.people["Luis"], listed=False, state="withdrawn")
    assert refused(f"observation:{gone.id}") == 404
    live.open(f"observation:{town.posts['open'].id}")


def test_a_page_of_somebody_signed_out_meanwhile_is_sent_home_for_good(db, live):
    """The form of a post has no topics: it hears the inbox of its person only. Signed out, there is nothing to hear."""
    luis = city(db).people["Luis"]
    here = live.open(person=luis)
    assert here.hears_nothing()
    assert live.open().ends_with() == NOTHING_TO_HEAR
    assert live.open(token="x" * 43).ends_with() == NOTHING_TO_HEAR


def test_a_forged_cookie_is_a_visitor(db, live, refused):
    town = city(db)
    live.open(f"board:{town.juniper.id}", token="x" * 43)
    assert refused("desk", token="x" * 43) == 404
    assert refused("desk", token="=,;" + "é" * 40) == 404
    live.open("desk", person=town.people["Priya"])


def test_a_suspended_person_is_cut_off_and_the_others_are_not(db, live, act):
    town = city(db)
    luis, dana = town.people["Luis"], town.people["Nora"]
    topic = f"board:{town.juniper.id}"
    first, second, other, visitor = (live.open(topic, person=who) for who in (luis, luis, dana, None))
    suspend_person(db, luis.id)
    db.commit()
    assert (first.ends_with(), second.ends_with()) == (4401, 4401)
    assert other.hears_nothing()
    assert visitor.hears_nothing()


def test_a_liaison_who_is_none_any_more_leaves_the_desk(db, live, refused):
    town = city(db)
    priya = town.people["Priya"]
    desk = live.open("desk", person=priya)
    end_part(db, priya.id, "liaison", "agency", town.sanitation.id)
    db.commit()
    assert desk.ends_with() == 4401
    assert refused("desk", person=priya) == 404


def test_joining_a_board_closes_nothing(db, live):
    town = city(db)
    nora = town.people["Nora"]
    page = live.open(f"board:{town.juniper.id}", person=nora)
    grant_part(db, nora.id, "neighbor", "board", town.juniper.id)
    db.commit()
    assert page.hears_nothing()


def test_ending_one_sign_in_closes_only_its_pages(db, live):
    town = city(db)
    luis, topic = town.people["Luis"], f"board:{town.juniper.id}"
    lost, kept = live.sign_in(luis), live.sign_in(luis)
    on_the_lost_phone, here = live.open(topic, token=lost), live.open(topic, token=kept)
    end_login(db, luis.id, login_id(db, lost))
    db.commit()
    assert on_the_lost_phone.ends_with() == 4401
    assert here.hears_nothing()
    elsewhere = live.open(topic, person=luis)
    end_logins(db, luis.id, keep=login_id(db, kept))
    db.commit()
    assert elsewhere.ends_with() == 4401
    assert here.hears_nothing()
    close_account(db, luis.id)
    db.commit()
    assert here.ends_with() == 4401


def login_id(db, token):
    return db.query(Login.id).filter(Login.token_hash == token_hash(token)).scalar()


def test_a_page_that_speaks_is_closed(db, live):
    page = live.open(f"board:{make.board(db).id}")
    page.connection.send("hello")
    assert page.ends_with() == 1008
    page = live.open(f"board:{make.board(db, 'Other').id}")
    page.connection.send("x" * 5000)
    assert page.ends_with() == 1009


def test_a_page_that_does_not_read_holds_up_nobody(app, db, live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    asleep = socket.create_connection(("127.0.0.1", live.port))
    asleep.sendall(
        f"GET /live?topic=observation:{post.id} HTTP/1.1\r\nHost: {live.address}\r\nOrigin: http://127.0.0.1:6543\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    awake = live.open(f"observation:{post.id}")
    for _time in range(3):
        act(cast_vote, luis, post.id, app.knobs)
        assert awake.hear()
        act(take_back_vote, luis, post.id, app.knobs)
        assert awake.hear()
    asleep.close()


def test_health_tells_the_last_activity_and_who_is_behind(app, db, live, act):
    town = city(db)
    page = live.open(f"board:{town.juniper.id}")
    act(cast_vote, town.people["Luis"], town.posts["open"].id, app.knobs)
    page.hear()
    run_until_idle(app)
    with urllib.request.urlopen(f"http://{live.address}/healthz") as answer:
        assert answer.headers["Content-Type"] == "application/json"
        told = json.load(answer)
    assert (told["database"], told["last"], told["lag"]) == ("ok", live.newest(), 0)
    assert set(told["worker_lag"].values()) == {0}
    assert told["worker_failing"] == []


def test_anything_else_is_not_found(live):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://{live.address}/wp-login.php")
    assert refused.value.code == 404
    refused.value.close()


def test_when_the_server_goes_down_pages_are_told_to_come_again(db, own_live):
    page = own_live.open(f"board:{make.board(db).id}")
    own_live.stop()
    assert page.ends_with() == 1012
    assert own_live.ended_well
