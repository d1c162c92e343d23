"""The photos of a thread, gathered in one query and handed to what they hang on."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from community.cases.models import Backing, FollowUp
from community.pages.lines import PhotoLine
from community.photos.models import Photo

SAID_HERE = union_all(
    select(FollowUp.id).where(FollowUp.observation_id == bindparam("id")),
    select(FollowUp.id)
    .join(Backing, Backing.case_id == FollowUp.case_id)
    .where(Backing.observation_id == bindparam("id")),
)
"""Said under the post itself, or on a case behind it; two look-ups by index where an ``or`` would read the table."""
COLUMNS = (
    Photo.key,
    Photo.alt,
    Photo.width,
    Photo.height,
    Photo.bytes,
    Photo.observation_id,
    Photo.comment_id,
    Photo.follow_up_id,
    Photo.note_id,
)
IN_THREAD = union_all(
    select(Photo.id).where(Photo.observation_id == bindparam("id")),
    select(Photo.id).where(Photo.follow_up_id.in_(SAID_HERE)),
)
GIVEN = union_all(
    select(Photo.id)
    .where(Photo.observation_id.in_(bindparam("posts", expanding=True)))
    .where(Photo.comment_id.is_(None), Photo.follow_up_id.is_(None)),
    select(Photo.id).where(Photo.comment_id.in_(bindparam("comments", expanding=True))),
    select(Photo.id).where(Photo.follow_up_id.in_(bindparam("follow_ups", expanding=True))),
    select(Photo.id).where(Photo.note_id.in_(bindparam("notes", expanding=True))),
)
OF_THREAD, OF_GIVEN = (
    select(*COLUMNS).where(Photo.id.in_(chosen)).order_by(Photo.position, Photo.id) for chosen in (IN_THREAD, GIVEN)
)


@dataclass(frozen=True)
class Hung:
    """Photos by what they hang on: posts, comments, words of the city, staff notes, each by its id."""

    posts: dict[int, list[PhotoLine]] = field(default_factory=lambda: defaultdict(list))
    comments: dict[int, list[PhotoLine]] = field(default_factory=lambda: defaultdict(list))
    follow_ups: dict[int, list[PhotoLine]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[int, list[PhotoLine]] = field(default_factory=lambda: defaultdict(list))


def photos_of_thread(db: Session, observation_id: int) -> Hung:
    """The photos of this post, of everything said under it, and of the city's words in its thread. One query."""
    return _hung(db.connection().execute(OF_THREAD, {"id": observation_id}))


def photos_on(
    db: Session,
    *,
    posts: Collection[int] = (),
    comments: Collection[int] = (),
    follow_ups: Collection[int] = (),
    notes: Collection[int] = (),
) -> Hung:
    """The photos of these posts (not of what is said under them), comments, words of the city and staff notes. One
    query."""
    ids = {"posts": list(posts), "comments": list(comments), "follow_ups": list(follow_ups), "notes": list(notes)}
    return _hung(db.connection().execute(OF_GIVEN, ids))


def _hung(rows: Iterable[Any]) -> Hung:
    found = Hung()
    for row in rows:
        line = PhotoLine(row.key, row.alt, row.width, row.height, row.bytes)
        if row.follow_up_id is not None:
            found.follow_ups[row.follow_up_id].append(line)
        elif row.note_id is not None:
            found.notes[row.note_id].append(line)
        elif row.comment_id is not None:
            found.comments[row.comment_id].append(line)
        else:
            found.posts[row.observation_id].append(line)
    return found
