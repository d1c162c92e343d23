"""Asking the index. Every answer is joined to the present rows once more, so that nothing hidden is ever shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Subquery, and_, bindparam, column, func, select, text
from sqlalchemy.orm import Session, aliased

from community.cases.models import Backing
from community.comments.models import Comment
from community.observations.models import Observation
from community.search.matching import GRAMMARS, all_but_one, everywhere, in_title
from community.search.models import Entry
from community.search.rules import Asked, first_of_day
from community.search.source_queries import still_readable

MOST_IN_TITLE, MOST_ANYWHERE, MOST_FORGIVEN, MOST_NAMED = 150, 350, 100, 20
"""The newest of each that are ranked: a page costs the same for a word that stands everywhere."""
NOTHING = {"sqlite": 'marks : "none"', "postgresql": "'#none'"}
ONE_LIST = {
    "sqlite": "SELECT id FROM (SELECT rowid AS id FROM search_index WHERE search_index MATCH :{0}{1}"
    " ORDER BY rowid DESC LIMIT :most_{0})",
    # The planner chooses: a word that stands everywhere is soon met from the newest id downwards, others by the index.
    "postgresql": "SELECT id FROM (SELECT id FROM search_entry WHERE search_index @@ CAST(:{0} AS tsquery){1}"
    " ORDER BY id DESC LIMIT :most_{0}) AS {0}",
}
SINCE = {"sqlite": " AND rowid >= :since", "postgresql": " AND id >= :since"}
Behind = aliased(Observation)


@dataclass(frozen=True)
class Hit:
    """One entry that was found. ``observation_id`` is the thread in which people read it, None for a case without a
    readable post. The words are folded."""

    id: int
    kind: str
    subject_id: int
    observation_id: int | None
    case_id: int | None
    at: datetime
    title: str
    words: str
    marks: str


def hits(
    db: Session,
    asked: Sequence[Asked],
    *,
    marks: Sequence[str] = (),
    reference: str = "",
    since: datetime | None = None,
) -> list[Hit]:
    """The newest entries with all of the words and all of the marks, with most of them, or with this
    reference (itself a mark), in no particular order. One query."""
    engine = db.get_bind().dialect.name
    grammar = GRAMMARS[engine]
    forgiven = all_but_one(grammar, asked, marks)
    named = grammar.all_of(map(grammar.mark, [reference, *marks])) if reference else NOTHING[engine]
    values = {
        "titled": in_title(grammar, asked, marks),
        "anywhere": everywhere(grammar, asked, marks),
        "forgiven": forgiven or NOTHING[engine],
        "named": named,
        "most_titled": MOST_IN_TITLE,
        "most_anywhere": MOST_ANYWHERE,
        "most_forgiven": MOST_FORGIVEN,
        "most_named": MOST_NAMED,
    }
    found = _lists(engine, ("titled", "anywhere", "forgiven", "named"), since)
    return [Hit(*row) for row in db.execute(_readable().join(found, found.c.id == Entry.id), values)]


def threads_meant(
    db: Session, asked: Sequence[Asked], marks: Sequence[str], most: int
) -> tuple[set[tuple[int | None, int | None]], bool]:
    """Observation and case of the newest ``most`` entries with all of the words and all of the marks, and of some with
    most of the words, for who looks through them by other means; and whether there may be more. One query."""
    engine = db.get_bind().dialect.name
    grammar = GRAMMARS[engine]
    found = _lists(engine, ("anywhere", "forgiven"), None)
    values = {
        "anywhere": everywhere(grammar, asked, marks),
        "forgiven": all_but_one(grammar, asked, marks) or NOTHING[engine],
        "most_anywhere": most,
        "most_forgiven": MOST_FORGIVEN,
    }
    query = _entries(Entry.observation_id, Entry.case_id, still_readable()).join(found, found.c.id == Entry.id)
    rows = db.execute(query, values).all()
    return {(post, case) for post, case, readable in rows if readable}, len(rows) >= most


def _lists(engine: str, names: Sequence[str], since: datetime | None) -> Subquery:
    """The ids of several lists, each the newest of what matches its own expression, together."""
    after = SINCE[engine] if since else ""
    parts = text(" UNION ".join(ONE_LIST[engine].format(name, after) for name in names))
    if since:
        parts = parts.bindparams(bindparam("since", first_of_day(since), type_=BigInteger))
    return parts.columns(column("id", BigInteger)).subquery("found")


def _readable() -> Any:
    """Entries that may be shown now, with the thread in which they stand."""
    behind = (
        select(func.min(Behind.id))
        .join(Backing, Backing.observation_id == Behind.id)
        .where(Backing.case_id == Entry.case_id, Behind.listed, Behind.hidden_at.is_(None), Behind.state != "withdrawn")
        .correlate(Entry)
        .scalar_subquery()
    )
    thread = func.coalesce(Entry.observation_id, behind)
    said = (Entry.at, Entry.title, Entry.words, Entry.marks)
    return _entries(Entry.id, Entry.kind, Entry.subject_id, thread, Entry.case_id, *said).where(still_readable())


def _entries(*columns: Any) -> Any:
    """These columns of entries, with what tells whether they may be shown."""
    return (
        select(*columns)
        .outerjoin(Observation, Observation.id == Entry.observation_id)
        .outerjoin(Comment, and_(Entry.kind == "reply", Comment.id == Entry.subject_id))
    )
