"""The declarative base, the names of constraints, and column types that mean the same on both engines."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, String, Text, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator):
    """An aware UTC datetime. SQLite keeps it as text without zone, so the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times: a time without a zone is a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC) if dialect.name == "postgresql" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
"""Increasing integer key: SQLite only numbers rows by itself for INTEGER."""

Json = JSON().with_variant(postgresql.JSONB(), "postgresql")


LAST_LETTER = "\U0010ffff"
"""Behind every letter there is, in byte order: what begins with a text stands before the text with this behind it."""


def prefix_text(length: int) -> String:
    """A text column whose B-tree answers prefix queries: byte order on PostgreSQL too."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def only(condition: TextClause | str, *, sqlite: TextClause | str | None = None) -> dict[str, Any]:
    """What makes an index one of these rows alone; ``sqlite``: how SQLite has to be told."""
    told = {"postgresql_where": condition, "sqlite_where": condition if sqlite is None else sqlite}
    return {engine: text(words) if isinstance(words, str) else words for engine, words in told.items()}


def is_described(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Whether the models describe this table, column or index, for whoever compares them with a database. Not so what
    an engine keeps for its own full-text index (made by a migration, all of it named ``…search_index…``)."""
    return not (reflected and compared is None and "search_index" in (name or ""))


Id = Annotated[int, mapped_column(BigId, primary_key=True)]


class Base(DeclarativeBase):
    """All tables of Stoop."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {
        datetime: Moment,
        int: BigId,
        str: Text,
        dict[str, Any]: Json,
        list[str]: Json,
    }
