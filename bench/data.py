"""Databases to measure on: one board, filled by bulk inserts with believable rows."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from community import clock
from community.boards.models import Board, Boundary
from community.cases.models import Backing, Case, FollowUp, Step
from community.catalog.models import Agency, Service
from community.commands.migrating import migrate
from community.comments.models import Comment
from community.db.engines import Engines, create_engines
from community.observations.models import ExactPlace, Observation
from community.observations.rules import hot
from community.people.models import Account, Membership, Person
from community.voting.models import Vote

PEOPLE = 200
BATCH = 5_000
TITLES = (
    "Tires dumped by the steps",
    "Street light out at the corner",
    "Pothole in the bike lane",
    "Clogged storm drain",
)
WORDS = "The sidewalk is down to about two feet, so strollers and walkers go in the street. " * 2
SQUARE = {"type": "Polygon", "coordinates": [[[-71.1, 42.3], [-71, 42.3], [-71, 42.4], [-71.1, 42.4], [-71.1, 42.3]]]}


def fresh(folder: Path, name: str) -> Engines:
    """Migrated engines on a new SQLite file."""
    engines = create_engines(f"sqlite:///{folder / name}.sqlite", pool_size=4)
    migrate(engines)
    return engines


def fill(engines: Engines, observations: int, *, comments_on_first: int = 50) -> None:
    """Board 1 with ``observations`` posts; a third have a case with the city's answer, the newest one has a thread."""
    chance, now = random.Random(311), clock.now()
    with engines.writing.begin() as connection:
        _stage(connection, now)
        for start in range(1, observations + 1, BATCH):
            ids = range(start, min(start + BATCH, observations + 1))
            _observations(connection, chance, now, ids, observations)
        _thread(connection, now, observations, comments_on_first)


def one_board(engines: Engines) -> None:
    """Board 1 alone, a square."""
    with engines.writing.begin() as connection:
        _board(connection, clock.now())


def _board(connection: Connection, now: datetime) -> None:
    board = {"id": 1, "key": "bench", "slug": "bench", "name": "Juniper Square", "name_key": "juniper square"}
    connection.execute(insert(Board), [{**board, "created_at": now}])
    connection.execute(insert(Boundary), [{"board_id": 1, "geometry": SQUARE, "changed_at": now}])


def _stage(connection: Connection, now: datetime) -> None:
    """The board, its people (person 1 is the captain), one agency with one service."""
    numbers = range(1, PEOPLE + 1)
    people = [{"id": n, "display_name": f"Neighbor {n}", "created_at": now, "confirmed_at": now} for n in numbers]
    connection.execute(insert(Person), people)
    accounts = [{"person_id": n, "email": f"n{n}@example.org", "email_key": f"n{n}@example.org"} for n in numbers]
    connection.execute(insert(Account), accounts)
    connection.execute(insert(Agency), [{"id": 1, "key": "streets", "name": "Streets", "fallback": True}])
    connection.execute(insert(Service), [{"id": 1, "code": "pothole", "name": "Pothole", "agency_id": 1}])
    _board(connection, now)
    parts = [
        {
            "person_id": n,
            "role": "captain" if n == 1 else "neighbor",
            "scope_kind": "board",
            "scope_id": 1,
            "created_at": now,
        }
        for n in numbers
    ]
    connection.execute(insert(Membership), parts)


def _observations(connection: Connection, chance: random.Random, now: datetime, ids: range, total: int) -> None:
    """One batch of posts with their exact places, and for every third the case behind it with the city's word."""
    posts = [_post(chance, now, number, total) for number in ids]
    connection.execute(insert(Observation), posts)
    places = [{"observation_id": p["id"], "lat": p["lat"], "lon": p["lon"], "address": p["place"]} for p in posts]
    connection.execute(insert(ExactPlace), places)
    sent = [post for post in posts if post["escalated_at"]]
    if not sent:
        return
    connection.execute(insert(Case), [_case(post) for post in sent])
    connection.execute(
        insert(Backing), [{"case_id": p["id"], "observation_id": p["id"], "since": p["created_at"]} for p in sent]
    )
    connection.execute(
        insert(Step), [{"case_id": p["id"], "kind": "opened", "at": p["created_at"], "agency_id": 1} for p in sent]
    )
    answers = [
        {"case_id": p["id"], "agency_id": 1, "author_id": 2, "kind": "answer", "words": WORDS, "written_at": now}
        for p in sent
    ]
    connection.execute(insert(FollowUp), answers)


def _post(chance: random.Random, now: datetime, number: int, total: int) -> dict[str, Any]:
    created = now - timedelta(minutes=(total - number) * 5)
    votes = chance.randint(0, 30)
    escalated = number % 3 == 0
    return {
        "id": number,
        "board_id": 1,
        "author_id": chance.randint(1, PEOPLE),
        "nameless": number % 7 == 0,
        "title": chance.choice(TITLES),
        "description": WORDS,
        "service_id": 1,
        "answers": {},
        "place": f"{chance.randint(1, 9999)} Larch St",
        "landmark": "",
        "lat": 42.3 + chance.random() / 10,
        "lon": -71.1 + chance.random() / 10,
        "state": "escalated" if escalated else "open",
        "listed": True,
        "vote_count": votes,
        "comment_count": chance.randint(0, 12),
        "hot": hot(votes, created),
        "created_at": created,
        "escalated_at": created if escalated else None,
        "escalated_by": "votes" if escalated else None,
    }


def _case(post: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": post["id"],
        "board_id": 1,
        "service_id": 1,
        "agency_id": 1,
        "state": "open",
        "needs_sorting": False,
        "needs_answer_since": post["created_at"],
        "reference": f"311-{post['id']}",
        "version": 1,
        "title": post["title"],
        "place": post["place"],
        "lat": post["lat"],
        "lon": post["lon"],
        "answers": {},
        "voices": post["vote_count"],
        "opened_at": post["created_at"],
        "opened_by": "votes",
        "opened_reason": "",
        "imported": False,
    }


def _thread(connection: Connection, now: datetime, observation_id: int, comments: int) -> None:
    """Comments under one observation, every fourth a reply; and votes of the first neighbors on the newest posts."""
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "observation_id": observation_id,
            "author_id": number % PEOPLE + 1,
            "nameless": number % 9 == 0,
            "root_id": number - 1 if number % 4 == 0 else None,
            "reply_to_id": number - 1 if number % 4 == 0 else None,
            "words": WORDS,
            "written_at": now - timedelta(minutes=comments - number),
        }
        for number in range(1, comments + 1)
    ]
    connection.execute(insert(Comment), rows)
    newest = range(observation_id, max(0, observation_id - 50), -1)
    votes = [{"observation_id": number, "person_id": 1, "cast_at": now} for number in newest if number % 2]
    connection.execute(insert(Vote), votes)
