"""Writing the index. It always says what is readable now: whoever changed something calls this before the commit, in
the same transaction (``witness``), so that hidden words leave the index with the very act that hides them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, delete, insert, text, update
from sqlalchemy.orm import Session

from community.search import documents, source_queries
from community.search.documents import Values
from community.search.models import Entry
from community.search.rules import REPLY, entry_id

LOCK_POSTS, LOCK_CASES, LOW = 0x5365_6172 << 32, 0x5365_6173 << 32, 0xFFFF_FFFF
"""Keys of the advisory locks (PostgreSQL): these, and the low half of the id."""
TABLE = cast(Table, Entry.__table__)


@dataclass
class Touched:
    """What changed, by id. ``comments`` alone leaves the rest of their threads as it is."""

    observations: set[int] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)
    comments: set[int] = field(default_factory=set)


def index_changes(db: Session, touched: Touched, *, lock: bool = True) -> None:
    """Bring the entries of everything ``touched`` to what is readable now. Without ``lock`` nobody else may know
    these ids yet. The caller commits."""
    comments = touched.comments
    threads = source_queries.observations_of_comments(db, comments) if comments else set()
    observations = touched.observations | source_queries.observations_behind(db, touched.cases)
    cases = touched.cases | (source_queries.cases_behind(db, observations) if observations else set())
    if lock:
        _take_turns(db, observations | threads, cases)
    if observations or cases:
        _index_threads(db, observations, cases)
    if threads - observations:
        _index_comments(db, comments, threads - observations)


def _take_turns(db: Session, observations: Iterable[int], cases: Iterable[int]) -> None:
    """Let those who index the same thread queue, before they read it: else a slow one could put back the words that
    a quick one has just taken out. Always in the same order, so that nobody waits for each other. On SQLite there is
    one writer anyway."""
    if db.get_bind().dialect.name != "postgresql":
        return
    keys = {LOCK_POSTS | number & LOW for number in observations} | {LOCK_CASES | number & LOW for number in cases}
    turns = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
    db.execute(turns, {"keys": sorted(keys)})


def _index_threads(db: Session, observations: set[int], cases: set[int]) -> None:
    posts, threads = documents.post_entries(source_queries.readable_posts(db, observations))
    case_rows = {row.id: row for row in source_queries.public_cases(db, cases)}
    wanted = [
        *posts,
        *documents.reply_entries(source_queries.standing_replies(db, threads), threads),
        *documents.case_entries(case_rows.values()),
        *documents.city_entries(source_queries.city_words(db, observations, cases), threads, case_rows),
    ]
    _write(db, source_queries.entries_of(db, observations, cases), wanted)


def _index_comments(db: Session, comments: set[int], observations: set[int]) -> None:
    _posts, threads = documents.post_entries(source_queries.readable_posts(db, observations))
    wanted = documents.reply_entries(source_queries.standing_replies(db, threads, comments), threads)
    days = source_queries.comment_days(db, comments, observations)
    there = source_queries.entries_with(db, [entry_id(REPLY, number, at) for number, at in days])
    _write(db, there, wanted)


def _write(db: Session, there: dict[int, Any], wanted: list[Values]) -> None:
    """Insert what is missing, change what differs, delete what is not wanted any more."""
    new, kept = [], set()
    for values in wanted:
        kept.add(values["id"])
        before = there.get(values["id"])
        if before is None:
            new.append(values)
        elif any(getattr(before, name) != value for name, value in values.items()):
            db.execute(update(TABLE).where(TABLE.c.id == values["id"]).values(values))
    gone = [number for number in there if number not in kept]
    if gone:
        db.execute(delete(TABLE).where(TABLE.c.id.in_(gone)))
    if new:
        db.execute(insert(TABLE), new)
