"""What the consumer looks up for a batch of activities: a fixed number of queries, however many activities."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from community.activity.models import Activity
from community.cases.models import Backing, Case, StaffNote
from community.cases.models_mentions import Mention
from community.cases.queries import has_desk_of
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.notices.following import BOARD, CASE, OBSERVATION, PlaceFollow, cells_around
from community.notices.known import Known, Said
from community.notices.models import Follow
from community.notices.rules import ON_BOARDS
from community.observations.models import Observation
from community.people.models import Membership, Person
from community.permissions import Role

Answered = aliased(Comment)


def known_of(db: Session, activities: Sequence[Activity]) -> Known:
    """Authors, comments, backings, those who decide and those who follow, for these activities. Eleven queries at most,
    however many activities."""
    comments = _comments(db, {row.data["comment_id"] for row in activities if row.data.get("comment_id")})
    behind = _behind(db, {row.case_id for row in activities if row.case_id})
    posts = {row.observation_id for row in activities if row.observation_id}
    posts |= {said.observation_id for said in comments.values()}
    posts |= {post for case_posts in behind.values() for post in case_posts}
    reports = [row for row in activities if row.kind == "words_reported"]
    captains, moderators = _judges(db, {row.board_id for row in reports if row.board_id})
    followers, deaf = _follows(db, activities, posts)
    return Known(
        _authors(db, posts),
        comments,
        behind,
        captains,
        moderators,
        followers,
        deaf,
        _desks(db, {row.case_id for row in activities if row.kind == "case_quiet" and row.case_id}),
        *_around(db, posts),
        _named(db, {row.data["note_id"] for row in activities if row.kind == "note_written"}),
    )


def _follows(
    db: Session, activities: Sequence[Activity], posts: Collection[int]
) -> tuple[dict[tuple[str, int], set[int]], dict[tuple[str, int], set[int]]]:
    """Who follows these posts, their cases and boards; and who wants to hear no more of a post. Who replied to a post
    follows it without a row, until they say otherwise."""
    subjects = {
        OBSERVATION: posts,
        CASE: {row.case_id for row in activities if row.case_id},
        BOARD: {row.board_id for row in activities if row.board_id and row.kind in ON_BOARDS},
    }
    wanted = [and_(Follow.kind == kind, Follow.subject_id.in_(ids)) for kind, ids in subjects.items() if ids]
    found: tuple[dict[tuple[str, int], set[int]], ...] = (defaultdict(set), defaultdict(set))
    if wanted:
        columns = select(Follow.kind, Follow.subject_id, Follow.person_id, Follow.active).where(or_(*wanted))
        for kind, subject, person, active in db.execute(columns):
            found[0 if active else 1][kind, subject or 0].add(person)
    for post, person in _repliers(db, posts):
        if person not in found[1][OBSERVATION, post]:
            found[0][OBSERVATION, post].add(person)
    return found[0], found[1]


def _repliers(db: Session, posts: Collection[int]) -> Sequence[Any]:
    """Everybody who replied to these posts, by post: read along the index of each thread."""
    if not posts:
        return ()
    said = select(Comment.observation_id, Comment.author_id).where(Comment.observation_id.in_(posts), STANDS)
    return db.execute(said.where(Comment.author_id.is_not(None)).distinct()).all()


def _around(db: Session, ids: Collection[int]) -> tuple[dict[int, list[int]], frozenset[int]]:
    """Who follows a place near each of these posts, and which of the posts anybody may read. Near is measured to the
    point the public sees, so that following a place finds out nothing more."""
    if not ids:
        return {}, frozenset()
    readable = (Observation.listed, Observation.hidden_at.is_(None), Observation.withdrawn_at.is_(None))
    columns = select(Observation.id, Observation.lat, Observation.lon).where(Observation.id.in_(ids), *readable)
    points = {post: (lat, lon) for post, lat, lon in db.execute(columns)}
    placed = {post: (lat, lon) for post, (lat, lon) in points.items() if lat is not None and lon is not None}
    cells = {cell for lat, lon in placed.values() for cell in cells_around(lat, lon)}
    follows = select(Follow.person_id, Follow.lat, Follow.lon, Follow.meters).where(Follow.cell.in_(cells))
    rows: Any = db.execute(follows.order_by(Follow.id)) if cells else []
    circles = [PlaceFollow(*row) for row in rows]
    near = {post: [circle.person_id for circle in circles if circle.reaches(*at)] for post, at in placed.items()}
    return near, frozenset(points)


def reachable(db: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Which of these people still have an account: a closed one keeps no inbox."""
    if not person_ids:
        return frozenset()
    query = select(Person.id).where(Person.id.in_(person_ids), Person.closed_at.is_(None))
    return frozenset(db.scalars(query))


def _authors(db: Session, ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    query = select(Observation.id, Observation.author_id).where(
        Observation.id.in_(ids), Observation.author_id.is_not(None), Observation.withdrawn_at.is_(None)
    )
    return {row.id: row.author_id for row in db.execute(query)}


def _comments(db: Session, ids: Collection[int]) -> dict[int, Said]:
    if not ids:
        return {}
    columns = (Comment.author_id, Comment.observation_id, Answered.author_id, Comment.withdrawn_at)
    query = select(Comment.id, *columns).outerjoin(Answered, Answered.id == Comment.reply_to_id)
    rows = db.execute(query.where(Comment.id.in_(ids)))
    return {comment: Said(author, post, answered, gone is not None) for comment, author, post, answered, gone in rows}


def _behind(db: Session, case_ids: Collection[int]) -> dict[int, list[int]]:
    if not case_ids:
        return {}
    found: dict[int, list[int]] = defaultdict(list)
    query = select(Backing.case_id, Backing.observation_id).where(Backing.case_id.in_(case_ids))
    for case_id, post in db.execute(query.order_by(Backing.case_id, Backing.observation_id)):
        found[case_id].append(post)
    return found


def _desks(db: Session, case_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Who at the desk is to be told of these cases: the liaison who has it, or all of its agency for its board. Two
    queries, none without cases."""
    if not case_ids:
        return {}
    held: Any = db.execute(select(Case.id, Case.liaison_id, Case.agency_id, Case.board_id).where(Case.id.in_(case_ids)))
    cases = held.all()
    columns = select(Membership.person_id, Membership.scope_id, Membership.boards).where(
        Membership.role == Role.LIAISON,
        Membership.scope_kind == "agency",
        Membership.scope_id.in_({agency for _case, _liaison, agency, _board in cases}),
    )
    parts = db.execute(columns).all()
    desks = {}
    for case, liaison, agency, board in cases:
        may = {who for who, scope, boards in parts if scope == agency and (boards is None or board in boards)}
        desks[case] = frozenset({liaison}) if liaison in may else frozenset(may)
    return desks


def _named(db: Session, note_ids: Collection[int]) -> dict[int, list[int]]:
    """By staff note, the colleagues it names who may read the case as it stands now: a hand-over may have come in
    between."""
    if not note_ids:
        return {}
    query = (
        select(Mention.note_id, Mention.person_id, Case.board_id, Membership.boards)
        .join(StaffNote, StaffNote.id == Mention.note_id)
        .join(Case, Case.id == StaffNote.case_id)
        .join(Membership, (Membership.person_id == Mention.person_id) & has_desk_of(Case.agency_id))
        .where(Mention.note_id.in_(note_ids))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for note, person, board, boards in db.execute(query):
        if boards is None or board in boards:
            found[note].append(person)
    return found


def _judges(db: Session, board_ids: Collection[int]) -> tuple[dict[int, frozenset[int]], frozenset[int]]:
    """Captains by board, and all moderators."""
    if not board_ids:
        return {}, frozenset()
    of_boards = (Membership.scope_kind == "board") & Membership.scope_id.in_(board_ids)
    query = select(Membership.role, Membership.scope_id, Membership.person_id).where(
        ((Membership.role == Role.CAPTAIN) & of_boards) | (Membership.role == Role.MODERATOR)
    )
    rows = db.execute(query).all()
    captains = {
        board: frozenset(person for role, scope, person in rows if role == Role.CAPTAIN and scope == board)
        for board in board_ids
    }
    return captains, frozenset(person for role, _scope, person in rows if role == Role.MODERATOR)
