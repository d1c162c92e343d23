"""The migrations make exactly the tables the models describe, and lose nothing of what is there, on both engines."""

import os
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from community.commands.migrating import alembic_config, upgrade
from community.db.base import Base, Moment, is_described
from community.db.engines import Engines, create_engines
from tests import postgres


def same_type(_context, _column, _metadata_column, _found, wanted):
    """Our Moment is a timestamp with time zone on both engines; alembic cannot know."""
    return False if isinstance(wanted, Moment) else None


def test_migrations_make_what_the_models_say(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": same_type, "include_object": is_described}
        )
        differences = compare_metadata(context, Base.metadata)
    assert not differences, "\n".join(str(difference) for difference in differences)


def test_there_is_one_head_and_migrations_know_no_application(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        with open(script.path, encoding="utf-8") as file:
            assert "community" not in file.read(), f"{script.path} imports the application, which will change"


SAMPLE = {
    sa.Boolean: True,
    sa.BigInteger: 1,
    sa.Integer: 1,
    sa.Float: 1.0,
    sa.JSON: {},
    sa.LargeBinary: b"x",
    sa.Date: date(2026, 6, 1),
    sa.DateTime: datetime(2026, 6, 1, tzinfo=UTC),
    sa.String: "x",
}

EITHER: dict[str, dict[str, Any]] = {
    "comment": {"follow_up_id": None},
    "follow_up": {"observation_id": None},
    "report": {"comment_id": None},
}
"""Columns of which only one may say something."""


def fill(engines: Engines) -> set[str]:
    """A row in each table that has none, which points at row 1 of every other. The names of all tables."""
    tables = sa.MetaData()
    with engines.writing.begin() as connection:
        tables.reflect(connection, only=lambda name, _made: "fts" not in name and name != "alembic_version")
        for table in tables.sorted_tables:
            if not connection.scalar(sa.select(sa.func.count()).select_from(table)):
                given = [
                    column
                    for column in table.columns
                    if not column.computed and column is not table.autoincrement_column
                ]
                row = {column.name: sample(column) for column in given}
                connection.execute(
                    table.insert().values(row | allowed(connection, table.name) | EITHER.get(table.name, {}))
                )
    return set(tables.tables)


def allowed(connection: sa.Connection, table: str) -> dict[str, str]:
    """For columns that take one of a few words: the first of them."""
    checks = [check["sqltext"] for check in sa.inspect(connection).get_check_constraints(table)]
    found = (re.search(r"(\w+)\W.*?'(\w+)'", check, re.S) for check in checks)
    return {match[1]: match[2] for match in found if match}


def sample(column: sa.Column[Any]) -> Any:
    """A value that fits."""
    return next((value for kind, value in SAMPLE.items() if isinstance(column.type, kind)), "x")


@pytest.mark.trial
@pytest.mark.parametrize("engines", ["sqlite", "postgresql"])
def test_what_was_there_before_a_change_is_there_after_it(engines, request, tmp_path):
    """Every migration after the first finds a row in every table, and rows that point at it."""
    if engines == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        url = postgres.create_database(request.getfixturevalue("postgres_server"), f"stoop_old_{os.getpid()}")
    made = create_engines(url)
    with made.reading.connect() as connection:
        scripts = list(ScriptDirectory.from_config(alembic_config(connection)).walk_revisions())
    tables: set[str] = set()
    for script in reversed(scripts):
        upgrade(made, script.revision)
        tables |= fill(made)
    with made.reading.connect() as connection:
        here = tables & set(sa.inspect(connection).get_table_names())
        assert [name for name in sorted(here) if not connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"'))] == []
    made.dispose()
