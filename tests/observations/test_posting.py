"""Ana posts what she saw: once, on the right board, with her name or without."""

import threading

import pytest
from sqlalchemy import func, select

from community import clock
from community.activity.models import Activity
from community.errors import Missing, Refused, TooMany
from community.limits import DAY
from community.observations.actions import post_observation, sort_observation
from community.observations.forms import ObservationWords, Spot
from community.observations.models import ExactPlace, Observation
from community.observations.rules import PlaceQuestion
from community.places.models import Address, Block
from community.places.rules import meters_between
from tests import make

AT = {"lat": 42.35, "lon": -71.05}
SMALL = {
    "type": "Polygon",
    "coordinates": [[[-71.06, 42.34], [-71.04, 42.34], [-71.04, 42.36], [-71.06, 42.36], [-71.06, 42.34]]],
}


def words(title="Tires by the steps", *, spot=None, **values):
    return ObservationWords(title, spot=spot or Spot("5814 Larch St"), **values)


def larch(db):
    """A block of Larch St with one address on it, as the city imported them."""
    line = [[-71.0502, 42.3499], [-71.0498, 42.3501]]
    block = Block(
        key="larch", street="Larch St", street_key="larch st", label="5800 block of Larch St", **AT, line=line
    )
    db.add(block)
    db.flush()
    near = {"lat": 42.35004, "lon": -71.04996}
    db.add(Address(key="5814", label="5814 Larch St", label_key="5814 larch st", block_id=block.id, **near))
    db.commit()
    return block


@pytest.fixture
def board(db):
    return make.board(db)


@pytest.fixture
def ana(db):
    return make.identity(db, make.person(db, "Ana"))


def test_a_post_stands_on_the_board_and_is_told(db, ana, board):
    post = post_observation(db, ana, board.id, words(description="Five.\n\nOn the walk."))
    db.commit()
    assert (post.state, post.listed, post.place, post.vote_count) == ("open", True, "5814 Larch St", 0)
    told = db.scalars(select(Activity)).one()
    assert (told.kind, told.board_id, told.observation_id) == ("observation_posted", board.id, post.id)
    assert told.data == {}


def test_a_form_sent_twice_posts_once(db, ana, board):
    first = post_observation(db, ana, board.id, words(client_id="abcdefgh"))
    second = post_observation(db, ana, board.id, words("Other words", client_id="abcdefgh"))
    assert first is second
    bea = make.identity(db, make.person(db, "Bea"))
    assert post_observation(db, bea, board.id, words(client_id="abcdefgh")).id != first.id


def test_a_form_sent_twice_at_once_posts_once(app, db, ana, board):
    ids, start = [], threading.Barrier(4)

    def send():
        start.wait()
        with app.sessions.writing() as session, session.begin():
            ids.append(post_observation(session, ana, board.id, words(client_id="abcdefgh")).id)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1


def test_posts_a_day_are_limited_and_the_words_say_when(db, ana, board, app):
    for _ in range(app.knobs.limit_posts):
        post_observation(db, ana, board.id, words(), app.knobs)
    with pytest.raises(TooMany, match="24 hours"):
        post_observation(db, ana, board.id, words(), app.knobs)
    with clock.travel(DAY):
        post_observation(db, ana, board.id, words(), app.knobs)


def test_an_address_the_city_knows_gives_the_point(db, ana, board):
    block = larch(db)
    post = post_observation(db, ana, board.id, words(spot=Spot("5814 Larch St.")))
    exact = db.get_one(ExactPlace, post.id)
    assert (post.lat, post.lon) == (42.35004, -71.04996)
    assert (exact.block_id, exact.address) == (block.id, "5814 Larch St.")
    assert exact.address_id


def test_without_a_name_the_public_sees_the_block(db, ana, board):
    block = larch(db)
    post = post_observation(db, ana, board.id, words(nameless=True, spot=Spot("5814 Larch St", "by the red gate")))
    exact = db.get_one(ExactPlace, post.id)
    assert (post.place, post.lat, post.lon) == (block.label, block.lat, block.lon)
    assert post.landmark == "by the red gate"
    assert (exact.address, exact.lat) == ("5814 Larch St", 42.35004)


def test_without_a_name_and_without_streets_the_public_sees_a_cell_and_no_address(db, ana, board):
    post = post_observation(db, ana, board.id, words(nameless=True, spot=Spot("5814 Larch St", **AT)))
    assert post.place == ""
    assert (post.lat, post.lon) != (AT["lat"], AT["lon"])
    assert meters_between(post.lat, post.lon, AT["lat"], AT["lon"]) < 110


def test_without_a_name_and_without_a_point_no_house_is_shown(db, ana, board):
    post = post_observation(db, ana, board.id, words(nameless=True, spot=Spot("5814 Larch St, green door")))
    assert (post.place, post.lat, post.lon) == ("", None, None)
    larch(db)
    street = post_observation(db, ana, board.id, words(nameless=True, spot=Spot("Larch St")))
    assert street.place == "Larch St"


def test_a_point_on_several_boards_asks_which_smallest_first(db, ana, board):
    small = make.board(db, "Steps", geometry=SMALL, area=0.0004)
    board.area = 0.01
    db.commit()
    with pytest.raises(PlaceQuestion) as asked:
        post_observation(db, ana, board.id, words(spot=Spot("", **AT)))
    assert asked.value.reason == "several"
    assert [choice.id for choice in asked.value.choices] == [small.id, board.id]
    assert post_observation(db, ana, board.id, words(spot=Spot("", **AT), chosen=True)).board_id == board.id


def test_a_point_on_another_board_names_it(db, ana, board):
    east = [[-71.0, 42.3], [-70.9, 42.3], [-70.9, 42.4], [-71.0, 42.4], [-71.0, 42.3]]
    other = make.board(db, "Marble Hill", geometry={"type": "Polygon", "coordinates": [east]})
    with pytest.raises(PlaceQuestion, match="Marble Hill") as asked:
        post_observation(db, ana, board.id, words(spot=Spot("", lat=42.35, lon=-70.95), chosen=True))
    assert asked.value.reason == "elsewhere"
    assert [choice.id for choice in asked.value.choices] == [other.id]


def test_a_point_on_no_board_names_the_nearest(db, ana, board):
    with pytest.raises(PlaceQuestion, match=r"no board\. The nearest one is Juniper Square") as asked:
        post_observation(db, ana, board.id, words(spot=Spot("", lat=41.0, lon=-71.05)))
    assert asked.value.reason == "nowhere"
    assert db.scalar(select(func.count()).select_from(Observation)) == 0


def test_a_kind_that_is_gone_and_an_answer_that_is_none_are_refused(db, ana, board):
    streets = make.agency(db)
    gone, pothole = make.service(db, streets, "Horse", active=False), make.service(db, streets)
    make.question(db, pothole, datatype="number")
    for service_id in (gone.id, 10**9):
        with pytest.raises(Refused) as refused:
            post_observation(db, ana, board.id, words(service_id=service_id))
        assert refused.value.field == "kind"
    with pytest.raises(Refused) as refused:
        post_observation(db, ana, board.id, words(service_id=pothole.id, answers={"size": "big"}))
    assert refused.value.field == "answer.size"
    assert post_observation(db, ana, board.id, words(service_id=pothole.id)).answers == {}
    with pytest.raises(Missing):
        post_observation(db, ana, 10**9, words())


def test_a_captain_sorts_a_nameless_post_without_seeing_its_house(db, ana, board):
    larch(db)
    denise = make.person(db, "Denise")
    make.member(db, denise, board, "captain")
    post = post_observation(db, ana, board.id, words(nameless=True))
    db.commit()
    streets = make.agency(db)
    pothole = make.service(db, streets)
    sort_observation(db, make.identity(db, denise), post.id, pothole.id, {}, Spot("", "by the park"))
    db.commit()
    assert (post.service_id, post.landmark, post.place) == (pothole.id, "by the park", "5800 block of Larch St")
    assert db.get_one(ExactPlace, post.id).address == "5814 Larch St"
