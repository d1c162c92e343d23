"""Bringing the schema up to date, in one transaction, by one process at a time."""

import re
from argparse import ArgumentParser, Namespace
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from community.assets import folder
from community.commands.building import build
from community.db.engines import Engines

MIGRATION_LOCK = 0x6D696772
"""Key of the advisory lock behind which processes that start together queue (PostgreSQL)."""
REVISION = re.compile(r"""^revision\b.*=\s*["']([^"']+)["']""", re.M)
BUILDS_ON = re.compile(r"""^down_revision\b.*=\s*["']([^"']+)["']""", re.M)


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration on this connection. Imported late: only migrating needs the library."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def is_current(engines: Engines) -> bool:
    """Whether the database stands at the newest revision. Asked without alembic, which costs half a second."""
    with engines.reading.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(found) == [newest_revision()]


def newest_revision() -> str:
    """The revision on which no other one builds."""
    files = [path.read_text("utf-8") for path in (folder("migrations") / "versions").glob("*.py")]
    revisions = {found[1] for text_ in files if (found := REVISION.search(text_))}
    return (revisions - {found[1] for text_ in files if (found := BUILDS_ON.search(text_))}).pop()


def migrate(engines: Engines) -> None:
    """Upgrade to the newest revision; a failed migration leaves nothing behind. Does nothing when it is reached."""
    if not is_current(engines):
        upgrade(engines, "head")


def upgrade(engines: Engines, revision: str) -> None:
    """Upgrade to this revision, all of it or nothing. Raises RuntimeError when rows would point at rows that are not
    there."""
    from alembic import command

    with engines.writing.connect() as connection:
        if engines.is_sqlite:
            _point_freely(connection, free=True)
        try:
            with connection.begin():
                if not engines.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                command.upgrade(alembic_config(connection), revision)
                if engines.is_sqlite and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
                    raise RuntimeError(f"rows would point at what is not there: {lost[:10]}")
        finally:
            if engines.is_sqlite:
                _point_freely(connection, free=False)


def _point_freely(connection: Connection, *, free: bool) -> None:
    """SQLite changes a table by making it anew and dropping the old one, at which rows of other tables point meanwhile.
    The pragma does nothing within a transaction, so it goes past SQLAlchemy, which would begin one."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={'off' if free else 'on'}")


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community migrate``."""
    command = commands.add_parser("migrate", parents=[common], help="bring the database up to date")
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Migrate the configured database."""
    engines = build(args).registry.sessions.engines
    migrate(engines)
    print(f"The database is up to date: {engines.writing.url.render_as_string(hide_password=True)}")
