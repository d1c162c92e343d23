"""The cast: one small city with everybody in it, for stories that need more than two people.

Two boards side by side, two agencies, posts in every state. Put there directly, without history.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board
from community.cases.models import Backing, Case, FollowUp, StaffNote, Step
from community.catalog.models import Agency, Question, Service
from community.comments.models import Comment
from community.observations.models import Observation
from community.people.models import Person
from tests import make

SECRET_NOTE = "Owner has been fined twice before"
HIDDEN_WORDS = "Mr. Ferris at 12 did this"


@dataclass
class City:
    """Everybody and everything, by the name the stories use."""

    juniper: Board
    marble: Board
    streets: Agency
    sanitation: Agency
    pothole: Service
    dumping: Service
    size: Question
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Observation] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    follow_up: FollowUp | None = None


def city(db: Session) -> City:
    """A whole small city, committed."""
    with make.at_once(db):
        made = _places_and_kinds(db)
        _people(db, made)
        _posts(db, made)
    return made


def _places_and_kinds(db: Session) -> City:
    """Two boards, two agencies with a service each, and a question."""
    streets, sanitation = make.agency(db, "Streets", fallback=True), make.agency(db, "Sanitation")
    east = [[-71.0, 42.3], [-70.9, 42.3], [-70.9, 42.4], [-71.0, 42.4], [-71.0, 42.3]]
    juniper = make.board(db, "Juniper Square")
    marble = make.board(db, "Marble Hill", geometry={"type": "Polygon", "coordinates": [east]})
    pothole, dumping = make.service(db, streets, "Pothole"), make.service(db, sanitation, "Dumping")
    db.flush()
    size = make.question(db, pothole)
    return City(juniper, marble, streets, sanitation, pothole, dumping, size)


def _people(db: Session, made: City) -> None:
    """Luis (neighbor), Denise (captain), Rosa (captain of the other board), Nora (no member), Una (unconfirmed),
    Priya (liaison of Sanitation), Sam (of Streets), Wes (of Sanitation, other board only), Max (moderator), Ada
    (admin), Ana (the author of the posts)."""
    names = ("Luis", "Denise", "Rosa", "Nora", "Priya", "Sam", "Wes", "Max", "Ada", "Ana", "Una")
    people = made.people = make.people(db, names)
    people["Una"].confirmed_at = None
    for name, board, role in (
        ("Luis", made.juniper, "neighbor"),
        ("Ana", made.juniper, "neighbor"),
        ("Denise", made.juniper, "captain"),
        ("Rosa", made.marble, "captain"),
    ):
        make.member(db, people[name], board, role)
    make.liaison(db, people["Priya"], made.sanitation)
    make.liaison(db, people["Sam"], made.streets)
    make.liaison(db, people["Wes"], made.sanitation, [made.marble.id])
    make.official(db, people["Max"], "moderator")
    make.official(db, people["Ada"], "admin")


def _posts(db: Session, made: City) -> None:
    """An open post, a nameless one, a hidden one, one with a case (with a thread and a staff note), a closed one."""
    ana, now = made.people["Ana"], clock.now()
    point: dict[str, Any] = {"lat": 42.35, "lon": -71.05, "service_id": made.dumping.id}
    sent = {"escalated_at": now, "escalated_by": "votes", "vote_count": 10, **point}
    titles = {
        "Tires by the steps": point,
        "Loud generator at night": {"nameless": True, **point},
        "Somebody dumps here": {"hidden_at": now, "hidden_rule": "names_person", "description": HIDDEN_WORDS, **point},
        "Mattress in the alley, case": {"state": "escalated", **sent},
        "Mattress in the alley, closed": {"state": "resolved", **sent},
    }
    posts = make.observations(db, made.juniper, ana, titles)
    made.posts = dict(zip(("open", "nameless", "hidden", "case", "closed"), posts, strict=True))
    for name, state in (("case", "open"), ("closed", "closed")):
        made.cases[name] = _case(db, made, made.posts[name], state)
    made.follow_up = FollowUp(
        case_id=made.cases["case"].id,
        agency_id=made.sanitation.id,
        author_id=made.people["Priya"].id,
        words="A crew comes on Tuesday.",
        written_at=now,
    )
    db.add(StaffNote(case_id=made.cases["case"].id, author_id=None, words=SECRET_NOTE, written_at=now))
    for name in ("open", "case"):
        made.comments[name] = Comment(
            observation_id=made.posts[name].id, author_id=made.people["Luis"].id, words="Still there.", written_at=now
        )
        made.posts[name].comment_count = 1
    db.add_all([made.follow_up, *made.comments.values()])


def _case(db: Session, made: City, post: Observation, state: str) -> Case:
    """The case behind a post, held by Sanitation."""
    now = clock.now()
    case = Case(
        board_id=post.board_id,
        service_id=made.dumping.id,
        agency_id=made.sanitation.id,
        state=state,
        reference=f"311-{post.id}",
        title=post.title,
        place=post.place,
        voices=post.vote_count,
        opened_at=now,
        opened_by="votes",
        needs_answer_since=now if state == "open" else None,
        closed_at=now if state == "closed" else None,
        code="done" if state == "closed" else None,
    )
    db.add(case)
    db.flush()
    db.add(Backing(case_id=case.id, observation_id=post.id, since=now))
    db.add(Step(case_id=case.id, kind="opened", at=now, agency_id=made.sanitation.id))
    if state == "closed":
        words = {"words": "We cleared it.", "written_at": now, "kind": "closed", "code": "done"}
        db.add(FollowUp(case_id=case.id, agency_id=made.sanitation.id, author_id=made.people["Priya"].id, **words))
    return case
