"""A stage to try every action on as everybody: one city, everything in it that an address can name, all signed in."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select

from community import clock
from community.activity.models import Activity, Delivery
from community.activity.tail import newest_id
from community.boards.models import Invitation
from community.cases.models_undo import Undoable
from community.db.base import Base
from community.moderation.models import Report
from community.open311.server_models import ProgramKey, Receipt
from community.people.identity import token_hash
from community.people.models import Login
from community.permissions import Ground
from community.photos.rules import file_of
from tests import cast, make
from tests.conftest import empty

WEEK = timedelta(days=7)
BROWSER = "b" * 43
"""The name of everybody's browser: photos that wait are the browser's while nobody is signed in."""
PERSONAS = ("a visitor", "Una", "Nora", "Luis", "Denise", "Rosa", "Priya", "Sam", "Wes", "Max", "Ada", "Ana")
"""A visitor; unconfirmed, no member, neighbor, captain here, captain elsewhere, liaison of the agency, liaison of
another, liaison for another board, moderator, admin, author: see ``tests.cast``."""


@dataclass(frozen=True)
class Place:
    """One ground: a board, the agency of its case, who wrote, and the ids that go into addresses."""

    ground: Ground
    ids: dict[str, str]


@cache
def rows_of_all() -> Select[Any]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return select(*(select(func.count()).select_from(table).scalar_subquery() for table in tables))


class Stage:
    """The city of all personas, with a sign-in of each, built once; after what was allowed to happen its file is
    brought back as it was."""

    def __init__(self, app: Any, engines: Any) -> None:
        self.app = app
        empty(engines)
        self.tokens = {name: secrets.token_urlsafe(32) for name in PERSONAS}
        with app.sessions.writing() as db:
            city = cast.city(db)
            self.places = {ground: place(db, city, ground) for ground in ("juniper", "marble")}
            self.identities = {name: make.identity(db, who) for name, who in city.people.items()}
            now = clock.now()
            for name, who in self.identities.items():
                token = token_hash(self.tokens[name])
                db.add(Login(person_id=who.person_id, token_hash=token, device="Test", created_at=now, seen_at=now))
            db.commit()
        self.file = sqlite3.connect(engines.writing.url.database)
        self.kept = sqlite3.connect(":memory:")
        self.file.backup(self.kept)
        self.at_rest = self.rows()

    def version(self) -> int:
        """Another number after anything was committed."""
        return int(self.file.execute("PRAGMA data_version").fetchone()[0])

    def rows(self) -> list[int]:
        """How many rows each table has, and the newest line of the history."""
        with self.app.sessions.reading() as db:
            return [newest_id(db), *db.execute(rows_of_all()).one()]

    def reset(self) -> None:
        """As if nothing had happened."""
        self.kept.backup(self.file)
        for here in self.places.values():
            for name in ("photo", "waiting"):
                self.app.photo_store.write(file_of(here.ids[name], "thumb", "jpg"), b"a picture")


def place(db: Any, city: cast.City, name: str) -> Place:
    """An observation with a comment, one with a case, an invitation and a report, on this board, all by Ana. On the
    other board somebody else wrote, and another agency has the case."""
    home = name == "juniper"
    board, agency = (city.juniper, city.sanitation) if home else (city.marble, city.streets)
    author = city.people["Ana" if home else "Rosa"]
    board_id, agency_id, author_id = board.id, agency.id, author.id
    slug, lon = board.slug, -71.05 if home else -70.95
    post = make.observation(db, board, author, "Loose wire over the walk", lat=42.35, lon=lon)
    sent = make.observation(db, board, author, "Deep hole", lat=42.35, lon=lon, state="escalated", vote_count=10)
    case = cast._case(db, city, sent, "open")
    case.agency_id = agency_id
    comment = cast.Comment(observation_id=post.id, author_id=author_id, words="Still there.", written_at=clock.now())
    token = f"{name}-token"
    invitation = Invitation(
        board_id=board_id, token_hash=token_hash(token), created_by=author_id, created_at=clock.now(),
        expires_at=clock.now() + WEEK,
    )  # fmt: skip
    report = Report(
        board_id=board_id, observation_id=post.id, reporter_id=author_id, recipient="captain", rule="ad",
        reported_at=clock.now(),
    )  # fmt: skip
    told = Activity(at=clock.now(), kind="test", data={}, imported=False)
    db.add_all([comment, invitation, report, told])
    db.flush()
    delivery = Delivery(activity_id=told.id, kind="nobody", target="1", given_up_at=clock.now())
    db.add(delivery)
    db.commit()
    photos = {"photo": make.photo(db, post).key, "waiting": make.photo(db, browser=BROWSER).key}
    photos["upload"] = make.upload(db, BROWSER).token
    key = ProgramKey(name=name, token_hash=token_hash(token), hint="", created_at=clock.now())
    db.add(key)
    db.flush()
    db.add(Receipt(key_id=key.id, case_id=case.id, token=token, received_at=clock.now()))
    db.commit()
    now = clock.now()
    act = Undoable(
        person_id=author_id, act="answer", observation_id=post.id, version=0, changes=[], made_at=now, until=now + WEEK
    )  # fmt: skip
    db.add(act)
    db.flush()
    act.batch = act.id
    db.commit()
    ids = {"act": act, "post": post, "comment": comment, "case": case, "invitation": invitation, "report": report}
    named = {"person": city.people["Luis"], "service": city.pothole, "question": city.size, "delivery": delivery}
    named |= {"board": board, "agency": agency, "key": key}
    photos["code"] = city.pothole.code
    return Place(
        Ground(board_id=board_id, agency_ids=frozenset({agency_id}), author_id=author_id),
        {"slug": slug, "token": token, **photos, **{name: str(row.id) for name, row in (ids | named).items()}},
    )
