"""One post with its thread: comments and the city's follow-ups in reading order, replies under what they answer."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from community.cases.models import FollowUp
from community.comments.models import Comment
from community.observations.models import Observation
from community.pages.lines import Author, CommentLine, Entry, FollowUpLine, PhotoLine, Post, Seen
from community.pages.photo_lines import Hung, photos_on
from community.pages.progress import progress_of
from community.pages.thread_statements import (
    ABOUT_POST,
    CASE_REPLIES,
    COMMENT_LINES,
    COMMENTS,
    FOLLOW_UPS,
    THREAD_FOLLOW_UPS,
)

FIRST_ENTRIES = 10
"""Entries shown before "Show more"."""
KEPT_LINES = 8_000
"""Comments kept by their values; about a kilobyte each."""


def post_of(
    db: Session, seen: Observation, viewer_id: int | None, hung: Hung, *, may_read_hidden: bool = False
) -> Post:
    """The post for this reader. Hidden words and photos are left out unless ``may_read_hidden``. Two queries."""
    about = db.connection().execute(ABOUT_POST, {"id": seen.id, "viewer": viewer_id or 0}).one()
    service, name, closed_at, captain, voted = about
    readable = seen.hidden_at is None or may_read_hidden
    return Post(
        id=seen.id,
        board_id=seen.board_id,
        title=seen.title if readable else "",
        description=seen.description if readable else "",
        place=seen.place if readable else "",
        landmark=seen.landmark if readable else "",
        seen=Seen(seen.lat, seen.lon, seen.place, vague=seen.nameless) if readable else None,
        service=service,
        state=seen.state,
        votes=seen.vote_count,
        comments=seen.comment_count,
        created_at=seen.created_at,
        edited_at=seen.edited_at,
        withdrawn_at=seen.withdrawn_at,
        hidden_rule=seen.hidden_rule if seen.hidden_at else None,
        hidden_at=seen.hidden_at,
        author=Author(name or None, bool(name) and captain, closed_at is not None) if readable else Author(None),
        mine=viewer_id is not None and seen.author_id == viewer_id,
        voted=bool(voted),
        progress=progress_of(db, seen.id, seen.state),
        seen_count=seen.seen_count,
        gone_count=seen.gone_count,
        looked_at=seen.looked_at,
        sent_by=seen.escalated_by,
        photos=tuple(hung.posts.get(seen.id, ())) if readable else (),
    )


def thread_of(
    db: Session, observation_id: int, viewer_id: int | None, hung: Hung, *, may_read_hidden: bool = False
) -> list[Entry]:
    """Comments and follow-ups of the first level in reading order, each with its replies. Two queries."""
    city = [_follow_up(row, hung, viewer_id) for row in db.execute(THREAD_FOLLOW_UPS, {"id": observation_id})]
    found = db.connection().execute(COMMENTS, {"id": observation_id}).all()
    comments = [_comment(row, viewer_id, hung, may_read_hidden=may_read_hidden) for row in found]
    first: list[CommentLine | FollowUpLine] = [
        *city,
        *(line for line in comments if not (line.root_id or line.follow_up_id)),
    ]
    entries = {(line.kind, line.id): Entry(line, []) for line in first}
    for line in comments:
        parent = ("comment", line.root_id) if line.root_id else ("follow_up", line.follow_up_id or 0)
        if parent in entries:
            entries[parent].replies.append(line)
    return sorted(entries.values(), key=lambda entry: (entry.said.written_at, entry.said.kind, entry.said.id))


def city_words_of(db: Session, case_id: int) -> list[Entry]:
    """The city's words on a case, oldest first, each with the replies of every thread it stands in. Three queries."""
    said = db.execute(FOLLOW_UPS.where(FollowUp.case_id == case_id)).all()
    replies = db.execute(CASE_REPLIES, {"id": case_id}).all()
    hung = photos_on(db, comments=[row.id for row in replies], follow_ups=[row[0].id for row in said])
    city = {row[0].id: Entry(_follow_up(row, hung), []) for row in said}
    for row in replies:
        reply = _comment(row, None, hung, may_read_hidden=False)
        answered = city.get(reply.follow_up_id or 0)
        if answered is not None:  # else the answer was published between the two queries
            answered.replies.append(reply)
    return list(city.values())


def last_word_of(db: Session, observation_id: int) -> FollowUpLine | None:
    """What the city said last in this thread. Two queries."""
    said = max((row[0] for row in db.execute(THREAD_FOLLOW_UPS, {"id": observation_id})), key=_when, default=None)
    return follow_up_lines(db, [said.id])[0] if said else None


def _when(said: FollowUp) -> tuple[datetime, int]:
    return said.written_at, said.id


def follow_up_lines(db: Session, ids: Collection[int]) -> list[FollowUpLine]:
    """These words of the city: for live pages. Two queries, none without ids."""
    if not ids:
        return []
    hung = photos_on(db, follow_ups=ids)
    return [_follow_up(row, hung) for row in db.execute(FOLLOW_UPS.where(FollowUp.id.in_(ids)))]


def comment_lines(db: Session, ids: Collection[int]) -> list[CommentLine]:
    """These comments as a visitor reads them: for live pages. Two queries, none without ids."""
    if not ids:
        return []
    hung = photos_on(db, comments=ids)
    return [
        _comment(row, None, hung, may_read_hidden=False) for row in db.execute(COMMENT_LINES.where(Comment.id.in_(ids)))
    ]


def _follow_up(row: Any, hung: Hung, viewer_id: int | None = None) -> FollowUpLine:
    said, agency, liaison = row
    return FollowUpLine(
        id=said.id,
        case_id=said.case_id,
        agency=agency,
        liaison=liaison or None,
        words=said.words,
        written_at=said.written_at,
        said=said.kind,
        code=said.code,
        scheduled_for=said.scheduled_for,
        photos=tuple(hung.follow_ups.get(said.id, ())),
        detail=said.detail,
        mine=viewer_id is not None and said.author_id == viewer_id,
    )


def _comment(row: Any, viewer_id: int | None, hung: Hung, *, may_read_hidden: bool) -> CommentLine:
    mine = viewer_id is not None and row.author_id == viewer_id
    return _comment_line(row, mine, tuple(hung.comments.get(row.id, ())), may_read_hidden)


@lru_cache(KEPT_LINES)
def _comment_line(row: Any, mine: bool, photos: tuple[PhotoLine, ...], may_read_hidden: bool) -> CommentLine:
    withdrawn = row.withdrawn_at is not None
    readable = not withdrawn and (row.hidden_at is None or mine or may_read_hidden)
    named = Author(row.name or None, bool(row.name and row.captain), row.closed_at is not None)
    return CommentLine(
        id=row.id,
        observation_id=row.observation_id,
        root_id=row.root_id,
        follow_up_id=row.follow_up_id,
        author=named if readable else Author(None),
        to=row.answered if readable and row.answered_root is not None else None,
        words=row.words if readable else "",
        written_at=row.written_at,
        withdrawn=withdrawn,
        hidden_rule=row.hidden_rule if row.hidden_at and not withdrawn else None,
        hidden_at=row.hidden_at,
        photos=photos if readable else (),
        mine=mine,
        looked=row.looked if readable else None,
    )
