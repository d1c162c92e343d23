"""The index of words: one row for each thing that can be found. Each engine has an index of its own on it.

SQLite: a full-text table ``search_index`` over these columns, kept by triggers. PostgreSQL: a generated column
``search_index`` with a GIN index. Both are made by the migration and unknown here: nothing but ``queries`` asks them.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db.base import Base, BigId, only


class Entry(Base):
    """The words of one readable thing: a post, a reply, a word of the city, or a case without a readable post.

    There is no row for what is hidden, withdrawn or taken back. ``id`` is worked out from the day, the thing and its
    kind (``rules.entry_id``), so that a larger id is later. ``observation_id`` is the post in whose thread it stands;
    ``case_id`` stands instead for cases and for what the city said on one. ``title`` and ``words`` are folded words
    (``folding``), ``marks`` words of the machine that filters ask for. Names of people are in none of them.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_observation_id", "observation_id"),
        Index(
            "ix_search_entry_case_id",
            "case_id",
            **only("case_id is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    """post, reply, city or case."""
    subject_id: Mapped[int]
    observation_id: Mapped[int | None]
    case_id: Mapped[int | None]
    at: Mapped[datetime]
    title: Mapped[str]
    words: Mapped[str]
    marks: Mapped[str]
