"""Larkport: always the same city, in human words, with something to see in every state, told by the real actions.

All of it takes a minute to build and is for ``make trial``; a few of its stories are told in ``make test``.
"""

import fcntl
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from community import clock, main
from community.activity.models import Activity, Cursor, Delivery
from community.boards.atlas import boards_at
from community.boards.models import Board, Boundary
from community.cases.models import Case, FollowUp, Step
from community.catalog.models import Service
from community.commands.explaining import CommandError
from community.commands.migrating import migrate
from community.comments.models import Comment
from community.demo.city import SEED, found_city, seed, seed_when_empty
from community.demo.people import OFFERED
from community.demo.reading import read_toml
from community.demo.scenes import plan_scenes
from community.notices.models import Notice
from community.observations.models import Observation, Version
from community.people.models import Account, Person
from community.people.queries import demo_people
from community.photos.models import Photo
from community.voting.models import Vote
from tests import make
from tests.architecture.source import ROOT

whole = pytest.mark.trial
SHOUTING = re.compile(r"!|\b(user|ticket|submit|stakeholder|lorem|ipsum)\b", re.I)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The demo city in a database of its own, for reading; built once, whichever process of tests comes first."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "larkport"
    home.mkdir(exist_ok=True)
    app = main(
        None, **{"community.home": str(home), "community.demo": "true", "community.city_name": "Larkport"}
    ).registry
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "built").exists():
            migrate(app.sessions.engines)
            assert seed_when_empty(app)
            (home / "built").touch()
    yield app
    app.sessions.engines.dispose()


@pytest.fixture
def told(city: Any) -> Iterator[Any]:
    """A session that reads it."""
    with city.sessions.reading() as db:
        yield db


def counted(db: Any, column: Any) -> Counter[Any]:
    return Counter(db.scalars(select(column)))


@pytest.mark.trial
def test_a_few_of_its_stories_are_told_from_post_to_case(tmp_path: Path) -> None:
    app = main(None, **{"community.home": str(tmp_path), "community.demo": "true"}).registry
    migrate(app.sessions.engines)
    seed(app, most=10)
    with app.sessions.reading() as db:
        assert {person.name for person in OFFERED} <= {person.name for person in demo_people(db)}
        assert 8 <= db.scalar(select(func.count()).select_from(Observation)) <= 10
        assert db.scalar(select(func.count()).select_from(Case)) > 0
        assert db.scalar(select(func.count()).select_from(FollowUp)) > 0
        assert db.scalar(select(func.count()).select_from(Vote)) > 20
        assert db.scalar(select(func.count()).where(Delivery.due.is_not(None))) == 0
    app.sessions.engines.dispose()


@whole
def test_there_is_something_in_every_state(told: Any) -> None:
    assert set(counted(told, Observation.state)) == {"open", "escalated", "resolved", "withdrawn"}
    assert set(counted(told, Case.state)) == {"queued", "open", "in_progress", "closed"}
    assert set(counted(told, Case.opened_by)) >= {"votes", "captain"}
    codes = set(counted(told, Case.code)) - {None}
    assert codes == {"done", "not_found", "not_responsible", "declined", "duplicate"}
    kinds = {
        "opened",
        "sorted",
        "queued",
        "sent",
        "accepted",
        "read",
        "taken",
        "transferred",
        "scheduled",
        "withdrawn",
        "closed",
        "settled",
        "reopened",
    }
    promised = {"kept", "broken"}  # whether a day was kept depends on the weekday on which the six weeks end
    assert set(counted(told, Step.kind)) - promised == kinds
    assert set(counted(told, Case.pace)) >= {"on_time", "late", None}
    assert told.scalar(select(func.count()).where(Case.needs_sorting)) > 0
    assert told.scalar(select(func.count()).where(Case.needs_answer_since.is_not(None), Case.state != "closed")) > 0
    assert told.scalar(select(func.count()).where(FollowUp.observation_id.is_not(None))) > 0
    assert told.scalar(select(func.count()).where(Observation.hidden_at.is_not(None))) == 1
    assert told.scalar(select(func.count()).where(Comment.hidden_at.is_not(None))) >= 1
    assert told.scalar(select(func.count()).select_from(Version)) > 0


@whole
def test_it_is_the_size_of_a_small_city(told: Any) -> None:
    boards = counted(told, Observation.board_id)
    assert told.scalar(select(func.count()).select_from(Board)) == 14
    assert 150 <= sum(boards.values()) <= 400
    assert min(boards.values()) >= 5
    assert told.scalar(select(func.count()).select_from(Vote)) > 700
    assert told.scalar(select(func.count()).select_from(Comment)) > 200


@whole
def test_no_board_says_the_same_thing_twice(told: Any) -> None:
    rows = told.execute(select(Observation.board_id, Observation.title).where(Observation.title != "")).all()
    assert [row for row, count in Counter(rows).items() if count > 1] == []
    titles = [title for _board, title in rows]
    assert len(set(titles)) > 0.97 * len(titles), "the desk shows all boards on one page"


@whole
def test_the_words_are_plain(told: Any) -> None:
    words = [*told.scalars(select(Observation.title)), *told.scalars(select(Observation.description))]
    words += [*told.scalars(select(Comment.words)), *told.scalars(select(FollowUp.words))]
    assert [text for text in words if SHOUTING.search(text)] == []
    assert [text for text in words if "{" in text or "}" in text] == []
    assert max(map(len, told.scalars(select(Observation.title)))) <= 120


@whole
def test_everybody_is_invented_and_nobody_has_an_account(told: Any) -> None:
    assert told.scalar(select(func.count()).where(~Person.demo)) == 0
    assert told.scalar(select(func.count()).select_from(Account)) == 0
    offered = {person.name for person in demo_people(told)}
    assert {person.name for person in OFFERED} <= offered


@whole
def test_the_past_is_in_the_past_and_in_order(told: Any) -> None:
    moments = list(told.scalars(select(Activity.at).order_by(Activity.id)))
    assert moments == sorted(moments)
    assert clock.now() - timedelta(weeks=7) < moments[0] < clock.now() - timedelta(weeks=5)
    assert moments[-1] < clock.now()
    counts = told.execute(select(Observation.id, Observation.vote_count)).all()
    votes = counted(told, Vote.observation_id)
    assert [pair for pair in counts if votes[pair[0]] != pair[1]] == []


@whole
def test_nothing_is_told_again_after_seeding(city: Any, told: Any) -> None:
    newest = told.scalar(select(func.max(Activity.id)))
    assert {row.consumer: row.last for row in told.scalars(select(Cursor))} == dict.fromkeys(
        city.activity.consumers, newest
    )
    assert told.scalar(select(func.count()).where(Delivery.due.is_not(None))) == 0
    assert told.scalar(select(func.count()).select_from(Notice)) > 0


@whole
def test_the_walk_of_the_readme_begins_three_votes_short(told: Any) -> None:
    title = "Tires and a mattress dumped by the steps, third time since March"
    row = told.scalars(select(Observation).where(Observation.title == title).order_by(Observation.created_at)).all()[-1]
    author = told.get(Person, row.author_id)
    assert (row.state, row.vote_count, row.place, author.display_name) == ("open", 7, "5814 Larch St", "Denise W.")
    luis = told.scalar(select(Person.id).where(Person.display_name == "Luis M."))
    assert told.get(Vote, (row.id, luis)) is None


@whole
def test_the_boards_tile_the_city_and_two_lie_over_others(told: Any) -> None:
    assert len(boards_at(told, 39.2 + 11 * 0.0011, -73.6 + 8.5 * 0.0016)) == 2  # Larch St at 57th
    assert len(boards_at(told, 39.2 + 8 * 0.0011, -73.6 + 8.5 * 0.0016)) == 1
    assert told.scalar(select(func.count()).select_from(Boundary)) == 14


@whole
def test_every_symbol_is_drawn(told: Any) -> None:
    sprite = (ROOT / "templates" / "_sprite.svg").read_text("utf-8")
    assert [icon for icon in told.scalars(select(Service.icon)) if f'id="{icon}"' not in sprite] == []


def test_every_kind_of_story_has_an_office_with_words() -> None:
    stories, words = read_toml("stories")["story"], read_toml("answers")
    codes = {row["code"] for row in read_toml("offices")["service"]}
    for story in stories:
        assert story["kind"] == "other" or story["kind"] in codes, story["title"]
        assert "work" in words[story["kind"]], story["kind"]
    assert len({story["title"] for story in stories}) == len(stories)


@whole
def test_it_is_the_same_city_every_time(told: Any, tmp_path: Any) -> None:
    """People, boards, stories and their authors; dates move with today, so how far each story has come may differ."""
    again = main(None, **{"community.home": str(tmp_path), "community.demo": "true"}).registry
    migrate(again.sessions.engines)
    rng = Random(SEED)
    with again.sessions.writing() as db, db.begin():
        boards, _offices, cast = found_city(db, rng)
        people = db.scalars(select(Person.display_name).order_by(Person.id)).all()
    scenes = plan_scenes(rng, cast, boards, again.knobs, clock.now())
    again.sessions.engines.dispose()
    assert told.scalars(select(Person.display_name).order_by(Person.id)).all() == people
    query = select(Observation.title, Observation.author_id).where(Observation.title != "")
    found = set(map(tuple, told.execute(query)))
    assert found <= {(scene.title, scene.author.person_id) for scene in scenes}
    assert len(found) >= len(scenes) - 5


def test_it_builds_on_nobodys_ground(app: Any, db: Any) -> None:
    make.person(db, "Somebody real")
    with pytest.raises(CommandError, match="not invented"):
        seed_when_empty(app)
    assert db.scalar(select(func.count()).select_from(Board)) == 0


def test_it_leaves_a_city_that_has_boards_as_it_is(app: Any, db: Any) -> None:
    make.board(db)
    assert not seed_when_empty(app)
    assert db.scalar(select(func.count()).select_from(Person)) == 0


@whole
def test_there_are_photos_of_what_neighbors_saw_and_of_what_the_city_did(city: Any, told: Any) -> None:
    photos = told.scalars(select(Photo)).all()
    assert len({photo.observation_id for photo in photos if photo.observation_id}) >= 8
    assert all(photo.alt and photo.posted_at for photo in photos)
    home = city.knobs.home
    for photo in photos:
        assert (Path(home) / "photos" / photo.key[:2] / photo.key / "full.jpg").stat().st_size > 5_000
    opening = told.scalars(select(Observation).where(Observation.title.startswith("Tires and a mattress")))
    assert all(post.photo_key for post in opening if post.state != "withdrawn")
