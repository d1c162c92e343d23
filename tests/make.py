"""Plain functions that put things into the database for a story. Each commits and returns the row;
``at_once`` commits many together."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board, Boundary
from community.catalog.models import Agency, Question, Service
from community.comments.models import Comment
from community.observations.models import ExactPlace, Observation
from community.people.identity import Identity, Part, token_hash
from community.people.models import Account, Membership, Person
from community.permissions import Role
from community.photos.models import Photo, Upload

_number = itertools.count(1)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-71.1, 42.3], [-71.0, 42.3], [-71.0, 42.4], [-71.1, 42.4], [-71.1, 42.3]]],
}


@contextmanager
def at_once(db: Session) -> Iterator[None]:
    """Whatever is put into the database in here is committed together, at the end; written when its id is needed."""
    db.info["at_once"] = True
    yield
    del db.info["at_once"]
    db.commit()


def _keep(db: Session) -> None:
    if not db.info.get("at_once"):
        db.commit()


def person(
    db: Session, name: str = "Dana", *, confirmed: bool = True, email: str | None = None, **values: Any
) -> Person:
    """Somebody with a confirmed account and no password."""
    now = clock.now()
    made = Person(display_name=name, created_at=now, confirmed_at=now if confirmed else None, **values)
    db.add(made)
    db.flush()
    db.add(_account(made, email))
    _keep(db)
    return made


def people(db: Session, names: Iterable[str]) -> dict[str, Person]:
    """Several, as ``person`` makes them, written together."""
    now = clock.now()
    made = {name: Person(display_name=name, created_at=now, confirmed_at=now) for name in names}
    db.add_all(made.values())
    db.flush()
    db.add_all(_account(one) for one in made.values())
    _keep(db)
    return made


def _account(of: Person, email: str | None = None) -> Account:
    address = email or f"{of.display_name.lower().replace(' ', '.')}{next(_number)}@example.org"
    return Account(person_id=of.id, email=address, email_key=address.lower())


def member(db: Session, who: Person, board_: Board, role: str = "neighbor") -> Membership:
    """A part on a board: neighbor or captain."""
    return _part(db, who, role, "board", board_.id)


def liaison(db: Session, who: Person, agency_: Agency, boards: list[int] | None = None) -> Membership:
    """A liaison of the agency, for all boards or some."""
    return _part(db, who, "liaison", "agency", agency_.id, boards)


def official(db: Session, who: Person, role: str) -> Membership:
    """A moderator or admin."""
    return _part(db, who, role, "city", 0)


def _part(db: Session, who: Person, role: str, kind: str, scope: int, boards: list[int] | None = None) -> Membership:
    made = Membership(
        person_id=who.id, role=role, scope_kind=kind, scope_id=scope, created_at=clock.now(), boards=boards
    )
    db.add(made)
    _keep(db)
    return made


def identity(db: Session, who: Person) -> Identity:
    """The person as actions know them, with the parts they have now."""
    parts = db.scalars(select(Membership).where(Membership.person_id == who.id))
    held = tuple(
        Part(Role(p.role), p.scope_kind, p.scope_id, None if p.boards is None else frozenset(p.boards)) for p in parts
    )
    return Identity(who.id, 0, who.display_name, who.confirmed_at is not None, who.demo, clock.now(), held)


def board(db: Session, name: str = "Juniper Square", *, geometry: dict[str, Any] | None = None, **values: Any) -> Board:
    """A board with a square boundary."""
    slug = values.pop("slug", name.lower().replace(" ", "-"))
    made = Board(key=slug, slug=slug, name=name, name_key=name.lower(), created_at=clock.now(), **values)
    db.add(made)
    db.flush()
    db.add(Boundary(board_id=made.id, geometry=geometry or SQUARE, changed_at=clock.now()))
    _keep(db)
    return made


def agency(db: Session, name: str = "Streets", *, fallback: bool = False) -> Agency:
    """An agency of the city."""
    made = Agency(key=name.lower().replace(" ", "-"), name=name, fallback=fallback)
    db.add(made)
    _keep(db)
    return made


def service(db: Session, agency_: Agency, name: str = "Pothole", **values: Any) -> Service:
    """A kind of request."""
    made = Service(code=values.pop("code", name.lower().replace(" ", "_")), name=name, agency_id=agency_.id, **values)
    db.add(made)
    _keep(db)
    return made


def question(db: Session, service_: Service, code: str = "size", *, required: bool = True, **values: Any) -> Question:
    """A question of a service."""
    values = {"text": "How big is it?", "datatype": "string", "position": 1, **values}
    made = Question(service_id=service_.id, code=code, required=required, **values)
    db.add(made)
    _keep(db)
    return made


def photo(db: Session, post: Observation | None = None, *, browser: str | None = None) -> Photo:
    """A photo of the post, or one that waits in this browser. Without bytes."""
    where: dict[str, Any] = {"browser_hash": token_hash(browser) if browser else None}
    if post:
        where = {"owner_id": post.author_id, "board_id": post.board_id, "observation_id": post.id}
        where["posted_at"] = clock.now()
    key = f"{next(_number):022d}"
    made = Photo(key=key, width=1280, height=960, bytes=30_000, made_at=clock.now(), **where)
    db.add(made)
    _keep(db)
    return made


def upload(db: Session, browser: str) -> Upload:
    """An upload of 1,000 bytes that begins in this browser."""
    token, now = f"upload-{next(_number):025d}", clock.now()
    made = Upload(token=token, browser_hash=token_hash(browser), length=1000, started_at=now)
    db.add(made)
    _keep(db)
    return made


def observation(
    db: Session, board_: Board, author: Person | None, title: str = "Tires by the steps", **values: Any
) -> Observation:
    """An open observation on the board, put there without its history."""
    return observations(db, board_, author, {title: values})[0]


def observations(
    db: Session, board_: Board, author: Person | None, titles: dict[str, dict[str, Any]]
) -> list[Observation]:
    """Several, by their titles, written together."""
    now = clock.now()
    usual = {"created_at": now, "hot": now.timestamp() / 45000, "place": "5814 Larch St"}
    usual |= {"board_id": board_.id, "author_id": author.id if author else None}
    made = [Observation(title=title, **usual | values) for title, values in titles.items()]
    db.add_all(made)
    db.flush()
    db.add_all(ExactPlace(observation_id=one.id, lat=one.lat, lon=one.lon, address=one.place) for one in made)
    _keep(db)
    return made


def crowd(db: Session, board_: Board, author: Person, number: int, **values: Any) -> None:
    """So many escalated posts by the steps, one a second, written at once: enough that an index is worth reading."""
    start = clock.now()
    shared = {"board_id": board_.id, "author_id": author.id, "title": "Crowd", "place": "5814 Larch St", **values}
    rows = [
        {"state": "escalated", **shared, "created_at": made, "hot": made.timestamp() / 45000}
        for made in (start - timedelta(seconds=n + 1) for n in range(number))
    ]
    db.execute(insert(Observation), rows)
    _keep(db)


def thread(db: Session, post: Observation, author: Person, comments: int, words: str = "Reply {number}") -> None:
    """So many comments of the first level under a post."""
    now = clock.now()
    for number in range(comments):
        db.add(Comment(observation_id=post.id, author_id=author.id, words=words.format(number=number), written_at=now))
    post.comment_count += comments
    db.add(post)
    _keep(db)
